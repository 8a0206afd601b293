"""Slows down the guessing of passwords, per account and per address, across all processes.

An attempt is written down (in a transaction of its own) before its password is looked at, and crossed out when it was
right: many attempts at the same moment cannot slip through between the counting and the writing.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from promo import clock
from promo.db import transaction
from promo.errors import Throttled
from promo.speech import N_
from promo.users.models import SignInAttempt

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session, sessionmaker

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 30
IPV6_NETWORK = 64


class TooManyAttempts(Throttled):
    """Too many wrong passwords: even the right one is refused until ``minutes`` have passed."""

    message = N_("Too many attempts. Try again in %(minutes)s min; until then even the right password is refused.")


@dataclass(frozen=True)
class Attempt:
    """One attempt that was written down: ids of its rows, and the key of its account."""

    sessions: sessionmaker[Session]
    ids: tuple[int, ...]
    account: str

    def succeeded(self) -> None:
        """Cross this attempt out, and the account's earlier ones. The address's earlier ones stay."""
        with transaction(self.sessions) as session:
            mine = SignInAttempt.id.in_(self.ids)
            session.execute(delete(SignInAttempt).where(mine | (SignInAttempt.key == self.account)))


def begin(sessions: sessionmaker[Session], secret: str, email: str, address: str) -> Attempt:
    """Write an attempt down and return it; raise `TooManyAttempts` where there were enough of late.

    What was typed and the address are kept only as hashes keyed with ``secret``.
    """
    account, place = account_key(secret, email), _key(secret, "address", network(address))
    now = clock.now()
    with transaction(sessions) as session:
        rows = [SignInAttempt(key=key, at=now) for key in (account, place)]
        session.add_all(rows)
        session.flush()
        ids = tuple(row.id for row in rows)
    with transaction(sessions) as session:
        free = [
            _free_at(session, key, limit, now, ids) for key, limit in ((account, PER_ACCOUNT), (place, PER_ADDRESS))
        ]
        latest = max((moment for moment in free if moment is not None), default=None)
        if latest is not None:
            session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(ids)))
    if latest is not None:
        raise TooManyAttempts(minutes=max(1, -int((now - latest).total_seconds() // 60)))
    return Attempt(sessions, ids, account)


def forget(session: Session, secret: str, email: str) -> None:
    """Cross out an account's attempts: its password was just set anew."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.key == account_key(secret, email)))


def refuse_guesser(sessions: sessionmaker[Session], secret: str, address: str) -> None:
    """Raise `TooManyAttempts` for an address that has tried too many secret links that do not exist."""
    with transaction(sessions) as session:
        free = _free_at(session, _key(secret, "links", network(address)), PER_ADDRESS, clock.now(), ())
    if free is not None:
        raise TooManyAttempts(minutes=max(1, -int((clock.now() - free).total_seconds() // 60)))


def note_guess(sessions: sessionmaker[Session], secret: str, address: str) -> None:
    """Write down that somebody at ``address`` tried a secret link that does not exist."""
    with transaction(sessions) as session:
        session.add(SignInAttempt(key=_key(secret, "links", network(address)), at=clock.now()))


def account_key(secret: str, email: str) -> str:
    """Return what is kept of the e-mail that was typed."""
    return _key(secret, "account", email)


def network(address: str) -> str:
    """Return what counts as one place: an IPv4 address, or the /64 that one IPv6 household has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False))
    return str(parsed)


def _key(secret: str, kind: str, value: str) -> str:
    return hmac.new(secret.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def _free_at(session: Session, key: str, limit: int, now: datetime, mine: tuple[int, ...]) -> datetime | None:
    """Return when the next attempt will be heard, ``None`` for now."""
    recent = select(SignInAttempt.at).where(SignInAttempt.key == key, SignInAttempt.at > now - WINDOW)
    if mine:
        recent = recent.where(SignInAttempt.id.not_in(mine))
    decisive = session.scalar(recent.order_by(SignInAttempt.at.desc()).offset(limit - 1).limit(1))
    return None if decisive is None else decisive + WINDOW
