"""What a campaign cost and brought, and their quotients. Money is exact; what rests on an unknown is unknown."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from promo.analytics.periods import unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from promo.analytics.periods import Period

THOUSAND = 1000
Amount = TypeVar("Amount", int, Decimal)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a campaign as a whole, or of some of its days. ``spend`` and ``value`` are amounts of money."""

    spend: Decimal | None = None
    impressions: int | None = None
    reach: int | None = None
    clicks: int | None = None
    leads: int | None = None
    calls: int | None = None
    sales: int | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """Quotients of `Facts`, amounts in their currency.

    ``ctr`` is a fraction, ``roas`` value ÷ spend. ``cost_per_follower`` is the naive one: spend ÷ the net growth during
    the campaign, whatever caused it. Each is ``None`` where a part is unknown or one would divide by 0; the last one
    also where followers were lost.
    """

    cpm: Decimal | None = None
    cpc: Decimal | None = None
    ctr: Decimal | None = None
    cpl: Decimal | None = None
    cost_per_call: Decimal | None = None
    cost_per_sale: Decimal | None = None
    roas: Decimal | None = None
    cost_per_follower: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Facts of a week or month together: ``days`` of its days are known."""

    period: Period
    days: int
    facts: Facts


def rates(facts: Facts, net_growth: int | None = None) -> Rates:
    """Return the quotients of ``facts`` and of the ``net_growth`` of followers during the campaign."""
    spend = facts.spend
    return Rates(
        cpm=ratio(None if spend is None else spend * THOUSAND, facts.impressions),
        cpc=ratio(spend, facts.clicks),
        ctr=ratio(facts.clicks, facts.impressions),
        cpl=ratio(spend, facts.leads),
        cost_per_call=ratio(spend, facts.calls),
        cost_per_sale=ratio(spend, facts.sales),
        roas=ratio(facts.value, spend),
        cost_per_follower=ratio(spend, net_growth if net_growth is not None and net_growth > 0 else None),
    )


def ratio(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """Return ``part`` ÷ ``whole``; ``None`` where one is unknown or ``whole`` is 0."""
    return None if part is None or not whole else Decimal(part) / whole


def together(many: Iterable[Facts]) -> Facts:
    """Return the sums of what is known; ``None`` where none knows it.

    Reach stays unknown: the same people may have been reached by several. All amounts must be of one currency.
    """
    known = list(many)
    sums = {
        name: added(getattr(one, name) for one in known)
        for name in (field.name for field in fields(Facts))
        if name != "reach"
    }
    return Facts(**sums)


def grouped(days: Iterable[tuple[date, Facts]], kind: str) -> list[Group]:
    """Return the known ``days`` together by ISO week or calendar month (``kind``), oldest first."""
    members: dict[date, tuple[Period, list[Facts]]] = {}
    for day, facts in days:
        period = unit(kind, day)
        members.setdefault(period.start, (period, []))[1].append(facts)
    return [Group(period, len(facts), together(facts)) for _, (period, facts) in sorted(members.items())]


def known_days(days: Iterable[Facts]) -> dict[str, int]:
    """Return on how many of ``days`` each fact is known, by name."""
    counts = {field.name: 0 for field in fields(Facts)}
    for one in days:
        for name, fact in asdict(one).items():
            counts[name] += fact is not None
    return counts


def added(amounts: Iterable[Amount | None]) -> Amount | None:
    """Return the sum of the known ones of ``amounts``, ``None`` where none is known."""
    total: Amount | None = None
    for one in amounts:
        if one is not None:
            total = one if total is None else total + one
    return total
