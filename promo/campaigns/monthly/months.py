"""The months: their totals in each currency, each beside the month before and beside what was planned."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promo.analytics.campaign_months import converted, last_day, month_of, parts, shifted, used
from promo.analytics.campaign_totals import Line, total
from promo.analytics.campaigns import added, ratio
from promo.campaigns.comparing.columns import COLUMNS, figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from promo.analytics.campaign_months import Part, Source
    from promo.analytics.campaign_totals import Total
    from promo.analytics.exchange import Exchange, Rate

    Figures = Mapping[str, Decimal | int | None]

SHOWN = tuple(column for column in COLUMNS if column.key not in {"reach", "growth", "cost_per_follower"})
"""What can be told of a month: reach is not added up, and growth belongs to no campaign's month."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month, or several (``month`` is ``None``): figures by column key, ``once`` of the spend was paid once.

    ``planned`` is the part of the budgets for it, ``used`` what of it was spent ÷ that, and ``without_plan`` campaigns
    spent and have none. ``changes`` are those against the month before, as fractions of it. The month that runs has
    none, as it is not over.
    """

    month: date | None
    total: Total
    figures: Figures
    once: Decimal | None
    planned: Decimal | None
    used: Decimal | None
    without_plan: int
    by_kind: Mapping[str, Decimal]
    changes: Mapping[str, Decimal]
    is_running: bool = False
    is_future: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """The months of one ``currency``, the newest first, back to the first with anything on; and those over."""

    currency: str
    months: Sequence[Month]
    complete: Month


@dataclass(frozen=True, slots=True)
class Ledgers:
    """A ledger a currency, the one with most first; ``columns`` are the keys of those of which anything is known.

    ``rates`` are those that were used, each with its months; ``left_out`` times a campaign's month could not be
    converted: from these currencies.
    """

    ledgers: Sequence[Ledger]
    columns: frozenset[str]
    rates: Sequence[tuple[Rate, Sequence[date]]]
    left_out: Mapping[str, int]
    first: date | None
    last: date | None


def ledgers(
    sources: Iterable[Source], months: Sequence[date], today: date, currency: str, exchange: Exchange
) -> Ledgers:
    """Return ``months`` (first days, ascending) of ``sources``; amounts in ``currency`` (empty: each in its own).

    Those of a month are converted as of its last day, or of ``today`` while it runs. ``first`` and ``last`` are the
    first and the last month of which anything is known or planned.
    """
    every = [part for source in sources for part in parts(source)]
    before = shifted(months[0], -1)
    left_out: Counter[str] = Counter()
    by_currency: dict[str, dict[date, list[Part]]] = defaultdict(lambda: defaultdict(list))
    rates: dict[Rate, set[date]] = defaultdict(set)
    for part in every:
        if not before <= part.month <= months[-1]:
            continue
        day = min(last_day(part.month), today)
        found = converted(part, currency or part.currency, day, exchange)
        if found is None:
            left_out[part.currency] += part.month != before
            continue
        by_currency[found.currency][part.month].append(found)
        if found.rate and part.month != before:
            rates[found.rate].add(part.month)
    made = [_ledger(name, own, months, today) for name, own in by_currency.items()]
    made.sort(key=lambda one: -sum(month.total.lines for month in one.months))
    made = [one for one in made if any(month.total.lines for month in one.months)]
    known = {key for one in made for month in one.months for key, value in month.figures.items() if value is not None}
    return Ledgers(
        ledgers=made,
        columns=frozenset(known),
        rates=[(rate, sorted(own)) for rate, own in sorted(rates.items(), key=lambda item: item[0].day, reverse=True)],
        left_out=+left_out,
        first=min((part.month for part in every), default=None),
        last=max((part.month for part in every), default=None),
    )


def _ledger(currency: str, own: Mapping[date, Sequence[Part]], months: Sequence[date], today: date) -> Ledger:
    this = month_of(today)
    months = [month for month in months if month >= min(own)]
    found: list[Month] = []
    before = _month(None, own.get(shifted(months[0], -1), ())) if months else None
    for month in months:
        made = _month(month, own.get(month, ()), before if month < this else None, this)
        found.append(made)
        before = made
    over = [part for month in months if month < this for part in own.get(month, ())]
    return Ledger(currency, found[::-1], _month(None, over))


def _month(month: date | None, found: Sequence[Part], before: Month | None = None, this: date | None = None) -> Month:
    whole = total([Line(part.facts) for part in found])
    known = figures(whole.facts, whole.rates, None)
    plan, of_plan = used(found)
    names = {part.kind for part in found}
    kinds = {name: added(part.facts.spend for part in found if part.kind == name) for name in names}
    return Month(
        month=month,
        total=whole,
        figures=known,
        once=added(part.once for part in found),
        planned=plan,
        used=ratio(of_plan, plan),
        without_plan=sum(part.planned is None and bool(part.facts.spend) for part in found),
        by_kind={kind: spent for kind, spent in kinds.items() if spent is not None},
        changes=_changes(known, before.figures) if before else {},
        is_running=month is not None and month == this,
        is_future=month is not None and this is not None and month > this,
    )


def _changes(now: Figures, before: Figures) -> dict[str, Decimal]:
    return {
        column.key: change - 1 for column in SHOWN if (change := ratio(now[column.key], before[column.key])) is not None
    }
