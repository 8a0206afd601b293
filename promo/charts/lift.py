"""A campaign's followers as they were against those that were expected without it, with the bands of 80 and 95 %."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from promo.charts.bands import EDGES, expected
from promo.charts.figures import HALF_DAY, layout, line, lone_points, values, whole_ticks

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from promo.analytics.lift.results import Lift
    from promo.analytics.periods import Period
    from promo.charts.figures import Figure


@dataclass(frozen=True, slots=True)
class Words:
    """The names of what is drawn, in the reader's language."""

    followers: str
    without: str
    band80: str
    band95: str


def against(start: date, counts: pd.Series[float], made: Lift[Any], campaign: Period, words: Words) -> Figure:
    """Return the followers of each day from ``start`` on (``counts``, gaps as gaps) against those without a campaign.

    The expected line begins with the count before the ``campaign``, whose days are shaded, and ends where ``made``
    does; ``counts`` may go on.
    """
    seen = line("followers", words.followers, start, values(counts))
    alone = lone_points(seen, start)
    table = made.table.rename(columns={"expected": "median"})[["median", *EDGES]] + made.followers
    names = {"forecast": words.without, "band80": words.band80, "band95": words.band95}
    *bands, without = expected(made.before, made.followers, table, names)
    drawn = layout(start, len(counts), legend=True)
    drawn["yaxis"] |= whole_ticks(counts.to_numpy(), table["low95"].to_numpy(), table["high95"].to_numpy())
    drawn["shapes"] = [_shade(campaign)]
    return {"data": [*bands, seen, *([alone] if alone else []), without], "layout": drawn}


def _shade(campaign: Period) -> dict[str, object]:
    start, end = np.datetime64(campaign.start, "h") - HALF_DAY, np.datetime64(campaign.end, "h") + HALF_DAY
    return {
        "type": "rect",
        "role": "campaign",
        "layer": "below",
        "xref": "x",
        "yref": "paper",
        "x0": str(start),
        "x1": str(end),
        "y0": 0,
        "y1": 1,
        "line": {"width": 0},
    }
