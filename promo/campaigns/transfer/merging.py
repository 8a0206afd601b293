"""Lines of the same campaign and days, such as those of its ad sets, made one. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from promo.campaigns.transfer.numbers import LARGEST, SCALE
from promo.errors import Invalid
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from promo.campaigns.transfer.numbers import Bools, Integers, Numbers

DAY_BITS = 20
"""A day as `date.toordinal` counts it fits these."""
KEYS = ("line", "campaign", "first", "last")


def spans(codes: Integers, first: Integers, last: Integers) -> Integers:
    """Return a number for each line that is the same for the same campaign and days."""
    return (codes << 2 * DAY_BITS) | (first << DAY_BITS) | last


def sharing(keys: Integers, some: Bools) -> Bools:
    """Return which lines have the campaign and days of one of ``some``."""
    return np.isin(keys, keys[some]) if some.any() else some


def merged(keys: Integers, columns: Mapping[str, Integers], facts: Mapping[str, Numbers]) -> tuple[pd.DataFrame, int]:
    """Return one row for each of ``keys``, and how many lines were added to others.

    A row has the first line's ``columns`` and the sums of ``facts``. The reach of several lines is unknown: it does not
    add up.
    """
    groups, distinct = pd.factorize(keys)
    added = len(keys) - len(distinct)
    if not added:
        made = {name: _masked(one.parts, one.known) for name, one in facts.items()}
        return pd.DataFrame({**columns, **made}), 0
    order = np.argsort(groups, kind="stable")
    many = np.bincount(groups, minlength=len(distinct))
    starts = np.cumsum(many) - many
    made = {}
    for name, one in facts.items():
        values, known = one.parts[order], np.logical_or.reduceat(one.known[order], starts)
        if np.add.reduceat(values.astype(np.float64), starts).max() >= LARGEST * SCALE:
            raise Invalid("file", N_("The numbers of one campaign and day add up to more than can be true."))
        if name == "reach":
            known &= many == 1
        made[name] = _masked(np.where(known, np.add.reduceat(values, starts), 0), known)
    heads = {name: column[order[starts]] for name, column in columns.items()}
    return pd.DataFrame({**heads, **made}), added


def empty(facts: Iterable[str]) -> pd.DataFrame:
    """Return a frame without rows."""
    nothing = np.zeros(0, np.int64)
    made = {name: _masked(nothing, nothing.astype(bool)) for name in facts}
    return pd.DataFrame({**dict.fromkeys(KEYS, nothing), **made})


def _masked(values: Integers, known: Bools) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(values, ~known)
