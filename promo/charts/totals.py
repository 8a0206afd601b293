"""The followers of several pages together, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from promo.charts.figures import layout, line, lone_points, whole_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from promo.charts.figures import Figure


def daily_total(start: date, counts: Sequence[int | None], name: str) -> Figure:
    """Return a line called ``name`` of the ``counts`` of each day from ``start`` on, gaps as gaps."""
    trace = line("followers", name, start, list(counts))
    alone = lone_points(trace, start)
    drawn = layout(start, len(counts))
    drawn["yaxis"] |= whole_ticks(np.array(counts, dtype=np.float64))
    return {"data": [trace, *([alone] if alone else [])], "layout": drawn}
