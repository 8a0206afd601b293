"""Bloggers and their placements as files: the numbers of the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo.campaigns.bloggers.screens import Money
from promo.campaigns.bloggers.words import AGAIN_NAMES
from promo.campaigns.placements import exports
from promo.campaigns.words import Again
from promo.sheets import Column
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from promo.campaigns.bloggers.screens import Listed, Worked
    from promo.sheets import Value

COLUMNS = (
    Column(N_("Blogger"), "text"),
    Column(N_("Name"), "text"),
    Column(N_("Contact"), "text"),
    Column(N_("Followers"), "count"),
    Column(N_("Counted on"), "day"),
    Column(N_("ER, 30 days"), "fraction"),
    Column(N_("Placements"), "count"),
    Column(N_("Last worked with"), "day"),
    Column(N_("Currency"), "text"),
    Column(N_("Cost"), "number"),
    Column(N_("Cost per click"), "number"),
    Column(N_("Cost per lead"), "number"),
    Column(N_("Cost per sale"), "number"),
    Column(N_("Work with again?"), "text"),
    Column(N_("Why"), "text"),
)
WORKED = (
    *exports.COLUMNS,
    Column(N_("Cost per 1,000 impressions"), "number"),
    Column(N_("Cost per 1,000 people reached"), "number"),
    Column(N_("Cost per click"), "number"),
    Column(N_("Net growth"), "change"),
    Column(N_("Cost per follower, naive"), "number"),
    Column(N_("Lift"), "change"),
    Column(N_("Lift, low end in 95 of 100 cases"), "change"),
    Column(N_("Lift, high end in 95 of 100 cases"), "change"),
    Column(N_("Cost per follower, by lift"), "number"),
    Column(N_("Cost per follower, by lift, low end"), "number"),
    Column(N_("Cost per follower, by lift, high end"), "number"),
)
UNKNOWN = (None, None, None)
NO_MONEY = Money("", None, None, None, None)


def bloggers(rows: Iterable[Listed], say: Callable[[str], str]) -> list[list[Value]]:
    """Return the values of the list: a line for each currency of a blogger, one for those without placements."""
    return [_blogger(row, money, say) for row in rows for money in row.money or (NO_MONEY,)]


def _blogger(row: Listed, money: Money, say: Callable[[str], str]) -> list[Value]:
    one, seen = row.blogger, row.seen
    return [
        one.handle,
        one.name or None,
        one.contact or None,
        seen.followers if seen else None,
        seen.counted_on if seen else None,
        seen.er if seen else None,
        row.placements,
        row.last,
        money.currency or None,
        money.spend,
        money.per_click,
        money.per_lead,
        money.per_sale,
        say(AGAIN_NAMES[Again(one.again)]) if one.again else None,
        one.again_note or None,
    ]


def placements(worked: Iterable[Worked], say: Callable[[str], str]) -> list[list[Value]]:
    """Return the values of a blogger's placements."""
    made = []
    for one in worked:
        result = one.row.result
        (values,) = exports.table([one.row], say, with_steps=False)[1]
        per, lift, cost = {one.shown: one.per_thousand}, one.lift, one.by_lift
        made.append(
            [
                *values,
                per.get("impressions"),
                per.get("reach"),
                result.rates.cpc,
                result.growth.net,
                result.rates.cost_per_follower,
                *((round(lift.effect), round(lift.within95.low), round(lift.within95.high)) if lift else UNKNOWN),
                *((cost.middle, cost.low, cost.high) if cost else UNKNOWN),
            ]
        )
    return made
