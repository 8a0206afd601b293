"""How well forecasts of this very page would have gone: made at earlier days, from what was known then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from promo.analytics import bands, drift

if TYPE_CHECKING:
    from promo.analytics.drift import Fit, FloatArray, History, IntArray

NEEDED = 28
"""Observed days before any forecast is made."""
HORIZONS = (7, 30, 90)
RATIO_HORIZONS = (7, 14, 28, 56, 84)
RATIO_NEEDS = 42
"""Observed days from which on the page's own errors count."""
MOST_TRIES = 24
RATIO_TRIES = 6
"""Tries a horizon at most: for the report, for the page's own ratio."""
FEWEST_TRIES = 5
LATE = 1.15
"""A forecast is held against the first count at or after its day, if that comes at most so many times later."""
NAIVE = 28
LEAST = 0.5
"""What errors are taken for at least when ratios are made of them: counts are whole numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Tries:
    """Forecasts to hold against counts: the places of their ``origins`` and ``targets``, the ``days`` between."""

    origins: IntArray
    targets: IntArray
    days: IntArray


@dataclass(frozen=True, slots=True)
class Backtest:
    """How forecasts over ``horizon`` days went: ``tries``, the median error in followers and as a fraction of them.

    ``ratio`` is the geometric mean of the errors ÷ that of "as in the last 28 days"; under 1 is better. ``within80``
    and ``within95`` are the fractions of counts inside of the bands.
    """

    horizon: int
    tries: int
    error: float
    error_share: float | None
    ratio: float
    within80: float
    within95: float


def tries(known: History, horizon: int, most: int = MOST_TRIES) -> Tries:
    """Return at most ``most`` tries over ``horizon`` days, spread over the history, at least half of that apart."""
    if len(known.places) <= NEEDED:
        return Tries(*(np.zeros(0, dtype=np.int64),) * 3)
    latest, earliest = int(known.places[-1]) - horizon, int(known.places[NEEDED - 1])
    apart = max(-(-horizon // 2), -(-(latest - earliest + 1) // most), 1)
    wanted = np.arange(latest, earliest - 1, -apart)[::-1]
    origins = np.unique(np.searchsorted(known.places, wanted, side="right") - 1)
    targets = np.searchsorted(known.places, known.places[origins] + horizon)
    days = known.places[np.minimum(targets, len(known.places) - 1)] - known.places[origins]
    good = (targets < len(known.places)) & (days <= horizon * LATE + 1)
    return Tries(origins[good], targets[good], days[good])


def own_errors(known: History, fits: dict[int, Fit]) -> tuple[FloatArray, IntArray, IntArray]:
    """Return this page's standardised errors over `RATIO_HORIZONS`, their days, and the places they were known at."""
    if len(known.places) < RATIO_NEEDS:
        return np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    every = [tries(known, horizon, RATIO_TRIES) for horizon in RATIO_HORIZONS]
    days, targets = (np.concatenate([getattr(one, name) for one in every]) for name in ("days", "targets"))
    origins = np.concatenate([one.origins for one in every])
    gain, scale = _at(known, origins, days, fits)
    return (known.counts[targets] - known.counts[origins] - gain) / scale, days, targets


def backtest(known: History) -> dict[int, Backtest | None]:
    """Return by horizon (7, 30, 90 days) how forecasts of this page went; ``None`` for fewer than 5 tries."""
    fits: dict[int, Fit] = {}
    own = own_errors(known, fits)
    return {horizon: _backtest(known, horizon, own, fits) for horizon in HORIZONS}


def _backtest(
    known: History, horizon: int, own: tuple[FloatArray, IntArray, IntArray], fits: dict[int, Fit]
) -> Backtest | None:
    tried = tries(known, horizon)
    if len(tried.origins) < FEWEST_TRIES:
        return None
    gain, scale = _at(known, tried.origins, tried.days, fits)
    level, truth = known.counts[tried.origins], known.counts[tried.targets]
    errors, days, places = own
    ahead = np.array([horizon], dtype=np.float64)
    ratios = [bands.own_ratio(errors[places <= place], days[places <= place], ahead)[0] for place in tried.origins]
    table = bands.table_at(tried.days.astype(np.float64)) * (scale * ratios)[:, None]
    away = truth - level - gain
    naive = np.array([known.gains[max(0, end - NAIVE) : end].mean() for end in known.places[tried.origins]])
    miss, plain = np.abs(away), np.abs(truth - level - naive * tried.days)
    return Backtest(
        horizon,
        len(miss),
        float(np.median(miss)),
        float(np.median(miss[level > 0] / level[level > 0])) if (level > 0).any() else None,
        error_ratio(miss, plain),
        _within(away, table, bands.LOW80, bands.HIGH80),
        _within(away, table, bands.LOW95, bands.HIGH95),
    )


def error_ratio(errors: FloatArray, others: FloatArray) -> float:
    """Return the geometric mean of ``errors`` ÷ that of ``others``; none counts for less than half a follower."""
    logs = np.log(np.maximum(errors, LEAST)) - np.log(np.maximum(others, LEAST))
    return float(np.exp(logs.mean()))


def _within(away: FloatArray, table: FloatArray, low: int, high: int) -> float:
    return float(((away >= table[:, low]) & (away <= table[:, high])).mean())


def _at(known: History, origins: IntArray, days: IntArray, fits: dict[int, Fit]) -> tuple[FloatArray, FloatArray]:
    """Return gain and scale of the fits at ``origins`` over ``days``; ``fits`` keeps those made."""
    gains, scales = np.empty(len(origins)), np.empty(len(origins))
    for number, (origin, over) in enumerate(zip(origins.tolist(), days.tolist(), strict=True)):
        made = fits.get(origin) or fits.setdefault(origin, drift.fit(known, origin))
        gains[number], scales[number] = made.gain[over - 1], made.scale[over - 1]
    return gains, scales
