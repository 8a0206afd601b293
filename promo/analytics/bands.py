"""How far forecasts miss: pooled quantiles of the errors of very many backtests, in units of a fit's scale.

The table is made by ``python -m eval --fit`` on generated series of many kinds (see `eval`), each kind counting
alike; fit it again on an installation's own pages once there are enough.
"""

from __future__ import annotations

import numpy as np

from promo.analytics.drift import DAYS, FloatArray, IntArray

PROBABILITIES = np.array([0.005, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.995])
LOW95, LOW80, CENTRE, HIGH80, HIGH95 = SHOWN = (1, 2, 4, 6, 7)
HORIZONS = (1, 7, 14, 30, 60, 90, 180, 300)
"""The horizons of the table; between them it is interpolated over the logarithm of the days."""
TABLE = np.array(
    [
        [-3.01, -1.82, -0.93, -0.41, 0.00, 0.42, 1.05, 2.13, 4.02],
        [-2.66, -1.71, -0.92, -0.42, 0.00, 0.57, 1.14, 2.10, 4.79],
        [-2.41, -1.58, -0.91, -0.37, 0.00, 0.61, 1.17, 2.19, 5.59],
        [-2.19, -1.42, -0.82, -0.35, 0.00, 0.64, 1.21, 2.31, 8.61],
        [-2.23, -1.49, -0.78, -0.29, 0.00, 0.72, 1.34, 2.85, 8.72],
        [-2.26, -1.58, -0.83, -0.28, 0.00, 0.79, 1.42, 3.35, 8.53],
        [-2.70, -1.87, -0.86, -0.22, 0.00, 0.92, 1.93, 4.30, 7.97],
        [-3.09, -2.06, -0.90, -0.14, 0.00, 1.12, 2.56, 5.77, 9.67],
    ]
)
"""Quantiles of (truth - forecast) ÷ (scale × own ratio): a row a horizon, a column a probability; its median is 0."""
USUAL = np.array([0.56, 0.62, 0.63, 0.66, 0.73, 0.79, 0.95, 1.20])
"""By horizon, the mean of |truth - forecast| ÷ scale over all pages: what a page's own errors are compared with."""
SHRINK = 3.0
"""So many tries stand for "as everywhere" beside a page's own ones."""
MOST = 4.0
NARROWEST, WIDEST = 0.5, 4.0


def table_at(days: FloatArray, rows: FloatArray = TABLE) -> FloatArray:
    """Return the ``rows`` of the table at horizons of ``days``, one row each."""
    known, wanted = np.log(HORIZONS), np.log(days)
    return np.stack([np.interp(wanted, known, column) for column in rows.T], axis=1)


_BY_DAY = table_at(DAYS)
_USUAL_BY_DAY = table_at(DAYS, USUAL[:, None])[:, 0]


def quantiles(
    level: float, gain: FloatArray, scale: FloatArray, ratio: float, rows: FloatArray = _BY_DAY
) -> FloatArray:
    """Return the followers at each of `PROBABILITIES`, a row a day; never below 0.

    ``level`` are the followers now, ``gain`` and ``scale`` those of a fit, ``ratio`` the page's own (1: as everywhere).
    """
    made: FloatArray = np.maximum(level + gain[:, None] + rows * (scale * ratio)[:, None], 0.0)
    return made


def own_ratio(errors: FloatArray, days: IntArray) -> float:
    """Return how wide a page's errors are against all pages' ones: 1 without any, shrunk towards it with few.

    ``errors`` are (truth - forecast) ÷ scale of forecasts over ``days``. A single wild one counts only so much.
    """
    if not len(errors):
        return 1.0
    usual = _USUAL_BY_DAY[days - 1]
    mean = float(np.minimum(np.abs(errors) / usual, MOST).mean())
    own = np.log(max(mean, NARROWEST / 2))
    shrunk = np.exp(own * len(errors) / (len(errors) + SHRINK))
    return float(np.clip(shrunk, NARROWEST, WIDEST))


def probability_up_to(values: FloatArray, count: float) -> float:
    """Return the probability of at most ``count`` where ``values`` are the followers at `PROBABILITIES`.

    Between them it is interpolated, beyond the outermost ones it stays theirs: the table knows no more.
    """
    return float(np.interp(count, values, PROBABILITIES))
