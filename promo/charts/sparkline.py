"""A line so small that it needs no chart library: the shape of a series, as the parts of an inline SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 1100, 280
"""The drawing's size in its own units, ten to a pixel: whole numbers are short and quick to write."""
MARGIN = 20
"""Room for the line's own width."""


@dataclass(frozen=True, slots=True)
class Sparkline:
    """The parts of the drawing.

    ``path`` is the ``d`` of an SVG path: a gap in the series is a gap in it. ``dots`` are the points that stand alone
    between gaps, where a line would show nothing; ``end`` is the last known point. The scale runs from the least to
    the greatest value (a level series runs through the middle): it shows the shape, not the size.
    """

    path: str
    dots: tuple[tuple[int, int], ...]
    end: tuple[int, int] | None


def sparkline(values: Sequence[float | None]) -> Sparkline:
    """Return the drawing of ``values`` (equally spaced, unknown as ``None``)."""
    known = [value for value in values if value is not None]
    if not known:
        return Sparkline("", (), None)
    least, spread = min(known), max(known) - min(known)
    step = (WIDTH - 2 * MARGIN) / max(1, len(values) - 1)
    scale = (HEIGHT - 2 * MARGIN) / spread if spread else 0
    floor = HEIGHT - MARGIN if spread else HEIGHT // 2
    runs: list[list[tuple[int, int]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((round(MARGIN + index * step), round(floor - (value - least) * scale)))
    lines = ["M" + "L".join([f"{x} {y}" for x, y in run]) for run in runs if len(run) > 1]
    dots = tuple(run[0] for run in runs if len(run) == 1)
    return Sparkline("".join(lines), dots, next(run[-1] for run in reversed(runs) if run))
