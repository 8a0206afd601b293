"""A post's life: its reactions and views by hours since publication, and the page's usual at the same age.

Between two moments a count is read off a straight line in the logarithm of the age, along which reactions come in
about evenly; never beyond the moments seen. Counts may fall: people take likes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promo.analytics.growth import FloatArray

AGES = (1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 96.0, 168.0, 336.0, 720.0, 1440.0)
"""The hours at which the page's usual is told."""
DAY = 24.0
NEAR = (18.0, 30.0)
"""The hours between which a count must have been seen on both sides of the first 24."""
REACH = 2.0
"""At other ages: from half to twice the age."""
ENOUGH = 5
"""So many other posts make a usual."""
FIRST = 0.05
"""The least age in hours that has a place on a logarithmic axis: three minutes."""
SPACE = 1e7
"""More hours than any post is old."""


@dataclass(frozen=True, slots=True)
class FirstDay:
    """Reactions 24 hours after publication, the median of ``posts`` others at that age, and their ratio."""

    value: float
    usual: float
    posts: int

    @property
    def ratio(self) -> float | None:
        """``value`` ÷ ``usual``, ``None`` for a usual of zero."""
        return self.value / self.usual if self.usual else None


def curve(snapshots: pd.DataFrame, *, likes_hidden: bool = False) -> pd.DataFrame:
    """Return what was seen of one post, by age. Columns: ``hours``, ``reactions``, ``views`` (NaN: unknown, a gap).

    ``snapshots``: columns ``hours``, ``likes``, ``comments``, ``views``. Hidden likes make reactions unknown.
    """
    ordered = snapshots.sort_values("hours", kind="stable")
    reactions = _reactions(ordered)
    return pd.DataFrame(
        {
            "hours": np.maximum(ordered["hours"].to_numpy(dtype=np.float64), FIRST),
            "reactions": np.full(len(ordered), np.nan) if likes_hidden else reactions,
            "views": ordered["views"].to_numpy(dtype=np.float64),
        },
        copy=False,
    )


def usual(snapshots: pd.DataFrame, name: str = "reactions", ages: Sequence[float] = AGES) -> pd.DataFrame:
    """Return the page's usual at ``ages``: the ``median`` and the quartiles ``low`` and ``high`` of the posts' counts.

    ``snapshots`` (of other posts): columns ``post_id``, ``hours``, ``likes``, ``comments``, ``views``. ``name`` is
    ``reactions`` or ``views``. Columns: ``hours``, ``posts`` (known at that age), and the three, NaN under `ENOUGH`.
    """
    rows = []
    for age in ages:
        known = at_age(snapshots, age, age / REACH, age * REACH, name)
        known = known[~np.isnan(known)]
        quartiles = np.quantile(known, [0.25, 0.5, 0.75]) if len(known) >= ENOUGH else np.full(3, np.nan)
        rows.append((age, len(known), *quartiles.tolist()))
    return pd.DataFrame(rows, columns=["hours", "posts", "low", "median", "high"])


def first_day(own: pd.DataFrame, others: pd.DataFrame, *, likes_hidden: bool = False) -> FirstDay | None:
    """Return a post's reactions after 24 hours against the page's usual; ``None`` where either is not known.

    ``own`` and ``others``: columns ``post_id``, ``hours``, ``likes``, ``comments``, ``views``.
    """
    if likes_hidden:
        return None
    value = at_age(own, DAY, *NEAR)
    known = at_age(others, DAY, *NEAR)
    known = known[~np.isnan(known)]
    if len(value) != 1 or np.isnan(value[0]) or len(known) < ENOUGH:
        return None
    return FirstDay(float(value[0]), float(np.median(known)), len(known))


def at_age(snapshots: pd.DataFrame, age: float, earliest: float, latest: float, name: str = "reactions") -> FloatArray:
    """Return each post's count at ``age`` hours, in order of ``post_id``; NaN where it is not known.

    It is read off between the last count before, not earlier than ``earliest``, and the first after, not later than
    ``latest`` (hours); one seen at that very age is taken as it is.
    """
    values = _reactions(snapshots) if name == "reactions" else snapshots[name].to_numpy(dtype=np.float64)
    ids, codes = np.unique(snapshots["post_id"].to_numpy(dtype=np.int64), return_inverse=True)
    known = ~np.isnan(values)
    hours = np.maximum(snapshots["hours"].to_numpy(dtype=np.float64), FIRST)[known]
    order = np.lexsort((hours, codes[known]))
    hours, values = hours[order], values[known][order]
    found = np.full(len(ids), np.nan)
    if not len(order):
        return found
    keys, wanted = codes[known][order] * SPACE + hours, np.arange(len(ids)) * SPACE
    before = np.maximum(np.searchsorted(keys, wanted + age, side="right") - 1, 0)
    after = np.minimum(np.searchsorted(keys, wanted + age, side="left"), len(keys) - 1)
    fits = (keys[before] >= wanted + earliest) & (keys[before] <= wanted + age)
    fits &= (keys[after] >= wanted + age) & (keys[after] <= wanted + latest)
    span = np.log(hours[after] / hours[before])
    part = np.divide(np.log(age / hours[before]), span, out=np.zeros(len(span)), where=span > 0)
    found[fits] = (values[before] + part * (values[after] - values[before]))[fits]
    return found


def _reactions(snapshots: pd.DataFrame) -> FloatArray:
    found: FloatArray = snapshots["likes"].to_numpy(dtype=np.float64) + snapshots["comments"].to_numpy(dtype=np.float64)
    return found
