"""Days whose gain lies outside of what is usual for a page, and gaps: evidence, never a verdict.

The method is an interquartile fence over gains *per day* (a gain seen over a gap is divided by its days), each judged
by the 180 days that end with it. Bursty pages get a wider fence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from promo.analytics.growth import day_numbers

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

Kind = Literal["high", "low", "gap"]
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
WINDOW = 180
"""Days that a gain is judged by."""
SHARES = np.array((0.025, 0.25, 0.5, 0.75, 0.975))
FEWEST = 28
"""Gains that a fence needs."""
USUAL_K, MOST_K = 3.0, 4.5
BURSTY = 6.0
"""A page is bursty when the middle 95 % of its gains span more than so many interquartile ranges (normal: 2.9)."""
LEAST = 1.0
LEAST_SHARE = 0.0002
"""An interquartile range is at least one follower a day, and 0.02 % of the followers."""
GAP = 3
"""Days in a row without a count that make a gap."""


@dataclass(frozen=True, slots=True)
class Fence:
    """What is usual: the ``median`` gain per day, the bounds ``low`` … ``high``: ``k`` ranges from the quartiles."""

    median: float
    low: float
    high: float
    spread: float
    k: float


@dataclass(frozen=True, slots=True)
class Episode:
    """Days in a row that stand out in one direction, or a gap.

    ``gain`` followers were gained from ``start`` to ``end``, ``per_day`` a day; the fence then was ``low`` … ``high``,
    and the day furthest out lies ``outside`` interquartile ranges beyond it. A gap has none of these.
    """

    kind: Kind
    start: date
    end: date
    gain: int | None = None
    per_day: float | None = None
    low: float | None = None
    high: float | None = None
    outside: float | None = None

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class _Gains:
    """Gains between neighbouring counts: each from the day after ``before`` to ``day`` (day numbers)."""

    before: Ints
    day: Ints
    gain: Floats
    level: Floats

    @property
    def per_day(self) -> Floats:
        rate: Floats = self.gain / (self.day - self.before)
        return rate


def fence(per_day: Floats, level: float) -> Fence | None:
    """Return the fence of gains ``per_day`` of a page with ``level`` followers; ``None`` for fewer than `FEWEST`.

    Tukey's fence with k = 3 ranges (extreme values), widened up to 4.5 for pages whose gains come in bursts.
    """
    if len(per_day) < FEWEST:
        return None
    tail_low, low, median, high, tail_high = _quantiles(per_day)
    spread = max(high - low, LEAST, LEAST_SHARE * level)
    k = min(max(USUAL_K + (tail_high - tail_low) / spread / BURSTY - 1, USUAL_K), MOST_K)
    return Fence(median, low - k * spread, high + k * spread, spread, k)


def _quantiles(values: Floats) -> list[float]:
    """Return the `SHARES` of ``values`` as `numpy.percentile` does, which takes ten times as long for so few."""
    places = SHARES * (len(values) - 1)
    below = places.astype(np.intp)
    ordered = np.sort(values)
    low, high = ordered[below], ordered[np.minimum(below + 1, len(values) - 1)]
    found: list[float] = (low + (places - below) * (high - low)).tolist()
    return found


def newest_fence(days: pd.DataFrame) -> Fence | None:
    """Return the fence of a page's last 180 counted days (columns ``day``, ``followers``)."""
    gains = _gains(days)
    if not len(gains.day):
        return None
    recent = gains.day > gains.day[-1] - WINDOW
    return fence(gains.per_day[recent], float(gains.level[-1]))


def find(days: pd.DataFrame) -> tuple[Episode, ...]:
    """Return the episodes and gaps of one page, by day.

    ``days``: columns ``day`` and ``followers`` (NaN: unknown), in any order. Empty for a page with too short a history.
    """
    gains = _gains(days)
    single = [episode for place in range(len(gains.day)) if (episode := _judged(gains, place)) is not None]
    return tuple(sorted((*_merged(single), *_gaps(gains)), key=lambda one: (one.start, one.kind)))


def _gains(days: pd.DataFrame) -> _Gains:
    followers = days["followers"].to_numpy(dtype=np.float64)
    known = ~np.isnan(followers)
    numbers = day_numbers(days["day"])[known]
    order = np.argsort(numbers, kind="stable")
    numbers, counts = numbers[order], followers[known][order]
    return _Gains(numbers[:-1], numbers[1:], np.diff(counts), counts[1:])


def _judged(gains: _Gains, place: int) -> Episode | None:
    first = int(np.searchsorted(gains.day, gains.day[place] - WINDOW, side="right"))
    rates = gains.per_day[first : place + 1]
    usual = fence(rates, float(gains.level[place]))
    if usual is None:
        return None
    rate = float(rates[-1])
    beyond = max(rate - usual.high, usual.low - rate)
    if beyond <= 0:
        return None
    return Episode(
        kind="high" if rate > usual.high else "low",
        start=_date(gains.before[place] + 1),
        end=_date(gains.day[place]),
        gain=int(gains.gain[place]),
        per_day=rate,
        low=usual.low,
        high=usual.high,
        outside=beyond / usual.spread,
    )


def _merged(single: list[Episode]) -> list[Episode]:
    """Return the episodes, those joined that follow one another in one direction; the furthest day's fence stays."""
    found: list[Episode] = []
    for one in single:
        last = found[-1] if found else None
        if last is None or last.kind != one.kind or (one.start - last.end).days != 1:
            found.append(one)
            continue
        worst = max(last, one, key=lambda episode: episode.outside or 0.0)
        gain = (last.gain or 0) + (one.gain or 0)
        joined = replace(worst, start=last.start, end=one.end, gain=gain)
        found[-1] = replace(joined, per_day=gain / joined.days)
    return found


def _gaps(gains: _Gains) -> list[Episode]:
    long = gains.day - gains.before > GAP
    pairs = zip(gains.before[long], gains.day[long], strict=True)
    return [Episode("gap", _date(before + 1), _date(day - 1)) for before, day in pairs]


def _date(number: np.int64) -> date:
    made: date = np.datetime64(int(number), "D").item()
    return made
