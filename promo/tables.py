"""Tables that people bring as files: bytes into text or rows, whatever program wrote them, within limits."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from promo.errors import Invalid
from promo.sheets import FORMULA
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DELIMITERS = ",;\t"
UNICODE, CYRILLIC = "utf-8-sig", "cp1251"
BEGINNING = 256 * 1024
"""By so many bytes it is judged what a file is."""
WORKBOOK = b"PK\x03\x04"
"""How every XLSX file begins."""
YEAR_FIRST = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
EITHER = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
"""A day that some begin with the month and others with the day."""
YEARS = range(2010, 2101)
"""Instagram's first year, and a slip of the pen."""
MONTHS = 12


class TwoDays(ValueError):
    """A text may mean either of two days."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of a file: rows, columns, and bytes of what a workbook unpacks to."""

    rows: int
    columns: int
    unpacked: int


def is_workbook(data: bytes) -> bool:
    """Return whether ``data`` begins as an XLSX file does."""
    return data.startswith(WORKBOOK)


def decoded(name: str, data: bytes) -> str:
    """Return the text of a CSV file: UTF-8, UTF-16 or Windows-1251; raise `Invalid` for what is no text."""
    text = ""
    for encoding in (encoding_of(data), CYRILLIC):
        try:
            text = data.decode(encoding, "replace" if encoding == CYRILLIC else "strict")
        except UnicodeDecodeError:
            continue
        break
    if "\0" in text:
        raise Invalid("file", N_("%(name)s is neither CSV nor XLSX. Save it as one of them."), name=name)
    return text


def encoding_of(data: bytes) -> str:
    """Return what the beginning of a CSV file says of its encoding; what comes later may still be no UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in data[:BEGINNING]:
        return "utf-16-le" if 0 in data[1:BEGINNING:2] else "utf-16-be"
    try:
        beginning_of(data)
    except UnicodeDecodeError:
        return CYRILLIC
    return UNICODE


def beginning_of(data: bytes) -> str:
    """Return how a UTF-8 file begins: ``BEGINNING`` bytes, less a letter that is cut; raise for what is no UTF-8."""
    return codecs.getincrementaldecoder(UNICODE)().decode(data[:BEGINNING])


def delimiter(text: str) -> str:
    """Return what stands between the cells of a CSV: what its first line has most of."""
    return max(DELIMITERS, key=text.partition("\n")[0].count)


def records(name: str, text: str, between: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a CSV with the place in ``text`` where it ends; raise `Invalid` for what is no CSV.

    ``between`` divides the cells.
    """
    lines = io.StringIO(text, newline="")
    try:
        for record in csv.reader(lines, delimiter=between, skipinitialspace=True):
            yield lines.tell(), record
    except csv.Error as error:
        raise Invalid("file", N_("%(name)s cannot be read as CSV. Save it as XLSX."), name=name) from error


def workbook(data: bytes, limits: Limits) -> list[tuple[Any, ...]]:
    """Return the rows of a workbook's first sheet, cells as Excel has them; raise `Invalid` for what cannot be read."""
    from openpyxl import load_workbook  # noqa: PLC0415 - it costs the start of the program a tenth of a second

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        rows: list[tuple[Any, ...]] | None = None
        if unpacked <= limits.unpacked:
            sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
            rows = list(sheet.iter_rows(max_row=limits.rows, max_col=limits.columns, values_only=True))
    except Exception as error:  # openpyxl raises almost anything for a broken file
        raise Invalid("file", N_("The workbook cannot be read. Save it again as XLSX, or as CSV.")) from error
    if rows is None:
        raise Invalid("file", N_("The workbook is too large inside. Copy the table into a new one."))
    return rows


def text_of(cell: Any) -> str:  # noqa: ANN401 - a cell of any kind
    """Return a cell as text, without the apostrophe that guards it against being a formula."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def day_of(text: str, *, month_first: bool | None = None) -> date | None:
    """Return the day that ``text`` names, ``None`` where it names none.

    ``03/04/2026`` is read with the month or the day first as ``month_first`` says; raise `TwoDays` where nothing says.
    """
    if found := YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := DOTTED.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
        year += 2000 if len(found[3]) == 2 else 0  # noqa: PLR2004 - a short year
    elif found := EITHER.fullmatch(text):
        one, other, year = (int(part) for part in found.groups())
        if month_first is None and one != other and max(one, other) <= MONTHS:
            raise TwoDays
        is_month = one <= MONTHS if month_first is None else month_first
        month, day = (one, other) if is_month else (other, one)
    else:
        return None
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def month_first(texts: Iterable[str]) -> bool | None:
    """Return whether days like ``03/25/2026`` among ``texts`` begin with the month; ``None`` where none says."""
    found = [match for text in texts if (match := EITHER.fullmatch(text))]
    is_day = any(int(match[1]) > MONTHS for match in found)
    is_month = any(int(match[2]) > MONTHS for match in found)
    return is_month if is_day != is_month else None
