"""The ranking: its columns, its rows in order. The screen and the exports show the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from promo.analytics.comparing import ranking as order_of
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promo.analytics.benchmark import Tier
    from promo.analytics.growth import FloatArray, IntArray
    from promo.compare.figures import Figures
    from promo.compare.reading import ComparedPage
    from promo.compare.selection import Selection
    from promo.sheets import Kind


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key it is sorted by, its name (a message id), what its values are, its metric's key.

    ``has_change`` says that it is shown with its difference from the comparison.
    """

    key: str
    name: str
    kind: Kind
    metric: str
    has_change: bool = False


COLUMNS = (
    Column("followers", N_("Followers"), "count", "followers", has_change=True),
    Column("net", N_("Net growth"), "change", "net_growth", has_change=True),
    Column("rate", N_("Growth rate"), "fraction", "growth_rate", has_change=True),
    Column("er", N_("ER, median"), "fraction", "er_period", has_change=True),
    Column("percentile", N_("Percentile at its size"), "number", "er_percentile"),
    Column("per_week", N_("Posts per week"), "number", "cadence", has_change=True),
    Column("silence", N_("Longest silence, days"), "count", "silence"),
    Column("share", N_("Share of reactions"), "fraction", "reactions_share", has_change=True),
)
"""What the ranking shows of each page beside its name, client and tier."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, its difference from the comparison, and ``n``: how many it is the median of (``None``: of none)."""

    value: float | None
    change: float | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A page with its figures by column key. ``why`` says (a message id) why it has no percentile.

    ``posts_days`` is on how many days of the period its posts were known, ``posts`` how many it published then.
    """

    page: ComparedPage
    cells: Mapping[str, Cell]
    tier: int | None
    why: str
    posts: int | None
    posts_days: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The rows in order, the median of each column with its n, and the ``tiers`` that rows point to."""

    rows: tuple[Row, ...]
    medians: Mapping[str, Cell]
    tiers: Sequence[Tier]


def order(pages: Sequence[ComparedPage], now: Figures, wanted: Selection) -> IntArray:
    """Return the places of the pages in the order that is asked for; unknown figures come last."""
    is_descending = wanted.order == "desc"
    if wanted.sort == "name":
        places = np.arange(len(pages))  # they stand by name already
        return places[::-1] if is_descending else places
    return order_of(now.table[wanted.sort].to_numpy(), descending=is_descending)


def ranking(
    pages: Sequence[ComparedPage], now: Figures, before: Figures | None, wanted: Selection, tiers: Sequence[Tier]
) -> Ranking:
    """Return the ranking of ``pages``, whose figures stand in the same order."""
    values = {column.key: now.table[column.key].tolist() for column in COLUMNS}
    changes = {column.key: _changes(column, now, before) for column in COLUMNS}
    er_posts, days = now.table["er_posts"].tolist(), now.table["posts_days"].tolist()
    posts, at = now.table["posts"].tolist(), now.table["tier"].tolist()

    def row(place: int) -> Row:
        cells = {
            key: Cell(known(own[place]), known(changes[key][place]), er_posts[place] if key == "er" else None)
            for key, own in values.items()
        }
        tier, count = known(at[place]), known(posts[place])
        return Row(
            page=pages[place],
            cells=cells,
            tier=None if tier is None else int(tier),
            why=now.benchmark.reasons[place],
            posts=None if count is None else int(count),
            posts_days=int(days[place]),
        )

    return Ranking(
        rows=tuple(row(place) for place in order(pages, now, wanted).tolist()),
        medians={column.key: _median(column.key, now) for column in COLUMNS},
        tiers=tiers,
    )


def known(value: float) -> float | None:
    """Return ``value``, ``None`` for NaN."""
    return None if math.isnan(value) else value


def _changes(column: Column, now: Figures, before: Figures | None) -> list[float]:
    if before is None or not column.has_change:
        return [math.nan] * len(now.table)
    change: FloatArray = now.table[column.key].to_numpy() - before.table[column.key].to_numpy()
    made: list[float] = change.tolist()
    return made


def _median(key: str, now: Figures) -> Cell:
    value, n = now.median(key)
    return Cell(known(value), n=n)
