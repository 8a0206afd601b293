"""What the comparison shows. It calls nothing outside: all is read from what was collected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from promo.analytics import comparing, periods
from promo.campaigns.timeline import reading as timeline
from promo.clock import local_day
from promo.compare import charts, reading
from promo.compare.figures import figures, posts_known
from promo.compare.ranking import ranking
from promo.compare.selection import LEAST, MOST, TOO_MANY
from promo.compare.tiers import service as tiers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from promo.analytics.comparing import Counts
    from promo.analytics.periods import Choice, Period
    from promo.campaigns.timeline.reading import Happening
    from promo.charts.marks import Mark
    from promo.compare.charts import Words
    from promo.compare.figures import Figures
    from promo.compare.ranking import Ranking
    from promo.compare.reading import ComparedPage
    from promo.compare.selection import Selection
    from promo.users.models import User


@dataclass(frozen=True, slots=True)
class Compared:
    """The figures of a set that is large enough: charts are JSON by name, ``heights`` their pixels."""

    choice: Choice
    now: Figures
    before: Figures | None
    ranking: Ranking
    charts: Mapping[str, str]
    heights: Mapping[str, int]

    @property
    def without_base(self) -> int:
        """How many pages were counted in the period and not before it."""
        counts = self.now.counts
        return int((np.isnan(counts.base) & ~np.isnan(counts.followers).all(axis=1)).sum())


@dataclass(frozen=True, slots=True)
class Comparison:
    """The screen: the ``pages`` by name, and what is known of them; ``None``, where there are fewer than two.

    ``left_out`` of the pages asked for do not exist or may not be seen. ``time_zone`` is ``None`` where the pages have
    several. ``oldest`` and ``newest`` are when the pages were read.
    """

    wanted: Selection
    pages: Sequence[ComparedPage]
    left_out: int
    problems: Sequence[periods.Problem]
    time_zone: str | None
    compared: Compared | None

    @property
    def read_at(self) -> tuple[datetime, datetime] | None:
        """When the page that waits longest and the one read last were read; ``None``: none of them yet."""
        known = [page.read_at for page in self.pages if page.read_at]
        return (min(known), max(known)) if known else None

    @property
    def unread(self) -> int:
        """How many of the pages were not read yet."""
        return sum(page.read_at is None for page in self.pages)


def comparison(
    session: Session, viewer: User, wanted: Selection, *, default_zone: str, now: datetime, words: Words | None = None
) -> Comparison:
    """Return the comparison that ``wanted`` asks for, of the pages that ``viewer`` may see, at ``now``.

    Days are those of each page's client, a competitor's those of ``default_zone``; a period ends with the last day that
    is over for all. Without ``words`` no charts are made.
    """
    found = reading.pages(session, viewer, wanted, default_zone)
    seen = {page.id for page in found}
    too_many = [periods.Problem("labels", TOO_MANY, {"most": MOST})] if len(found) > MOST else []
    pages = sorted(found[:MOST], key=_by_name)
    zones = {page.time_zone for page in pages}
    return Comparison(
        wanted=wanted,
        pages=pages,
        left_out=sum(ident not in seen for ident in wanted.pages),
        problems=[*wanted.problems, *too_many],
        time_zone=zones.pop() if len(zones) == 1 else None,
        compared=_compared(session, pages, wanted, now, words) if len(pages) >= LEAST else None,
    )


def _by_name(page: ComparedPage) -> str:
    return page.username


def _compared(
    session: Session, pages: Sequence[ComparedPage], wanted: Selection, now: datetime, words: Words | None
) -> Compared:
    zones = {page.id: page.time_zone for page in pages}
    today = min(local_day(now, zone) for zone in set(zones.values()))
    first = min((page.first_day for page in pages if page.first_day), default=None)
    choice = periods.choose(dict(wanted.period), today, first)
    start = min(choice.period.start, choice.comparison.start) if choice.comparison else choice.period.start
    counts = _counts(session, list(zones), start, choice.period.end)
    posts = reading.posts(session, zones, start, choice.period.end)
    known, own = posts_known(pages), tiers.tiers(session)
    current = figures(counts, posts, known, choice.period, own)
    before = figures(counts, posts, known, choice.comparison, own) if choice.comparison else None
    made = {}
    if words:
        marks = _marks(session, pages, choice.period, words.happening) if wanted.chart != "net" else []
        made = charts.charts(pages, current, wanted, tiers=own, marks=marks, words=words)
    return Compared(
        choice=choice,
        now=current,
        before=before,
        ranking=ranking(pages, current, before, wanted, own),
        charts={name: one.json for name, one in made.items()},
        heights={name: one.height for name, one in made.items()},
    )


def _marks(
    session: Session, pages: Sequence[ComparedPage], period: Period, tell: Callable[[Happening], str]
) -> list[Mark]:
    """Return what happened to the pages and to their clients, each with whom it is about."""
    names = {page.id: page.name for page in pages}
    clients = {page.client_id: page.client for page in pages if page.client_id}

    def told(one: Happening) -> str:
        return f"{tell(one)} · {names.get(one.page_id or 0) or clients.get(one.client_id or 0)}"

    found = timeline.happenings(session, list(names), list(clients), period.start, period.end)
    return timeline.drawn(found, period.end, told)


def _counts(session: Session, page_ids: Sequence[int], start: date, end: date) -> Counts:
    return comparing.counts(reading.days(session, page_ids, start, end), page_ids, start, end)
