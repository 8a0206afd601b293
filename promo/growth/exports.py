"""The growth table as files: the same rows and numbers as on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo import sheets
from promo.growth.table import COLUMNS
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from promo.growth.table import Row
    from promo.sheets import Value

EXPORTED = (
    ("start", sheets.Column(COLUMNS[0].name, "day")),
    ("end", sheets.Column(N_("To"), "day")),
    *((column.key, sheets.Column(column.name, column.kind)) for column in COLUMNS[1:3]),
    ("over", sheets.Column(N_("Net growth seen over days"), "count")),
    *((column.key, sheets.Column(column.name, column.kind)) for column in COLUMNS[3:]),
)
"""The attributes of a row that are exported, each with its column."""


def csv_file(rows: Iterable[Row], say: Callable[[str], str]) -> bytes:
    """Return ``rows`` as CSV (see `promo.sheets.csv_file`)."""
    return sheets.csv_file([column for _, column in EXPORTED], map(_values, rows), say)


def xlsx_file(rows: Iterable[Row], about: Sequence[tuple[str, str]], say: Callable[[str], str]) -> bytes:
    """Return ``rows`` as a workbook (see `promo.sheets.xlsx_file`)."""
    return sheets.xlsx_file(N_("Growth"), [column for _, column in EXPORTED], map(_values, rows), about, say)


def _values(row: Row) -> list[Value]:
    return [getattr(row, key) for key, _ in EXPORTED]
