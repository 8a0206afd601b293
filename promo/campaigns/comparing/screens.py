"""What the comparison of campaigns shows, in a number of queries that does not depend on how many they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promo.analytics.exchange import Exchange
from promo.analytics.periods import Problem
from promo.campaigns.comparing import charts, reading
from promo.campaigns.comparing.rows import row
from promo.campaigns.comparing.selection import MOST, TOO_MANY
from promo.campaigns.comparing.table import table
from promo.campaigns.lift.reading import lifts_of
from promo.campaigns.rates import service as rates
from promo.campaigns.results.reading import results_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.campaigns.comparing.charts import Chart
    from promo.campaigns.comparing.reading import Choices
    from promo.campaigns.comparing.rows import Row
    from promo.campaigns.comparing.selection import Selection
    from promo.campaigns.comparing.table import Table
    from promo.clients.models import Client
    from promo.users.models import User
    from promo.wording import Wording


FEW = 30
"""The lift of so many campaigns is measured without being asked for: each takes some milliseconds."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The screen. ``gone`` of the ticked campaigns do not exist or may not be seen.

    ``has_lift`` says whether the lift was measured: of many campaigns it is only where it was asked for.
    """

    wanted: Selection
    rows: Sequence[Row]
    table: Table
    chart: Chart | None
    choices: Choices
    gone: int
    has_lift: bool
    problems: Sequence[Problem]

    @property
    def currencies(self) -> Sequence[str]:
        """The currencies the campaigns that are compared are in."""
        return sorted({row.campaign.currency for row in self.rows})


def comparison(
    session: Session, viewer: User, client: Client | None, wanted: Selection, *, now: datetime, wording: Wording
) -> Comparison:
    """Return the comparison that ``wanted`` asks for, of the campaigns of ``client`` or of all ``viewer`` may see."""
    found = reading.campaigns(session, viewer, client, wanted.filters, wanted.ids)
    too_many = [Problem("ids", TOO_MANY, {"most": MOST})] if len(found) > MOST else []
    compared = found[:MOST]
    results = results_of(session, compared, now)
    pages = reading.pages_of(session, compared)
    has_lift = bool(wanted.lift) or len(compared) <= FEW
    lifts = lifts_of(session, compared, now) if has_lift else {}
    exchange = rates.exchange(session, wanted.currency) if wanted.currency else Exchange()
    rows = [
        row(one, results[one.id], pages[one.id], wanted.currency, exchange, measured=lifts.get(one.id))
        for one in compared
    ]
    return Comparison(
        wanted=wanted,
        rows=rows,
        table=table(rows, wanted),
        chart=charts.chart(rows, wanted, wording),
        choices=reading.choices(session, viewer, client),
        gone=len(wanted.ids) - len(compared) if wanted.ids else 0,
        has_lift=has_lift,
        problems=(*wanted.problems, *too_many),
    )
