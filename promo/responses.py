"""Answers that are files, or are small on the way."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING, Any, Literal

from flask import Response, request
from flask_babel import gettext

from promo import sheets
from promo.charts import tabular
from promo.sheets import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promo.sheets import Value

Ending = Literal["csv", "xlsx"]
EMPTY: dict[str, Any] = {"data": [], "layout": {}}
SMALL = 5
"""How hard pages are compressed: from here on it costs more time than it saves bytes."""
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def attachment(content: bytes, content_type: str, name: str) -> Response:
    """Return ``content`` as a file called ``name``, of whose letters only the plain ones stay."""
    response = Response(content, content_type=content_type)
    safe = UNSAFE.sub("-", name).strip("-.") or "file"
    response.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response


def small_page(html: str) -> Response:
    """Return a page for phones, compressed where the browser takes that.

    Only for pages without a form: of a compressed one that repeats what it was asked, its secrets could be guessed.
    """
    response = Response(html)
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip"):
        response.set_data(gzip.compress(response.get_data(), SMALL))
        response.headers["Content-Encoding"] = "gzip"
    return response


def table_file(
    ending: Ending,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    title: str,
    about: Sequence[tuple[str, str]] = (),
) -> Response:
    """Return a table as a CSV file or a workbook called ``name`` (without the ending), in the reader's language."""
    if ending == "csv":
        return attachment(sheets.csv_file(columns, rows, gettext), sheets.CSV_TYPE, f"{name}.csv")
    return attachment(sheets.xlsx_file(title, columns, rows, about, gettext), sheets.XLSX_TYPE, f"{name}.xlsx")


def figure_file(
    ending: Ending, name: str, figure: str | None, bottom: str, *, title: str, about: Sequence[tuple[str, str]] = ()
) -> Response:
    """Return the numbers of a figure (as JSON; ``None``: nothing is drawn) as a file, with what is along its bottom."""
    table = tabular.table(json.loads(figure) if figure else EMPTY, bottom)
    columns = [Column(column, kind) for column, kind in table.columns]
    return table_file(ending, name, columns, table.rows, title=title, about=about)
