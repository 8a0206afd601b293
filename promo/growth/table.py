"""The growth table: its columns, its rows in order. The screen and both exports show the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from promo.analytics import growth
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from promo.analytics.periods import Group
    from promo.growth.reading import Figures

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the attribute of `Row`, its name (a message id), what its values are, and its metric's key."""

    key: str
    name: str
    kind: Literal["day", "count", "change", "fraction"]
    metric: str | None = None


COLUMNS = (
    Column("start", N_("From"), "day"),
    Column("followers", N_("Followers"), "count", "followers"),
    Column("net", N_("Net growth"), "change", "net_growth"),
    Column("rate", N_("Growth rate"), "fraction", "growth_rate"),
    Column("following", N_("Following"), "count", "following"),
    Column("posts_count", N_("Posts on the page"), "count", "posts_count"),
    Column("posts", N_("Posts published"), "count", "posts_published"),
)
"""What the table shows and may be sorted by. Exports add ``end`` and ``over``."""


@dataclass(frozen=True, slots=True)
class Row:
    """A day, week or month: figures as they are, unknown ones ``None``; ``rate`` is a fraction.

    ``net`` is seen over ``over`` days; ``spans`` says that some of these lie before ``start``. ``whole`` says whether
    the period holds all days of this week or month.
    """

    start: date
    end: date
    whole: bool
    followers: int | None
    net: int | None
    over: int | None
    spans: bool
    rate: float | None
    following: int | None
    posts_count: int | None
    posts: int | None

    @property
    def week(self) -> int:
        """The number of the ISO week."""
        return self.start.isocalendar().week


@dataclass(frozen=True, slots=True)
class Table:
    """All rows in the chosen order, and the part of them that is shown on page ``number`` of ``parts``."""

    group: Group
    sort: str
    order: Literal["asc", "desc"]
    rows: tuple[Row, ...]
    number: int
    parts: int

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows of this part."""
        return self.rows[(self.number - 1) * PER_PAGE : self.number * PER_PAGE]


def table(figures: Figures, group: Group, query: Mapping[str, str]) -> Table:
    """Return the table of ``figures`` by ``group``, ordered by the ``sort`` and ``order`` of ``query``; newest first.

    Whatever the order, unknown values come last. A page beyond the last is the last.
    """
    rows = growth.table(figures.days, figures.posts, figures.growth.baseline, group)
    sort = query.get("sort", "")
    sort = sort if sort in {column.key for column in COLUMNS} else "start"
    order: Literal["asc", "desc"] = "asc" if query.get("order") == "asc" else "desc"
    place = _order(rows[sort].to_numpy(), descending=order == "desc")
    columns = [_plain(rows[name].to_numpy()[place], name) for name in Row.__slots__]
    made = tuple(Row(*values) for values in zip(*columns, strict=True))
    parts = max(-(-len(made) // PER_PAGE), 1)
    return Table(group, sort, order, made, min(max(_whole(query.get("page", "")), 1), parts), parts)


def _order(values: np.ndarray[Any, Any], *, descending: bool) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the places in order; equal values stay with the newest first, NaN last."""
    numbers = values.astype("datetime64[D]").astype(np.float64) if values.dtype.kind == "M" else values
    newest_first = np.arange(len(numbers))[::-1]
    keys = numbers[newest_first]
    return newest_first[np.argsort(-keys if descending else keys, kind="stable")]


def _plain(values: np.ndarray[Any, Any], name: str) -> list[Any]:
    kind = values.dtype.kind
    plain: list[Any] = values.astype("datetime64[D]").tolist() if kind == "M" else values.tolist()
    if kind != "f":
        return plain
    whole = float if name == "rate" else int
    return [None if value != value else whole(value) for value in plain]  # noqa: PLR0124 - NaN


def _whole(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 1  # noqa: PLR2004 - no page has that many
