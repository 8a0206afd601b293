"""The drawing itself: a figure on paper of a given size, in colours that the caller names."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from promo.charts.svg import paper
from promo.charts.svg.marks import Pen
from promo.charts.svg.paper import Box, Paper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from promo.charts.figures import Figure, Trace
    from promo.charts.svg.marks import Place
    from promo.charts.svg.scales import Axis

LETTER = 6.3
"""About the width of a letter at the size of labels."""
LINE_HEIGHT = 16
LONGEST_NAME = 150


def svg(
    figure: Figure, *, width: int, height: int, paint: Callable[[str], str], locale: str, title: str, font: str = ""
) -> str:
    """Return ``figure`` as an ``<svg>`` element of ``width`` by ``height`` units; ``title`` says what it shows.

    ``paint`` gives the colour of a role (``followers``, ``gain``, ``grid``, ``text``, …) as an attribute's value. Heat
    maps cannot be drawn: ``ValueError``. Without a ``font`` the page's own is used. Nothing of the figure's own text
    comes out unescaped.
    """
    traces = [paper.unrolled(trace) for trace in figure["data"]]
    if any(trace["type"] not in {"scatter", "bar"} for trace in traces):
        raise ValueError("only lines, markers and bars can be drawn")
    layout, pen = figure["layout"], Pen(paint)
    legend, top = _legend(traces, layout, width, pen)
    up = paper.up(traces, layout, height - top, locale)
    left = 10 + min(LONGEST_NAME, max((len(text) * LETTER for _, text in up.ticks), default=0))
    title_room = LINE_HEIGHT if _title(layout, "xaxis") else 0
    box = Box(left, top + 6, width - left - 12, height - top - 28 - title_room)
    on = Paper(box, paper.across(traces, layout, width, locale), up, pen).within(layout.get("yaxis", {}))
    parts = [legend, *_grid(on, box), *_shapes(layout, on, below=True), *_bars(traces, layout, on)]
    parts += [part for trace in _bands_first(traces) for part in _scatter(trace, traces, on.beside(trace, layout, box))]
    parts += [*_shapes(layout, on, below=False), *_titles(layout, on, height)]
    name = escape(title, quote=True)
    letters = f' font-family="{escape(font, quote=True)}"' if font else ""
    size = f'viewBox="0 0 {width} {height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{name}"{letters}>'
    return f"{head}<title>{name}</title>{''.join(parts)}</svg>"


def _grid(on: Paper, whole: Box) -> Iterator[str]:
    box, pen = on.box, on.pen
    for unit, text in on.up.ticks:
        y = on.y(unit)
        if not on.up.names:
            yield pen.line([(box.left, y), (box.left + box.width, y)], "line" if unit == 0 else "grid", 1)
        yield pen.text(_short(text), box.left - 6, y + 4, anchor="end")
    for unit, text in on.across.ticks:
        if 0 <= round(on.across.part(unit), 6) <= 1:
            yield pen.text(text, on.x(unit), whole.top + whole.height + 16, anchor="middle")


def _short(text: str) -> str:
    most = int(LONGEST_NAME / LETTER)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _bands_first(traces: Sequence[Trace]) -> list[Trace]:
    return sorted((one for one in traces if one["type"] == "scatter"), key=lambda one: not _is_band(one))


def _is_band(trace: Trace) -> bool:
    return "fill" in trace or trace.get("line", {}).get("width") == 0


def _scatter(trace: Trace, traces: Sequence[Trace], on: Paper) -> Iterator[str]:
    role = _role(trace)
    if _is_band(trace):
        if "fill" in trace:
            lower = traces[next(place for place, one in enumerate(traces) if one is trace) - 1]
            edges = [[one for one in on.places(edge) if one] for edge in (trace, lower)]
            yield on.pen.area(edges[0], edges[1], role)
        return
    mode, places = trace.get("mode", "lines"), on.places(trace)
    if "lines" in mode:
        line = trace.get("line", {})
        for run in _runs(places):
            yield on.pen.line(run, role, line.get("width", 2), line.get("dash", ""), opacity=trace.get("opacity"))
    yield from _errors(trace, on)
    known = [place for place in places if place]
    if "markers" in mode:
        marker = trace.get("marker", {})
        yield from (on.pen.marker(one, role, marker.get("size", 6), marker.get("symbol", "circle")) for one in known)
    if "text" in mode:
        yield from _names(trace, places, on)


def _names(trace: Trace, places: Sequence[Place | None], on: Paper) -> Iterator[str]:
    shift = 14 if "bottom" in str(trace.get("textposition", "")) else -8
    texts = trace["text"] if isinstance(trace["text"], list) else [trace["text"]] * len(places)
    for place, text in zip(places, texts, strict=False):
        if place:
            yield on.pen.text(str(text), place[0], place[1] + shift, anchor="middle")


def _role(trace: Trace) -> str:
    return str(trace.get("meta", {}).get("role", "followers"))


def _runs(places: Sequence[Place | None]) -> Iterator[list[Place]]:
    """Yield the stretches of known places: a gap interrupts a line."""
    run: list[Place] = []
    for place in [*places, None]:
        if place is not None:
            run.append(place)
            continue
        if len(run) > 1:
            yield run
        run = []


def _errors(trace: Trace, on: Paper) -> Iterator[str]:
    for axis in ("x", "y"):
        error = trace.get(f"error_{axis}")
        if not error:
            continue
        ends = zip(on.points(trace), error["array"], error.get("arrayminus", error["array"]), strict=False)
        for point, more, less in ends:
            if point is None or more is None or less is None:
                continue
            x, y = point
            reach = [(x - less, y), (x + more, y)] if axis == "x" else [(x, y - less), (x, y + more)]
            yield on.pen.line([(on.x(one), on.y(other)) for one, other in reach], "ink", 1.5)


def _bars(traces: Sequence[Trace], layout: dict[str, Any], on: Paper) -> Iterator[str]:
    bars = [trace for trace in traces if trace["type"] == "bar"]
    together = layout.get("barmode", "group") in {"relative", "stack"}
    beside = 1 if together else max(1, len(bars))
    piles: dict[tuple[float, bool], float] = {}
    for number, trace in enumerate(bars):
        lying = paper.is_lying(trace)
        along, length = (on.up, on.box.height) if lying else (on.across, on.box.width)
        thick = length / max(1e-9, abs(along.high - along.low)) * (1 - layout.get("bargap", 0.2)) / beside
        shift = (number - (beside - 1) / 2) * thick if beside > 1 else 0.0
        for point in on.points(trace):
            if point is None:
                continue
            place, value = (point[1], point[0]) if lying else point
            base = piles.get((place, value >= 0), 0.0) if together else 0.0
            piles[place, value >= 0] = base + value
            yield _bar(trace, on, place, (base, base + value), (shift - thick / 2, thick))
        yield from _errors(trace, on)


def _bar(trace: Trace, on: Paper, place: float, ends: tuple[float, float], room: tuple[float, float]) -> str:
    """Return a bar at ``place`` between two values; ``room``: where it begins beside the place, how thick it is."""
    begin, thick = room
    if paper.is_lying(trace):
        low, high = sorted(on.x(end) for end in ends)
        at = (low, on.y(place) + begin, high - low, thick)
    else:
        low, high = sorted(on.y(end) for end in ends)
        at = (on.x(place) + begin, low, thick, high - low)
    hatched, muted = "pattern" in trace.get("marker", {}), bool(trace.get("meta", {}).get("muted"))
    return on.pen.bar(at, _role(trace), hatched=hatched, muted=muted)


def _shapes(layout: dict[str, Any], on: Paper, *, below: bool) -> Iterator[str]:
    box = on.box
    for shape in layout.get("shapes", ()):
        if (shape.get("layer") == "below") != below:
            continue
        xs = [_part(shape[end], shape.get("xref"), on.across) for end in ("x0", "x1")]
        ys = [_part(shape[end], shape.get("yref"), on.up) for end in ("y0", "y1")]
        left, right = (box.x(min(1.0, max(0.0, part))) for part in xs)
        low, high = (box.y(part) for part in ys)
        role, line = shape.get("role", "text"), shape.get("line", {})
        if shape["type"] == "rect":
            yield on.pen.span((left, min(low, high), right - left, abs(high - low)), role)
        else:
            yield on.pen.line([(left, low), (right, high)], role, line.get("width", 1), line.get("dash", ""))


def _part(value: Any, reference: str | None, axis: Axis) -> float:  # noqa: ANN401 - a value of a figure
    return float(value) if reference == "paper" else axis.part(axis.number(value) or 0.0)


def _legend(traces: Sequence[Trace], layout: dict[str, Any], width: int, pen: Pen) -> tuple[str, float]:
    """Return the legend, in as many lines as it needs, and its height; nothing where the figure has none."""
    named = [trace for trace in traces if trace.get("showlegend", True) and trace.get("name")]
    if not layout.get("showlegend") or not named:
        return "", 0.0
    x, y, parts = 2.0, 11.0, []
    for trace in named:
        room = 22 + len(trace["name"]) * LETTER + 14
        if x > 2 and x + room > width:  # noqa: PLR2004 - the left edge
            x, y = 2.0, y + LINE_HEIGHT
        parts.append(pen.key(trace, x, y))
        parts.append(pen.text(trace["name"], x + 20, y, anchor="start"))
        x += room
    return "".join(parts), y + 5


def _title(layout: dict[str, Any], axis: str) -> str:
    title = layout.get(axis, {}).get("title", "")
    return str(title.get("text", "") if isinstance(title, dict) else title)


def _titles(layout: dict[str, Any], on: Paper, height: int) -> Iterator[str]:
    box = on.box
    if _title(layout, "xaxis"):
        yield on.pen.text(_title(layout, "xaxis"), box.left + box.width / 2, height - 2, anchor="middle")
    for note in layout.get("annotations", ()):
        if note.get("xref") == "paper" and note.get("yref") == "paper":
            x, y = box.x(note.get("x", 0.5)), box.y(note.get("y", 0.5))
            yield on.pen.text(str(note["text"]), x, y, anchor="middle", role=note.get("role", "text"))
