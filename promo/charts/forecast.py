"""The forecast as a fan: what was counted, what is expected, and the bands around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from promo.charts.bands import expected
from promo.charts.figures import layout, line, lone_points, values, whole_ticks

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from promo.analytics.growth import FloatArray
    from promo.charts.figures import Figure, Trace

FAR = 1.5
"""A goal is drawn up to so many times the height of the rest above or below it."""


@dataclass(frozen=True, slots=True)
class Words:
    """The names of what is drawn, in the reader's language."""

    followers: str
    forecast: str
    band80: str
    band95: str
    goal: str


def fan(start: date, counts: pd.Series[float], fan: pd.DataFrame, goal: int | None, words: Words) -> Figure:
    """Return the fan.

    ``counts`` are the followers of each day from ``start`` on, gaps as gaps, up to the last count; ``fan`` is the table
    of the days after it (`promo.analytics.forecast.Forecast.table`). ``goal`` is drawn as a line across, unless
    it is so far away that nothing else could be seen.
    """
    seen = line("followers", words.followers, start, values(counts))
    alone = lone_points(seen, start)
    last = start + timedelta(days=len(counts) - 1)
    level = float(counts.iloc[-1])
    names = {"forecast": words.forecast, "band80": words.band80, "band95": words.band95}
    *bands, median = expected(last, level, fan, names)
    traces = [*bands, seen, *([alone] if alone else []), median]
    drawn = layout(start, len(counts) + len(fan), legend=True)
    reach = [counts.to_numpy(), fan["low95"].to_numpy(), fan["high95"].to_numpy()]
    if goal is not None and _near(goal, reach):
        traces.append(_goal(start, len(counts) + len(fan), goal, words))
        reach.append(np.array([goal], dtype=np.float64))
    drawn["yaxis"] |= whole_ticks(*reach)
    drawn["shapes"] = [_end(last)]
    return {"data": traces, "layout": drawn}


def _goal(start: date, days: int, goal: int, words: Words) -> Trace:
    trace = line("goal", words.goal, start, [goal] * days)
    return trace | {"line": {**trace["line"], "dash": "dot"}}


def _near(goal: int, reach: list[FloatArray]) -> bool:
    known = np.concatenate(reach)
    low, high = float(np.nanmin(known)), float(np.nanmax(known))
    return low - FAR * (high - low) <= goal <= high + FAR * (high - low)


def _end(last: date) -> dict[str, object]:
    """Return the line at the last count: left of it is seen, right of it is forecast."""
    return {
        "type": "line",
        "role": "mark",
        "xref": "x",
        "yref": "paper",
        "x0": last.isoformat(),
        "x1": last.isoformat(),
        "y0": 0,
        "y1": 1,
        "line": {"width": 1, "dash": "dot"},
    }
