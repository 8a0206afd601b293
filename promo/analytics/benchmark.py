"""Engagement beside pages of similar size: published tiers, and a line through the set that takes size out.

The larger a page, the lower its engagement rate usually is. The line is Theil-Sen's (median of the slopes between all
pairs: Theil 1950, Sen 1968) of log ER on log followers; a page's place is the percentile of its distance from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from promo.analytics.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promo.analytics.growth import FloatArray

LEAST_PAGES = 5
"""Fewer pages with a rate have no percentile."""
ENOUGH_POSTS = 10
"""From so many posts on a percentile stands as it is; with fewer it is drawn towards 50."""
MIDDLE = 50.0
FEW_PAGES = N_("fewer than 5 pages of the set have an engagement rate")
NO_RATE = N_("no post with an engagement rate")
NO_FOLLOWERS = N_("no count of followers")


@dataclass(frozen=True, slots=True)
class Tier:
    """Pages from ``lower`` followers on, up to the next tier; ``median`` is the published ER as a fraction."""

    lower: int
    median: float | None = None
    source: str = ""
    year: int | None = None


ALIKE = 0.1
"""Logarithms of sizes less apart than this, a tenth, count as one size."""
STEEPEST = 2.0
"""Published engagement falls with a power of about 0.2 to 0.5 of the followers."""
HYPEAUDITOR = "HypeAuditor, via eMarketer"
DEFAULT_TIERS = (
    Tier(0),
    Tier(1_000, 0.0178, HYPEAUDITOR, 2026),
    Tier(10_000, 0.0054, HYPEAUDITOR, 2026),
    Tier(50_000),
    Tier(100_000),
    Tier(500_000),
    Tier(1_000_000, 0.0033, HYPEAUDITOR, 2026),
)
"""The usual tiers. Medians stand only where they were published for the same bounds."""


@dataclass(frozen=True, slots=True)
class Line:
    """ER = ``level`` * followers ^ ``slope``."""

    slope: float
    level: float

    def at(self, followers: FloatArray) -> FloatArray:
        """Return the ER (fractions) that the line gives pages of so many followers."""
        rates: FloatArray = self.level * followers**self.slope
        return rates


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The set's ``line`` (``None``: too few pages), each page's percentile (NaN: none) and why it has none (or "").

    ``pages`` is how many the percentile is among.
    """

    line: Line | None
    percentiles: FloatArray
    reasons: tuple[str, ...]
    pages: int


def tier_of(followers: float | None, tiers: Sequence[Tier]) -> int | None:
    """Return the place in ``tiers`` (ascending by ``lower``) of a page; ``None``: unknown, or below the first one."""
    if followers is None or np.isnan(followers):
        return None
    below = [place for place, tier in enumerate(tiers) if tier.lower <= followers]
    return below[-1] if below else None


def fit(followers: FloatArray, rates: FloatArray, least: int = LEAST_PAGES) -> Line | None:
    """Return Theil-Sen's line of log ``rates`` on log ``followers``; ``None`` for fewer than ``least`` usable pages.

    Unknown values, and those of 0, which have no logarithm, are left out. Pairs of pages of about one size say nothing
    of the slope; where there are no others the line is level. No line is steeper than `STEEPEST`.
    """
    usable = (followers > 0) & (rates > 0)
    if usable.sum() < least:
        return None
    x, y = np.log(followers[usable]), np.log(rates[usable])
    one, other = np.triu_indices(len(x), 1)
    run = x[other] - x[one]
    apart = np.abs(run) >= ALIKE
    slope = float(np.median((y[other] - y[one])[apart] / run[apart])) if apart.any() else 0.0
    slope = min(max(slope, -STEEPEST), STEEPEST)
    return Line(slope, float(np.exp(np.median(y - slope * x))))


def benchmark(followers: FloatArray, rates: FloatArray, posts: FloatArray) -> Benchmark:
    """Return each page's percentile among pages of similar size, from the same order of pages.

    ``followers`` at the period's end, ``rates`` the median ER of the period (fractions, NaN: unknown) of so many
    ``posts``. The percentile of a page is (pages farther below the line + half of those equally far, itself among
    them) ÷ pages * 100; of a page with n < 10 posts, 50 + n ÷ 10 * (that - 50).
    """
    placed = (followers > 0) & ~np.isnan(rates)
    pages = int(placed.sum())
    line = fit(followers, rates)
    percentiles = np.full(len(rates), np.nan)
    if line is not None:
        with np.errstate(divide="ignore"):  # a rate of 0 lies below all others
            far = np.log(rates[placed]) - np.log(line.at(followers[placed]))
        far = np.round(far, 9)
        raw = ((far < far[:, None]).sum(axis=1) + (far == far[:, None]).sum(axis=1) / 2) / pages * 100
        trust = np.minimum(posts[placed] / ENOUGH_POSTS, 1.0)
        percentiles[placed] = MIDDLE + trust * (raw - MIDDLE)
    known = zip(~np.isnan(rates), followers > 0, ~np.isnan(percentiles), strict=True)
    return Benchmark(line, percentiles, tuple(_reason(*one) for one in known), pages)


def _reason(has_rate: bool, has_followers: bool, has_percentile: bool) -> str:  # noqa: FBT001 - three facts of a page
    if has_percentile:
        return ""
    if not has_rate:
        return NO_RATE
    return FEW_PAGES if has_followers else NO_FOLLOWERS
