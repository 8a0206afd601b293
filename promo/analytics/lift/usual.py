"""What pages gain a day when nothing special happens, read off the days before a window; for many windows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from promo.analytics.drift import FENCE, MAD, WHOLE

if TYPE_CHECKING:
    from promo.analytics.growth import FloatArray

BoolArray = np.ndarray[Any, np.dtype[np.bool_]]
WEEK = 7
BEFORE = 112
"""Days before a window that are looked at."""
RECENT, LONGER = 28, 56
RECENT_WEIGHT = 0.6
NEEDED = 28
"""Known days without a campaign that are needed before a window."""
RECENT_NEEDED = 14


class Usual(NamedTuple):
    """Of each window: the ``base`` (gain a day), the ``week`` (away from it by day since the start), the ``scale``.

    The scale is the standard deviation of a day's gain around both. All are NaN where too little is known.
    """

    base: FloatArray
    week: FloatArray
    scale: FloatArray

    def away(self, days: int) -> FloatArray:
        """Return by day of a window of ``days`` days what its weekday adds to the base, in a last dimension."""
        made: FloatArray = self.week[..., np.arange(days) % WEEK]
        return made


def tamed(before: FloatArray) -> FloatArray:
    """Return gains ``before`` windows with wild ones cut, 2.5 robust standard deviations from the weekday's median."""
    weeks = before.reshape(*before.shape[:-1], BEFORE // WEEK, WEEK)
    usually = middles(weeks.swapaxes(-1, -2))[..., None, :]
    middle = np.broadcast_to(usually, weeks.shape).reshape(before.shape)
    wide = FENCE * MAD * middles(np.abs(before - middle))[..., None]
    made: FloatArray = np.where(wide > 0, np.clip(before, middle - wide, middle + wide), before)
    return made


def usual(before: FloatArray, counted: FloatArray | None = None) -> Usual:
    """Return what is usual after the gains ``before`` each window (last dimension: `BEFORE` days, NaN: not known).

    The base is 0.6 of the mean of 28 days and 0.4 of that of 56. With too few known days it reaches further back.
    ``counted`` are the days with a count: gains spread over gaps vary less, and are worth as many days as were counted.
    """
    known = ~np.isnan(before)
    filled = np.where(known, before, 0.0)
    counts, sums, squares = (values @ _SUMS for values in (known.astype(np.float64), filled, filled**2))
    means = sums / np.maximum(counts, 1.0)
    n, m, most = (counts[..., place] for place in range(_WHOLE))
    recent, longer, longest = (means[..., place] for place in range(_WHOLE))
    mixed = np.where(n >= RECENT_NEEDED, RECENT_WEIGHT * recent + (1 - RECENT_WEIGHT) * longer, longer)
    is_near = m >= NEEDED
    base = np.where(is_near, mixed, np.where(most >= NEEDED, longest, np.nan))
    spans = np.where(is_near, 1, 2)[..., None]
    count, total, square = (np.take_along_axis(values, spans, -1)[..., 0] for values in (counts, sums, squares))
    worth = count if counted is None else np.take_along_axis(counted @ _SUMS, spans, -1)[..., 0]
    variance = (square - 2 * base * total + count * base**2) / np.maximum(worth, 1.0)
    seen = counts[..., _WHOLE:]
    away = sums[..., _WHOLE:] / np.maximum(seen, 1.0) - np.where(seen > 0, longest[..., None], 0.0)
    week = _told(away - away.mean(axis=-1, keepdims=True), variance, most)
    return Usual(base, week, np.sqrt(np.maximum(variance - (week**2).mean(axis=-1), WHOLE**2)))


def _told(week: FloatArray, variance: FloatArray, days: FloatArray) -> FloatArray:
    """Return how weekdays differ, drawn to zero as far as chance makes them differ: ``variance`` over ``days`` days."""
    spread = (week**2).mean(axis=-1)
    chance = WEEK * np.maximum(variance - spread, 0.0) / np.maximum(days, 1.0)
    told = np.divide(spread - chance, spread, out=np.zeros_like(spread), where=spread > chance)
    made: FloatArray = week * told[..., None]
    return made


def middles(values: FloatArray) -> FloatArray:
    """Return the medians over the last dimension, without NaN; NaN where there is nothing (`numpy.nanmedian` warns)."""
    ordered = np.sort(values, axis=-1)
    known = (~np.isnan(values)).sum(axis=-1)
    low, high = np.maximum(known - 1, 0) // 2, np.minimum(known // 2, values.shape[-1] - 1)
    picked = [np.take_along_axis(ordered, place[..., None], axis=-1)[..., 0] for place in (low, high)]
    made: FloatArray = (picked[0] + picked[1]) / 2
    return made


def _columns() -> FloatArray:
    """Return what sums the days before a window up: the last 28, the last 56, all, and those of each weekday."""
    back = np.arange(BEFORE, 0, -1)[:, None]
    spans = back <= np.array([RECENT, LONGER, BEFORE])
    weekdays = -back % WEEK == np.arange(WEEK)
    made: FloatArray = np.hstack([spans, weekdays]).astype(np.float64)
    return made


_SUMS = _columns()
_WHOLE = 3
"""The columns that are no weekdays."""
