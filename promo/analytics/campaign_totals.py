"""Several campaigns together: sums of what is known, and quotients of sums.

A quotient is that of two sums over the campaigns that know both parts: never a mean of quotients, and never the spend
of one campaign over the leads of another. Reach is not added up, as the same people may be among it; nor is the growth
of campaigns that ran at the same time for the same page, as the same followers would be counted twice.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from promo.analytics.campaigns import Facts, Rates, added, rates, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from promo.analytics.exchange import Exchange, Rate

PARTS: Mapping[str, tuple[str, str]] = {
    "cpm": ("spend", "impressions"),
    "cpc": ("spend", "clicks"),
    "ctr": ("clicks", "impressions"),
    "cpl": ("spend", "leads"),
    "cost_per_call": ("spend", "calls"),
    "cost_per_sale": ("spend", "sales"),
    "roas": ("value", "spend"),
    "cost_per_follower": ("spend", "growth"),
}
"""What each quotient is made of."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of one campaign: its facts, and the net growth during it where it is told for all of its pages."""

    facts: Facts
    growth: int | None = None

    def known(self, name: str) -> Decimal | int | None:
        """Return the fact, or the ``growth``, called ``name``."""
        found: Decimal | int | None = self.growth if name == "growth" else getattr(self.facts, name)
        return found


@dataclass(frozen=True, slots=True)
class Total:
    """``lines`` campaigns together. ``known`` says of each sum and quotient how many campaigns it rests on."""

    lines: int
    facts: Facts
    rates: Rates
    growth: int | None
    known: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Span:
    """The pages a campaign was for, and the days on which it ran."""

    pages: frozenset[int]
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Priced:
    """Facts with their amounts in the ``currency`` asked for; ``rate`` is what they were converted by, if by any."""

    facts: Facts
    currency: str
    rate: Rate | None = None


def total(lines: Sequence[Line], *, may_add_growth: bool = True) -> Total:
    """Return ``lines`` together; their amounts are of one currency. What nobody knows is unknown."""
    if len(lines) == 1:
        only = lines[0]
        facts, growth = only.facts, only.growth
    else:
        facts = together(line.facts for line in lines)
        growth = added(line.growth for line in lines) if may_add_growth else None
    found: dict[str, Decimal | None] = {}
    known = {name: _count(lines, name) for name in (*(field.name for field in fields(Facts)), "growth")}
    for name, (above, below) in PARTS.items():
        both = [line for line in lines if line.known(above) is not None and line.known(below) is not None]
        if name == "cost_per_follower" and growth is None:
            both = []
        facts_of_both: dict[str, Any] = {
            part: added(getattr(line.facts, part) for line in both) for part in (above, below) if part != "growth"
        }
        grown = added(line.growth for line in both) if "growth" in (above, below) else None
        found[name], known[name] = getattr(rates(Facts(**facts_of_both), grown), name), len(both)
    return Total(len(lines), facts, Rates(**found), growth, known)


def overlap(spans: Iterable[Span]) -> bool:
    """Return whether two of ``spans`` share a page on some day."""
    by_page: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for span in spans:
        for page in span.pages:
            by_page[page].append((span.start, span.end))
    for days in by_page.values():
        days.sort()
        latest = days[0][1]
        for start, end in days[1:]:
            if start <= latest:
                return True
            latest = max(latest, end)
    return False


def priced(facts: Facts, currency: str, to: str, day: date, exchange: Exchange) -> Priced | None:
    """Return ``facts`` with their amounts in ``to``, by the rate of ``day``; ``None`` where nobody entered one.

    Facts without any amount need no rate.
    """
    if currency == to or (facts.spend is None and facts.value is None):
        return Priced(facts, to)
    spend, value = (
        None if amount is None else exchange.convert(amount, currency, to, day) for amount in (facts.spend, facts.value)
    )
    one = spend or value
    if one is None:
        return None
    converted = replace(facts, spend=spend.amount if spend else None, value=value.amount if value else None)
    return Priced(converted, to, one.rate)


def _count(lines: Iterable[Line], name: str) -> int:
    return sum(line.known(name) is not None for line in lines)
