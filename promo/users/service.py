"""Accounts: the first owner, sign-in, a person's own settings, roles, access. Writes and flushes, never commits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from promo import clock
from promo.db import changed_rows
from promo.errors import Conflict, Invalid, NotFound
from promo.secrets import hash_token, new_token
from promo.speech import N_
from promo.users import passwords, sessions
from promo.users.models import ClientAccess, FirstStart, Invitation, Role, SignInAttempt, Theme, User, UserSession
from promo.users.throttle import WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
EMAIL_TAKEN = N_("Somebody has an account with this e-mail already. Use another, or reset their password instead.")


class EmailTaken(Conflict):
    """Two accounts with one e-mail were made at the same moment: the second is refused."""

    message = EMAIL_TAKEN


class LastOwner(Conflict):
    """There must always be an owner who can sign in."""

    message = N_("This is the last owner. Make somebody else an owner first.")


@dataclass(frozen=True)
class NewPerson:
    """What an account is made of. ``password`` is as typed."""

    email: str
    name: str
    password: str
    role: Role
    language: str
    time_zone: str


def has_people(session: Session) -> bool:
    """Return whether there is any account."""
    return bool(session.scalar(select(exists().select_from(User))))


def first_start_token(session: Session) -> str | None:
    """Return a new one-time token that lets its holder make the owner; ``None`` when there is an account already.

    An earlier token stops working.
    """
    session.execute(delete(FirstStart))
    if has_people(session):
        return None
    token = new_token()
    session.add(FirstStart(id=1, token_hash=hash_token(token), created_at=clock.now()))
    session.flush()
    return token


def check_first_start(session: Session, token: str) -> None:
    """Raise `NotFound` unless ``token`` is the present one and there is no account."""
    known = select(exists().where(FirstStart.token_hash == hash_token(token)))
    if has_people(session) or not session.scalar(known):
        raise NotFound


def make_owner(session: Session, token: str, new: NewPerson, *, cheap: bool) -> User:
    """Make the first owner and return them; raise `NotFound` for a token that somebody else has just used."""
    check_first_start(session, token)
    check_new(session, new)
    # Whoever deletes the row wins: of two submits at once the second waits here, and finds nothing.
    if not changed_rows(session, delete(FirstStart).where(FirstStart.token_hash == hash_token(token))):
        raise NotFound
    if has_people(session):
        raise NotFound
    return make_person(session, new, cheap=cheap)


def check_new(session: Session, new: NewPerson) -> None:
    """Raise `Invalid` where an account cannot be made like this. Writes nothing."""
    if not new.name:
        raise Invalid("name", N_("Enter a name."))
    check_email(session, new.email)
    passwords.check(new.password, new.email, new.name)


def make_person(session: Session, new: NewPerson, *, cheap: bool) -> User:
    """Make an account that `check_new` found nothing wrong with, and return it."""
    person = User(
        email=normal_email(new.email),
        name=new.name,
        password_hash=passwords.hash_password(new.password, cheap=cheap),
        role=new.role,
        language=new.language,
        time_zone=new.time_zone,
        theme=Theme.AUTO,
        created_at=clock.now(),
    )
    session.add(person)
    _flush_email(session)
    return person


def normal_email(email: str) -> str:
    """Return an e-mail address as it is kept and looked for."""
    return email.strip().lower()


def check_email(session: Session, email: str, *, own: User | None = None) -> str:
    """Return the e-mail as it is kept; raise `Invalid` for one that is none, or another person's."""
    wanted = normal_email(email)
    if not EMAIL.fullmatch(wanted) or len(wanted) > 254:  # noqa: PLR2004 - RFC 5321, 4.5.3.1.3
        raise Invalid("email", N_("This is not an e-mail address. It should look like name@example.com."))
    holder = by_email(session, wanted)
    if holder is not None and holder is not own:
        raise Invalid("email", EMAIL_TAKEN)
    return wanted


def by_email(session: Session, email: str) -> User | None:
    """Return the person with this e-mail, in any case of letters."""
    return session.scalar(select(User).where(User.email == normal_email(email)))


