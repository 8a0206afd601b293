"""Sources: the guest that always exists, which ones can be used now, and what an outcome does to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import clock
from promo.collection import outcomes, pace
from promo.collection.incidents import source_state
from promo.collection.models import Source

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

GUEST = "instagram_guest"
SIGNED_IN = "instagram_session"

BREAKER = 3
"""So many slowed-down answers in a row open the circuit breaker."""
REST = timedelta(hours=1)
LONGEST_REST = timedelta(hours=12)
OFFLINE_REST = timedelta(minutes=5)
"""Without a network every page would fail in turn: a short rest spares them the attempt."""


@dataclass(frozen=True)
class State:
    """A source's state: ``key`` names it in `promo.collection.texts`, ``until`` is when it ends by itself."""

    key: str
    until: datetime | None = None


def guest(session: Session) -> Source:
    """Return the guest source; it is made when it is missing."""
    found = session.scalar(select(Source).where(Source.kind == GUEST).order_by(Source.id).limit(1))
    if found is None:
        found = Source(kind=GUEST, created_at=clock.now())
        session.add(found)
        session.flush()
    return found


def state(session: Session, source: Source, now: datetime) -> State:
    """Return the state of a source: off, signed_out, resting, at_work, waiting (no request left) or ready."""
    if not source.enabled:
        return State("off")
    if source.last_outcome == outcomes.SIGNED_OUT:
        return State("signed_out")
    if source.rest_until is not None and source.rest_until > now:
        return State("resting", source.rest_until)
    if source.leased_until is not None and source.leased_until > now:
        return State("at_work")
    free = pace.free_at(session, source, 1, now)
    return State("waiting", free) if free > now else State("ready")


def usable(session: Session, now: datetime) -> list[Source]:
    """Return the sources that can be used right now: signed-in ones first, then the one that was used longest ago."""
    guest(session)
    found = [source for source in session.scalars(select(Source)) if state(session, source, now).key == "ready"]
    return sorted(found, key=lambda source: (source.kind == GUEST, source.last_used_at or source.created_at, source.id))


def note_outcome(session: Session, source: Source, outcome: str, now: datetime) -> None:
    """Let ``outcome`` have its effect: rest, count for the circuit breaker, open or close the source's incident."""
    if outcome in {outcomes.PACED, outcomes.INTERRUPTED, outcomes.FAILED}:
        return
    source.last_outcome = outcome
    if outcome in outcomes.SLOWED_DOWN:
        _slowed_down(session, source, outcome, now)
    elif outcome in outcomes.PROVES_ACCESS:
        source.throttled_in_a_row, source.rest_until = 0, None
        source_state(session, source.id, None, now)
    elif outcome in outcomes.OF_SOURCE:
        source.rest_until = _rest(outcome, now)
        source_state(session, source.id, outcome, now)
    session.flush()


def _slowed_down(session: Session, source: Source, outcome: str, now: datetime) -> None:
    source.throttled_in_a_row += 1
    beyond = source.throttled_in_a_row - BREAKER
    if beyond >= 0:
        source.rest_until = now + min(REST * (1 << min(beyond, 10)), LONGEST_REST)
        source_state(session, source.id, outcome, now)


def _rest(outcome: str, now: datetime) -> datetime | None:
    rests = {outcomes.CHALLENGE: LONGEST_REST, outcomes.OFFLINE: OFFLINE_REST}
    return now + rests[outcome] if outcome in rests else None
