"""What all figures share: a plain dict that plotly reads, without colours, and its way into a page.

A trace says by ``meta.role`` what it is (``followers``, ``previous``, ``gain``, ``loss``, ``mark``, ``following``); the
browser gives it the theme's colour. Days are a start and a step, which keeps three years of them small.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

Figure = dict[str, Any]
Trace = dict[str, Any]
DAY = 86_400_000
"""Milliseconds of a day: the step of plotly's date axes."""
LINE = 2
LEGEND = 30
HALF_DAY = 12
FEW = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """How values are written: ``digits`` in the data (``None``: whole numbers), d3 ``form`` and ``unit`` when shown."""

    digits: int | None
    form: str
    unit: str = ""


COUNTS = Scale(None, ",")
PERCENTS = Scale(3, ",.2f", "%")


def encode(figure: Figure) -> str:
    """Return ``figure`` as JSON; raise `ValueError` for a NaN, which JSON lacks (`values` makes it ``null``)."""
    return json.dumps(figure, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def values(numbers: Iterable[float], digits: int | None = None) -> list[float | None]:
    """Return ``numbers`` as plotly draws them, rounded to ``digits`` (none: whole), unknown ones as ``None``: a gap."""
    known = np.asarray(numbers, dtype=np.float64).tolist()
    return [None if number != number else round(number, digits) for number in known]  # noqa: PLR0124 - NaN


def layout(start: date, days: int, *, legend: bool = False) -> dict[str, Any]:
    """Return a layout for ``days`` days from ``start`` on along the bottom, half a day of air at both ends."""
    first = np.datetime64(start, "h")
    return {
        "xaxis": {
            "type": "date",
            "range": [str(first - HALF_DAY), str(first + (24 * days - HALF_DAY))],
            "fixedrange": True,
            "showgrid": False,
        },
        "yaxis": {"fixedrange": True, "tickformat": ",~r", "automargin": True},
        "hovermode": "x unified",
        "showlegend": legend,
        "dragmode": False,
        "margin": {"l": 8, "r": 8, "t": LEGEND if legend else 8, "b": 8},
    }


def whole_ticks(*series: Iterable[float]) -> dict[str, int]:
    """Return what keeps an axis of counts from ticks between two whole numbers, where they differ by only a few."""
    known = np.concatenate([np.asarray(one, dtype=np.float64) for one in series])
    known = known[~np.isnan(known)]
    few = len(known) > 0 and float(known.max() - known.min()) < FEW
    return {"dtick": 1} if few else {}


def line(role: str, name: str, start: date, y: list[float | None], scale: Scale = COUNTS) -> Trace:
    """Return a line from ``start`` on, a day a step; an unknown day interrupts it."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x0": start.isoformat(),
        "dx": DAY,
        "y": y,
        "connectgaps": False,
        "line": {"width": LINE, **({"dash": "dot"} if role == "previous" else {})},
        "hovertemplate": f"{plain(name)}: %{{y:{scale.form}}}{scale.unit}<extra></extra>",
        "meta": {"role": role, **({"unit": scale.unit} if scale.unit else {})},
    }


def lone_points(trace: Trace, start: date) -> Trace | None:
    """Return marks for the days of a line whose neighbours are both unknown, where a line draws nothing."""
    y = [None, *trace["y"], None]
    alone = [
        place
        for place in range(1, len(y) - 1)
        if y[place] is not None and y[place - 1] is None and y[place + 1] is None
    ]
    if not alone:
        return None
    first = np.datetime64(start, "D")
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [str(first + place - 1) for place in alone],
        "y": [y[place] for place in alone],
        "marker": {"size": 5},
        "hoverinfo": "skip",
        "showlegend": False,
        "meta": {"role": trace["meta"]["role"]},
    }


def plain(text: str) -> str:
    """Return ``text`` safe in a plotly template, which reads ``%{…}`` and tags."""
    return text.replace("%{", "% {").replace("<", "&lt;")
