"""Which clients have a report about the month that is over: one query, however many they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import clock
from promo.analytics.periods import unit
from promo.reports.models import Report

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from promo.clients.models import Client

FIRST_DAYS = 10
"""So many days of a month the reports of the last one are spoken of, whatever became of them."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report about a month; ``published`` is the number of its newest version, 0 for a draft."""

    id: int
    published: int


@dataclass(frozen=True, slots=True)
class Round:
    """The reports about ``month`` (its first day) on the ``day`` of the month after, of the clients ``of``.

    ``made`` are those that there are, by client. A client whose month is not over yet, where it is, is not among them.
    """

    month: date
    day: int
    of: Sequence[int]
    made: Mapping[int, Made]

    @property
    def missing(self) -> list[int]:
        """The clients without a report about the month."""
        return [ident for ident in self.of if ident not in self.made]

    @property
    def drafts(self) -> list[tuple[int, Made]]:
        """The clients whose report is not published yet, each with it."""
        return [(ident, self.made[ident]) for ident in self.of if ident in self.made and not self.made[ident].published]

    @property
    def published(self) -> int:
        """How many are published."""
        return sum(bool(one.published) for one in self.made.values())

    @property
    def is_current(self) -> bool:
        """Whether it is the time to write them: in the month's first days, later while some are there and some not."""
        return bool(self.of) and (self.day <= FIRST_DAYS or 0 < len(self.made) < len(self.of))


def month_over(time_zone: str, now: datetime) -> date:
    """Return the first day of the newest month that is over in ``time_zone``."""
    return unit("month", clock.local_day(now, time_zone).replace(day=1) - timedelta(days=1)).start


def round_of(session: Session, zones: Mapping[int, str], now: datetime) -> Round | None:
    """Return the reports about the newest month that is over for any of the clients; ``zones`` are theirs."""
    months = {name: month_over(name, now) for name in set(zones.values())}
    month = max(months.values(), default=None)
    if month is None:
        return None
    due = [ident for ident, name in zones.items() if months[name] == month]
    day = max(clock.local_day(now, name).day for name, own in months.items() if own == month)
    return Round(month, day, due, made(session, due, month))


def due(session: Session, client: Client, now: datetime) -> date | None:
    """Return the newest month (its first day) that is over for ``client``, unless it is archived or has its report."""
    month = month_over(client.time_zone, now)
    return None if client.archived_at or made(session, [client.id], month) else month


def made(session: Session, client_ids: Collection[int], month: date) -> dict[int, Made]:
    """Return the report about ``month`` (its first day) of each client that has one: a published one, the newest."""
    statement = (
        select(Report.client_id, Report.id, Report.published)
        .where(Report.client_id.in_(client_ids), Report.start_day == month)
        .where(Report.end_day == unit("month", month).end)
        .order_by(Report.published > 0, Report.id)
    )
    return {client_id: Made(ident, published) for client_id, ident, published in session.execute(statement)}
