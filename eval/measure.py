"""Forecasts against what came: at days spread over each series, from what was known until then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from promo.analytics import backtest, bands, drift
from promo.analytics.backtest import NAIVE, NEEDED
from promo.analytics.growth import day_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promo.analytics.drift import History

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
HORIZONS = (7, 30, 90)
ORIGINS = 4
"""Forecasts made of each series, at most."""
KNOWN = 120
"""Days that are known before the first forecast, where the series is long enough."""


def series(frame: pd.DataFrame) -> Iterator[tuple[str, str, History]]:
    """Return kind, name and history of each series of ``frame`` (columns ``series``, ``date``, ``value``)."""
    kinds = frame["kind"] if "kind" in frame else pd.Series("all", index=frame.index)
    for (kind, name), rows in frame.assign(kind=kinds).groupby(["kind", "series"], sort=False):
        one = rows.dropna(subset="value").sort_values("date").drop_duplicates("date", keep="last")
        counts = one["value"].to_numpy(dtype=np.float64)
        yield str(kind), str(name), drift.of_counts(day_numbers(one["date"]), counts)


def errors(frame: pd.DataFrame, horizons: Iterable[int] = HORIZONS, most: int = ORIGINS) -> pd.DataFrame:
    """Return a row for each forecast.

    Columns: ``kind``, ``series``, ``horizon``, ``days`` (to the count it is held against), ``level``, ``error``,
    ``naive`` (error of "as in the last 28 days"), ``scale``, ``ratio`` (the page's own), ``within80``, ``within95``.
    """
    rows = [row for kind, name, known in series(frame) for row in _errors(kind, name, known, horizons, most)]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _errors(kind: str, name: str, known: History, horizons: Iterable[int], most: int) -> Iterator[tuple[Any, ...]]:
    for horizon in horizons:
        tried = backtest.tries(_late(known), horizon, most)
        skipped = len(known.places) - len(_late(known).places)
        for origin, target, days in zip(tried.origins + skipped, tried.targets + skipped, tried.days, strict=True):
            past = drift.of_counts(known.first + known.places[: origin + 1], known.counts[: origin + 1])
            fit = drift.fit(past, int(origin))
            own, over, _places = backtest.own_errors(past, {})
            ratio = bands.own_ratio(own, over, np.array([float(days)]))[0]
            level, truth = known.counts[origin], known.counts[target]
            naive = past.gains[-NAIVE:].mean() * days
            gain, scale = fit.gain[days - 1], fit.scale[days - 1]
            levels = bands.quantiles(
                level, np.array([gain]), np.array([scale]), np.array([ratio]), bands.table_at(np.array([days]))
            )
            low95, low80, _middle, high80, high95 = np.rint(levels[0, bands.SHOWN])
            yield (
                kind, name, horizon, days, level, truth - max(level + gain, 0), truth - level - naive, scale, ratio,
                low80 <= truth <= high80, low95 <= truth <= high95,
            )  # fmt: skip


def _late(known: History) -> History:
    """Return the history less its first days, as long as enough are left: the first forecast then knows them."""
    first = int(np.searchsorted(known.places, KNOWN)) - NEEDED
    if first <= 0 or len(known.places) - first <= NEEDED + 1:
        return known
    return drift.of_counts(known.first + known.places[first:], known.counts[first:])


_COLUMNS = [
    "kind", "series", "horizon", "days", "level", "error", "naive", "scale", "ratio", "within80", "within95",
]  # fmt: skip


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Return by kind and horizon, and over ALL: ``n``, ``ratio`` (to 28-day drift), ``cover80``, ``cover95``."""
    several = len(set(rows["kind"])) > 1
    both = pd.concat([rows, rows.assign(kind="ALL")], ignore_index=True) if several else rows
    made = []
    for (kind, horizon), part in both.groupby(["kind", "horizon"], sort=False):
        ratio = backtest.error_ratio(part["error"].abs().to_numpy(), part["naive"].abs().to_numpy())
        made.append((kind, horizon, len(part), ratio, part["within80"].mean(), part["within95"].mean()))
    return pd.DataFrame(made, columns=["kind", "horizon", "n", "ratio", "cover80", "cover95"])
