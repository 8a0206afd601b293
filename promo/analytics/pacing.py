"""Whether a campaign spends as planned: the plan until a day, what was spent until then, and where that leads.

The budget is spread evenly over the campaign's days, but for what is paid once (a fee, prizes): that counts as planned
and as spent from the start. Only complete days are judged, and only up to the last one whose spend is known: figures
that come late are not taken for money that was not spent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from promo.analytics.campaigns import ratio
from promo.analytics.words import N_

if TYPE_CHECKING:
    from datetime import date

ONE_DAY = timedelta(days=1)
TOLERANCE = Decimal("0.1")
"""Up to a tenth beside the plan is on pace; and so is one day's plan, as the first days are noisy."""
PACE_DAYS = 7
"""How many of the last days with a known spend the pace is the mean of."""
AHEAD = 3660
NOTHING = Decimal(0)


class Verdict(StrEnum):
    """How spending compares with the plan. What is over its whole budget is ``OVER``, or ``FINISHED`` once it ended."""

    OVER = "over"
    UNDER = "under"
    ON_PACE = "on_pace"
    NOT_STARTED = "not_started"
    FINISHED = "finished"
    UNKNOWN = "unknown"


class Lack(StrEnum):
    """Why there is no verdict, as a message id."""

    BUDGET = N_("Without a budget there is no plan to compare with.")
    END = N_("Without a last day the budget cannot be spread over the days.")
    DAYS = N_("No day of it is over yet.")
    SPEND = N_("What it spends is not known yet.")


@dataclass(frozen=True, slots=True)
class Spending:
    """What is known of a campaign's money when its pacing is judged.

    ``once`` is what is paid once. ``running`` is all other spend, ``until`` the last complete day whose spend is known
    and ``later`` what was spent after the last complete day: it is part of ``running``. ``recent`` is the spend of the
    last ``recent_days`` days (at most `PACE_DAYS`) whose spend is known.
    """

    once: Decimal | None = None
    running: Decimal | None = None
    until: date | None = None
    later: Decimal = NOTHING
    recent: Decimal | None = None
    recent_days: int = 0

    @property
    def total(self) -> Decimal | None:
        """All that was spent; ``None`` where nothing is known."""
        if self.once is None and self.running is None:
            return None
        return (self.once or NOTHING) + (self.running or NOTHING)


@dataclass(frozen=True, slots=True)
class Pacing:
    """Spending beside its plan, both up to the end of the day ``until`` (``None``: no day of it is over).

    ``ratio`` is spent ÷ planned. ``a_day`` is the mean of the last known days and ``projected`` the total on the last
    day if it goes on like that. ``runs_out`` is the day on which the budget is used up then, where that is before the
    last one. ``lack`` says why the verdict is unknown.
    """

    verdict: Verdict
    budget: Decimal | None
    spent: Decimal | None
    until: date | None = None
    planned: Decimal | None = None
    ratio: Decimal | None = None
    a_day: Decimal | None = None
    projected: Decimal | None = None
    runs_out: date | None = None
    lack: Lack | None = None

    @property
    def left(self) -> Decimal | None:
        """What is left of the budget, below 0 where more was spent; ``None`` without either."""
        return None if self.budget is None or self.spent is None else self.budget - self.spent

    @property
    def is_overspent(self) -> bool:
        """Whether more was spent than the whole budget."""
        return self.left is not None and self.left < 0


def pacing(
    start: date, end: date | None, budget: Decimal | None, spending: Spending, today: date, *, is_over: bool = False
) -> Pacing:
    """Return how a campaign of the days ``start`` … ``end`` (``None``: open end) spends its ``budget``.

    ``today`` is not over yet. ``is_over`` says that it was ended, whatever its last day is.
    """
    if is_over or (end is not None and end < today):
        total = spending.total
        return Pacing(Verdict.FINISHED, budget, total, until=end, ratio=ratio(total, budget), projected=total)
    if today < start:
        return Pacing(Verdict.NOT_STARTED, budget, spending.total)
    yesterday = today - ONE_DAY
    until = max(start - ONE_DAY, min(yesterday, spending.until or yesterday))
    complete = Spending(spending.once, None if spending.running is None else spending.running - spending.later)
    spent, a_day = complete.total, ratio(spending.recent, spending.recent_days)
    planned, a_days_plan = _planned(start, end, budget, spending.once, until)
    lack = _lack(budget, planned, complete)
    return Pacing(
        verdict=Verdict.UNKNOWN if lack else _verdict(budget or NOTHING, planned, a_days_plan, spent or NOTHING),
        budget=budget,
        spent=spent,
        until=until if until >= start else None,
        planned=planned,
        ratio=ratio(spent, planned),
        a_day=a_day,
        projected=None if end is None or spent is None or a_day is None else spent + a_day * (end - until).days,
        runs_out=_runs_out(end, budget, spent, a_day, until),
        lack=lack,
    )


def daily_plan(start: date, end: date | None, budget: Decimal | None, once: Decimal | None) -> Decimal | None:
    """Return what is planned to be spent on each day; ``None`` without a budget or a last day."""
    if budget is None or end is None:
        return None
    return (budget - min(once or NOTHING, budget)) / ((end - start).days + 1)


def _planned(
    start: date, end: date | None, budget: Decimal | None, once: Decimal | None, until: date
) -> tuple[Decimal | None, Decimal]:
    """Return what is planned up to ``until``, and for each day."""
    a_day = daily_plan(start, end, budget, once)
    if a_day is None or budget is None:
        return None, NOTHING
    return min(once or NOTHING, budget) + a_day * ((until - start).days + 1), a_day


def _lack(budget: Decimal | None, planned: Decimal | None, spending: Spending) -> Lack | None:
    spent = spending.total
    if not budget:
        return None if budget is not None and spent else Lack.BUDGET
    if spent is None or (spending.running is None and spent < budget):
        return Lack.SPEND
    if spent > budget:
        return None
    return Lack.END if planned is None else None if planned else Lack.DAYS


def _verdict(budget: Decimal, planned: Decimal | None, a_day: Decimal, spent: Decimal) -> Verdict:
    if planned is None or spent > budget:
        return Verdict.OVER
    if abs(spent - planned) <= max(planned * TOLERANCE, a_day):
        return Verdict.ON_PACE
    return Verdict.OVER if spent > planned else Verdict.UNDER


def _runs_out(
    end: date | None, budget: Decimal | None, spent: Decimal | None, a_day: Decimal | None, until: date
) -> date | None:
    if budget is None or spent is None or not a_day or a_day < 0 or spent >= budget:
        return None
    days = math.ceil((budget - spent) / a_day)
    day = until + timedelta(days=min(days, AHEAD))
    return day if days <= AHEAD and (end is None or day < end) else None
