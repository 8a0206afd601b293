"""The pace of a source: so many requests in any sliding hour, counted in the database, for all processes together."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from sqlalchemy import bindparam, delete, func, insert, select, update

from collectors.base import CollectorError, Outcome
from promo import clock
from promo.collection.leases import LENGTH
from promo.collection.models import Source, SourceRequest
from promo.db import transaction

if TYPE_CHECKING:
    from threading import Event

    from sqlalchemy import Table
    from sqlalchemy.orm import Session, sessionmaker

HOUR = timedelta(hours=1)
KEPT = timedelta(hours=2)
SPACING = (2.0, 5.0)
"""Seconds between two requests, drawn anew each time: a person does not click like a clock."""


SOURCES, REQUESTS = cast("Table", Source.__table__), cast("Table", SourceRequest.__table__)
HOLD = (
    update(SOURCES)
    .where(SOURCES.c.id == bindparam("source"), SOURCES.c.leased_by == bindparam("owner"))
    .values(leased_until=bindparam("until"), last_used_at=bindparam("now"))
    .returning(SOURCES.c.requests_per_hour)
)
GRANTED = (
    select(func.count())
    .select_from(REQUESTS)
    .where(REQUESTS.c.source_id == bindparam("source"), REQUESTS.c.at > bindparam("hour_ago"))
    .scalar_subquery()
)
NEW = select(bindparam("source", type_=REQUESTS.c.source_id.type), bindparam("now", type_=REQUESTS.c.at.type))
COUNT_IN = (
    insert(REQUESTS).from_select(["source_id", "at"], NEW.where(bindparam("most") > GRANTED)).returning(REQUESTS.c.id)
)
"""Made once: a claim comes before every single request, so it should cost next to nothing."""


class Stopped(CollectorError):
    """The program is being stopped: the reading ends before its next request.

    Collectors let a `CollectorError` through and translate everything else, so it is one, and so is `Superseded`.
    """

    def __init__(self) -> None:
        super().__init__(Outcome.PACED, "the program was stopped", permanent=True)


class Superseded(CollectorError):
    """The source's lease is somebody else's by now."""

    def __init__(self) -> None:
        super().__init__(Outcome.PACED, "another worker took over", permanent=True)


@dataclass
class DatabasePace:
    """Grants the requests of one source to whoever holds its lease (``owner``), as `collectors.base.Pace`.

    ``spacing`` is (least, most) seconds between two requests, ``None`` for none. ``stopping`` ends the waiting.
    """

    sessions: sessionmaker[Session]
    source_id: int
    owner: str
    spacing: tuple[float, float] | None
    stopping: Event
    granted: int = 0
    _last: datetime | None = field(default=None, repr=False)

    def claim(self) -> None:
        """Take one request; raise `CollectorError`: paced, or `Superseded` or `Stopped`."""
        self._wait()
        now = clock.now()
        with transaction(self.sessions) as session:
            claim(session, self.source_id, self.owner, now)
        self.granted += 1
        self._last = clock.now()

    def _wait(self) -> None:
        pause = 0.0
        if self.spacing is not None and self._last is not None:
            passed = (clock.now() - self._last).total_seconds()
            pause = max(random.uniform(*self.spacing) - passed, 0.0)  # noqa: S311 - nobody has to guess it
        if self.stopping.wait(pause) if pause else self.stopping.is_set():
            raise Stopped


def claim(session: Session, source_id: int, owner: str, now: datetime) -> None:
    """Count one request of the source and renew its lease, or raise.

    The UPDATE comes first: on SQLite it takes the write lock, on PostgreSQL the source's row, so that nobody else can
    count until this transaction has ended.
    """
    connection = session.connection()
    limit = connection.scalar(HOLD, {"source": source_id, "owner": owner, "until": now + LENGTH, "now": now})
    if limit is None:
        raise Superseded
    request = {"source": source_id, "now": now, "hour_ago": now - HOUR, "most": limit}
    if connection.scalar(COUNT_IN, request) is None:
        raise CollectorError(Outcome.PACED, f"{limit} requests an hour are used up")


def used(session: Session, source_id: int, now: datetime) -> int:
    """Return how many requests the source was granted in the hour before ``now``."""
    count = select(func.count()).select_from(SourceRequest)
    return session.scalar(count.where(SourceRequest.source_id == source_id, SourceRequest.at > now - HOUR)) or 0


def free_at(session: Session, source: Source, need: int, now: datetime) -> datetime:
    """Return when ``need`` requests (at most as many as an hour has) will be free at once: ``now`` if they are."""
    need = min(max(need, 1), source.requests_per_hour)
    recent = (
        select(SourceRequest.at)
        .where(SourceRequest.source_id == source.id, SourceRequest.at > now - HOUR)
        .order_by(SourceRequest.at)
    )
    moments = list(session.scalars(recent))
    wait_for = len(moments) + need - source.requests_per_hour
    return now if wait_for <= 0 else moments[wait_for - 1] + HOUR


def forget_old(session: Session, now: datetime) -> None:
    """Delete the requests that no sliding hour can reach any more."""
    session.execute(delete(SourceRequest).where(SourceRequest.at < now - KEPT))
