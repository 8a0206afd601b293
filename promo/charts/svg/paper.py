"""The paper of a drawing: where its axes are, read off the figure, and where a value lies between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from promo.charts.svg import scales

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promo.charts.figures import Trace
    from promo.charts.svg.marks import Pen
    from promo.charts.svg.scales import Axis

LABEL_ROOM = 74
TICK_ROOM = 34
MOST_TICKS = 6
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the paper."""

    left: float
    top: float
    width: float
    height: float

    def x(self, part: float) -> float:
        """Return the place of a part (0 … 1) of the width."""
        return self.left + part * self.width

    def y(self, part: float) -> float:
        """Return the place of a part (0 … 1) of the height, counted from below."""
        return self.top + (1 - part) * self.height


@dataclass(frozen=True, slots=True)
class Paper:
    """Where things are drawn: the ``box`` between the axes ``across`` and ``up``, and the ``pen`` that draws them."""

    box: Box
    across: Axis
    up: Axis
    pen: Pen

    def x(self, unit: float) -> float:
        """Return where a unit of the axis across lies."""
        return self.box.x(self.across.part(unit))

    def y(self, unit: float) -> float:
        """Return where a unit of the axis up lies."""
        return self.box.y(self.up.part(unit))

    def points(self, trace: Trace) -> list[tuple[float, float] | None]:
        """Return the values of a trace in the axes' units, unknown ones ``None``."""
        return [
            None if (x := self.across.number(one)) is None or (y := self.up.number(other)) is None else (x, y)
            for one, other in zip(xs(trace), trace["y"], strict=False)
        ]

    def places(self, trace: Trace) -> list[tuple[float, float] | None]:
        """Return where the values of a trace lie."""
        box, first, low = self.box, self.across.low, self.up.low
        bottom = box.top + box.height
        across, up = (self.across.high - first) or 1, (self.up.high - low) or 1
        return [
            None
            if point is None
            else (box.left + (point[0] - first) / across * box.width, bottom - (point[1] - low) / up * box.height)
            for point in self.points(trace)
        ]

    def within(self, axis: dict[str, Any]) -> Paper:
        """Return the paper of an axis that stands over a part of the height (its ``domain``)."""
        bottom, end = axis.get("domain", (0, 1))
        box = Box(self.box.left, self.box.y(end), self.box.width, self.box.height * (end - bottom))
        return Paper(box, self.across, self.up, self.pen)

    def beside(self, trace: Trace, layout: dict[str, Any], whole: Box) -> Paper:
        """Return the paper of a trace, which may have an axis of its own: the same days, another part of ``whole``."""
        if is_main(trace):
            return self
        axis = layout.get("y" + trace["yaxis"].replace("y", "axis"), {})
        low, high = axis.get("range", (0, 1))
        own = scales.Axis(low, high, self.up.number, ())
        return Paper(whole, self.across, own, self.pen).within(axis)


def unrolled(trace: Trace) -> Trace:
    """Return a line that came as whole steps (``meta.steps``) as its values."""
    digits = trace.get("meta", {}).get("steps")
    if digits is None:
        return trace
    level, y = 0, []
    for step in trace["y"]:
        level += step or 0
        y.append(None if step is None else level / 10**digits)
    return {**trace, "y": y}


def xs(trace: Trace) -> Sequence[Any]:
    """Return what a trace's values lie over; days as ISO text."""
    if "x" in trace:
        return list(trace["x"])
    return list(_days(trace["x0"], trace["dx"] / DAY_MS, len(trace["y"])))


@lru_cache(maxsize=256)
def _days(start: str, step: float, count: int) -> tuple[str, ...]:
    first = scales.EPOCH.toordinal() + (scales.day_number(start) or 0.0)
    return tuple(scales.EPOCH.fromordinal(round(first + step * place)).isoformat() for place in range(count))


def is_lying(trace: Trace) -> bool:
    """Return whether its bars lie."""
    return trace.get("orientation") == "h"


def is_main(trace: Trace) -> bool:
    """Return whether it stands on the main axis."""
    return bool(trace.get("yaxis", "y") == "y")


def across(traces: Sequence[Trace], layout: dict[str, Any], width: int, locale: str) -> Axis:
    """Return the axis along the bottom of a drawing of this width."""
    own = layout.get("xaxis", {})
    kind = own.get("type", "linear" if any(map(is_lying, traces)) else "date")
    most = max(2, width // LABEL_ROOM)
    if kind == "date":
        low, high = _range_of_days(own, traces)
        return scales.dated(low, high, most, locale)
    if kind == "category":
        return scales.named(_names(traces, "x"), is_reversed=False)
    return _numbers(own, _reach(traces, "x"), most, locale, zero=any(map(is_lying, traces)))


def up(traces: Sequence[Trace], layout: dict[str, Any], height: float, locale: str) -> Axis:
    """Return the axis at the side of a drawing of this height."""
    own = layout.get("yaxis", {})
    if own.get("type") == "category":
        return scales.named(_names(traces, "y"), is_reversed=own.get("autorange") == "reversed")
    bars = any(trace["type"] == "bar" for trace in traces)
    most = max(3, int(height // TICK_ROOM))
    return _numbers(own, _reach([one for one in traces if is_main(one)], "y"), most, locale, zero=bars)


def _numbers(own: dict[str, Any], reach: list[float], most: int, locale: str, *, zero: bool) -> Axis:
    low, high = own.get("range") or (min(reach, default=0), max(reach, default=1))
    suffix = own.get("ticksuffix", "")
    if own.get("type") == "log":
        positive = [value for value in reach if value > 0]
        return scales.logarithmic(min(positive, default=1), max(positive, default=10), locale, suffix)
    if "range" not in own and (zero or own.get("rangemode") == "tozero" or own.get("zeroline")):
        low, high = min(low, 0), max(high, 0)
    return scales.linear(float(low), float(high), min(most, MOST_TICKS), locale, suffix, whole=own.get("dtick") == 1)


def _range_of_days(own: dict[str, Any], traces: Sequence[Trace]) -> tuple[float, float]:
    if "range" in own:
        low, high = (scales.day_number(end) or 0.0 for end in own["range"])
        return low, high
    days = [day for trace in traces for one in xs(trace) if (day := scales.day_number(one)) is not None]
    return min(days, default=0) - 0.5, max(days, default=1) + 0.5


def _names(traces: Sequence[Trace], axis: str) -> list[str]:
    return list(dict.fromkeys(str(name) for trace in traces for name in trace[axis]))


def _reach(traces: Sequence[Trace], axis: str) -> list[float]:
    """Return the numbers that an axis has to reach: bars on top of each other are added up by sign."""
    found: list[float] = []
    piles: dict[tuple[Any, bool], float] = {}
    for trace in traces:
        error = trace.get(f"error_{axis}", {})
        over, under = error.get("array", ()), error.get("arrayminus", error.get("array", ()))
        is_bar = trace["type"] == "bar"
        other = trace["y"] if axis == "x" else xs(trace) if is_bar else ()
        for place, value in enumerate(xs(trace) if axis == "x" else trace["y"]):
            if value is None:
                continue
            number = float(value)
            found += [number + (over[place] if over else 0), number - (under[place] if under else 0)]
            if is_bar:
                key = (other[place], number >= 0)
                piles[key] = piles.get(key, 0.0) + number
    return found + list(piles.values())
