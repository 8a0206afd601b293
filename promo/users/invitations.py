"""Links that are used once: to make an account, or to set a new password. Only the hash of each is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from promo import clock
from promo.db import changed_rows
from promo.errors import Forbidden, Invalid, NotFound, PromoError
from promo.secrets import hash_token, new_token
from promo.speech import N_
from promo.users import access, passwords, service
from promo.users.access import CLIENTS
from promo.users.models import Invitation, Role, User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

DAYS = (1, 3, 7, 30)
USUAL_DAYS = 7
RESET_DAYS = 1


class LinkUsed(PromoError):
    """A link works once."""

    status = 410
    message = N_("This link was used already. Sign in, or ask whoever sent it for a new one.")


class LinkExpired(PromoError):
    """A link works for some days."""

    status = 410
    message = N_("This link has expired. Ask whoever sent it for a new one.")


@dataclass(frozen=True)
class Wish:
    """Whom to invite to what: the ids are of clients, the link works for ``days``."""

    email: str
    name: str
    role: Role
    client_ids: tuple[int, ...]
    days: int = USUAL_DAYS


def invite(session: Session, inviter: User | None, wish: Wish) -> str:
    """Write an invitation down and return the token of its link. ``inviter`` is ``None`` on the command line.

    It takes the place of the inviter's open ones to the same e-mail. Raises `Forbidden` for a role that is not the
    inviter's to give, `Invalid` for an e-mail that has an account and for clients that are not theirs to open.
    """
    if inviter is not None and wish.role not in access.invitable_roles(inviter):
        raise Forbidden
    email = service.check_email(session, wish.email)
    if inviter is not None:
        _check_clients(session, inviter, wish)
    by = Invitation.invited_by_id
    same_inviter = by.is_(None) if inviter is None else by == inviter.id
    service.drop_invitations(session, Invitation.email == email, Invitation.user_id.is_(None), same_inviter)
    client_ids = () if wish.role == Role.OWNER else wish.client_ids
    link = Invitation(email=email, name=wish.name, role=wish.role, client_ids=sorted(client_ids))
    return _add(session, link, inviter, wish.days)


def reset_link(session: Session, person: User, by: User | None) -> str:
    """Return the token of a link that lets ``person`` set a new password; an earlier one stops working."""
    if person.disabled_at is not None:
        raise Invalid("email", N_("This account is disabled. Enable it first."))
    service.drop_invitations(session, Invitation.user_id == person.id)
    link = Invitation(email=person.email, name=person.name, role=person.role, client_ids=[], user_id=person.id)
    return _add(session, link, by, RESET_DAYS)


def find(session: Session, token: str) -> Invitation:
    """Return the link of ``token``; raise `NotFound`, `LinkUsed` or `LinkExpired` for one that does not work."""
    found = session.scalar(select(Invitation).where(Invitation.token_hash == hash_token(token)))
    if found is None:
        raise NotFound
    if found.used_at is not None:
        raise LinkUsed
    if found.expires_at <= clock.now():
        raise LinkExpired
    return found


def accept(session: Session, invitation: Invitation, new: service.NewPerson, *, cheap: bool) -> User:
    """Make the invited person's account and return it; raise `LinkUsed` where a second submit comes too late."""
    service.check_new(session, new)
    _claim(session, invitation)
    person = service.make_person(session, new, cheap=cheap)
    if invitation.role != Role.OWNER:
        allowed = _still_allowed(session, invitation)
        service.set_access(session, person.id, set(invitation.client_ids) & allowed, allowed)
    return person


def reset(session: Session, invitation: Invitation, password: str, *, cheap: bool) -> User:
    """Set the password of the person whom a reset link is for, end all their sessions, and return them."""
    person = session.get(User, invitation.user_id)
    if person is None or person.disabled_at is not None:
        raise NotFound
    passwords.check(password, person.email, person.name)
    _claim(session, invitation)
    service.set_password(session, person, password, keep=None, cheap=cheap)
    return person


def open_to(session: Session, viewer: User) -> Sequence[Invitation]:
    """Return the open links that ``viewer`` may revoke, the newest first: an owner all, a manager their own."""
    statement = select(Invitation).where(Invitation.used_at.is_(None), Invitation.expires_at > clock.now())
    if viewer.role != Role.OWNER:
        statement = statement.where(Invitation.invited_by_id == viewer.id)
    return session.scalars(statement.order_by(Invitation.created_at.desc(), Invitation.id.desc())).all()


def revoke(session: Session, viewer: User, ident: int) -> None:
    """Make an open link stop working; raise `NotFound` for one that is not the viewer's to revoke."""
    if ident not in {link.id for link in open_to(session, viewer)}:
        raise NotFound
    service.drop_invitations(session, Invitation.id == ident)


def _add(session: Session, invitation: Invitation, by: User | None, days: int) -> str:
    token, now = new_token(), clock.now()
    invitation.token_hash = hash_token(token)
    invitation.invited_by_id = None if by is None else by.id
    invitation.created_at, invitation.expires_at = now, now + timedelta(days=days)
    session.add(invitation)
    session.flush()
    return token


def _check_clients(session: Session, inviter: User, wish: Wish) -> None:
    theirs = {client.id for client in access.editable_clients(session, inviter)}
    if not set(wish.client_ids) <= theirs:
        raise Invalid("clients", N_("You can give access only to clients that you can edit."))
    if inviter.role != Role.OWNER and not wish.client_ids:
        raise Invalid("clients", N_("Choose at least one client. Without one this person would see nothing."))


def _claim(session: Session, invitation: Invitation) -> None:
    """Mark the link used: of two submits at once the second waits here, and comes too late."""
    mine = update(Invitation).where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
    if not changed_rows(session, mine.values(used_at=clock.now())):
        raise LinkUsed


def _still_allowed(session: Session, invitation: Invitation) -> set[int]:
    """Return the clients that exist, and that the inviter may still open to others."""
    if invitation.invited_by_id is None:
        return set(session.scalars(select(CLIENTS.c.id)))
    inviter = session.get_one(User, invitation.invited_by_id)
    return {client.id for client in access.editable_clients(session, inviter)}
