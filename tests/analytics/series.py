"""Made-up days of one page, as `promo.pages.frames` gives them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from promo.analytics.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

START = date(2026, 3, 2)
"""A Monday."""


def days_of(counts: Mapping[int, float | None], start: date = START, page_id: int = 1) -> pd.DataFrame:
    """Return a frame with these followers on the days ``start`` + key."""
    numbers = list(counts)
    followers = np.array([np.nan if counts[number] is None else counts[number] for number in numbers], dtype=float)
    days = np.array([start + timedelta(days=number) for number in numbers], dtype="datetime64[D]")
    return pd.DataFrame(
        {
            "page_id": np.full(len(numbers), page_id, dtype=np.int64),
            "day": days.astype("datetime64[s]"),
            "followers": followers,
            "following": followers / 10,
            "posts_count": followers * 0 + 7,
        }
    )


def period_of(length: int, start: date = START) -> Period:
    """Return ``length`` days from ``start`` on."""
    return Period(start, start + timedelta(days=length - 1))


followers = st.integers(0, 700_000_000)
counts = st.dictionaries(st.integers(0, 59), st.one_of(st.none(), followers), max_size=40)
