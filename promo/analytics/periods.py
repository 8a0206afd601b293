"""Periods of whole days, and what they are compared with. Days are the client's, ``today`` is passed in.

Only complete days count: today is left out, unless nothing else has been seen yet.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, cast

from promo.analytics.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = {
    "7": N_("7 days"),
    "30": N_("30 days"),
    "90": N_("90 days"),
    "week": N_("Week"),
    "month": N_("Month"),
    "quarter": N_("Quarter"),
    "year": N_("Year"),
    "all": N_("All"),
    "own": N_("Own dates"),
}
COMPARISONS = {
    "previous": N_("Previous period"),
    "year": N_("Same period last year"),
    "none": N_("No comparison"),
}
GROUPS = {"day": N_("By day"), "week": N_("By week"), "month": N_("By month")}
Group = Literal["day", "week", "month"]

DEFAULT_KIND = "30"
DEFAULT_COMPARISON = "previous"
BEGINNING = date(2010, 10, 6)
"""The day Instagram opened: nothing can have been seen before."""
ONE_DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "year": 12}
UNITS = ("week", *MONTHS)
"""The kinds that are units of the calendar: one may step from one to the next. Weeks are ISO's, Monday to Sunday."""
WEEK = 7
SAME_WEEKDAYS = timedelta(days=364)
DAILY_UP_TO = 92
WEEKLY_UP_TO = 750


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a period ends before it starts")

    @property
    def days(self) -> int:
        """The number of its days, at least 1."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    def shared(self, other: Period) -> Period | None:
        """Return the days that lie in ``other`` too; ``None`` when there are none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be used of a query: a message id, its ``values`` (days among them) and the ``field`` it is about."""

    field: str
    message: str
    values: Mapping[str, object] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a query asks for, with what could not be used of it replaced by the default.

    ``start`` and ``end`` are the own dates as they were typed, to be shown again. Of a unit of the calendar ``at`` is
    the first day, ``earlier`` and ``later`` are those of its neighbours (``None``: nothing seen then, or to come).
    """

    kind: str
    period: Period
    against: str
    comparison: Period | None
    group: Group
    start: str
    end: str
    problems: tuple[Problem, ...]
    at: date | None = None
    earlier: date | None = None
    later: date | None = None


def choose(query: Mapping[str, str], today: date, first: date | None) -> Choice:
    """Return the period that ``query`` asks for (keys ``period``, ``at``, ``from``, ``to``, ``against``, ``by``).

    ``at`` is a day of the week, month, quarter or year that is meant; without it, it is that of the last complete day.
    ``first`` is the first day on which anything was seen of the page. Never raises: wrong values become problems.
    """
    last = last_day(today, first)
    problems: list[Problem] = []
    kind = _pick(query, "period", KINDS, DEFAULT_KIND, problems)
    period = None
    if kind == "own":
        period = _own(query.get("from", ""), query.get("to", ""), last, problems)
        kind = kind if period else DEFAULT_KIND
    if kind in UNITS:
        period = _unit_at(kind, query.get("at", "").strip(), last, problems)
    period = period or preset(kind, last, first)
    against = _pick(query, "against", COMPARISONS, DEFAULT_COMPARISON, problems)
    group = _pick(query, "by", GROUPS, usual_group(period), problems)
    typed = {} if kind == "own" else query
    return Choice(
        kind=kind,
        period=period,
        against=against,
        comparison=compared_with(kind, period, against),
        group=cast("Group", group),
        start=typed.get("from", "").strip() or period.start.isoformat(),
        end=typed.get("to", "").strip() or period.end.isoformat(),
        problems=tuple(problems),
        **(_neighbours(kind, period, last, first) if kind in UNITS else {}),
    )


def last_day(today: date, first: date | None) -> date:
    """Return the last complete day; today itself when nothing was seen before it."""
    return today if first is not None and first >= today else today - ONE_DAY


def preset(kind: str, last: date, first: date | None = None) -> Period:
    """Return the period ``kind`` (a key of `KINDS` but ``"own"``) that ends on the day ``last``.

    Weeks, months, quarters and years are the calendar ones of ``last``, up to it; ``"all"`` begins on ``first``.
    """
    if kind in UNITS:
        return Period(unit(kind, last).start, last)
    if kind == "all":
        return Period(min(first, last) if first else last, last)
    return Period(last - timedelta(days=int(kind) - 1), last)


