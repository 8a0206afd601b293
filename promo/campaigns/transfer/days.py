"""Columns of days. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from promo.tables import TwoDays, day_of, month_first

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from promo.campaigns.transfer.numbers import Integers, Texts

NOTHING = frozenset({"", "-", "—", "all", "все"})
"""What says that a line is not of one day."""


class DayTrouble(IntEnum):
    """Why a cell is no day."""

    NONE = 0
    UNREADABLE = 1
    TWO = 2


@dataclass(frozen=True, slots=True)
class Days:
    """A column of days as `date.toordinal` counts them, 0 where there is none, and the trouble of each cell."""

    ordinals: Integers
    troubles: NDArray[np.int8]


def read(columns: Mapping[str, Texts]) -> dict[str, Days]:
    """Return the days of each column. What begins with the month in one cell does so in all."""
    factors = {name: pd.factorize(column) for name, column in columns.items()}
    plain = {name: [_plain(text) for text in texts] for name, (_codes, texts) in factors.items()}
    order = month_first(text for texts in plain.values() for text in texts)
    found = {}
    for name, (codes, _texts) in factors.items():
        pairs = [_day(text, order) for text in plain[name]]
        values = np.array([value for value, _trouble in pairs], np.int64)
        troubles = np.array([trouble for _value, trouble in pairs], np.int8)
        found[name] = Days(values[codes], troubles[codes])
    return found


def _plain(text: str) -> str:
    return text.strip().replace("T", " ").partition(" ")[0]


def _day(text: str, order: bool | None) -> tuple[int, DayTrouble]:  # noqa: FBT001 - a private helper
    if text.casefold() in NOTHING:
        return 0, DayTrouble.NONE
    try:
        found = day_of(text, month_first=order)
    except TwoDays:
        return 0, DayTrouble.TWO
    return (found.toordinal(), DayTrouble.NONE) if found else (0, DayTrouble.UNREADABLE)
