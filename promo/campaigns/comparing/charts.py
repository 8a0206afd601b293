"""What the comparison draws: a dot a campaign, of one of the prices or of the return on ad spend."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from promo.analytics.campaign_totals import PARTS
from promo.analytics.chance import counted
from promo.campaigns.comparing.columns import BY_KEY
from promo.charts import costs
from promo.charts.costs import Dot
from promo.charts.figures import encode
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promo.campaigns.comparing.columns import Column
    from promo.campaigns.comparing.rows import Row
    from promo.campaigns.comparing.selection import Selection
    from promo.wording import Wording

DRAWN = ("cpl", "cost_per_sale", "cost_per_call", "cost_by_lift", "cost_per_follower", "cpc", "cpm", "ctr", "roas")
"""What can be drawn; the first of them that two campaigns know is the usual one."""
COUNTED = {"cpl": "leads", "cost_per_sale": "sales", "cost_per_call": "calls", "cpc": "clicks"}
"""Prices of what is counted one by one: chance moves them."""
ENDLESS = "∞"
MOST_DOTS = 40
LEAST = 2


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure as JSON: of ``column``, in ``currency`` (empty: a plain number), ``dots`` of the ``known`` campaigns.

    ``other_currencies`` campaigns are left out, as they are in other currencies.
    """

    json: str
    height: int
    column: Column
    currency: str
    dots: int
    known: int
    other_currencies: int
    has_intervals: bool
    is_lift: bool


def chart(rows: Sequence[Row], wanted: Selection, wording: Wording) -> Chart | None:
    """Return what ``wanted`` draws of ``rows``, the best on top; ``None`` where no two campaigns know any of it."""
    often = Counter(row.currency for row in rows if not row.is_left_out)
    currency = wanted.currency or (often.most_common(1)[0][0] if often else "")
    key = wanted.chart or next((one for one in DRAWN if len(_known(rows, one, currency)) >= LEAST), "")
    if not key:
        return None
    column = BY_KEY[key]
    known = _known(rows, key, currency)
    known.sort(key=lambda pair: pair[1] * -column.better)
    found = [_dot(row, column, value, wording) for row, value in known[:MOST_DOTS]]
    everywhere = sum(row.figures[key] is not None for row in rows)
    unit = currency if column.kind == "money" else "%" if column.kind == "fraction" else ""
    return Chart(
        json=encode(costs.dots(found, wording.say(column.name), unit)),
        height=costs.height(len(found)),
        column=column,
        currency=currency if column.kind == "money" else "",
        dots=len(found),
        known=len(known),
        other_currencies=everywhere - len(known),
        has_intervals=key in COUNTED,
        is_lift=key == "cost_by_lift",
    )


def _known(rows: Sequence[Row], key: str, currency: str) -> list[tuple[Row, Decimal]]:
    is_money = BY_KEY[key].kind == "money"
    return [
        (row, Decimal(value))
        for row in rows
        if (value := row.figures[key]) is not None
        and (not is_money or (row.currency == currency and not row.is_left_out))
    ]


def _dot(row: Row, column: Column, value: Decimal, wording: Wording) -> Dot:
    scale = 100 if column.kind == "fraction" else 1
    said = f"{wording.say(column.name)}: {figure(column, value, row.currency, wording)}"
    low, high, of = _interval(row, column, wording)
    if low is None:
        return Dot(row.campaign.name, float(value * scale), notes=(said,))
    first, last = (figure(column, end, row.currency, wording) if end is not None else ENDLESS for end in (low, high))
    notes = (
        said,
        wording.say(N_("Between %(low)s and %(high)s in 95 of 100 cases"), low=first, high=last),
        of,
    )
    return Dot(row.campaign.name, float(value), float(low), None if high is None else float(high), notes)


def _interval(row: Row, column: Column, wording: Wording) -> tuple[Decimal | None, Decimal | None, str]:
    """Return where the price lies in 95 of 100 cases (``None``: unknown, or without end), and what it rests on."""
    if row.cost and column.key == "cost_by_lift":
        return (
            row.cost.low,
            row.cost.high,
            f"{wording.say(N_('Lift'))}: {wording.signed(float(row.figures['lift'] or 0))}",
        )
    if column.key not in COUNTED:
        return None, None, ""
    above, below = PARTS[column.key]
    count, spend = int(row.line.known(below) or 0), Decimal(row.line.known(above) or 0)
    least, most = counted(count)
    told = f"{wording.say(BY_KEY[below].name)}: {wording.number(count)}"
    return spend / Decimal(most), spend / Decimal(least) if least else None, told


def figure(column: Column, value: Decimal, currency: str, wording: Wording) -> str:
    """Return a figure of ``column`` as it is written."""
    if column.kind == "money":
        return wording.money(value, currency)
    return wording.percent(float(value)) if column.kind == "fraction" else wording.number(float(value), 2)
