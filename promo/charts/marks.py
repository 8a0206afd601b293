"""Marks on a dated figure: events and unusual days, as lines or spans with a diamond that tells what they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from promo.charts.figures import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from promo.charts.figures import Figure, Trace

TOP = 0.98
"""Where the diamonds stand, as a part of the height."""
AXIS = "y9"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is marked from ``start`` to ``end`` (both included), with the text that is told when it is pointed at."""

    start: date
    end: date
    text: str
    role: Literal["event", "anomaly"] = "event"


def with_marks(figure: Figure, marks: Sequence[Mark]) -> Figure:
    """Return ``figure``, whose bottom axis is dated, with the ``marks`` that touch it; without any, as it is.

    A mark of one day is a dashed line, one of several a span. Diamonds tell the texts, those of one day together.
    """
    first, last = _range(figure)
    seen = [mark for mark in marks if str(mark.end) >= first and str(mark.start) <= last]
    if not seen:
        return figure
    layout = {**figure["layout"], "shapes": [*figure["layout"].get("shapes", ()), *map(_shape, seen)]}
    layout["yaxis9"] = {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}
    return {"data": [*figure["data"], *_diamonds(seen, first)], "layout": layout}


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


def _diamonds(marks: Sequence[Mark], first: str) -> list[Trace]:
    made = []
    for role in ("event", "anomaly"):
        texts: dict[str, list[str]] = {}
        for mark in marks:
            if mark.role == role:
                texts.setdefault(max(str(mark.start), first), []).append(plain(mark.text))
        if texts:
            made.append(_diamond(role, texts))
    return made


def _diamond(role: str, texts: dict[str, list[str]]) -> Trace:
    days = sorted(texts)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": days,
        "y": [TOP] * len(days),
        "yaxis": AXIS,
        "customdata": ["<br>".join(texts[day]) for day in days],
        "marker": {"symbol": "diamond" if role == "event" else "triangle-down", "size": 9},
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
        "meta": {"role": role},
    }
