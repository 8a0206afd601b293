"""A line so small that it needs no chart library: the shape of a series, as the parts of an inline SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MARGIN = 2.0
"""Room for the line's own width, in the drawing's units."""


@dataclass(frozen=True, slots=True)
class Sparkline:
    """The parts of the drawing, ``width`` by ``height`` units.

    ``path`` is the ``d`` of an SVG path: a gap in the series is a gap in it. ``dots`` are the points that stand alone
    between gaps, where a line would show nothing; ``end`` is the last known point. The scale runs from the least to
    the greatest value (a level series runs through the middle): it shows the shape, not the size.
    """

    width: int
    height: int
    path: str
    dots: tuple[tuple[float, float], ...]
    end: tuple[float, float] | None


def sparkline(values: Sequence[float | None], width: int = 110, height: int = 28) -> Sparkline:
    """Return the drawing of ``values`` (equally spaced, unknown as ``None``)."""
    known = [value for value in values if value is not None]
    if not known:
        return Sparkline(width, height, "", (), None)
    least, spread = min(known), max(known) - min(known)
    step = (width - 2 * MARGIN) / max(1, len(values) - 1)
    room = height - 2 * MARGIN

    def point(index: int, value: float) -> tuple[float, float]:
        share = (value - least) / spread if spread else 0.5
        return round(MARGIN + index * step, 1), round(height - MARGIN - share * room, 1)

    runs: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(point(index, value))
    lines = ["M" + "L".join(f"{x:g} {y:g}" for x, y in run) for run in runs if len(run) > 1]
    dots = tuple(run[0] for run in runs if len(run) == 1)
    end = next(run[-1] for run in reversed(runs) if run)
    return Sparkline(width, height, "".join(lines), dots, end)
