"""What moved the other pages in the same days: a common shock, as the median of their logarithmic ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from promo.analytics.drift import MAD
from promo.analytics.lift.usual import BEFORE, middles, usual

if TYPE_CHECKING:
    from promo.analytics.growth import FloatArray
    from promo.analytics.lift.usual import BoolArray

FEWEST = 4
"""Pages that a comparison needs."""
WEIGHT = 0.9
"""How much of what moves the others moves a page, usually."""
MEDIAN_ERROR = 1.2533
"""The standard error of a median, in those of a mean."""
LEAST = 0.1
"""A page that gained less than this part of its usual gains counts as if it had gained that much."""
FARTHEST = 1.5


class Ratios(NamedTuple):
    """By page and window: the ``logs`` of gains ÷ usual gains (NaN: cannot be said), and whether days are ``known``."""

    logs: FloatArray
    known: BoolArray


def ratios(gains: FloatArray, days: int) -> Ratios:
    """Return what pages gained in windows of ``days`` days against what is usual for them.

    ``gains``: by page, window and day: `BEFORE` days before it and its own. Pages whose usual gains over the window do
    not stand out of their noise have no ratio.
    """
    before, inside = gains[..., :BEFORE], gains[..., BEFORE:]
    found = usual(before)
    known = ~(np.isnan(found.base) | np.isnan(inside).any(axis=-1))
    expected = np.where(known, found.base * days, 0.0)
    gained = np.where(known, inside.sum(axis=-1) - found.away(days).sum(axis=-1), 0.0)
    clear = known & (expected > found.scale * np.sqrt(days))
    logs = np.full(known.shape, np.nan)
    logs[clear] = np.log(np.maximum(gained[clear] / expected[clear], LEAST))
    return Ratios(logs, known)


def shocks(logs: FloatArray) -> FloatArray:
    """Return the shock of each window as a fraction of the usual gains, from the ``logs`` by page and window.

    It is taken in as far as it stands out of the scatter of the pages; with fewer than 4 of them it is 0.
    """
    by_window = logs.T
    count = (~np.isnan(by_window)).sum(axis=-1)
    enough = count >= FEWEST
    middle = np.where(enough, middles(by_window), 0.0)
    spread = np.where(enough, MAD * middles(np.abs(by_window - middle[:, None])), 0.0)
    error = (MEDIAN_ERROR * spread) ** 2 / np.maximum(count, 1)
    squares = middle**2
    told = np.divide(squares, squares + error, out=np.zeros_like(middle), where=squares > 0)
    made: FloatArray = np.expm1(WEIGHT * told * np.clip(middle, -FARTHEST, FARTHEST))
    return made
