"""How far the estimate misses by itself: what it says of earlier windows in which there was no campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from promo.analytics.drift import MAD

if TYPE_CHECKING:
    from promo.analytics.growth import FloatArray

PRIOR = 3.0
"""So many windows stand for what the variance of daily gains lets expect, beside those that were seen."""
EXPECTED = 1.2
"""The noise that the variance of daily gains lets expect is too small by this factor: days are not independent."""
BASE_DAYS = 28.0
FENCE = 4.0
"""Robust standard deviations beyond which an error is cut before the standard deviation is taken."""
WIDER = 1.06
"""Intervals are widened by this factor, so that they hold the truth as often as they say: noise is not steady."""
LEAST = 0.41
"""The difference between two counts is never surer than this: both are whole numbers."""
FARTHEST = 4.0
NORMAL80, NORMAL95 = 1.2815516, 1.9599640


class Noise(NamedTuple):
    """By day of a window: the ``middle`` of the errors summed up to it, their ``spread``, the half widths of bands."""

    middle: FloatArray
    spread: FloatArray
    half80: FloatArray
    half95: FloatArray


def noise(errors: FloatArray, scales: FloatArray, scale: float, step: int) -> Noise:
    """Return the noise of a window by day, from those before it.

    ``errors`` by window and day: what was gained since its start, less what was expected. ``scales`` are the standard
    deviations of a day's gain before each window, ``scale`` that before the campaign: calmer times count for less
    noise. Windows that start ``step`` days apart overlap: they count as so many as fit beside each other.
    """
    windows, length = errors.shape
    alike = np.clip(np.sqrt(scale / scales), 1 / FARTHEST, FARTHEST)
    errors = errors * alike[:, None]
    middle = errors.mean(axis=0)
    away = errors - middle
    robust = FENCE * MAD * np.median(np.abs(away), axis=0)
    kept = np.where(robust > 0, np.clip(away, -robust, robust), away)
    independent = 1 + (windows - 1) * min(step / length, 1.0)
    days = np.arange(1, length + 1, dtype=np.float64)
    expected = (EXPECTED * scale) ** 2 * (days + days**2 / BASE_DAYS)
    variance = (independent * (kept**2).mean(axis=0) + PRIOR * expected) / (independent + PRIOR)
    spread = np.maximum(np.sqrt(variance), LEAST)
    wide = WIDER * spread * np.sqrt(1 + 1 / independent)
    freedom = independent + PRIOR - 1
    return Noise(middle, spread, wide * student(NORMAL80, freedom), wide * student(NORMAL95, freedom))


def student(normal: float, freedom: float) -> float:
    """Return Student's quantile where the normal distribution has ``normal`` (Cornish and Fisher's expansion).

    It is right to 0.001 at 80 % and 0.01 at 95 % from 4 degrees of freedom on.
    """
    first = (normal**3 + normal) / 4
    second = (5 * normal**5 + 16 * normal**3 + 3 * normal) / 96
    third = (3 * normal**7 + 19 * normal**5 + 17 * normal**3 - 15 * normal) / 384
    return normal + first / freedom + second / freedom**2 + third / freedom**3
