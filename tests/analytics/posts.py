"""Made-up posts of one page, as `promo.content.reading` gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

START = np.datetime64("2026-03-02T00", "s")
"""A Monday."""
HOUR = np.timedelta64(3600, "s")


def posts_of(er: Sequence[float | None], **columns: Sequence[Any]) -> pd.DataFrame:
    """Return posts with these rates, one an hour from `START` on; other columns as given (``hour``: hours since)."""
    count = len(er)
    rate = np.array([np.nan if one is None else one for one in er], dtype=np.float64)
    hours = np.array(columns.pop("hour", range(count)), dtype=np.int64)
    made: dict[str, Any] = {
        "kind": np.array(["image"] * count, dtype=object),
        "local": START + hours * HOUR,
        "er": rate,
        "likes": rate * 1000,
        "comments": rate * 100,
        "views": np.full(count, np.nan),
        "likes_hidden": np.zeros(count, dtype=bool),
        "caption": np.array([""] * count, dtype=object),
        "caption_length": np.zeros(count, dtype=np.int64),
    }
    lists = {name: _objects(columns.pop(name, [[]] * count)) for name in ("hashtags", "rubrics")}
    return pd.DataFrame(made | lists | {name: np.array(values) for name, values in columns.items()})


def snapshots_of(counts: Mapping[int, Mapping[float, float | None]]) -> pd.DataFrame:
    """Return snapshots: post → hours since publication → likes, with no comments and twice the views."""
    rows = [
        (post, hours, np.nan if likes is None else likes, 0.0, np.nan if likes is None else 2 * likes)
        for post, seen in counts.items()
        for hours, likes in seen.items()
    ]
    made = pd.DataFrame(rows, columns=["post_id", "hours", "likes", "comments", "views"], dtype=np.float64)
    return made.astype({"post_id": np.int64})


def _objects(values: Sequence[Any]) -> np.ndarray[Any, Any]:
    made = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        made[place] = value
    return made
