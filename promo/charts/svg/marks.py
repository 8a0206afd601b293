"""The strokes of a drawing: each a piece of SVG, its colour named by a role."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from promo.charts.figures import Trace

DASHES = {"dot": "2 3", "dash": "6 4", "dashdot": "6 3 2 3"}
FONT = 11
SAME = {"following": "followers"}
SPAN = 0.12
HATCH = 4.0
Place = tuple[float, float]
Area = tuple[float, float, float, float]
"""Left, top, width, height."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes SVG; ``paint`` gives the colour of a role."""

    paint: Callable[[str], str]
    known: dict[str, str] = field(default_factory=dict)

    def colour(self, role: str) -> str:
        """Return the colour of a role, safe in an attribute."""
        found = self.known.get(role)
        if found is None:
            found = self.known[role] = escape(self.paint(SAME.get(role, role)), quote=True)
        return found

    def line(
        self, places: Sequence[Place], role: str, width: float, dash: str = "", *, opacity: float | None = None
    ) -> str:
        """Return a line through ``places``."""
        path = "M" + "L".join([f"{_n(x)} {_n(y)}" for x, y in places])
        more = f' stroke-dasharray="{DASHES[dash]}"' if dash in DASHES else ""
        more += f' opacity="{opacity}"' if opacity is not None else ""
        ends = ' stroke-linejoin="round" stroke-linecap="round"' if len(places) > 2 and not dash else ""  # noqa: PLR2004 - a bend
        return f'<path d="{path}" fill="none" stroke="{self.colour(role)}" stroke-width="{_n(width)}"{ends}{more}/>'

    def area(self, upper: Sequence[Place], lower: Sequence[Place], role: str) -> str:
        """Return the area between two lines; nothing where one of them has no place."""
        if not upper or not lower:
            return ""
        path = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in [*upper, *reversed(lower)]) + "Z"
        return f'<path d="{path}" fill="{self.colour(role)}"/>'

    def bar(self, at: Area, role: str, *, hatched: bool = False, muted: bool = False) -> str:
        """Return a bar; a hatched one is an outline with slanting strokes, so that it differs without its colour."""
        x, y, width, height = at
        place = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        colour, more = self.colour(role), ' opacity="0.35"' if muted else ""
        if not hatched:
            return f'<rect {place} fill="{colour}"{more}/>'
        strokes = _hatching(x, y, width, height)
        drawn = f'<path d="{strokes}" stroke="{colour}" stroke-width="1"/>' if strokes else ""
        return f'<rect {place} fill="{colour}" fill-opacity="0.25" stroke="{colour}" stroke-width="0.8"{more}/>{drawn}'

    def span(self, at: Area, role: str) -> str:
        """Return a shaded stretch."""
        x, y, width, height = at
        place = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        return f'<rect {place} fill="{self.colour(role)}" fill-opacity="{SPAN}"/>'

    def marker(self, place: Place, role: str, size: float, symbol: str = "circle") -> str:
        """Return a marker; an open one has no filling."""
        x, y = place
        r, colour = size / 2, self.colour(role)
        name = symbol.removesuffix("-open")
        filling = (
            f'fill="none" stroke="{colour}" stroke-width="1.2"' if symbol.endswith("-open") else f'fill="{colour}"'
        )
        if name == "diamond":
            path = f"M{_n(x)} {_n(y - r)}L{_n(x + r)} {_n(y)}L{_n(x)} {_n(y + r)}L{_n(x - r)} {_n(y)}Z"
        elif name == "triangle-down":
            path = f"M{_n(x - r)} {_n(y - r)}L{_n(x + r)} {_n(y - r)}L{_n(x)} {_n(y + r)}Z"
        elif name == "star":
            tips = ((math.pi * step / 5 - math.pi / 2, r * (1.2 if step % 2 == 0 else 0.5)) for step in range(10))
            path = "M" + "L".join(f"{_n(x + far * math.cos(a))} {_n(y + far * math.sin(a))}" for a, far in tips) + "Z"
        elif name == "square":
            path = f"M{_n(x - r)} {_n(y - r)}H{_n(x + r)}V{_n(y + r)}H{_n(x - r)}Z"
        else:
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" {filling}/>'
        return f'<path d="{path}" {filling}/>'

    def text(self, words: str, x: float, y: float, *, anchor: str, role: str = "text") -> str:
        """Return a label."""
        at = f'x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}"'
        return f'<text {at} font-size="{FONT}" fill="{self.colour(role)}">{escape(words)}</text>'

    def key(self, trace: Trace, x: float, y: float) -> str:
        """Return the sign of a trace in the legend."""
        role = trace.get("meta", {}).get("role", "followers")
        middle = y - 4
        if trace["type"] == "bar" or "fill" in trace:
            return self.bar((x + 2, middle - 5, 12, 10), role, hatched="pattern" in trace.get("marker", {}))
        drawn = ""
        if "lines" in trace.get("mode", "lines"):
            line = trace.get("line", {})
            drawn = self.line([(x, middle), (x + 16, middle)], role, line.get("width", 2), line.get("dash", ""))
        if "markers" in trace.get("mode", ""):
            drawn += self.marker((x + 8, middle), role, 7, trace.get("marker", {}).get("symbol", "circle"))
        return drawn


def _hatching(x: float, y: float, width: float, height: float) -> str:
    """Return slanting strokes that fill a rectangle."""
    strokes, offset = [], HATCH
    while offset < width + height:
        x0, y0 = (x + offset, y) if offset <= width else (x + width, y + offset - width)
        x1, y1 = (x, y + offset) if offset <= height else (x + offset - height, y + height)
        strokes.append(f"M{_n(x0)} {_n(y0)}L{_n(x1)} {_n(y1)}")
        offset += HATCH
    return "".join(strokes)


def _n(value: float) -> str:
    """Return a coordinate: a tenth of a pixel is more than an eye sees."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
