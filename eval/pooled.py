"""The pooled table of `promo.analytics.bands`, fitted on a frame of series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np

from eval import measure
from promo.analytics import bands
from promo.analytics.drift import DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

FloatArray = np.ndarray[Any, np.dtype[np.float64]]


def fitted(frame: pd.DataFrame, most: int = measure.ORIGINS) -> tuple[FloatArray, FloatArray]:
    """Return the rows of ``TABLE`` and ``USUAL`` fitted on ``frame``; every kind counts alike.

    A horizon that no series is long enough for keeps the row it has. First come the usual errors, then with the pages'
    own ratios (which are made of them) the quantiles.
    """
    rows = measure.errors(frame, bands.HORIZONS, most)
    size = (rows["error"] / rows["scale"]).abs()
    usual = bands.USUAL.copy()
    for place, part in _parts(rows):
        usual[place] = _weighted_mean(size[part], rows["kind"][part])
    by_day = bands.table_at(DAYS, usual[:, None])[:, 0]
    with patch.object(bands, "_USUAL_BY_DAY", by_day):
        rows = measure.errors(frame, bands.HORIZONS, most)
    units = rows["error"] / (rows["scale"] * rows["ratio"])
    table = bands.TABLE.copy()
    for place, part in _parts(rows):
        table[place] = _quantiles(units[part], rows["kind"][part])
    return table, usual


def _parts(rows: pd.DataFrame) -> Iterator[tuple[int, pd.Series[bool]]]:
    for place, horizon in enumerate(bands.HORIZONS):
        part = rows["horizon"] == horizon
        if part.any():
            yield place, part


def _weighted_mean(values: pd.Series[float], kinds: pd.Series[Any]) -> float:
    return float(values.clip(upper=float(values.quantile(0.99))).groupby(kinds).mean().mean())


def _quantiles(values: pd.Series[float], kinds: pd.Series[Any]) -> FloatArray:
    """Return the quantiles at the table's probabilities, those below the median at most 0, those above at least 0."""
    order = np.argsort(values.to_numpy())
    weights = (1 / kinds.map(kinds.value_counts())).to_numpy(dtype=np.float64)[order]
    places = (np.cumsum(weights) - weights / 2) / weights.sum()
    made: FloatArray = np.interp(bands.PROBABILITIES, places, values.to_numpy()[order])
    made[: bands.CENTRE] = np.minimum(made[: bands.CENTRE], 0.0)
    made[bands.CENTRE] = 0.0
    made[bands.CENTRE + 1 :] = np.maximum(made[bands.CENTRE + 1 :], 0.0)
    return made
