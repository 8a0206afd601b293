"""The growth table as files: the same rows and numbers as on the screen, raw, unknown ones as empty cells."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from promo.growth.table import COLUMNS, Column
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from promo.growth.table import Row

Value = date | int | float | str | None
EXPORTED = (
    COLUMNS[0],
    Column("end", N_("To"), "day"),
    *COLUMNS[1:3],
    Column("over", N_("Net growth seen over days"), "count"),
    *COLUMNS[3:],
)
FORMATS = {"day": "yyyy-mm-dd", "count": "#,##0", "change": "+#,##0;-#,##0;0", "fraction": "0.00%"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDTH = 14
WIDE = 60
TITLE = 31
"""The most letters a sheet's name may have."""


def csv_file(rows: Iterable[Row], say: Callable[[str], str]) -> bytes:
    """Return ``rows`` as CSV: UTF-8 with a byte order mark, ISO days, plain numbers, rates as fractions.

    ``say`` translates the names of the columns.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([guarded(say(column.name)) for column in EXPORTED])
    writer.writerows(["" if value is None else value for value in _values(row)] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(rows: Iterable[Row], about: Sequence[tuple[str, str]], say: Callable[[str], str]) -> bytes:
    """Return ``rows`` as a workbook with typed cells, and a second sheet of ``about`` (name, text) lines."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = say(N_("Growth"))[:TITLE]
    sheet.append([guarded(say(column.name)) for column in EXPORTED])
    for number, row in enumerate(rows, 2):
        sheet.append(_values(row))
        for cell, column in zip(sheet[number], EXPORTED, strict=True):
            cell.number_format = FORMATS[column.kind]
    sheet.freeze_panes = "A2"
    notes = book.create_sheet(say(N_("About"))[:TITLE])
    for line in about:
        notes.append([guarded(text) for text in line])
    _dress(sheet[1], sheet, [WIDTH] * len(EXPORTED))
    _dress(notes["A"], notes, [WIDTH * 2, WIDE])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def guarded(value: str) -> str:
    """Return ``value`` so that no spreadsheet takes it for a formula: an apostrophe stands before such a beginning."""
    return f"'{value}" if value.startswith(FORMULA) else value


def _values(row: Row) -> list[Value]:
    return [getattr(row, column.key) for column in EXPORTED]


def _dress(heads: Iterable[Cell | MergedCell], sheet: Worksheet, widths: Sequence[int]) -> None:
    for cell in heads:
        cell.font = Font(bold=True)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
