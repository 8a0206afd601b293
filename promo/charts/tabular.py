"""A figure as a table: exactly the numbers that are drawn, for its export.

A column a trace, by its name; what only decorates (marks, traces without a name) is left out. The edges of a band and
the ends of whiskers are columns of their own, "(min)" and "(max)". A compared line brings its own days along.
Percentages stay as drawn, with their unit in the column's name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from promo.charts.figures import Figure, Trace

Kind = Literal["text", "day", "count", "number"]
Value = date | float | int | str | None
Place = tuple[Any, int]
"""Where a value lies, and which of the trace's values at that spot it is."""
Column = tuple[str, dict[Place, Value]]
DECORATION = frozenset({"mark", "event", "campaign", "anomaly"})
LOW, HIGH = " (min)", " (max)"


@dataclass(frozen=True, slots=True)
class Table:
    """``columns`` as (name, kind), ``rows`` in the order of the bottom axis; ``None`` where nothing is known."""

    columns: tuple[tuple[str, Kind], ...]
    rows: tuple[tuple[Value, ...], ...]


def table(figure: Figure, bottom: str) -> Table:
    """Return the numbers of ``figure``; ``bottom`` names what lies along the bottom (days, when it is dated).

    Of lying bars it names what stands at the side. A heat map has a row a cell: its ``meta.side`` names the rows, its
    ``customdata`` are numbers of observations. Several values at one spot are as many rows.
    """
    traces = figure["data"]
    if traces and traces[0]["type"] == "heatmap":
        return _grid(traces[0], bottom)
    is_dated = figure["layout"].get("xaxis", {}).get("type", "date") == "date" and not any(map(_lies, traces))
    columns = _merged(column for trace in _named(traces) for column in _columns(trace, bottom, is_dated=is_dated))
    places = _order((place for _, column in columns for place in column), is_sorted=is_dated)
    rows = tuple((place[0], *(column.get(place) for _, column in columns)) for place in places)
    heads = ((bottom, _kind(row[0] for row in rows)), *((name, _kind(column.values())) for name, column in columns))
    return Table(heads, rows)


def _named(traces: Iterable[Trace]) -> Iterator[Trace]:
    """Yield what is a column; the lower edge of a band, which comes first, gets the name of its upper one."""
    lower: Trace | None = None
    for trace in traces:
        if lower is not None and trace.get("fill") == "tonexty":
            yield lower | {"name": trace["name"] + LOW}
            yield trace | {"name": trace["name"] + HIGH}
            lower = None
        elif _role(trace).startswith("band"):
            lower = trace
        elif "name" in trace and _role(trace) not in DECORATION:
            yield trace


def _columns(trace: Trace, bottom: str, *, is_dated: bool) -> Iterator[Column]:
    places = _places(trace, is_dated=is_dated)

    def column(name: str, values: Iterable[Value]) -> Column:
        return _name(trace, name), dict(zip(places, values, strict=True))

    values = _values(trace)
    yield column("", values)
    if _role(trace) == "previous" and "customdata" in trace:
        yield f"{trace['name']} ({bottom})", column("", map(date.fromisoformat, trace["customdata"]))[1]
    whiskers = trace.get("error_x" if _lies(trace) else "error_y")
    if whiskers:
        above = whiskers["array"]
        yield column(LOW, _moved(values, whiskers.get("arrayminus", above), -1))
        yield column(HIGH, _moved(values, above, 1))


def _moved(values: Iterable[Any], by: Iterable[float | None], sign: int) -> list[Value]:
    """Return ``values`` plus ``sign`` times ``by``, without the dust of binary fractions."""
    return [
        None if one is None or step is None else round(one + sign * step, 9)
        for one, step in zip(values, by, strict=True)
    ]


def _merged(columns: Iterable[Column]) -> list[Column]:
    """Return ``columns`` with those of one name in one where they tell of different places."""
    found: dict[str, list[dict[Place, Value]]] = {}
    for name, column in columns:
        same = found.setdefault(name, [])
        free = next((one for one in same if one.keys().isdisjoint(column)), None)
        if free is None:
            same.append(dict(column))
        else:
            free.update(column)
    return [(name, one) for name, same in found.items() for one in same]


def _role(trace: Trace) -> str:
    return str(trace.get("meta", {}).get("role", ""))


def _name(trace: Trace, end: str = "") -> str:
    unit = trace.get("meta", {}).get("unit", "")
    return f"{trace['name']}{end}, {unit}" if unit else f"{trace['name']}{end}"


def _lies(trace: Trace) -> bool:
    return trace.get("orientation") == "h"


def _values(trace: Trace) -> Sequence[Value]:
    return list(trace["x"] if _lies(trace) else trace["y"])


def _places(trace: Trace, *, is_dated: bool) -> list[Place]:
    """Return where the values of a trace lie; days may be a start and a step."""
    seen: Counter[Any] = Counter()
    places = []
    for spot in _spots(trace, is_dated=is_dated):
        places.append((spot, seen[spot]))
        seen[spot] += 1
    return places


def _spots(trace: Trace, *, is_dated: bool) -> list[Any]:
    if _lies(trace):
        return list(trace["y"])
    if "x" not in trace:
        start = date.fromisoformat(trace["x0"])
        return [start + timedelta(days=step) for step in range(len(trace["y"]))]
    return [date.fromisoformat(spot[:10]) if is_dated else spot for spot in trace["x"]]


def _order(places: Iterable[Place], *, is_sorted: bool) -> list[Place]:
    once = dict.fromkeys(places)
    is_sorted = is_sorted or all(isinstance(spot, int | float) for spot, _ in once)
    if is_sorted:
        return sorted(once)
    first = {spot: rank for rank, spot in enumerate(dict.fromkeys(spot for spot, _ in once))}
    return sorted(once, key=lambda place: (first[place[0]], place[1]))


def _kind(values: Iterable[Value]) -> Kind:
    known = [value for value in values if value is not None]
    if any(isinstance(value, str) for value in known):
        return "text"
    if any(isinstance(value, date) for value in known):
        return "day"
    return "count" if all(isinstance(value, int) for value in known) else "number"


def _grid(trace: Trace, bottom: str) -> Table:
    cells = [
        (row, column, value)
        for row, line in zip(trace["y"], trace["z"], strict=True)
        for column, value in zip(trace["x"], line, strict=True)
    ]
    counts = [value for line in trace.get("customdata", ()) for value in line]
    heads: tuple[tuple[str, Kind], ...] = (
        (trace["meta"]["side"], "text"),
        (bottom, _kind(trace["x"])),
        (_name(trace), _kind(value for _, _, value in cells)),
    )
    if not counts:
        return Table(heads, tuple(cells))
    return Table((*heads, ("n", "count")), tuple((*cell, count) for cell, count in zip(cells, counts, strict=True)))
