"""Results of posts by group (`promo.analytics.grouping`), and outliers.

The interval of a group's median is the distribution-free one of order statistics (David & Nagaraja, *Order Statistics*,
3rd ed., 7.1): from the r-th to the r-th last of n values, r the greatest for which a fair coin thrown n times shows at
most r less 1 heads in at most 5 % of cases. It holds in at least 9 of 10 cases, whatever the distribution, and needs 5
values. The median of all posts, which it is told against, is taken as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pandas as pd

    from promo.analytics.grouping import Membership
    from promo.analytics.growth import FloatArray

ENOUGH = 5
"""So many counted posts give a group an interval."""
TAIL = 20
"""One in so many: the chance that the median lies below the interval."""
FENCE = 1.5


@dataclass(frozen=True, slots=True)
class Group:
    """The results of a group of posts. Medians are ``None`` where no post has the figure.

    Of ``posts`` only ``counted`` have an engagement rate (``er``: median, ``er_mean``: mean, fractions). Left out of
    what they would falsify are ``hidden`` posts (hidden likes: no likes, no rate) and those ``without_views``.
    ``difference`` is ``er`` ÷ the median of all posts less 1, ``low`` … ``high`` its interval (`ENOUGH` posts needed).
    """

    key: Hashable
    posts: int
    counted: int
    er: float | None
    er_mean: float | None
    likes: float | None
    comments: float | None
    views: float | None
    hidden: int
    without_views: int
    difference: float | None
    low: float | None
    high: float | None

    @property
    def too_few(self) -> bool:
        """Whether there are too few counted posts to say anything."""
        return self.counted < ENOUGH

    @property
    def differs(self) -> bool:
        """Whether the interval excludes no difference."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True, slots=True)
class Outliers:
    """The places of the posts outside of the fence, the farthest first, and the fence as engagement rates.

    ``counted`` posts have a rate above zero; under `ENOUGH` there is no fence.
    """

    best: tuple[int, ...]
    worst: tuple[int, ...]
    low: float | None
    high: float | None
    counted: int


def results(posts: pd.DataFrame, groups: Membership) -> tuple[Group, ...]:
    """Return the results of each group, in the order of its keys.

    ``posts``: columns ``er``, ``likes``, ``comments``, ``views`` (NaN: unknown), ``likes_hidden``. Likes of posts that
    hide them are left out even where a number is known.
    """
    hidden = posts["likes_hidden"].to_numpy(dtype=bool)
    rate = _floats(posts, "er")
    likes, views = np.where(hidden, np.nan, _floats(posts, "likes")), _floats(posts, "views")
    er = _Spread(rate, groups)
    middle, mean = er.median(), er.mean()
    medians = [_Spread(one, groups).median() for one in (likes, _floats(posts, "comments"), views)]
    usual = _median(rate)
    low, high = er.interval()
    relative = [_relative(one, usual) for one in (middle, low, high)]
    counts = [_sums(one, groups) for one in (np.ones(len(posts)), hidden, np.isnan(views))]
    return tuple(
        Group(
            key=key,
            posts=int(counts[0][code]),
            counted=int(er.counted[code]),
            er=_known(middle[code]),
            er_mean=_known(mean[code]),
            likes=_known(medians[0][code]),
            comments=_known(medians[1][code]),
            views=_known(medians[2][code]),
            hidden=int(counts[1][code]),
            without_views=int(counts[2][code]),
            difference=_known(relative[0][code]),
            low=_known(relative[1][code]),
            high=_known(relative[2][code]),
        )
        for code, key in enumerate(groups.keys)
    )


def outliers(posts: pd.DataFrame) -> Outliers:
    """Return the posts whose log engagement rate lies outside of Tukey's fence: 1.5 interquartile ranges (column er).

    A rate of zero has no logarithm: such posts stand outside of the count, and are no outliers.
    """
    rate = _floats(posts, "er")
    known = np.flatnonzero(rate > 0)
    if len(known) < ENOUGH:
        return Outliers((), (), None, None, len(known))
    level = np.log(rate[known])
    lower, upper = np.quantile(level, [0.25, 0.75])
    low, high = lower - FENCE * (upper - lower), upper + FENCE * (upper - lower)
    order = known[np.argsort(level, kind="stable")]
    placed = np.sort(level)
    slack = 1e-9  # equal rates are equal, whatever the rounding
    return Outliers(
        best=tuple(order[placed > high + slack][::-1].tolist()),
        worst=tuple(order[placed < low - slack].tolist()),
        low=float(np.exp(low)),
        high=float(np.exp(high)),
        counted=len(known),
    )


@lru_cache(maxsize=4096)
def rank(count: int) -> int:
    """Return the rank (from 1) at which the interval of the median of ``count`` values begins; 0: too few for one."""
    total, ways, most, found = 0, 1, 2**count, 0
    while (total + ways) * TAIL <= most:
        total += ways
        ways = ways * (count - found) // (found + 1)
        found += 1
    return found


class _Spread:
    """The known values of each group, sorted in one array."""

    def __init__(self, values: FloatArray, groups: Membership) -> None:
        own = values[groups.rows]
        known = ~np.isnan(own)
        codes, own = groups.codes[known], own[known]
        self.sorted = np.append(own[np.lexsort((own, codes))], np.nan)
        self.counted = np.bincount(codes, minlength=len(groups.keys))
        self.start = np.cumsum(self.counted) - self.counted
        self.total = np.bincount(codes, weights=own, minlength=len(groups.keys))

    def median(self) -> FloatArray:
        last = len(self.sorted) - 1  # which is unknown
        lower = np.where(self.counted > 0, self.start + (self.counted - 1) // 2, last)
        upper = np.where(self.counted > 0, self.start + self.counted // 2, last)
        middle: FloatArray = (self.sorted[lower] + self.sorted[upper]) / 2
        return middle

    def mean(self) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):
            mean: FloatArray = self.total / self.counted
        return mean

    def interval(self) -> tuple[FloatArray, FloatArray]:
        ranks = np.array([rank(count) for count in self.counted.tolist()], dtype=np.int64)
        last = len(self.sorted) - 1
        low = np.where(ranks > 0, self.start + ranks - 1, last)
        high = np.where(ranks > 0, self.start + self.counted - ranks, last)
        return self.sorted[low], self.sorted[high]


def _floats(posts: pd.DataFrame, name: str) -> FloatArray:
    return posts[name].to_numpy(dtype=np.float64)


def _median(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else np.nan


def _relative(values: FloatArray, usual: float) -> FloatArray:
    if not usual > 0:
        return np.full(len(values), np.nan)
    found: FloatArray = values / usual - 1
    return found


def _sums(values: np.ndarray[Any, Any], groups: Membership) -> FloatArray:
    weights = values[groups.rows].astype(np.float64)
    return np.bincount(groups.codes, weights=weights, minlength=len(groups.keys)).astype(np.float64)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
