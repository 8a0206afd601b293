"""The rules of secret addresses, whatever they show. They flush and never commit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from promo import clock
from promo.config import LANGUAGES
from promo.errors import Invalid, NotFound, PromoError
from promo.links.models import SecretLink
from promo.secrets import hash_token, new_token
from promo.speech import N_
from promo.users import passwords

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

Link = TypeVar("Link", bound=SecretLink)
DAYS = (0, 1, 3, 7, 14, 30, 90, 365)
LEAST_PASSWORD = 6


class LinkExpired(PromoError):
    """The link worked until a day that has passed."""

    status = 410
    message = N_("This link has expired. Ask whoever sent it for a new one.")


class LinkRevoked(PromoError):
    """Somebody took the link back."""

    status = 410
    message = N_("This link does not work any more. Ask whoever sent it for a new one.")


def check(language: str, password: str) -> None:
    """Raise `Invalid` for a language or a password that a link cannot have."""
    if language not in LANGUAGES:
        raise Invalid("language", N_("Choose a language."))
    if password and len(password) < LEAST_PASSWORD:
        raise Invalid("password", N_("Take at least %(least)s characters, or leave it empty."), least=LEAST_PASSWORD)


def give(session: Session, link: Link, *, days: int = 0, password: str = "", cheap: bool = False) -> str:
    """Add a new ``link``, which works for ``days`` days (0: until revoked), and return its token, kept nowhere."""
    token, now = new_token(), clock.now()
    link.token_hash, link.created_at = hash_token(token), now
    link.password_hash = passwords.hash_password(password, cheap=cheap) if password else None
    link.expires_at = expiry(now, days)
    session.add(link)
    session.flush()
    return token


def expiry(now: datetime, days: int) -> datetime | None:
    """Return when a link ends that works for ``days`` days from ``now`` on; ``None`` for 0."""
    return now + timedelta(days=days) if days else None


def renew(session: Session, link: SecretLink) -> str:
    """Give a link another address and return its token; the earlier one stops working."""
    if link.revoked_at is not None:
        raise Invalid("name", N_("This link was revoked. Make a new one."))
    token = new_token()
    link.token_hash = hash_token(token)
    session.flush()
    return token


def revoke(session: Session, link: SecretLink) -> None:
    """Make a link stop working."""
    link.revoked_at = link.revoked_at or clock.now()
    session.flush()


def find(session: Session, model: type[Link], token: str) -> Link:
    """Return the link of ``token``; raise `NotFound`, `LinkRevoked` or `LinkExpired` for one that does not work."""
    wanted = select(model).where(model.token_hash == hash_token(token)).options(joinedload(model.client))
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    if found.revoked_at is not None or found.client.archived_at is not None:
        raise LinkRevoked
    if found.expires_at is not None and found.expires_at <= clock.now():
        raise LinkExpired
    return found


def opened(session: Session, link: SecretLink) -> None:
    """Count that the link was opened."""
    model = type(link)
    values = {"opened_at": clock.now(), "opened_count": model.opened_count + 1}
    mine = update(model).where(model.id == link.id).values(**values)
    session.execute(mine.execution_options(synchronize_session=False))  # nobody reads it again in this request


def in_force(link: SecretLink) -> bool:
    """Return whether the link works now."""
    return link.revoked_at is None and (link.expires_at is None or link.expires_at > clock.now())
