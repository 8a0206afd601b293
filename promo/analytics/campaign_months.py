"""Campaigns month by month: what they cost and brought in each, and what was planned for it.

What days are known stands in their months. What was told for a campaign as a whole, and what is paid once (a fee,
prizes), stands in the month in which it began. A budget is planned as `pacing` plans it: what is paid once at once,
the rest spread evenly over the days.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from promo.analytics.campaigns import Facts, added

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from promo.analytics.exchange import Exchange, Rate

ADDED = tuple(one.name for one in fields(Facts) if one.name != "reach")
NOTHING = Decimal(0)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Source:
    """A campaign: its first and last day (``None``: open end), the day on which it ``began``, its amounts and facts.

    ``days`` are the sums of the known days by month, ``told`` what was told for the whole. ``has_run`` says that it
    runs or ran, ``is_planned`` that its budget counts as planned.
    """

    kind: str
    currency: str
    start: date
    end: date | None
    began: date
    budget: Decimal | None = None
    once: Decimal | None = None
    told: Facts = field(default_factory=Facts)
    days: Mapping[date, Facts] = field(default_factory=dict)
    has_run: bool = True
    is_planned: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A campaign in one month (its first day), amounts in ``currency``: ``once`` of the spend was paid once.

    ``planned`` is ``None`` for a campaign without a plan: without a budget, or without an end.
    """

    month: date
    kind: str
    currency: str
    facts: Facts
    once: Decimal | None = None
    planned: Decimal | None = None
    rate: Rate | None = None


def parts(source: Source) -> list[Part]:
    """Return ``source`` by month, for each in which anything is known or planned, in order."""
    facts: dict[date, dict[str, Decimal | int]] = {}
    began = month_of(source.began)
    if source.has_run:
        for name in ADDED:
            by_month = {month: value for month, own in source.days.items() if (value := getattr(own, name)) is not None}
            whole = getattr(source.told, name)
            known = by_month or ({} if whole is None else {began: whole})
            for month, value in known.items():
                facts.setdefault(month, {})[name] = value
    once = source.once if source.has_run else None
    if once is not None:
        own = facts.setdefault(began, {})
        own["spend"] = own.get("spend", NOTHING) + once
    plan = planned(source)
    return [
        Part(
            month,
            source.kind,
            source.currency,
            Facts(**facts.get(month, {})),  # type: ignore[arg-type]  # each value is of its own name
            once if month == began else None,
            plan.get(month, NOTHING) if plan else None,
        )
        for month in sorted({*facts, *plan})
    ]


def spent(source: Source, month: date) -> Decimal | None:
    """Return what `parts` has of the spend in ``month``, its first day, without the other months; ``None``: unknown."""
    if not source.has_run:
        return None
    began = month_of(source.began) == month
    by_days = source.days[month].spend if month in source.days else None
    is_by_days = by_days is not None or any(own.spend is not None for own in source.days.values())
    running = by_days if is_by_days or not began else source.told.spend
    return added((running, source.once if began else None))


def planned(source: Source) -> dict[date, Decimal]:
    """Return the budget by month: all of it together, but for what the last digit loses; empty without a plan."""
    if source.budget is None or source.end is None or not source.is_planned:
        return {}
    paid = min(source.once or NOTHING, source.budget)
    a_day = (source.budget - paid) / ((source.end - source.start).days + 1)
    found = {month_of(source.began): paid} if paid else {}
    month = month_of(source.start)
    while month <= source.end:
        days = (min(last_day(month), source.end) - max(month, source.start)).days + 1
        found[month] = found.get(month, NOTHING) + a_day * days
        month = last_day(month) + ONE_DAY
    return found


def converted(part: Part, to: str, day: date, exchange: Exchange) -> Part | None:
    """Return ``part`` in the currency ``to`` by the rate of ``day``; ``None`` where nobody entered one."""
    amounts = (part.facts.spend, part.facts.value, part.once, part.planned)
    if part.currency == to or all(amount is None for amount in amounts):
        return replace(part, currency=to)
    made = [None if one is None else exchange.convert(one, part.currency, to, day) for one in amounts]
    rate = next((one.rate for one in made if one), None)
    if rate is None:
        return None
    spend, value, once, plan = (one.amount if one else None for one in made)
    return replace(
        part, currency=to, facts=replace(part.facts, spend=spend, value=value), once=once, planned=plan, rate=rate
    )


def used(found: Iterable[Part]) -> tuple[Decimal | None, Decimal | None]:
    """Return what was planned of ``found``, and what of the plan was spent: by the campaigns with a plan alone."""
    known = [part for part in found if part.planned is not None]
    return added(part.planned for part in known), added(part.facts.spend for part in known)


def month_of(day: date) -> date:
    """Return the first day of the month that ``day`` is in."""
    return day.replace(day=1)


def last_day(month: date) -> date:
    """Return the last day of ``month``, its first."""
    return shifted(month, 1) - ONE_DAY


def shifted(month: date, months: int) -> date:
    """Return the first day of the month so many months after (below 0: before) ``month``, its first day."""
    years, place = divmod(month.month - 1 + months, 12)
    return month.replace(year=month.year + years, month=place + 1)
