"""The campaigns that touch the period: what they cost and brought since they began, their lift, what the period cost.

Reach is of one campaign alone and never added up; sums are of one currency.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from promo.analytics import campaigns as arithmetic
from promo.campaigns import reading
from promo.campaigns.law import texts
from promo.campaigns.models import Campaign
from promo.campaigns.results.reading import results_of
from promo.campaigns.words import CHANNEL_NAMES, KIND_NAMES, STATUS_NAMES, Channel, Kind, Status
from promo.reports.blocks import lift
from promo.reports.blocks.tables import filled, table
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from promo.analytics.campaigns import Facts, Rates
    from promo.campaigns.results.reading import Result
    from promo.reports.blocks import Scope
    from promo.reports.blocks.tables import Columns

RUSSIA = "ru"
COUNTS = ("impressions", "reach", "clicks", "leads", "calls", "sales")
COSTS = ("cpm", "cpc", "cpl", "cost_per_sale", "cost_per_follower")
COST_OF = {"cpm": "impressions", "cpc": "clicks", "cpl": "leads", "cost_per_sale": "sales"}
DIGITS = 4
TABLE: Columns = (
    (N_("Campaign"), "text"),
    (N_("Kind"), "text"),
    (N_("Channel"), "text"),
    (N_("First day"), "day"),
    (N_("Last day"), "day"),
    (N_("Status"), "text"),
    (N_("Currency"), "text"),
    (N_("Spend in the period"), "money"),
    (N_("Spend"), "money"),
    (N_("Impressions"), "count"),
    (N_("Reach"), "count"),
    (N_("Clicks"), "count"),
    (N_("Leads"), "count"),
    (N_("Calls"), "count"),
    (N_("Sales"), "count"),
    (N_("Net growth"), "change"),
    (N_("CPM"), "money"),
    (N_("CPC"), "money"),
    (N_("CPL"), "money"),
    (N_("Cost per sale"), "money"),
    (N_("Cost per follower"), "money"),
    (N_("Lift"), "change"),
    (N_("Lift at least"), "change"),
    (N_("Lift at most"), "change"),
    (N_("Cost per follower, by lift"), "money"),
)
KEYS = ("name", "kind", "channel", "start", "end", "status", "currency", "spend_in_period", "spend", *COUNTS, "net",
        *COSTS)  # fmt: skip


def gather(session: Session, scope: Scope, options: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - as all blocks
    """Return the campaigns by their first day with facts, costs and lift, sums of each currency, and the law's note.

    Amounts are numbers in ``currency``. ``spend_in_period`` is the sum of the days that have a figure, ``None`` without
    any. Sums stand only where there are two campaigns of a currency.
    """
    found = touching(session, scope)
    results = results_of(session, found, scope.now)
    spent = _spent(session, [one.id for one in found], scope)
    lifts = lift.told(session, found, results, scope)
    lines = [_line(one, results[one.id], spent.get(one.id), scope) | {"lift": lifts[one.id]} for one in found]
    return {
        "campaigns": lines,
        "totals": [
            total
            for currency in sorted({one.currency for one in found})
            if (total := _total(currency, found, results, spent))
        ],
        "note": texts.text(session, "meta", scope.words.language) if scope.client.jurisdiction == RUSSIA else "",
        "tables": filled(
            table(scope.words, TABLE, [[*(one[key] for key in KEYS), *_lift_cells(one["lift"])] for one in lines])
        ),
    }


def _lift_cells(told: Mapping[str, Any]) -> list[Any]:
    cost = told.get("cost") or {}
    return [*(told.get(key) for key in ("effect", "low", "high")), cost.get("middle")]


def touching(session: Session, scope: Scope) -> Sequence[Campaign]:
    """Return the client's campaigns for these pages that ran within the period, by their first day."""
    ran = reading.touching([page.id for page in scope.pages], [scope.client.id], scope.period.start, scope.period.end)
    mine = select(Campaign).where(Campaign.client_id == scope.client.id, ran).options(joinedload(Campaign.client))
    return session.scalars(mine.order_by(Campaign.start_day, Campaign.id)).all()


def _spent(session: Session, ids: Sequence[int], scope: Scope) -> dict[int, Decimal]:
    days = reading.days(session, ids, scope.period.start, scope.period.end)
    spent: dict[int, Decimal] = {}
    for ident, amount in zip(days["campaign_id"].tolist(), days["spend"].tolist(), strict=True):
        if amount is not None:
            spent[ident] = spent[ident] + amount if ident in spent else amount
    return spent


def _line(campaign: Campaign, result: Result, spent: Decimal | None, scope: Scope) -> dict[str, Any]:
    say = scope.words.say
    return {
        "name": campaign.name,
        "kind": say(KIND_NAMES[Kind(campaign.kind)]),
        "channel": say(CHANNEL_NAMES[Channel(campaign.channel)]),
        "status": say(STATUS_NAMES[Status(campaign.status)]),
        "start": campaign.start_day.isoformat(),
        "end": campaign.end_day.isoformat() if campaign.end_day else None,
        "currency": campaign.currency,
        "spend_in_period": _amount(spent),
        "net": result.growth.net if result.growth.is_whole else None,
        **_figures(result.facts, result.rates),
    }


def _total(
    currency: str, found: Sequence[Campaign], results: Mapping[int, Result], spent: Mapping[int, Decimal]
) -> dict[str, Any] | None:
    """Return the sums of the campaigns in ``currency``; ``None`` for less than two.

    What something costs stands only where all of them know how many there were: else others' spend would be in it.
    """
    theirs = [one.id for one in found if one.currency == currency]
    if len(theirs) == 1:
        return None
    all_facts = [results[ident].facts for ident in theirs]
    facts = arithmetic.together(all_facts)
    partly = {cost: None for cost, of in COST_OF.items() if any(getattr(one, of) is None for one in all_facts)}
    return {
        "currency": currency,
        "campaigns": len(theirs),
        "spend_in_period": _amount(arithmetic.added(spent.get(ident) for ident in theirs)),
        **_figures(facts, arithmetic.rates(facts)),
        **partly,
    }


def _figures(facts: Facts, rates: Rates) -> dict[str, Any]:
    counts = {name: getattr(facts, name) for name in COUNTS}
    return {"spend": _amount(facts.spend), **counts, **{name: _amount(getattr(rates, name)) for name in COSTS}}


def _amount(value: Decimal | None) -> float | None:
    """Return an amount as plain JSON: a sum of money has two digits, a quotient is told with four."""
    return None if value is None else float(round(value, DIGITS))
