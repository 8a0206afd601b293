"""Observations sorted into the days of a page: the last of a day wins, the impossible is held for a person."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import or_, select

from promo.clock import local_day
from promo.db import upsert
from promo.pages.models import HeldCount, PageDay
from promo.pages.plausible import is_plausible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from promo.pages.models import Page

COUNTS = ("followers", "following", "posts_count")


class Counts(Protocol):
    """An observation of a page's counts: a collector's record or a held count."""

    @property
    def followers(self) -> int | None:
        """Followers, unknown as ``None``."""

    @property
    def following(self) -> int | None:
        """Pages it follows."""

    @property
    def posts_count(self) -> int | None:
        """Posts it has."""

    @property
    def captured_at(self) -> datetime:
        """When it was seen."""

    @property
    def source(self) -> str:
        """The key of the collector that saw it."""


@dataclass
class _Days:
    """The days that matter, as they stand while observations are sorted in."""

    rows: dict[date, dict[str, Any]] = field(default_factory=dict)
    order: list[date] = field(default_factory=list)
    held: dict[date, HeldCount] = field(default_factory=dict)
    changed: set[date] = field(default_factory=set)

    def baseline(self, day: date) -> tuple[date, int] | None:
        """Return the last known count on or before ``day``."""
        for index in range(bisect_right(self.order, day) - 1, -1, -1):
            followers = self.rows[self.order[index]]["followers"]
            if followers is not None:
                return self.order[index], followers
        return None

    def elapsed(self, base: date, day: date) -> int:
        """Return the days a change may have taken. A level that was held before does not become true by waiting."""
        doubted = [held for held, row in self.held.items() if not row.accepted and base <= held <= day]
        return (min([day, *doubted]) - base).days

    def write(self, page_id: int, day: date, seen: Counts) -> None:
        """Let ``seen`` be the day's row unless a newer one stands there; what it does not know stays."""
        before = self.rows.get(day)
        if before is not None and before["captured_at"] > seen.captured_at:
            return
        row: dict[str, Any] = {"page_id": page_id, "day": day, "captured_at": seen.captured_at, "source": seen.source}
        for name in COUNTS:
            value = getattr(seen, name)
            row[name] = before[name] if value is None and before is not None else value
        if before is None:
            self.order.insert(bisect_right(self.order, day), day)
        if row != before:
            self.rows[day] = row
            self.changed.add(day)


def sort_into_days(session: Session, page: Page, records: Sequence[Counts], zone: str) -> tuple[int, int]:
    """Write ``records`` (oldest first) to the days of ``zone``; return how many days were written and how many held."""
    dated = [
        (local_day(record.captured_at, zone), record)
        for record in records
        if any(getattr(record, name) is not None for name in COUNTS)
    ]
    if not dated:
        return 0, 0
    days = _load(session, page.id, min(day for day, _ in dated), max(day for day, _ in dated))
    held = sum(not _sort_in(session, page, days, day, record) for day, record in dated)
    _store(session, days)
    return len(days.changed), held


def accept(session: Session, held: HeldCount) -> list[HeldCount]:
    """Write a held count as its day, and later held ones that are plausible from there; return all that were written.

    The level accepted is the new baseline. Whether the rows are marked as decided is the caller's business.
    """
    later = select(HeldCount).where(
        HeldCount.page_id == held.page_id, HeldCount.day > held.day, HeldCount.accepted.is_(None)
    )
    following = list(session.scalars(later.order_by(HeldCount.day)))
    days = _load(session, held.page_id, held.day, following[-1].day if following else held.day)
    days.held.clear()
    days.write(held.page_id, held.day, held)
    taken = [held]
    for other in following:
        base = days.baseline(other.day)
        if base is not None and is_plausible(base[1], other.followers, (other.day - base[0]).days):
            days.write(other.page_id, other.day, other)
            taken.append(other)
    _store(session, days)
    return taken


def _sort_in(session: Session, page: Page, days: _Days, day: date, seen: Counts) -> bool:
    base = days.baseline(day)
    if base is None and (seen.followers is None or seen.followers >= 0):
        days.write(page.id, day, seen)
        return True
    previous = None if base is None else base[1]
    if is_plausible(previous, seen.followers, 1 if base is None else days.elapsed(base[0], day)):
        days.write(page.id, day, seen)
        return True
    _hold(session, page, days, day, seen, previous=previous)
    return False


def _hold(session: Session, page: Page, days: _Days, day: date, seen: Counts, *, previous: int | None) -> None:
    row = days.held.get(day)
    if row is None:
        row = days.held[day] = HeldCount(page_id=page.id, day=day)
        session.add(row)
    elif row.decided_at is not None or row.captured_at > seen.captured_at:
        return
    row.captured_at, row.source, row.previous_followers = seen.captured_at, seen.source, previous
    for name in COUNTS:
        setattr(row, name, getattr(seen, name))


def _load(session: Session, page_id: int, first: date, last: date) -> _Days:
    columns = (PageDay.page_id, PageDay.day, PageDay.captured_at, PageDay.source)
    wanted = select(*columns, *(getattr(PageDay, name) for name in COUNTS)).where(PageDay.page_id == page_id)
    before = (
        select(PageDay.day)
        .where(PageDay.page_id == page_id, PageDay.day < first, PageDay.followers.is_not(None))
        .order_by(PageDay.day.desc())
        .limit(1)
        .scalar_subquery()
    )
    near = wanted.where(PageDay.day <= last, or_(PageDay.day >= first, PageDay.day == before)).order_by(PageDay.day)
    rows = {row["day"]: dict(row) for row in session.execute(near).mappings()}
    held = select(HeldCount).where(HeldCount.page_id == page_id, HeldCount.day <= last)
    return _Days(rows, list(rows), {row.day: row for row in session.scalars(held)})


def _store(session: Session, days: _Days) -> None:
    upsert(session, PageDay, [days.rows[day] for day in sorted(days.changed)], ("page_id", "day"))
    session.flush()
