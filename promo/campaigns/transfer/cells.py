"""The cells of an export: CSV through pandas' tokenizer, XLSX through openpyxl, columns of texts either way. Pure."""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from promo import tables
from promo.campaigns.transfer import headings
from promo.campaigns.transfer.numbers import TYPED
from promo.errors import Invalid
from promo.speech import N_
from promo.tables import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promo.campaigns.transfer.numbers import Texts

MOST_BYTES = 60 * 1024 * 1024
MOST_ROWS = 200_000
PREAMBLE = 15
"""So many rows may stand before the headings."""
LIMITS = Limits(rows=MOST_ROWS + PREAMBLE + 2, columns=headings.MOST_COLUMNS + 1, unpacked=400 * 1024 * 1024)

Sheet: TypeAlias = "Csv | Book"
"""A table whose headings were found."""


def opened(name: str, data: bytes, given: Mapping[str, str]) -> Sheet:
    """Return the table in a file; raise `Invalid` for none, for one without a heading that is known, or a huge one."""
    if len(data) > MOST_BYTES:
        raise Invalid("file", N_("The file is larger than %(most)s MB. Split it."), most=MOST_BYTES >> 20)
    sheet = _book(data, given) if tables.is_workbook(data) else _csv(name, data, given)
    if len(sheet.heads) > headings.MOST_COLUMNS:
        raise Invalid("file", N_("The file has more than %(most)s columns."), most=headings.MOST_COLUMNS)
    return sheet


@dataclass(frozen=True, slots=True)
class Csv:
    """A table as text; ``first`` is the number that the row behind the ``heads`` has in the file."""

    heads: Sequence[str]
    first: int
    name: str
    body: bytes
    between: str

    def columns(self, places: Sequence[int]) -> dict[int, Texts]:
        """Return the texts of the columns at ``places``; that of ``len(heads)`` is what stands behind the last one."""
        width = len(self.heads) + 1
        widest = (self.between * (width - 1) + "\n").encode()
        message = N_("%(name)s cannot be read as CSV: a quotation mark may be open. Save it as XLSX.")
        body = self.body
        for _attempt in range(2):
            try:
                frame = pd.read_csv(
                    io.BytesIO(widest + body),
                    sep=self.between,
                    header=None,
                    names=list(range(width)),
                    usecols=list(places),
                    index_col=False,
                    dtype=object,
                    na_filter=False,
                    skip_blank_lines=False,
                    skipinitialspace=True,
                    low_memory=False,
                    nrows=MOST_ROWS + 2,
                )
            except UnicodeDecodeError:
                body = body.decode(tables.CYRILLIC, "replace").encode()
            except (pd.errors.ParserError, ValueError) as error:
                raise Invalid("file", message, name=self.name) from error
            else:
                return {place: frame[place].to_numpy()[1:] for place in places}
        raise Invalid("file", message, name=self.name)


@dataclass(frozen=True, slots=True)
class Book:
    """A table in a workbook; ``first`` is the number that the row behind the ``heads`` has there."""

    heads: Sequence[str]
    first: int
    rows: Sequence[tuple[Any, ...]]

    def columns(self, places: Sequence[int]) -> dict[int, Texts]:
        """Return the same as a `Csv` does."""
        found: dict[int, Texts] = {}
        for place in places:
            column = np.empty(len(self.rows), object)
            column[:] = [_written(row[place]) if place < len(row) else "" for row in self.rows]
            found[place] = column
        return found


def _csv(name: str, data: bytes, given: Mapping[str, str]) -> Sheet:
    is_plain = tables.encoding_of(data) == tables.UNICODE and b"\0" not in data
    text = tables.beginning_of(data) if is_plain else tables.decoded(name, data)
    best, found = 0, None
    for between in tables.DELIMITERS:
        rows = list(islice(tables.records(name, text[: tables.BEGINNING], between), PREAMBLE + 1))
        score, place = _best([row for _end, row in rows], given)
        if score > best:
            best, found = score, (between, place, *rows[place])
    if found is None:
        raise _nothing(text)
    between, place, end, heads = found
    if is_plain:
        mark = len(codecs.BOM_UTF8) * data.startswith(codecs.BOM_UTF8)
        return Csv(heads, place + 2, name, data[mark + len(text[:end].encode()) :], between)
    return Csv(heads, place + 2, name, text[end:].encode(), between)


def _book(data: bytes, given: Mapping[str, str]) -> Sheet:
    rows = tables.workbook(data, LIMITS)
    head = [[tables.text_of(cell) for cell in row] for row in rows[: PREAMBLE + 1]]
    score, place = _best(head, given)
    if not score:
        raise _nothing("".join("".join(row) for row in head))
    heads = head[place]
    while heads and not heads[-1]:
        heads.pop()
    return Book(heads, place + 2, rows[place + 1 :])


def _best(rows: Sequence[Sequence[str]], given: Mapping[str, str]) -> tuple[int, int]:
    """Return how many headings of the best row are known, and its place."""
    scores = [sum(one.fate == "taken" for one in headings.understood(row, given)) for row in rows]
    best = max(scores, default=0)
    return best, scores.index(best) if scores else 0


def _nothing(text: str) -> Invalid:
    if not text.strip():
        return Invalid("file", N_("The file is empty."))
    return Invalid(
        "file",
        N_("None of the first rows has a heading of Ads Manager, such as “Campaign name” or “Amount spent (USD)”."),
    )


def _written(cell: Any) -> str:  # noqa: ANN401 - a cell of any kind
    """Return a cell of a workbook as text; what was a fraction there says so by its divider."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.replace("\0", "")
    if isinstance(cell, float):
        return f"{cell:.4f}".replace(".", TYPED)
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return str(cell)
