"""What is missing for a report: days without a count, counts that wait for a decision, posts not read since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from promo.clock import local_day
from promo.pages.models import HeldCount, Page, PageDay
from promo.reports.gathering import scope_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from promo.reports.models import Report

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Of one page: spans of days (first and last) without followers, days whose count waits, whether posts are old.

    ``outcome`` is how the last attempt to read the page ended where it failed, ``""`` where it did not.
    """

    page: Page
    spans: Sequence[tuple[date, date]] = ()
    held: Sequence[date] = ()
    posts_are_old: bool = False
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing: by page, or everything (``nothing_known``: no page of the report is known in its period)."""

    gaps: Sequence[Gap] = field(default_factory=list)
    nothing_known: bool = False

    def __bool__(self) -> bool:
        return self.nothing_known or bool(self.gaps)


def of(session: Session, report: Report, now: datetime) -> Missing:
    """Return what is missing for ``report`` at ``now``.

    Days before a page was known are not missing: they will never come. Nor is a page known since later only.
    """
    scope = scope_of(session, report, now)
    pages, period, zone = scope.pages, scope.period, scope.client.time_zone
    ids = [page.id for page in pages]
    counted = select(PageDay.page_id, PageDay.day).where(PageDay.page_id.in_(ids), PageDay.followers.is_not(None))
    first: dict[int, date] = dict(
        session.execute(
            select(PageDay.page_id, func.min(PageDay.day))
            .where(PageDay.page_id.in_(ids), PageDay.followers.is_not(None))
            .group_by(PageDay.page_id)
        ).all()
    )
    days: dict[int, set[date]] = {ident: set() for ident in ids}
    for page_id, day in session.execute(counted.where(PageDay.day.between(period.start, period.end))):
        days[page_id].add(day)
    waiting: dict[int, set[date]] = {}
    undecided = select(HeldCount.page_id, HeldCount.day).where(
        HeldCount.page_id.in_(ids), HeldCount.decided_at.is_(None), HeldCount.day.between(period.start, period.end)
    )
    for page_id, day in session.execute(undecided):
        waiting.setdefault(page_id, set()).add(day)
    if not any(days.values()) and not waiting:
        return Missing(nothing_known=True)
    gaps = []
    for page in pages:
        since = max(period.start, _known_since(page, first.get(page.id), zone))
        held = waiting.get(page.id, set())
        lacking = [day for day in _days(since, period.end) if day not in days[page.id] and day not in held]
        read = page.posts_read_at
        old = since <= period.end and (read is None or local_day(read, zone) <= period.end)
        if lacking or held or old:
            failed = page.last_outcome or "" if page.failures else ""
            gaps.append(Gap(page, _spans(lacking), sorted(held), old, failed))
    return Missing(gaps)


def _known_since(page: Page, first: date | None, zone: str) -> date:
    """Return since when a page is read each day: since the day after it was added, or its first known day."""
    added = local_day(page.created_at, zone) + ONE_DAY
    return min(added, first) if first else added


def _days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]


def _spans(days: Sequence[date]) -> list[tuple[date, date]]:
    """Return days as spans of neighbours: first and last of each."""
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and day - spans[-1][1] == ONE_DAY:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans
