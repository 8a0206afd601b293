"""Browsers that are signed in: a random token in the cookie, its hash in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from promo import clock
from promo.db import changed_rows
from promo.errors import NotFound
from promo.secrets import hash_token, new_token
from promo.users.models import User, UserSession

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

LIFETIME = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)


def start(session: Session, person: User, *, user_agent: str, address: str) -> str:
    """Sign ``person`` in in one browser and return the token for its cookie."""
    token, now = new_token(), clock.now()
    session.add(
        UserSession(
            user_id=person.id,
            token_hash=hash_token(token),
            user_agent=user_agent[:255],
            address=address[:64],
            created_at=now,
            last_seen_at=now,
            expires_at=now + LIFETIME,
        )
    )
    person.last_seen_at = now
    session.flush()
    return token


def find(session: Session, token: str) -> UserSession | None:
    """Return the living session of the cookie's ``token``; ``None`` for an ended, expired or disabled one."""
    found = session.scalar(select(UserSession).where(UserSession.token_hash == hash_token(token)))
    if found is None or found.expires_at <= clock.now() or found.user.disabled_at is not None:
        return None
    return found


def is_due(found: UserSession) -> bool:
    """Return whether it is time to write down again that the browser was seen."""
    return clock.now() - found.last_seen_at >= SEEN_EVERY


def touch(session: Session, found: UserSession) -> None:
    """Write down that the browser was seen, and let it stay signed in from now on. Parallel requests write once."""
    now = clock.now()
    row = update(UserSession).where(UserSession.id == found.id, UserSession.last_seen_at == found.last_seen_at)
    if changed_rows(session, row.values(last_seen_at=now, expires_at=now + LIFETIME)):
        session.execute(update(User).where(User.id == found.user_id).values(last_seen_at=now))


def of_person(session: Session, person: User) -> Sequence[UserSession]:
    """Return the person's living sessions, the one seen last first."""
    statement = select(UserSession).where(UserSession.user_id == person.id, UserSession.expires_at > clock.now())
    return session.scalars(statement.order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())).all()


def end(session: Session, person: User, ident: int) -> None:
    """End one of the person's own sessions; raise `NotFound` for any other."""
    if not changed_rows(session, delete(UserSession).where(UserSession.id == ident, UserSession.user_id == person.id)):
        raise NotFound


def end_all(session: Session, person: User, *, but: UserSession | None = None) -> int:
    """End the person's sessions, ``but`` the given one, and return how many."""
    statement = delete(UserSession).where(UserSession.user_id == person.id)
    if but is not None:
        statement = statement.where(UserSession.id != but.id)
    return changed_rows(session, statement)


def end_token(session: Session, token: str) -> None:
    """End the session of a cookie, where there is one."""
    session.execute(delete(UserSession).where(UserSession.token_hash == hash_token(token)))
