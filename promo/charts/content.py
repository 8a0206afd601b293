"""The figures of what can be learnt from posts: weekday by hour, groups beside each other, a post's life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from promo.analytics.grouping import HOURS
from promo.charts.figures import LEGEND, LINE, plain, values
from promo.charts.marks import LANES, ribbon, room_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from promo.analytics.content import Group
    from promo.analytics.growth import FloatArray
    from promo.analytics.timing import Timing
    from promo.charts.figures import Figure, Trace

PERCENT = 100
FADED = 0.3
LEAST_SCALE = 10.0
"""The colours reach to at least so many percent, so that small differences stay pale."""
MARKS = ((1, "hour"), (3, "hour"), (6, "hour"), (12, "hour"), (24, "day"), (72, "day"), (168, "day"), (720, "day"))
"""The ages that the axis names, in hours, each with the unit it is told in."""
DAY = 24
MARGINS = {"l": 8, "r": 8, "t": 8, "b": 8}


@dataclass(frozen=True, slots=True)
class Words:
    """What is written in the figures, in the reader's language; ``weekdays`` from Monday on, ``age`` tells hours."""

    difference: str
    interval: str
    posts: str
    weekday: str
    weekdays: tuple[str, ...]
    post: str
    usual: str
    middle_half: str
    age: Callable[[float], str]


def heatmap(timing: Timing, words: Words) -> Figure | None:
    """Return the expected difference in percent by weekday and hour; ``None`` where nothing was fitted.

    Hours at which the page does not post stay empty. Cells whose interval holds zero are faded, all of them when no
    difference is reliable. When pointed at, each tells its interval and its number of posts.
    """
    if timing.effect is None or timing.low is None or timing.high is None:
        return None
    clear = timing.reliable & ((timing.low > 0) | (timing.high < 0))
    shown = np.where(timing.supported, timing.effect, np.nan) * PERCENT
    known = shown[~np.isnan(shown)]
    reach = max(LEAST_SCALE, float(np.abs(known).max())) if len(known) else LEAST_SCALE
    hours = [f"{hour}:00" for hour in range(HOURS)]
    notes = _notes(timing.low, timing.high, words)
    base: Trace = {
        "type": "heatmap",
        "name": words.difference,
        "x": hours,
        "y": list(words.weekdays),
        "customdata": timing.posts.tolist(),
        "text": notes,
        "zmin": -reach,
        "zmax": reach,
        "hovertemplate": f"%{{y}}, %{{x}}<br>{plain(words.difference)}: %{{z:+.0f}}%<br>%{{text}}"
        f"<br>{plain(words.posts)}: %{{customdata}}<extra></extra>",
        "meta": {"role": "heat", "diverging": True, "side": words.weekday, "unit": "%"},
    }
    faded = base | {"z": _rows(shown), "opacity": FADED, "showscale": False}
    bright = base | {"z": _rows(np.where(clear, shown, np.nan)), "colorbar": {"ticksuffix": "%", "len": 0.9}}
    return {"data": [faded, bright] if clear.any() else [faded], "layout": _grid_layout()}


def posts_grid(timing: Timing, words: Words) -> Figure:
    """Return the number of posts by weekday and hour: what stands where there are too few for differences."""
    return {
        "data": [
            {
                "type": "heatmap",
                "name": words.posts,
                "x": [f"{hour}:00" for hour in range(HOURS)],
                "y": list(words.weekdays),
                "z": [[count or None for count in row] for row in timing.posts.tolist()],
                "showscale": False,
                "hovertemplate": f"%{{y}}, %{{x}}<br>{plain(words.posts)}: %{{z}}<extra></extra>",
                "meta": {"role": "heat", "side": words.weekday},
            }
        ],
        "layout": _grid_layout(),
    }


def _grid_layout() -> dict[str, Any]:
    return {
        "xaxis": {"type": "category", "fixedrange": True, "showgrid": False, "tickangle": 0, "dtick": 3},
        "yaxis": {"type": "category", "fixedrange": True, "showgrid": False, "autorange": "reversed"}
        | {"automargin": True},
        "showlegend": False,
        "margin": MARGINS,
        "hovermode": "closest",
    }


def bars(groups: Sequence[Group], names: Sequence[str], words: Words) -> Figure | None:
    """Return the groups' differences from the usual in percent, lying, with whiskers of their intervals.

    Groups of too few posts are faint and have no whiskers; ``None`` when no group has a difference.
    """
    told = [(group, name) for group, name in zip(groups, names, strict=True) if group.difference is not None]
    if not told:
        return None
    few = [_bar([pair for pair in told if pair[0].too_few], words, muted=True)]
    enough = [_bar([pair for pair in told if not pair[0].too_few], words, muted=False)]
    return {
        "data": [trace for trace in enough + few if trace["x"]],
        "layout": {
            "xaxis": {"type": "linear", "fixedrange": True, "ticksuffix": "%", "tickformat": "+,~f", "zeroline": True},
            "yaxis": {"type": "category", "fixedrange": True, "showgrid": False, "autorange": "reversed"}
            | {"automargin": True, "categoryorder": "array", "categoryarray": [name for _, name in told]},
            "showlegend": False,
            "margin": MARGINS,
            "hovermode": "closest",
            "bargap": 0.35,
        },
    }


@dataclass(frozen=True, slots=True)
class Span:
    """What went on from one age of a post to another, in hours (``end`` ``None``: still does), and how it is told."""

    start: float
    end: float | None
    text: str


