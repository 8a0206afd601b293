"""The figures of a set of pages over one period, a row a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from promo.analytics import benchmark, comparing
from promo.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from promo.analytics.benchmark import Benchmark, Tier
    from promo.analytics.comparing import Counts
    from promo.analytics.growth import FloatArray
    from promo.analytics.periods import Period
    from promo.compare.reading import ComparedPage

FIGURES = ("followers", "net", "rate", "er", "percentile", "per_week", "silence", "share", "posts")
"""The columns that stand in the ranking, in this order."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A set over ``period``: its ``counts`` by day, a ``table`` with a row a page, the ``kinds`` of posts.

    ``table`` has the columns of `FIGURES`, and ``er_posts`` (of how many posts ER is the median), ``posts_days`` (on
    how many days posts were known), ``reactions`` and ``tier`` (a place among the tiers, NaN: none).
    """

    period: Period
    counts: Counts
    table: pd.DataFrame
    kinds: pd.DataFrame
    benchmark: Benchmark

    def median(self, column: str) -> tuple[float, int]:
        """Return the median of a column over the pages that have it, NaN without any, and how many these are."""
        values = self.table[column].to_numpy()
        known = values[~np.isnan(values)]
        return (float(np.median(known)) if len(known) else float("nan")), len(known)


def posts_known(pages: Sequence[ComparedPage]) -> FloatArray:
    """Return for each page the numbers of the first and the last day on which its posts were read, NaN without any.

    They begin with the oldest post seen, or on the day since which the page is here.
    """
    known = np.full((len(pages), 2), np.nan)
    for row, page in enumerate(pages):
        if page.posts_read_at is not None:
            starts = [moment for moment in (page.created_at, page.first_post_at, page.posts_read_at) if moment]
            days = (local_day(min(starts), page.time_zone), local_day(page.posts_read_at, page.time_zone))
            known[row] = [comparing.number(day) for day in days]
    return known


def figures(counts: Counts, posts: pd.DataFrame, known: FloatArray, period: Period, tiers: Sequence[Tier]) -> Figures:
    """Return the figures over ``period``: ``counts`` and ``posts`` may reach beyond it, ``known`` is `posts_known`."""
    own = comparing.within(counts, period)
    pages = len(known)
    first = comparing.number(period.start)
    days = posts["day"].to_numpy()
    inside = posts[(days >= first) & (days < first + period.days)]
    rows, days = inside["row"].to_numpy(), inside["day"].to_numpy()
    reactions = inside["reactions"].to_numpy()
    followers = comparing.followers_on(own, rows, days)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(followers > 0, reactions / followers, np.nan)
    er, er_posts = comparing.medians(rows, rates, pages)
    table = comparing.growth(own)
    at = benchmark.benchmark(table["followers"].to_numpy(), er, er_posts.astype(np.float64))
    cadence = comparing.cadence(rows, days, known, period)
    total = comparing.sums(rows, reactions, pages)
    more = {
        "er": er,
        "er_posts": er_posts,
        "percentile": at.percentiles,
        "per_week": cadence["per_week"].to_numpy(),
        "silence": cadence["silence"].to_numpy(),
        "posts": cadence["posts"].to_numpy(),
        "posts_days": cadence["days"].to_numpy(),
        "reactions": total,
        "share": comparing.shares(total),
        "tier": _tiers(table["followers"].to_numpy(), tiers),
    }
    return Figures(period, own, table.assign(**more), comparing.kinds(rows, inside["kind"].tolist(), pages), at)


def _tiers(followers: FloatArray, tiers: Sequence[Tier]) -> FloatArray:
    found = [benchmark.tier_of(count, tiers) for count in followers.tolist()]
    return np.array([np.nan if place is None else place for place in found], dtype=np.float64)