def authenticate(session: Session, email: str, password: str, *, cheap: bool) -> User | None:
    """Return the person whose e-mail and password these are, ``None`` for any other reason.

    Exactly one password is verified whether or not there is such an account, so that the time tells nothing.
    """
    nobody = passwords.nobodys_hash(cheap=cheap)
    person = by_email(session, email)
    right = passwords.matches(password, nobody if person is None else person.password_hash)
    if person is None or not right or person.disabled_at is not None:
        return None
    if passwords.is_outdated(person.password_hash, cheap=cheap):
        person.password_hash = passwords.hash_password(password, cheap=cheap)
    return person


def set_password(session: Session, person: User, password: str, *, keep: UserSession | None, cheap: bool) -> None:
    """Give ``person`` a new password and end their sessions, but the one to ``keep``; raise `Invalid` if it is weak."""
    passwords.check(password, person.email, person.name)
    person.password_hash = passwords.hash_password(password, cheap=cheap)
    sessions.end_all(session, person, but=keep)
    drop_invitations(session, Invitation.user_id == person.id)


def change_profile(session: Session, person: User, *, name: str, email: str) -> None:
    """Change a person's name and e-mail; raise `Invalid` for an e-mail that cannot be theirs."""
    person.email = check_email(session, email, own=person)
    person.name = name
    _flush_email(session)


def change_preferences(person: User, *, language: str, time_zone: str, theme: str) -> None:
    """Change how the screens look and speak to a person."""
    person.language, person.time_zone, person.theme = language, time_zone, Theme(theme)


def change_person(session: Session, person: User, role: Role, wanted: Iterable[int], offered: Iterable[int]) -> None:
    """Give ``person`` a role, and access to the ``wanted`` of the ``offered`` clients; access to others stays.

    Raises `LastOwner` rather than leave nobody who may do everything.
    """
    if role != person.role:
        _unless_last_owner(session, person, {"role": role})
        drop_invitations(session, Invitation.invited_by_id == person.id, Invitation.user_id.is_(None))
    set_access(session, person.id, wanted, offered)


def set_access(session: Session, user_id: int, wanted: Iterable[int], offered: Iterable[int]) -> None:
    """Make a person's access to the ``offered`` clients be that to the ``wanted`` ones."""
    wanted, offered = set(wanted), set(offered)
    mine = ClientAccess.user_id == user_id
    have = set(session.scalars(select(ClientAccess.client_id).where(mine)))
    session.execute(delete(ClientAccess).where(mine, ClientAccess.client_id.in_(offered - wanted)))
    session.add_all(ClientAccess(user_id=user_id, client_id=ident) for ident in sorted((wanted & offered) - have))
    session.flush()


def disable(session: Session, person: User) -> None:
    """Keep ``person`` out from now on: their sessions end, links made by or for them stop working."""
    if person.disabled_at is None:
        _unless_last_owner(session, person, {"disabled_at": clock.now()})
    sessions.end_all(session, person)
    drop_invitations(session, (Invitation.user_id == person.id) | (Invitation.invited_by_id == person.id))


def enable(person: User) -> None:
    """Let ``person`` sign in again."""
    person.disabled_at = None


def drop_invitations(session: Session, *conditions: ColumnElement[bool]) -> None:
    """Make the unused links that ``conditions`` describe stop working."""
    session.execute(delete(Invitation).where(Invitation.used_at.is_(None), *conditions))


def clean_up(session: Session) -> None:
    """Delete what has expired: sessions, and attempts to sign in that no longer count."""
    now = clock.now()
    session.execute(delete(UserSession).where(UserSession.expires_at <= now))
    session.execute(delete(SignInAttempt).where(SignInAttempt.at <= now - WINDOW))


def _unless_last_owner(session: Session, person: User, values: dict[str, object]) -> None:
    """Change ``person`` unless they are the last owner who can sign in; two at once cannot both be changed."""
    active = (User.role == Role.OWNER, User.disabled_at.is_(None))
    session.scalars(select(User.id).where(*active).order_by(User.id).with_for_update()).all()
    other = aliased(User)
    another = exists().where(other.role == Role.OWNER, other.disabled_at.is_(None), other.id != person.id)
    harmless = (User.role != Role.OWNER) | User.disabled_at.is_not(None) | another
    statement = update(User).where(User.id == person.id, harmless).values(**values)
    if not changed_rows(session, statement.execution_options(synchronize_session=False)):
        raise LastOwner
    session.refresh(person)


def _flush_email(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise EmailTaken from error
