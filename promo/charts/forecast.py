"""The forecast as a fan: what was counted, what is expected, and the bands around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from promo.charts.figures import layout, line, lone_points, plain, values, whole_ticks

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
    traces = [*_band("band95", words.band95, last, level, fan), *_band("band80", words.band80, last, level, fan)]
    traces += [seen, *([alone] if alone else []), _median(last, level, fan, words)]
    drawn = layout(start, len(counts) + len(fan), legend=True)
    reach = [counts.to_numpy(), fan["low95"].to_numpy(), fan["high95"].to_numpy()]
    if goal is not None and _near(goal, reach):
        traces.append(_goal(start, len(counts) + len(fan), goal, words))
        reach.append(np.array([goal], dtype=np.float64))
    drawn["yaxis"] |= whole_ticks(*reach)
    drawn["shapes"] = [_end(last)]
    return {"data": traces, "layout": drawn}


def _band(role: str, name: str, last: date, level: float, fan: pd.DataFrame) -> list[Trace]:
    """Return the two edges of a band, the upper one filled down to the lower one; both begin at the last count."""
    return [
        _edge(role, name, last, level, fan[f"{side}{role[4:]}"], is_upper=side == "high") for side in ("low", "high")
    ]


def _edge(role: str, name: str, last: date, level: float, edge: pd.Series[float], *, is_upper: bool) -> Trace:
    trace = line(role, name, last, [round(level), *values(edge)])
    del trace["hovertemplate"]
    return trace | {
        "hoverinfo": "skip",
        "showlegend": is_upper,
        "line": {"width": 0},
        **({"fill": "tonexty"} if is_upper else {}),
    }


def _median(last: date, level: float, fan: pd.DataFrame, words: Words) -> Trace:
    """Return the line of what is expected; pointed at, it tells the bands of that day too."""
    trace = line("forecast", words.forecast, last, [round(level), *values(fan["median"])])
    edges = fan[["low80", "high80", "low95", "high95"]].to_numpy(dtype=np.int64).tolist()
    told = "".join(
        f"<br>{plain(name)}: %{{customdata[{place}]:,}} – %{{customdata[{place + 1}]:,}}"
        for place, name in ((0, words.band80), (2, words.band95))
    )
    return trace | {
        "line": {**trace["line"], "dash": "dash"},
        "customdata": [[round(level)] * 4, *edges],
        "hovertemplate": f"{plain(words.forecast)}: %{{y:,}}{told}<extra></extra>",
    }


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
