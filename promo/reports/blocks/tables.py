"""Tables of blocks as the workbook takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promo.sheets import Kind
    from promo.wording import Wording

Columns = tuple[tuple[str, "Kind"], ...]


def table(words: Wording, columns: Columns, rows: Iterable[Sequence[Any]], name: str = "") -> dict[str, Any]:
    """Return a sheet in the words of the report: ``columns`` are message ids with kinds of `promo.sheets.Column`.

    ``name``, a message id too, stands behind the block's own name; empty: the block's name is enough.
    """
    return {
        "name": words.say(name) if name else "",
        "columns": [[words.say(column), kind] for column, kind in columns],
        "rows": [list(row) for row in rows],
    }


def filled(*tables: dict[str, Any]) -> list[dict[str, Any]]:
    """Return those of ``tables`` that have rows: an empty sheet only costs a look."""
    return [one for one in tables if one["rows"]]
