"""The followers of several pages together, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo.charts.figures import layout, line, lone_points

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from promo.charts.figures import Figure


def daily_total(start: date, counts: Sequence[int | None], name: str) -> Figure:
    """Return a line called ``name`` of the ``counts`` of each day from ``start`` on, gaps as gaps."""
    trace = line("followers", name, start, list(counts))
    alone = lone_points(trace, start)
    return {"data": [trace, *([alone] if alone else [])], "layout": layout(start, len(counts))}
