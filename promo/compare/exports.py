"""The comparison as files: the numbers of the ranking, and those of each day.

Pages stand without the @, which a spreadsheet would take for a formula.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from promo.analytics import comparing
from promo.compare.ranking import COLUMNS, known
from promo.sheets import Column
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from promo.compare.ranking import Ranking, Row
    from promo.compare.screens import Compared, Comparison
    from promo.sheets import Value

    Say = Callable[[str], str]
    Sheet = tuple[list[Column], list[list[Value]]]

CHANGE = N_("change")
DIGITS = 4


def ranking(compared: Compared, say: Say) -> Sheet:
    """Return the columns and rows of the ranking, in the order of the screen, without the median row."""
    has_changes = compared.before is not None
    columns = [Column(N_("Page"), "text"), Column(N_("Client"), "text"), Column(N_("Size tier"), "text")]
    for column in COLUMNS:
        columns.append(Column(column.name, column.kind))
        if column.key == "er":
            columns.append(Column(N_("Posts that ER is the median of"), "count"))
        if has_changes and column.has_change:
            kind = "change" if column.kind in {"count", "change"} else column.kind
            columns.append(Column(f"{say(column.name)}, {say(CHANGE)}", kind))
    columns += [Column(N_("Posts published"), "count"), Column(N_("Days on which posts were known"), "count")]
    rows = [_row(row, compared.ranking, say, has_changes=has_changes) for row in compared.ranking.rows]
    return columns, rows


def days(shown: Comparison, compared: Compared, say: Say) -> Sheet:
    """Return a row a day: followers of each page, its index, and the median of the indices."""
    index = comparing.indexed(compared.now.counts)
    median, pages = comparing.median_line(index)
    names = [page.username for page in shown.pages]
    columns = [
        Column(N_("Day"), "day"),
        *(Column(f"{name}, {say(N_('Followers'))}", "count") for name in names),
        *(Column(f"{name}, {say(N_('Growth index'))}", "number") for name in names),
        Column(N_("Median of the growth indices"), "number"),
        Column(N_("Pages known that day"), "count"),
    ]
    counts = compared.now.counts
    first = np.datetime64(compared.now.period.start, "D")
    rows: list[list[Value]] = []
    for place in range(counts.followers.shape[1]):
        day: date = (first + place).astype(object)
        followers = [None if np.isnan(count) else int(count) for count in counts.followers[:, place]]
        indices = [known(round(float(value), DIGITS)) for value in index[:, place]]
        middle = known(round(float(median[place]), DIGITS))
        rows.append([day, *followers, *indices, middle, int(pages[place])])
    return columns, rows


def _row(row: Row, made: Ranking, say: Say, *, has_changes: bool) -> list[Value]:
    values: list[Value] = [row.page.username, row.page.client or say(N_("Competitor")), _tier(row, made)]
    for column in COLUMNS:
        cell = row.cells[column.key]
        values.append(_whole(cell.value, column.kind))
        if column.key == "er":
            values.append(cell.n)
        if has_changes and column.has_change:
            values.append(_whole(cell.change, column.kind))
    return [*values, row.posts, row.posts_days]


def _whole(value: float | None, kind: str) -> Value:
    return int(value) if value is not None and kind in {"count", "change"} else value


def _tier(row: Row, made: Ranking) -> str | None:
    if row.tier is None:
        return None
    bounds: Sequence[int] = [tier.lower for tier in made.tiers[row.tier : row.tier + 2]]
    return f"{bounds[0]}–{bounds[1] - 1}" if len(bounds) > 1 else f"{bounds[0]}+"
