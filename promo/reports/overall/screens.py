"""What the page, the paper and the workbook show: all clients of one month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from promo.analytics import periods
from promo.clock import local_day
from promo.pages import frames
from promo.reports.overall import attention, figures, reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.analytics.periods import Choice, Period
    from promo.reports.overall.attention import Movers, Trouble
    from promo.reports.overall.figures import Row, Together
    from promo.users.models import User
    from promo.wording import Wording

ONE_DAY = timedelta(days=1)
MOST_MONTHS = 36
USUAL_SORT = "rate"


@dataclass(frozen=True, slots=True)
class Overall:
    """All clients of the month of ``choice``, as they are known at ``made_at``.

    ``months`` (first days) can be chosen, the newest first. ``managers`` are the sums by manager, the one with most
    clients first, those without one last.
    """

    choice: Choice
    before: Period
    months: Sequence[date]
    rows: Sequence[Row]
    total: Together
    managers: Sequence[Together]
    movers: Movers
    troubles: Sequence[Trouble]
    sort: str
    order: str
    made_at: datetime

    @property
    def month(self) -> date:
        """The first day of the month."""
        return self.choice.period.start


KEYS: Mapping[str, Callable[[Row], float | str | None]] = {
    "name": lambda one: one.client.name.casefold(),
    "followers": lambda one: one.followers,
    "net": lambda one: one.growth.net,
    "rate": lambda one: one.growth.rate,
    "er": lambda one: one.er,
    "views": lambda one: one.views,
    "posts": lambda one: one.posts,
    "complete": lambda one: one.complete,
}


def overall(session: Session, viewer: User, query: Mapping[str, str], now: datetime, words: Wording) -> Overall:
    """Return the clients that ``viewer`` may see, over the month (``month``, a day in it) that ``query`` asks for.

    A month that is not over cannot be chosen. Texts are in the language of ``words``.
    """
    this = local_day(now, viewer.time_zone).replace(day=1)
    everyone = reading.clients(session, viewer, datetime.combine(_asked(query, this), time(), UTC))
    pages = reading.pages(session, [one.id for one in everyone])
    zones = {page.id: one.time_zone for one in everyone for page in pages[one.id]}
    first = min(frames.first_days(session, list(zones)).values(), default=None)
    choice = _choice(query, this, first)
    month, before = choice.period, choice.comparison or periods.previous("month", choice.period)
    theirs = {one.id: one.time_zone for one in everyone}
    known = reading.known(session, viewer, theirs, zones, days=(month, before), now=now)
    rows = [row for one in everyone if _was_here(row := figures.row(one, pages[one.id], known, month, before), month)]
    managers = {row.client.manager_id: row.client.manager or "" for row in rows}
    groups = [
        figures.together(name, [row for row in rows if row.client.manager_id == ident], known, month, before)
        for ident, name in managers.items()
    ]
    sort = query.get("sort", "")
    sort, order = sort if sort in KEYS else USUAL_SORT, "asc" if query.get("order") == "asc" else "desc"
    return Overall(
        choice=choice,
        before=before,
        months=_months(first, this),
        rows=_sorted(rows, sort, order),
        total=figures.together("", rows, known, month, before),
        managers=sorted(groups, key=lambda one: (not one.name, -one.clients, one.name.casefold())),
        movers=attention.movers(rows),
        troubles=attention.troubles(rows, words),
        sort=sort,
        order=order,
        made_at=now,
    )


def _was_here(row: Row, month: Period) -> bool:
    """Return whether a client belongs to ``month``: it was here before its end, or something is known of it."""
    return bool(row.seen) or local_day(row.client.created_at, row.client.time_zone) <= month.end


def _asked(query: Mapping[str, str], this: date) -> date:
    """Return the day after the month that is asked for: who went into the archive before it, is left out."""
    try:
        asked = date.fromisoformat(query.get("month", ""))
        return min(this, periods.unit("month", asked).end + ONE_DAY)
    except (ValueError, OverflowError):
        return this


def _choice(query: Mapping[str, str], this: date, first: date | None) -> Choice:
    """Return the month: one that is over on ``this``, the first day of the one that is not."""
    asked = {"period": "month", "at": query.get("month", "")}
    return periods.choose(asked, this, min(first, this - ONE_DAY) if first else None)


def _months(first: date | None, this: date) -> list[date]:
    found: list[date] = []
    month = this
    while len(found) < MOST_MONTHS:
        month = (month - ONE_DAY).replace(day=1)
        found.append(month)
        if first is None or first >= month:
            break
    return found


def _sorted(rows: Sequence[Row], sort: str, order: str) -> list[Row]:
    """Return the rows in order; what is unknown stands last whichever way one sorts."""
    key = KEYS[sort]
    known = [(value, row) for row in rows if (value := key(row)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=order == "desc")
    return [row for _, row in known] + [row for row in rows if key(row) is None]
