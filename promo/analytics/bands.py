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
        [-2.89, -1.64, -0.81, -0.38, 0.00, 0.40, 0.91, 1.85, 3.68],
        [-2.56, -1.66, -0.88, -0.41, 0.00, 0.56, 1.09, 1.98, 4.94],
        [-2.39, -1.55, -0.90, -0.36, 0.00, 0.60, 1.14, 2.16, 4.99],
        [-2.28, -1.50, -0.83, -0.34, 0.00, 0.66, 1.24, 2.26, 8.12],
        [-2.64, -1.56, -0.82, -0.28, 0.00, 0.77, 1.38, 2.72, 6.67],
        [-2.50, -1.61, -0.85, -0.28, 0.00, 0.84, 1.49, 3.06, 7.17],
        [-2.82, -1.92, -0.88, -0.21, 0.00, 0.98, 1.85, 3.82, 7.75],
        [-3.25, -2.12, -0.90, -0.13, 0.00, 1.18, 2.48, 5.81, 9.77],
    ]
)
"""Quantiles of (truth - forecast) ÷ (scale × own ratio): a row a horizon, a column a probability; its median is 0."""
USUAL = np.array([0.56, 0.62, 0.63, 0.66, 0.73, 0.79, 0.95, 1.20])
"""By horizon, the mean of |truth - forecast| ÷ scale over all pages: what a page's own errors are compared with."""
SHRINK = 2.0
"""So many tries stand for "as everywhere" beside a page's own ones."""
NEAR = 0.8
"""The width, in logarithms, of the bell that weighs a page's tries by how near their days are to those ahead."""
FARTHEST = 90.0
MOST = 6.0
"""A single try counts at most like so many usual errors."""
NARROWEST, WIDEST = 0.4, 5.0


def table_at(days: FloatArray, rows: FloatArray = TABLE) -> FloatArray:
    """Return the ``rows`` of the table at horizons of ``days``, one row each."""
    known, wanted = np.log(HORIZONS), np.log(days)
    return np.stack([np.interp(wanted, known, column) for column in rows.T], axis=1)


_BY_DAY = table_at(DAYS)
_USUAL_BY_DAY = table_at(DAYS, USUAL[:, None])[:, 0]


def quantiles(
    level: float, gain: FloatArray, scale: FloatArray, ratio: FloatArray, rows: FloatArray = _BY_DAY
) -> FloatArray:
    """Return the followers at each of `PROBABILITIES`, a row a day; never below 0.

    ``level`` are the followers now, ``gain`` and ``scale`` those of a fit, ``ratio`` the page's own (1: as everywhere).
    """
    made: FloatArray = np.maximum(level + gain[:, None] + rows * (scale * ratio)[:, None], 0.0)
    return made


def own_ratio(errors: FloatArray, days: IntArray, ahead: FloatArray) -> FloatArray:
    """Return by days ``ahead`` how wide a page's errors are against all pages' ones.

    It is 1 without any, shrunk towards it with few. ``errors`` are (truth - forecast) ÷ scale of forecasts over
    ``days``; those over about as many days as are ahead count most.
    """
    if not len(errors):
        return np.ones(len(ahead))
    sizes = np.minimum(np.abs(errors) / _USUAL_BY_DAY[days - 1], MOST)
    away = np.log(days) - np.log(np.minimum(ahead, FARTHEST))[:, None]
    weights = np.exp(-0.5 * (away / NEAR) ** 2)
    tries = weights.sum(axis=1)
    own = np.log(np.maximum(weights @ sizes / np.maximum(tries, 1e-9), NARROWEST / 2))
    made: FloatArray = np.clip(np.exp(own * tries / (tries + SHRINK)), NARROWEST, WIDEST)
    return made


def probability_up_to(values: FloatArray, count: float) -> float:
    """Return the probability of at most ``count`` where ``values`` are the followers at `PROBABILITIES`.

    Between them it is interpolated, beyond the outermost ones it stays theirs: the table knows no more.
    """
    return float(np.interp(count, values, PROBABILITIES))