def lifetime(
    curve: pd.DataFrame, usual: pd.DataFrame, name: str, words: Words, ran: Sequence[Span] = ()
) -> Figure | None:
    """Return the counts of the column ``name`` of a post's `promo.analytics.lifetime.curve` by age, logarithmic.

    The page's usual is a line with the band of the middle half; campaigns that ``ran`` are ribbons above. ``None`` when
    the post has no count. A gap in what is known of the post is a gap.
    """
    known = values(curve[name])
    if not any(one is not None for one in known):
        return None
    hours = curve["hours"].round(3).tolist()
    ages = [words.age(hour) for hour in hours]
    last = max(hours)
    post: Trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": words.post,
        "x": hours,
        "y": known,
        "text": ages,
        "connectgaps": False,
        "line": {"width": LINE},
        "marker": {"size": 5},
        "hovertemplate": f"%{{text}}: %{{y:,}}<extra>{plain(words.post)}</extra>",
        "meta": {"role": "followers"},
    }
    band = _usual(usual[usual["hours"] <= max(last * 1.5, DAY)], words)
    end = max(last, DAY) * 1.2
    begin = min(0.8, *hours)
    figure = {
        "data": [*band, post],
        "layout": {
            "xaxis": {
                "type": "log",
                "range": [float(np.log10(begin)), float(np.log10(end))],
                "fixedrange": True,
                "showgrid": False,
                "tickvals": [age for age, _ in MARKS],
                "ticktext": [words.age(age) for age, _ in MARKS],
            },
            "yaxis": {"fixedrange": True, "tickformat": ",~r", "automargin": True, "rangemode": "tozero"},
            "showlegend": bool(band),
            "margin": MARGINS | {"t": LEGEND if band else 8},
            "hovermode": "closest",
        },
    }
    return _with_spans(figure, ran, begin, end)


def _with_spans(figure: Figure, ran: Sequence[Span], begin: float, end: float) -> Figure:
    """Return ``figure`` with what ran between two ages as ribbons; they tell their text at the ages that are named."""
    drawn: list[Trace] = []
    for span in ran:
        first, last = max(span.start, begin), end if span.end is None else min(span.end, end)
        if first < last:
            ages = [first, *(float(age) for age, _ in MARKS if first < age < last), last]
            made = ribbon(span.text, min(len(drawn), LANES - 1), len(ages))
            drawn.append(made | {"x": [round(age, 3) for age in ages]})
    if not drawn:
        return figure
    layout = figure["layout"]
    return {"data": [*figure["data"], *drawn], "layout": layout | room_for(layout, min(len(drawn), LANES))}


def _usual(usual: pd.DataFrame, words: Words) -> list[Trace]:
    known = usual[usual["median"].notna()]
    if not len(known):
        return []
    hours = known["hours"].tolist()
    notes = [f"{words.age(hour)}, {words.posts}: {count}" for hour, count in zip(hours, known["posts"], strict=True)]
    common = {"type": "scatter", "mode": "lines", "x": hours}
    edge = common | {"hoverinfo": "skip", "line": {"width": 0}, "meta": {"role": "band80"}}
    return [
        edge | {"y": values(known["low"]), "showlegend": False},
        edge | {"y": values(known["high"]), "fill": "tonexty", "name": words.middle_half},
        common
        | {
            "name": words.usual,
            "y": values(known["median"]),
            "text": notes,
            "line": {"width": LINE, "dash": "dot"},
            "hovertemplate": f"%{{text}}: %{{y:,}}<extra>{plain(words.usual)}</extra>",
            "meta": {"role": "previous"},
        },
    ]


def _bar(told: list[tuple[Group, str]], words: Words, *, muted: bool) -> Trace:
    difference = np.array([group.difference for group, _ in told], dtype=np.float64) * PERCENT
    low, high = (np.array([getattr(group, end) for group, _ in told], dtype=np.float64) * PERCENT for end in _ENDS)
    notes = _intervals(low, high, words) if not muted else [""] * len(told)
    whiskers: dict[str, Any] = {
        "type": "data",
        "symmetric": False,
        "array": values(high - difference, 2),
        "arrayminus": values(difference - low, 2),
    }
    return {
        "type": "bar",
        "orientation": "h",
        "name": words.difference,
        "x": values(difference, 2),
        "y": [name for _, name in told],
        "text": notes,
        "textposition": "none",
        "customdata": [group.counted for group, _ in told],
        "hovertemplate": f"{plain(words.difference)}: %{{x:+.0f}}%<br>%{{text}}"
        f"<br>{plain(words.posts)}: %{{customdata}}<extra>%{{y}}</extra>",
        "meta": {"role": "followers", "unit": "%"} | ({"muted": True} if muted else {}),
        **({} if muted else {"error_x": whiskers}),
    }


_ENDS = ("low", "high")


def _notes(low: FloatArray, high: FloatArray, words: Words) -> list[list[str]]:
    return [_intervals(*row, words) for row in zip(low * PERCENT, high * PERCENT, strict=True)]


def _intervals(low: FloatArray, high: FloatArray, words: Words) -> list[str]:
    name = plain(words.interval)
    return [f"{name}: {one:+.0f} … {other:+.0f}%" for one, other in zip(low, high, strict=True)]


def _rows(grid: FloatArray) -> list[list[float | None]]:
    return [values(row, 1) for row in grid]
