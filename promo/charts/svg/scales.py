"""Axes of a drawing: where a value lies, and the values that are written along it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal

if TYPE_CHECKING:
    from collections.abc import Callable

EPOCH = date(1970, 1, 1)
DAYS = (1, 2, 7, 14)
MONTHS = (1, 2, 3, 6, 12, 24, 60)
STEPS = (1, 2, 2.5, 5, 10)
COMPACT_FROM = 1_000_000
MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from ``low`` to ``high`` in its own units (days since 1970, logarithms, places of names).

    ``number`` turns a value of the figure into that unit. ``ticks`` are places in it, with what is written there.
    """

    low: float
    high: float
    number: Callable[[Any], float | None]
    ticks: tuple[tuple[float, str], ...]
    names: tuple[str, ...] = ()

    def part(self, unit: float) -> float:
        """Return where ``unit`` lies: 0 at the low end, 1 at the high end."""
        return (unit - self.low) / ((self.high - self.low) or 1)


@lru_cache(maxsize=8192)
def day_number(value: Any) -> float | None:  # noqa: ANN401 - a value of a figure
    """Return the days since 1970 of an ISO day or moment; ``None`` for an unknown one."""
    if value is None:
        return None
    day, _separator, clock = str(value).replace(" ", "T").partition("T")
    days = float((date.fromisoformat(day) - EPOCH).days)
    if clock:
        hour, minute = [*clock.split(":"), "0"][:2]
        days += int(hour) / 24 + int(minute) / 1440
    return days


def dated(low: float, high: float, most: int, locale: str) -> Axis:
    """Return an axis of days with at most ``most`` labels: days, Mondays, or first days of months."""
    first, last = EPOCH + timedelta(days=math.ceil(low)), EPOCH + timedelta(days=math.floor(high))
    ticks = _days(first, last, max(2, most))
    by_month = len(ticks) > 1 and (ticks[1] - ticks[0]).days >= 28  # noqa: PLR2004 - the shortest month
    return Axis(low, high, day_number, tuple(_said(day, locale, by_month=by_month) for day in ticks))


def linear(low: float, high: float, most: int, locale: str, suffix: str = "", *, whole: bool = False) -> Axis:
    """Return an axis of numbers that begins and ends at a label or beyond; ``whole`` keeps labels to whole numbers."""
    if low == high:
        low, high = low - (abs(low) * 0.1 or 1), high + (abs(high) * 0.1 or 1)
    step = _step((high - low) / max(1, most - 1))
    if whole:
        step = max(1.0, step)
    start, end = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    places = [number * step for number in range(start, end + 1)]
    digits = max(0, -math.floor(math.log10(step) + 1e-9)) + (1 if _is_half(step) else 0)
    ticks = tuple((place, f"{written(place, locale, digits)}{suffix}") for place in places)
    return Axis(places[0], places[-1], _plain, ticks)


def logarithmic(low: float, high: float, locale: str, suffix: str = "") -> Axis:
    """Return an axis of powers of ten, with labels at 1, 2 and 5 times each; both ends are positive numbers."""
    low, high = math.log10(low), math.log10(high)
    if low == high:
        low, high = low - 0.3, high + 0.3
    powers = range(math.floor(low), math.ceil(high) + 1)
    values = [times * 10.0**power for power in powers for times in (1, 2, 5)]
    inside = [(math.log10(value), value) for value in values if low - 1e-9 <= math.log10(value) <= high + 1e-9]
    ticks = tuple((place, f"{written(value, locale)}{suffix}") for place, value in inside)
    return Axis(low, high, lambda value: math.log10(value) if value and value > 0 else None, ticks)


def named(names: list[str], *, is_reversed: bool) -> Axis:
    """Return an axis of names, half a step of air at both ends."""
    places = {name: float(place) for place, name in enumerate(names)}
    low, high = -0.5, len(names) - 0.5
    ticks = tuple((place, name) for name, place in places.items())
    ends = (high, low) if is_reversed else (low, high)
    return Axis(*ends, lambda value: places.get(str(value)), ticks, tuple(names))


@lru_cache(maxsize=4096)
def written(value: float, locale: str, digits: int = 0) -> str:
    """Return a number as it is written along an axis: large ones shortened, else ``digits`` digits after the point."""
    if abs(value) >= COMPACT_FROM:
        return format_compact_decimal(value, locale=locale, fraction_digits=1)
    pattern = "#,##0" + ("." + "#" * min(digits, MOST_DIGITS) if digits else "")
    return format_decimal(round(value, MOST_DIGITS) or 0, pattern, locale=locale)


def _plain(value: Any) -> float | None:  # noqa: ANN401 - a value of a figure
    return None if value is None else float(value)


def _step(rough: float) -> float:
    """Return the least step of 1, 2, 2.5 or 5 times a power of ten that is not below ``rough``."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(times * power for times in STEPS if times * power >= rough * (1 - 1e-9))


def _is_half(step: float) -> bool:
    return abs(step / 10.0 ** math.floor(math.log10(step) + 1e-9) - 2.5) < 1e-6  # noqa: PLR2004 - the only odd step


def _days(first: date, last: date, most: int) -> list[date]:
    span = (last - first).days + 1
    for step in DAYS:
        if span / step <= most:
            monday = first - timedelta(days=first.weekday())
            anchor = monday if step >= 7 else first  # noqa: PLR2004 - a week
            days = [anchor + timedelta(days=step * count) for count in range(span // step + 2)]
            inside = [day for day in days if first <= day <= last]
            if inside:  # a few days may have no Monday among them
                return inside
    months = [date(year, month, 1) for year in range(first.year, last.year + 2) for month in range(1, 13)]
    for step in MONTHS:
        fitting = [day for day in months if ((day.year * 12 + day.month - 1) % step) == 0 and first <= day <= last]
        if len(fitting) <= most:
            return fitting or [first]
    return [first]


@lru_cache(maxsize=4096)
def _said(day: date, locale: str, *, by_month: bool) -> tuple[float, str]:
    place = float((day - EPOCH).days)
    if not by_month:
        return place, format_skeleton("MMMd", day, locale=locale)
    if day.month == 1:
        return place, str(day.year)
    return place, format_date(day, "LLL", locale=locale)