def compared_with(kind: str, period: Period, against: str) -> Period | None:
    """Return the period that ``period`` is compared with; ``None`` when there is none: all time has no previous."""
    if against == "none" or kind == "all":
        return None
    return last_year(period, kind) if against == "year" else previous(kind, period)


def previous(kind: str, period: Period) -> Period:
    """Return the period before: equally long and right before, for the calendar's units the same part of the last one.

    A unit that is over is compared with the whole last one, one that still runs with its first days.
    """
    if kind not in UNITS:
        return Period(period.start - timedelta(days=period.days), period.start - ONE_DAY)
    before = unit(kind, period.start - ONE_DAY)
    if period.end == unit(kind, period.start).end:
        return before
    return Period(before.start, min(before.end, before.start + timedelta(days=period.days - 1)))


def last_year(period: Period, kind: str = "own") -> Period:
    """Return the same dates a year earlier, of 29 February the 28th; for a week the same weekdays, 52 weeks earlier."""
    if kind == "week":
        return Period(period.start - SAME_WEEKDAYS, period.end - SAME_WEEKDAYS)
    return Period(_year_before(period.start), _year_before(period.end))


def unit(kind: str, day: date) -> Period:
    """Return the whole ISO week, month, quarter or year (``kind`` of `UNITS`) that ``day`` lies in."""
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=WEEK - 1))
    return Period(_unit_start(day, MONTHS[kind]), _unit_end(day, MONTHS[kind]))


def usual_group(period: Period) -> Group:
    """Return by what a table of ``period`` is best grouped: days, ISO weeks or months."""
    if period.days <= DAILY_UP_TO:
        return "day"
    return "week" if period.days <= WEEKLY_UP_TO else "month"


def _pick(query: Mapping[str, str], name: str, known: Mapping[str, str], default: str, problems: list[Problem]) -> str:
    value = query.get(name, "").strip()
    if not value or value in known:
        return value or default
    problem = N_("“%(value)s” is not one of the choices, so the usual one is shown.")
    problems.append(Problem(name, problem, {"value": value[:40]}))
    return default


def _unit_at(kind: str, at: str, last: date, problems: list[Problem]) -> Period | None:
    if not at:
        return None
    try:
        start = unit(kind, date.fromisoformat(at)).start
    except (ValueError, OverflowError):
        problem = N_("“%(value)s” is not a day like 2026-10-01, so the newest one is shown.")
        problems.append(Problem("at", problem, {"value": at[:40]}))
        return None
    if not BEGINNING <= start <= last:
        problem = N_("Choose a day from %(day)s to %(last)s. Meanwhile the newest one is shown.")
        problems.append(Problem("at", problem, {"day": BEGINNING, "last": last}))
        return None
    return Period(start, min(unit(kind, start).end, last))


def _neighbours(kind: str, period: Period, last: date, first: date | None) -> dict[str, date | None]:
    earlier, later = period.start - ONE_DAY, unit(kind, period.start).end + ONE_DAY
    return {
        "at": period.start,
        "earlier": unit(kind, earlier).start if first is not None and earlier >= first else None,
        "later": later if later <= last else None,
    }


def _own(start: str, end: str, last: date, problems: list[Problem]) -> Period | None:
    try:
        wanted = date.fromisoformat(start.strip()), date.fromisoformat(end.strip())
    except ValueError:
        problems.append(Problem("own", N_("Give both dates, like 2026-10-01. Meanwhile the last 30 days are shown.")))
        return None
    wrong = _wrong_dates(*wanted, last)
    if wrong:
        problems.append(Problem("own", wrong, {"day": BEGINNING, "last": last}))
        return None
    if wanted[1] > last:
        cut = N_("Only complete days count, so the period ends on %(last)s.")
        problems.append(Problem("own", cut, {"last": last}))
    return Period(wanted[0], min(wanted[1], last))


def _wrong_dates(start: date, end: date, last: date) -> str | None:
    if end < start:
        return N_("The first day is after the last one: swap them. Meanwhile the last 30 days are shown.")
    if start < BEGINNING:
        return N_("Instagram opened on %(day)s: choose a later first day. Meanwhile the last 30 days are shown.")
    if start > last:
        return N_(
            "The last complete day is %(last)s: choose an earlier first day. Meanwhile the last 30 days are shown."
        )
    return None


def _unit_start(day: date, months: int) -> date:
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def _unit_end(day: date, months: int) -> date:
    month = (day.month - 1) // months * months + months
    return day.replace(month=month, day=calendar.monthrange(day.year, month)[1])


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, calendar.monthrange(day.year - 1, day.month)[1]))
