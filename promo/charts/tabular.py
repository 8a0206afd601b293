"""A figure as a table: exactly the numbers that are drawn, for its export.

A column a trace, by its name; what only decorates (marks, traces without a name) is left out. A compared line brings
its own days along. Percentages stay as drawn, with their unit in the column's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promo.charts.figures import Figure, Trace

Kind = Literal["text", "day", "count", "number"]
Value = date | float | int | str | None
DECORATION = frozenset({"mark", "event", "anomaly"})


@dataclass(frozen=True, slots=True)
class Table:
    """``columns`` as (name, kind), ``rows`` in the order of the bottom axis; ``None`` where nothing is known."""

    columns: tuple[tuple[str, Kind], ...]
    rows: tuple[tuple[Value, ...], ...]


def table(figure: Figure, bottom: str) -> Table:
    """Return the numbers of ``figure``; ``bottom`` names what lies along the bottom (days, when it is dated)."""
    traces = figure["data"]
    if traces and traces[0]["type"] == "heatmap":
        return _grid(traces[0], bottom)
    is_dated = figure["layout"].get("xaxis", {}).get("type", "date") == "date"
    columns: list[tuple[str, dict[Value, Value]]] = []
    for trace in traces:
        if "name" not in trace or _role(trace) in DECORATION:
            continue
        places = _places(trace, is_dated=is_dated)
        columns.append((_name(trace), dict(zip(places, _values(trace), strict=True))))
        if _role(trace) == "previous" and "customdata" in trace:
            own = [date.fromisoformat(day) for day in trace["customdata"]]
            columns.append((f"{trace['name']} ({bottom})", dict(zip(places, own, strict=True))))
    places = _order((place for _, column in columns for place in column), is_sorted=is_dated)
    rows = tuple((place, *(column.get(place) for _, column in columns)) for place in places)
    heads = ((bottom, _kind(places)), *((name, _kind(column.values())) for name, column in columns))
    return Table(heads, rows)


def _role(trace: Trace) -> str:
    return str(trace.get("meta", {}).get("role", ""))


def _name(trace: Trace) -> str:
    unit = trace.get("meta", {}).get("unit", "")
    return f"{trace['name']}, {unit}" if unit else str(trace["name"])


def _lies(trace: Trace) -> bool:
    return trace.get("orientation") == "h"


def _values(trace: Trace) -> Sequence[Value]:
    return list(trace["x"] if _lies(trace) else trace["y"])


def _places(trace: Trace, *, is_dated: bool) -> list[Value]:
    """Return where the values of a trace lie; days may be a start and a step."""
    if _lies(trace):
        return list(trace["y"])
    if "x" not in trace:
        start = date.fromisoformat(trace["x0"])
        return [start + timedelta(days=step) for step in range(len(trace["y"]))]
    return [date.fromisoformat(place[:10]) if is_dated else place for place in trace["x"]]


def _order(places: Iterable[Value], *, is_sorted: bool) -> list[Any]:
    once = dict.fromkeys(places)
    is_sorted = is_sorted or all(isinstance(place, int | float) for place in once)
    return sorted(once) if is_sorted else list(once)


def _kind(values: Iterable[Value]) -> Kind:
    known = [value for value in values if value is not None]
    if any(isinstance(value, str) for value in known):
        return "text"
    if any(isinstance(value, date) for value in known):
        return "day"
    return "count" if all(isinstance(value, int) for value in known) else "number"


def _grid(trace: Trace, bottom: str) -> Table:
    """Return a heat map with a row a cell."""
    side, name = trace["meta"]["side"], _name(trace)
    cells = [
        (row, column, value)
        for row, line in zip(trace["y"], trace["z"], strict=True)
        for column, value in zip(trace["x"], line, strict=True)
    ]
    known = [value for _, _, value in cells]
    counts = [value for line in trace.get("customdata", ()) for value in line]
    if not counts:
        return Table(((side, "text"), (bottom, _kind(trace["x"])), (name, _kind(known))), tuple(cells))
    heads: tuple[tuple[str, Kind], ...] = (
        (side, "text"),
        (bottom, _kind(trace["x"])),
        (name, _kind(known)),
        ("n", "count"),
    )
    return Table(heads, tuple((*cell, count) for cell, count in zip(cells, counts, strict=True)))
