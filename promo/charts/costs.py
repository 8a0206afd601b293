"""What campaigns cost: a dot a campaign with its interval, and the spend of each month by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from promo.charts.figures import LEGEND, LINE, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promo.charts.figures import Figure, Trace

ROW, FRAME = 30, 72
"""Heights in pixels: of a dot's row, and of what stands around all of them."""
LONGEST = 24
"""So many letters of a name stand beside its dot; all of them are told when one points at it."""
FURTHEST = 2.5
"""Intervals are drawn up to so many times the largest dot: one reaching further would press all others together."""
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Dot:
    """A campaign's ``value``, its interval ``low`` … ``high`` (``None``: unknown, or without end).

    ``notes`` are told when one points at it.
    """

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    notes: tuple[str, ...] = ()


def height(dots: int) -> int:
    """Return how many pixels a figure of so many dots needs."""
    return FRAME + ROW * max(dots, 3)


def dots(found: Sequence[Dot], name: str, unit: str) -> Figure:
    """Return a dot a campaign from the top down in the order given, with its interval as a line.

    ``name`` is what is drawn, in ``unit`` (a currency, ``%``, or nothing).
    """
    names = unique([one.name for one in found])
    whiskers: dict[str, Any] = {
        "type": "data",
        "symmetric": False,
        "array": [_step(one.value, one.high) for one in found],
        "arrayminus": [_step(one.low, one.value) for one in found],
    }
    is_ranged = any(one.low is not None or one.high is not None for one in found)
    widest = max((one.high or one.value for one in found), default=1.0)
    largest = max((one.value for one in found), default=1.0)
    trace: Trace = {
        "type": "scatter",
        "mode": "markers",
        "orientation": "h",
        "name": name,
        "x": [round(one.value, DIGITS) for one in found],
        "y": names,
        "marker": {"size": 11},
        "customdata": ["<br>".join(map(plain, one.notes)) for one in found],
        "hovertemplate": "%{y}<br>%{customdata}<extra></extra>",
        "meta": {"role": "series0", **({"unit": unit} if unit else {})},
        **({"error_x": whiskers} if is_ranged else {}),
    }
    return {
        "data": [trace],
        "layout": {
            "xaxis": {
                "type": "linear",
                "fixedrange": True,
                "tickformat": ",~r",
                "ticksuffix": unit if unit == "%" else "",
                "nticks": 4,
                "tickangle": 0,
                "range": [0, min(widest, largest * FURTHEST) * 1.04 or 1],
            },
            "yaxis": {
                "type": "category",
                "fixedrange": True,
                "range": [len(found) - 0.4, -0.6],
                "tickvals": names,
                "ticktext": [plain(shortened(one)) for one in names],
            },
            "hovermode": "closest",
            "showlegend": False,
            "dragmode": False,
            "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
        },
    }


def by_month(
    months: Sequence[str],
    spend: Mapping[str, Sequence[float | None]],
    planned: Sequence[float | None],
    planned_name: str,
    unit: str,
) -> Figure:
    """Return the ``spend`` of each month as stacked bars (a name → an amount a month), with what was ``planned``.

    An unknown amount has no bar. Where nothing was planned in any month there is no mark of it.
    """
    told = f": %{{y:,.2f}} {unit}<extra></extra>"
    traces: list[Trace] = [
        {
            "type": "bar",
            "name": name,
            "x": list(months),
            "y": [None if amount is None else round(amount, DIGITS) for amount in amounts],
            "hovertemplate": f"{plain(name)}{told}",
            "marker": _filling(place),
            "meta": {"role": f"series{place}", "unit": unit},
        }
        for place, (name, amounts) in enumerate(spend.items())
    ]
    if any(amount is not None for amount in planned):
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": planned_name,
                "x": list(months),
                "y": [None if amount is None else round(amount, DIGITS) for amount in planned],
                "connectgaps": False,
                "line": {"width": LINE, "dash": "dash"},
                "marker": {"size": 7, "symbol": "diamond"},
                "hovertemplate": f"{plain(planned_name)}{told}",
                "meta": {"role": "goal", "unit": unit},
            }
        )
    return {
        "data": traces,
        "layout": {
            "barmode": "stack",
            "bargap": 0.35,
            "xaxis": {"type": "category", "fixedrange": True, "showgrid": False},
            "yaxis": {"fixedrange": True, "tickformat": ",~r", "rangemode": "tozero", "automargin": True},
            "hovermode": "x unified",
            "showlegend": True,
            "dragmode": False,
            "margin": {"l": 8, "r": 8, "t": LEGEND, "b": 8},
        },
    }


PATTERNS = ("", "/", ".", "x", "\\")
"""Kinds are told apart without colour too."""


def unique(names: Sequence[str]) -> list[str]:
    """Return ``names``, a number behind each that was there before: along an axis two of one name would be one."""
    found: dict[str, None] = {}
    for name in names:
        free, number = name, 1
        while free in found:
            number += 1
            free = f"{name} ({number})"
        found[free] = None
    return list(found)


def shortened(name: str) -> str:
    """Return the beginning of a long name."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _filling(place: int) -> dict[str, Any]:
    shape = PATTERNS[place % len(PATTERNS)]
    return {"pattern": {"shape": shape}} if shape else {}


def _step(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else round(end - start, DIGITS)
