"""Tables as files: CSV and XLSX with the numbers of the screen, raw, unknown ones as empty cells."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from promo import money
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

Kind = Literal["text", "day", "moment", "count", "change", "number", "fraction", "money"]
Value = date | datetime | int | float | Decimal | str | None
FORMATS: dict[Kind, str] = {
    "text": "@",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "count": "#,##0",
    "change": "+#,##0;-#,##0;0",
    "number": "#,##0.00",
    "fraction": "0.00%",
    "money": "#,##0.00##",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What a workbook's cells cannot hold."""
WIDTH = 14
WIDE = 60
TITLE = 31
"""The most letters a sheet's name may have."""
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name (a message id, or text that is said as it is) and what its values are.

    A ``moment`` is aware in the zone in which it is to be read; a ``fraction`` is 0.05 for 5 %; ``money`` is a
    `Decimal`, whose currency stands in another column or in the name.
    """

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet of a workbook; its title is written as it is, cut to what a sheet's name may be."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def csv_file(columns: Sequence[Column], rows: Iterable[Sequence[Value]], say: Callable[[str], str]) -> bytes:
    """Return ``rows`` as CSV: UTF-8 with a byte order mark, ISO days, plain numbers, rates as fractions.

    ``say`` translates the names of the columns.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([guarded(say(column.name)) for column in columns])
    writer.writerows([_told(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    about: Sequence[tuple[str, str]],
    say: Callable[[str], str],
) -> bytes:
    """Return ``rows`` as a workbook with typed cells, and a second sheet of ``about`` (name, text) lines.

    ``title`` is the sheet's name, ``say`` translates it and the names of the columns.
    """
    return xlsx_book([Part(say(title), columns, rows)], about, say)


def xlsx_book(parts: Iterable[Part], about: Sequence[tuple[str, str]], say: Callable[[str], str]) -> bytes:
    """Return ``parts`` as a workbook, a sheet each, and a last sheet of ``about`` lines, as `xlsx_file` does."""
    from openpyxl import Workbook  # noqa: PLC0415 - it costs the start of the program a tenth of a second

    book = Workbook()
    book.remove(book.worksheets[0])
    for part in parts:
        _fill(book.create_sheet(_title(part.title, book.sheetnames)), part, say)
    notes = book.create_sheet(_title(say(N_("About")), book.sheetnames))
    for line in about:
        notes.append([_typed(text) for text in line])
    _dress(notes["A"], notes, [WIDTH * 2, WIDE])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Worksheet, part: Part, say: Callable[[str], str]) -> None:
    sheet.append([_typed(say(column.name)) for column in part.columns])
    for number, row in enumerate(part.rows, 2):
        sheet.append([_typed(value) for value in row])
        for cell, column in zip(sheet[number], part.columns, strict=True):
            cell.number_format = FORMATS[column.kind]
    sheet.freeze_panes = "A2"
    _dress(sheet[1], sheet, [WIDE if column.kind == "text" else WIDTH for column in part.columns])


def guarded(value: str) -> str:
    """Return ``value`` so that no spreadsheet takes it for a formula: an apostrophe stands before such a beginning."""
    return f"'{value}" if value.startswith(FORMULA) else value


def _told(value: Value) -> Value:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, Decimal):
        return money.written(value)
    return "" if _is_unknown(value) else value


def _typed(value: Value) -> Value:
    if isinstance(value, str):
        return guarded(UNWRITABLE.sub("", value))
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return None if _is_unknown(value) else value


def _is_unknown(value: Value) -> bool:
    return value is None or value != value  # noqa: PLR0124 - NaN


def _title(text: str, taken: Sequence[str]) -> str:
    """Return ``text`` as the name of a sheet: without what it cannot hold, and unlike those that are taken."""
    plain = UNWRITABLE.sub("", text).translate(FORBIDDEN)
    names = {name.casefold() for name in taken}
    for number in range(1, len(names) + 2):
        ending = f" {number}" if number > 1 else ""
        name = (plain[: TITLE - len(ending)].strip("' ") or "1") + ending
        if name.casefold() not in names:
            break
    return name


def _dress(heads: Iterable[Cell | MergedCell], sheet: Worksheet, widths: Sequence[int]) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415 - the same
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - the same

    for cell in heads:
        cell.font = Font(bold=True)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
