"""The months as a file: a line a month and currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo.campaigns.comparing.exports import FORMS, figure
from promo.campaigns.monthly.months import SHOWN
from promo.sheets import Column
from promo.speech import N_

if TYPE_CHECKING:
    from promo.campaigns.monthly.months import Ledger, Ledgers, Month
    from promo.sheets import Value

DIGITS = 4


def months(found: Ledgers) -> tuple[list[Column], list[list[Value]]]:
    """Return a line for each month and currency, the newest first."""
    columns = [
        Column(N_("Month"), "day"),
        Column(N_("Currency of the amounts"), "text"),
        Column(N_("Campaigns"), "count"),
        Column(N_("Planned"), "money"),
        Column(N_("Spent of the plan"), "fraction"),
        Column(N_("Paid once, part of the spend"), "money"),
        *(Column(column.name, FORMS[column.kind]) for column in SHOWN),
    ]
    return columns, [_month(ledger, month) for ledger in found.ledgers for month in ledger.months]


def _month(ledger: Ledger, month: Month) -> list[Value]:
    return [
        month.month,
        ledger.currency,
        month.total.lines,
        None if month.planned is None else round(month.planned, DIGITS),
        None if month.used is None else float(month.used),
        None if month.once is None else round(month.once, DIGITS),
        *(figure(column, month.figures[column.key]) for column in SHOWN),
    ]
