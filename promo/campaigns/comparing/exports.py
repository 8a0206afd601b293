"""The comparison as files: a line a campaign, and a line a group.

Amounts stand beside their currency, and what was converted beside its rate and that rate's day.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from promo.analytics.lift.results import Refusal
from promo.campaigns.comparing.columns import COLUMNS
from promo.campaigns.words import CHANNEL_NAMES, KIND_NAMES, STATUS_NAMES, Channel, Kind, Status
from promo.money import written
from promo.sheets import Column
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from promo.campaigns.comparing.columns import Column as Figure
    from promo.campaigns.comparing.rows import Row
    from promo.campaigns.comparing.table import Block, Name, Table
    from promo.sheets import Kind as Form
    from promo.sheets import Value

    Say = Callable[[str], str]
    Sheet = tuple[list[Column], list[list[Value]]]

FORMS: Mapping[str, Form] = {
    "money": "money",
    "count": "count",
    "change": "change",
    "fraction": "fraction",
    "times": "number",
}
DIGITS = 4
"""Of amounts, which have no more unless they were converted or divided."""
FACTS = ("spend", "impressions", "clicks", "leads", "calls", "sales", "value")


def campaigns(table: Table, say: Say) -> Sheet:
    """Return a line a campaign, in the order of the screen."""
    columns = [
        Column(N_("Campaign"), "text"),
        Column(N_("Client"), "text"),
        Column(N_("Kind"), "text"),
        Column(N_("Channel"), "text"),
        Column(N_("Status"), "text"),
        Column(N_("Belongs to"), "text"),
        Column(N_("Blogger"), "text"),
        Column(N_("First day"), "day"),
        Column(N_("Last day"), "day"),
        Column(N_("Own currency"), "text"),
        Column(N_("Currency of the amounts"), "text"),
        Column(N_("Converted by"), "text"),
        Column(N_("Day of the rate"), "day"),
        *(Column(column.name, FORMS[column.kind]) for column in COLUMNS),
        Column(N_("Lift, from"), "number"),
        Column(N_("Lift, to"), "number"),
        Column(N_("What the lift says"), "text"),
        Column(N_("Cost per follower by lift, from"), "money"),
        Column(N_("Cost per follower by lift, to"), "money"),
    ]
    return columns, [_campaign(row, say) for block in table.blocks for row in block.rows]


def totals(table: Table, say: Say, month: Callable[[Name], str]) -> Sheet:
    """Return a line a group, and of each sum how many campaigns know it; ``month`` names a month."""
    columns = [
        Column(N_("Group"), "text"),
        Column(N_("Currency of the amounts"), "text"),
        Column(N_("Campaigns"), "count"),
        Column(N_("Left out, without a rate"), "count"),
        *(Column(column.name, FORMS[column.kind]) for column in COLUMNS),
        *(Column(f"{say(column.name)}, {say(N_('known of'))}", "count") for column in COLUMNS if column.key in FACTS),
    ]
    return columns, [_block(block, say, month) for block in table.blocks]


def group_name(name: Name, say: Say, month: Callable[[Name], str]) -> str:
    """Return what a group is called; empty for none."""
    if name.month:
        return month(name)
    return say(name.message) if name.message else name.text


def figure(column: Figure, value: Decimal | int | None) -> Value:
    """Return a figure for a cell."""
    if isinstance(value, Decimal) and column.kind != "money":
        return float(value)
    return round(value, DIGITS) if isinstance(value, Decimal) else value


def _campaign(row: Row, say: Say) -> list[Value]:
    campaign, rate = row.campaign, row.rate
    blogger = campaign.placement.blogger if campaign.placement else None
    return [
        campaign.name,
        campaign.client.name,
        say(KIND_NAMES[Kind(campaign.kind)]),
        say(CHANNEL_NAMES[Channel(campaign.channel)]),
        say(STATUS_NAMES[Status(campaign.status)]),
        campaign.series,
        blogger.handle if blogger else None,
        row.started,
        campaign.end_day,
        campaign.currency,
        row.currency,
        f"1 {rate.base} = {written(rate.rate)} {rate.quote}" if rate else None,
        rate.day if rate else None,
        *(figure(column, row.figures[column.key]) for column in COLUMNS),
        *_lift(row, say),
    ]


def _lift(row: Row, say: Say) -> list[Value]:
    if row.measured is None:
        return [None] * 5
    found, cost = row.measured.found, row.cost
    if isinstance(found, Refusal):
        return [None, None, say(found.reason), None, None]
    prices = [None if one is None else round(one, DIGITS) for one in ((cost.low, cost.high) if cost else (None, None))]
    return [round(found.within95.low, 1), round(found.within95.high, 1), say(found.verdict), *prices]


def _block(block: Block, say: Say, month: Callable[[Name], str]) -> list[Value]:
    return [
        group_name(block.name, say, month) or say(N_("All together")),
        block.currency,
        block.total.lines,
        block.left_out,
        *(figure(column, block.figures[column.key]) for column in COLUMNS),
        *(block.total.known[column.key] for column in COLUMNS if column.key in FACTS),
    ]
