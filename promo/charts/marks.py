"""Marks on a dated figure: events, campaigns and unusual days, with a sign that tells what they are.

An event of several days is a span behind the lines, a campaign a ribbon above them, so that many of them stay readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from promo.charts.figures import DAY, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from promo.charts.figures import Figure, Trace

Role = Literal["event", "campaign", "anomaly"]
SIGNS: dict[Role, str] = {"event": "diamond", "campaign": "star", "anomaly": "triangle-down"}
TOPS: dict[Role, float] = {"event": 0.98, "campaign": 0.9, "anomaly": 0.98}
"""Where the signs stand, as a part of the height: those of events and campaigns of one day beside each other."""
AXIS, RIBBONS = "y9", "y8"
LANES, LANE = 4, 0.035
"""How many ribbons lie above each other at most (more share the last lane), and the part of the height of each."""
WIDTH = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """What is marked from ``start`` to ``end`` (both included), with the text that is told when it is pointed at."""

    start: date
    end: date
    text: str
    role: Role = "event"

    @property
    def is_ribbon(self) -> bool:
        """Whether it lies above the lines: a campaign of several days."""
        return self.role == "campaign" and self.start != self.end


def with_marks(figure: Figure, marks: Sequence[Mark]) -> Figure:
    """Return ``figure``, whose bottom axis is dated, with the ``marks`` that touch it; without any, as it is.

    A mark of one day is a dashed line, an event of several a span. Signs tell the texts, those of one day together. A
    campaign of several days is a ribbon, which tells its text on each of its days.
    """
    first, last = _range(figure)
    seen = [mark for mark in marks if str(mark.end) >= first and str(mark.start) <= last]
    if not seen:
        return figure
    ribbons, rest = [mark for mark in seen if mark.is_ribbon], [mark for mark in seen if not mark.is_ribbon]
    layout = dict(figure["layout"])
    drawn = _ribbons(ribbons, first, last)
    if drawn:
        layout |= room_for(layout, 1 + max(lane for _, lane in drawn)) | {"hoversubplots": "axis"}
    if rest:
        layout["shapes"] = [*layout.get("shapes", ()), *map(_shape, rest)]
        same = {"domain": layout["yaxis"].get("domain", [0, 1])}  # plotly knows that, others are told
        layout["yaxis9"] = {"overlaying": "y", **same, "range": [0, 1], "visible": False, "fixedrange": True}
    return {"data": [*figure["data"], *(trace for trace, _ in drawn), *_signs(rest, first)], "layout": layout}


def room_for(layout: dict[str, Any], lanes: int) -> dict[str, Any]:
    """Return what of ``layout`` changes where so many lanes of ribbons stand above its lines."""
    low, high = layout["yaxis"].get("domain", (0, 1))
    top = high - (high - low) * LANE * lanes
    hidden = {"anchor": "x", "visible": False, "fixedrange": True}
    return {
        "yaxis": {**layout["yaxis"], "domain": [low, top]},
        "yaxis8": {"domain": [top, high], "range": [lanes - 0.5, -0.5], **hidden},
    }


def ribbon(text: str, lane: int, points: int) -> Trace:
    """Return a campaign's ribbon in a lane, for `room_for`, that tells ``text`` at each of so many ``points``."""
    return {
        "type": "scatter",
        "mode": "lines" if points > 1 else "markers",
        "y": [lane] * points,
        "yaxis": RIBBONS,
        "line": {"width": WIDTH},
        "marker": {"symbol": "square", "size": WIDTH},
        "hovertemplate": f"{plain(text)}<extra></extra>",
        "showlegend": False,
        "meta": {"role": "campaign"},
    }


def _range(figure: Figure) -> tuple[str, str]:
    low, high = figure["layout"]["xaxis"]["range"]
    return str(np.datetime64(low, "D") + 1), str(np.datetime64(high, "D"))


def _shape(mark: Mark) -> dict[str, Any]:
    if mark.start == mark.end:
        at = {"type": "line", "x0": str(mark.start), "x1": str(mark.start), "line": {"width": 1, "dash": "dot"}}
    else:
        start, end = np.datetime64(mark.start, "h") - 12, np.datetime64(mark.end, "h") + 12
        at = {"type": "rect", "x0": str(start), "x1": str(end), "line": {"width": 0}, "layer": "below"}
    return {**at, "yref": "paper", "y0": 0, "y1": 1, "role": mark.role}


def _ribbons(marks: Iterable[Mark], first: str, last: str) -> list[tuple[Trace, int]]:
    """Return the ribbons within ``first`` … ``last``, each with its lane: the highest one that is free."""
    free: list[str] = []
    made = []
    for mark in sorted(marks, key=lambda one: (one.start, one.end)):
        start, end = max(str(mark.start), first), min(str(mark.end), last)
        lane = next((number for number, until in enumerate(free) if until < start), len(free))
        lane = min(lane, LANES - 1)
        free[lane : lane + 1] = [max(end, free[lane]) if lane < len(free) else end]
        days = int((np.datetime64(end) - np.datetime64(start)).astype(int)) + 1
        made.append((ribbon(mark.text, lane, days) | {"x0": start, "dx": DAY}, lane))
    return made


def _signs(marks: Sequence[Mark], first: str) -> list[Trace]:
    made = []
    for role, symbol in SIGNS.items():
        texts: dict[str, list[str]] = {}
        for mark in marks:
            if mark.role == role:
                texts.setdefault(max(str(mark.start), first), []).append(plain(mark.text))
        if texts:
            made.append(_sign(role, symbol, texts))
    return made


def _sign(role: Role, symbol: str, texts: dict[str, list[str]]) -> Trace:
    days = sorted(texts)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": days,
        "y": [TOPS[role]] * len(days),
        "yaxis": AXIS,
        "customdata": ["<br>".join(texts[day]) for day in days],
        "marker": {"symbol": symbol, "size": 9},
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
        "meta": {"role": role},
    }
