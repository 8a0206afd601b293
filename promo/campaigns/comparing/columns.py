"""The columns of the comparison: their names, what their values are, and which end of them is the better one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from promo.speech import N_

if TYPE_CHECKING:
    from decimal import Decimal

    from promo.analytics.campaigns import Facts, Rates


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, name (a message id), what its values are, its metric's key.

    ``better`` is 1 where more is better, -1 where less is, and 0 where neither can be said: of what depends on the
    money spent. ``money`` compares only within a currency; ``times`` is a quotient of two amounts.
    """

    key: str
    name: str
    kind: Literal["money", "count", "change", "fraction", "times"]
    metric: str
    better: int = 0


COLUMNS = (
    Column("spend", N_("Spend"), "money", "campaign_spend"),
    Column("impressions", N_("Impressions"), "count", "campaign_impressions"),
    Column("reach", N_("Reach"), "count", "campaign_reach"),
    Column("clicks", N_("Clicks"), "count", "campaign_clicks"),
    Column("ctr", "CTR", "fraction", "ctr", 1),
    Column("cpm", "CPM", "money", "cpm", -1),
    Column("cpc", "CPC", "money", "cpc", -1),
    Column("leads", N_("Leads"), "count", "campaign_leads"),
    Column("cpl", "CPL", "money", "cpl", -1),
    Column("calls", N_("Calls"), "count", "campaign_calls"),
    Column("cost_per_call", N_("Cost per call"), "money", "cost_per_call", -1),
    Column("sales", N_("Sales"), "count", "campaign_sales"),
    Column("cost_per_sale", N_("Cost per sale"), "money", "cost_per_sale", -1),
    Column("value", N_("Value of sales"), "money", "campaign_value"),
    Column("roas", "ROAS", "times", "roas", 1),
    Column("growth", N_("Net growth"), "change", "campaign_growth"),
    Column("cost_per_follower", N_("Cost per follower, naive"), "money", "cost_per_follower", -1),
    Column("lift", N_("Lift"), "change", "campaign_lift"),
    Column("cost_by_lift", N_("Cost per follower, by lift"), "money", "cost_per_follower_lift", -1),
)
BY_KEY = {column.key: column for column in COLUMNS}
SORTS = ("start", "name", *BY_KEY)


def figures(
    facts: Facts, rates: Rates, growth: int | None, lift: int | None = None, cost_by_lift: Decimal | None = None
) -> dict[str, Decimal | int | None]:
    """Return the figures by column key."""
    known: dict[str, Decimal | int | None] = {"growth": growth, "lift": lift, "cost_by_lift": cost_by_lift}
    for found in (facts, rates):
        known |= {name: getattr(found, name) for name in found.__slots__}
    return {column.key: known[column.key] for column in COLUMNS}
