"""A page's pace: what it gains a day, robustly, and how much that varies. The ground of the forecast.

The recipe is measured (see `eval`): winsorised daily gains, averaged over several windows at once, those about twice
as long as the horizon counting most.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from promo.analytics.growth import day_numbers

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
IntArray = np.ndarray[Any, np.dtype[np.int64]]
WINDOWS = (7, 14, 28, 56, 91, 182, 364)
LONGEST = 365
"""Days that are forecast at most."""
SPREAD = 1.2
"""The width, in logarithms, of the bell that weighs the windows around twice the horizon."""
POWER = 0.98
"""Paces tend to slacken a little: the gain of h days is the rate times h to this power."""
FENCE = 2.5
WILD = 6.0
"""Robust standard deviations beyond which a gain is cut: for the rate, and for the variance."""
MAD = 1.4826
WHOLE = float(1 / np.sqrt(12))
"""The least standard deviation of a day: counts are whole numbers."""
RATE_TERM = 0.3
"""The part of the expected gain that the scale of its error grows by: paces change."""
DAYS = np.arange(1, LONGEST + 1, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The counts of one page in order: their days since ``first`` (a day since 1970), and ``gains`` by calendar day.

    The gain over a gap is spread evenly over its days, for fitting only.
    """

    first: int
    places: IntArray
    counts: FloatArray
    gains: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What was fitted at a day: by horizon 1 … `LONGEST` the expected ``gain`` and the ``scale`` of its error.

    ``recent`` is the mean gain a day of the last two weeks as it was, ``usual`` what the page's gains vary by,
    without outliers.
    """

    gain: FloatArray
    scale: FloatArray
    recent: float
    usual: float


def history(days: pd.DataFrame, today: date) -> History:
    """Return the counts on or before ``today`` among ``days`` (columns ``day``, ``followers``, any order of rows)."""
    numbers, counts = day_numbers(days["day"]), days["followers"].to_numpy(dtype=np.float64)
    known = ~np.isnan(counts) & (numbers <= np.datetime64(today, "D").astype(np.int64))
    numbers, counts = numbers[known], counts[known]
    order = np.argsort(numbers, kind="stable")
    return of_counts(numbers[order], counts[order])


def of_counts(numbers: IntArray, counts: FloatArray) -> History:
    """Return the history of ``counts`` on the days ``numbers`` (since 1970, ascending)."""
    if not len(numbers):
        return History(0, numbers, counts, counts)
    places = numbers - numbers[0]
    over = np.diff(places)
    return History(int(numbers[0]), places, counts, np.repeat(np.diff(counts) / over, over))


def fit(known: History, last: int) -> Fit:
    """Return the fit on the counts up to the one at place ``last``; it needs a week of days before it."""
    end = int(known.places[last])
    gains = known.gains[max(0, end - WINDOWS[-1]) : end]
    middle = _median(gains)
    usual = MAD * _median(np.abs(gains - middle))
    kept = np.clip(gains, middle - FENCE * usual, middle + FENCE * usual) if usual else gains
    sums = np.cumsum(kept[::-1])
    usable = sum(window <= len(kept) for window in WINDOWS)
    means = np.array([sums[window - 1] / window for window in WINDOWS[:usable]])
    rates = _weights(usable) @ means
    sd = _sd(known, last, rates[WINDOWS[2] - 1])
    gain = rates * _POWERS
    return Fit(gain, _ROOTS * sd + RATE_TERM * np.abs(rates) * DAYS, float(gains[-WINDOWS[1] :].mean()), usual)


def _sd(known: History, last: int, rate: float) -> float:
    """Return the standard deviation of a day's gain around ``rate``.

    Each increment tells as much as it can, whatever days it spans: (G - k·r)² ÷ k. The wildest ones are cut.
    """
    start = int(np.searchsorted(known.places, known.places[last] - WINDOWS[-1]))
    over = np.diff(known.places[start : last + 1])
    away = (np.diff(known.counts[start : last + 1]) - over * rate) / np.sqrt(over)
    usual = MAD * _median(np.abs(away))
    squares = np.minimum(away**2, (WILD * usual) ** 2) if usual else away**2
    return max(float(np.sqrt(squares.mean())), WHOLE)


def _median(values: FloatArray) -> float:
    """Return the median (`numpy.median` does the same, five times slower for as few values)."""
    half = len(values) // 2
    if len(values) % 2:
        return float(np.partition(values, half)[half])
    parted = np.partition(values, (half - 1, half))
    return float(parted[half - 1] + parted[half]) / 2


_ROOTS = np.sqrt(DAYS)
_POWERS = DAYS**POWER


@lru_cache(maxsize=len(WINDOWS))
def _weights(usable: int) -> FloatArray:
    """Return by horizon the weights of the first ``usable`` windows, which sum up to 1."""
    windows = np.array(WINDOWS[:usable], dtype=np.float64)
    weights = np.exp(-0.5 * (np.log(windows / (2 * DAYS[:, None])) / SPREAD) ** 2)
    made: FloatArray = weights / weights.sum(axis=1, keepdims=True)
    return made
