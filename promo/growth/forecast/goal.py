"""The goal that a query asks about: what can be used of it, and what the forecast answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from promo.analytics import forecast
from promo.analytics.drift import LONGEST
from promo.analytics.periods import Problem
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promo.analytics.forecast import Forecast, Reaching

MOST = 2_000_000_000
SEPARATORS = str.maketrans(dict.fromkeys(", '_\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"))
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal: ``typed`` and ``typed_by`` as they stand in the form, ``count`` and ``by`` what could be read of them.

    ``reaching`` says when it is reached, ``probability`` how likely that is up to ``by``; both are ``None`` without.
    """

    typed: str
    typed_by: str
    count: int | None = None
    by: date | None = None
    reaching: Reaching | None = None
    probability: float | None = None
    problems: tuple[Problem, ...] = ()

    def problems_of(self, field: str) -> tuple[Problem, ...]:
        """Return what is wrong with one field of the form."""
        return tuple(problem for problem in self.problems if problem.field == field)


def asked(query: Mapping[str, str], made: Forecast) -> Goal:
    """Return the goal of ``query`` (``goal``: followers, ``by``: a day) with what ``made`` says of it."""
    typed, typed_by = query.get("goal", "").strip()[:SHOWN], query.get("by", "").strip()[:SHOWN]
    problems: list[Problem] = []
    count, by = _count(typed, problems), _day(typed_by, made, problems)
    if not typed and typed_by:
        problems.append(Problem("goal", N_("Say how many followers it is about.")))
    if count is None:
        return Goal(typed, typed_by, None, by, problems=tuple(problems))
    probability = forecast.probability_of_reaching(made, count, by) if by else None
    return Goal(typed, typed_by, count, by, forecast.day_of_reaching(made, count), probability, tuple(problems))


def suggestion(followers: int) -> int:
    """Return the next round number above ``followers``: 5,000 after 4,870, 50,000 after 48,700."""
    step = max(int(10 ** (len(str(followers)) - 1)) // 2, 10)
    return (followers // step + 1) * step


def _count(typed: str, problems: list[Problem]) -> int | None:
    bare = typed.translate(SEPARATORS)
    if not bare:
        return None
    if bare.isascii() and bare.isdigit() and int(bare) <= MOST:
        return int(bare)
    problems.append(Problem("goal", N_("Give a number of followers, like 50000.")))
    return None


def _day(typed: str, made: Forecast, problems: list[Problem]) -> date | None:
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        problems.append(Problem("by", N_("Give a day, like 2026-10-01.")))
        return None
    first, last = made.day + timedelta(days=1), made.day + timedelta(days=LONGEST)
    if first <= day <= last:
        return day
    problems.append(Problem("by", N_("Choose a day from %(first)s to %(last)s."), {"first": first, "last": last}))
    return None
