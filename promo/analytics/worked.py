"""What worked: at most three comparisons of posts that hold beyond chance, or none.

Each group of at least `LEAST` posts is compared with all other posts by the logarithm of the engagement rate, less the
page's level at that time (a running median) and, but for kinds themselves, less what its kind usually gets. A find has
to pass Wilcoxon's rank-sum test (normal approximation, ties counted) at 5 % after Holm's correction for all comparisons
made, so that in 19 of 20 cases without any differences nothing is found; and the 90 % interval of the ratio of medians
(Price & Bonett 2002, "Distribution-free confidence intervals for difference and ratio of medians") has to exclude 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from promo.analytics.grouping import Membership
    from promo.analytics.growth import FloatArray, IntArray

LEAST = 8
"""So many counted posts a group needs, and so many the rest."""
MOST = 3
CHANCE = 0.05
Z90 = 1.6449
AROUND = 10
"""Posts before and after that make the level at a time."""
KIND_LEAST = 5
SAME = 0.5
"""Groups that share more of their posts are one find."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Posts of the group ``key`` of ``subject`` do better or worse than the page's other posts.

    ``difference`` is the ratio of medians less 1 (a fraction), ``low`` … ``high`` its 90 % interval, of ``posts`` in
    the group against ``others``; ``chance`` is the corrected probability of so clear a difference by chance.
    """

    subject: str
    key: Hashable
    posts: int
    others: int
    difference: float
    low: float
    high: float
    chance: float


@dataclass(frozen=True, slots=True)
class Worked:
    """At most three findings, the clearest first; of how many ``counted`` posts, and of how many groups ``tried``."""

    findings: tuple[Finding, ...]
    counted: int
    tried: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    subject: str
    key: Hashable
    rows: IntArray
    levels: FloatArray
    chance: float


def what_worked(posts: pd.DataFrame, subjects: Mapping[str, Membership]) -> Worked:
    """Return what worked among ``posts`` (columns ``local``, ``kind``, ``er``), by the groups of each subject.

    The subject ``kind`` is compared as it is, all others less what their kind gets. Posts without a rate, or with one
    of zero, which has no logarithm, are left out.
    """
    rate = posts["er"].to_numpy(dtype=np.float64)
    known = rate > 0
    counted = int(known.sum())
    if counted < 2 * LEAST:
        return Worked((), counted, 0)
    levels = np.full(len(rate), np.nan)
    levels[known] = _without_trend(np.log(rate[known]), posts["local"].to_numpy()[known])
    alike = _without_kind(levels, posts["kind"].to_numpy())
    candidates = [
        candidate
        for subject, groups in subjects.items()
        for candidate in _candidates(subject, groups, levels if subject == "kind" else alike)
    ]
    candidates.sort(key=lambda one: one.chance)
    found: list[Finding] = []
    kept: list[_Candidate] = []
    corrected = 0.0
    for place, one in enumerate(candidates):
        corrected = max(corrected, min(1.0, one.chance * (len(candidates) - place)))
        if corrected > CHANCE or len(found) == MOST:
            break
        made = None if any(_same(one, other) for other in kept) else _finding(one, counted, corrected)
        if made is not None:
            kept.append(one)
            found.append(made)
    return Worked(tuple(found), counted, len(candidates))


def _without_trend(levels: FloatArray, moments: np.ndarray[tuple[int, ...], np.dtype[np.datetime64]]) -> FloatArray:
    order = np.argsort(moments, kind="stable")
    width = min(2 * AROUND + 1, len(levels))
    windows = np.lib.stride_tricks.sliding_window_view(levels[order], width)
    place = np.clip(np.arange(len(levels)) - width // 2, 0, len(windows) - 1)
    found = np.empty(len(levels))
    found[order] = levels[order] - np.median(windows, axis=1)[place]
    return found


def _without_kind(levels: FloatArray, kinds: np.ndarray[tuple[int, ...], np.dtype[np.object_]]) -> FloatArray:
    found = levels.copy()
    for kind in set(kinds.tolist()):
        own = (kinds == kind) & ~np.isnan(levels)
        if own.sum() >= KIND_LEAST:
            found[own] -= np.median(levels[own])
    return found


def _candidates(subject: str, groups: Membership, levels: FloatArray) -> list[_Candidate]:
    known = ~np.isnan(levels)
    every = int(known.sum())
    ranks, ties = _ranks(levels[known])
    own = np.zeros(len(levels))
    own[known] = ranks
    inside = known[groups.rows]
    codes, rows = groups.codes[inside], groups.rows[inside]
    sizes = np.bincount(codes, minlength=len(groups.keys))
    sums = np.bincount(codes, weights=own[rows], minlength=len(groups.keys))
    order = np.argsort(codes, kind="stable")
    parts = np.split(rows[order], np.cumsum(sizes)[:-1]) if len(sizes) else []
    made = []
    for code in np.flatnonzero((sizes >= LEAST) & (every - sizes >= LEAST)).tolist():
        size = int(sizes[code])
        spread = math.sqrt(size * (every - size) * (every + 1 - ties) / 12)
        apart = abs(float(sums[code]) - size * (every + 1) / 2)
        chance = math.erfc(apart / spread / math.sqrt(2)) if spread else 1.0
        made.append(_Candidate(subject, groups.keys[code], parts[code], levels, chance))
    return made


def _ranks(values: FloatArray) -> tuple[FloatArray, float]:
    """Return ranks from 1, ties shared, and what ties take off the variance: Σ (t³ - t) ÷ n (n - 1)."""
    _, place, sizes = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    ranks = (last - (sizes - 1) / 2)[place]
    count = len(values)
    return ranks, float((sizes.astype(np.float64) ** 3 - sizes).sum() / (count * (count - 1)))


def _same(one: _Candidate, other: _Candidate) -> bool:
    shared = len(np.intersect1d(one.rows, other.rows))
    return shared > SAME * (len(one.rows) + len(other.rows) - shared)


def _finding(one: _Candidate, counted: int, chance: float) -> Finding | None:
    rest = one.levels.copy()
    rest[one.rows] = np.nan
    rest = rest[~np.isnan(rest)]
    own = one.levels[one.rows]
    apart = float(np.median(own) - np.median(rest))
    spread = math.hypot(_median_error(own), _median_error(rest))
    if abs(apart) <= Z90 * spread:
        return None
    low, difference, high = (math.expm1(apart + side * Z90 * spread) for side in (-1, 0, 1))
    return Finding(one.subject, one.key, len(own), counted - len(own), difference, low, high, chance)


def _median_error(values: FloatArray) -> float:
    """Return the standard error of the median of at least `LEAST` values, after Price & Bonett."""
    count = len(values)
    place = max(1, round((count + 1) / 2 - math.sqrt(count)))
    below = sum(math.comb(count, number) for number in range(place)) / 2**count
    placed = np.sort(values)
    return float(placed[count - place] - placed[place - 1]) / (2 * -NormalDist().inv_cdf(below))
