"""The checklist as a file: the numbers of the screen, and what else is on record of each placement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo import clock
from promo.campaigns.placements.words import DETAIL_NAMES, STATE_NAMES, STEP_NAMES
from promo.campaigns.words import FORMAT_NAMES, METRIC_NAMES, Format
from promo.sheets import Column
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from promo.campaigns.placements.screens import Row
    from promo.sheets import Value

MINUTE = 60
COLUMNS = (
    Column(N_("Client"), "text"),
    Column(N_("Campaign"), "text"),
    Column(N_("Blogger"), "text"),
    Column(N_("Format"), "text"),
    Column(N_("State"), "text"),
    Column(N_("Agreed time"), "moment"),
    Column(N_("Went live"), "moment"),
    Column(N_("Later than agreed, minutes"), "count"),
    Column(N_("Stays until"), "day"),
    Column(N_("Gone since"), "day"),
    Column(N_("Currency"), "text"),
    Column(N_("Fee"), "number"),
    Column(N_("Cost of products"), "number"),
    Column(METRIC_NAMES["spend"], "number"),
    Column(METRIC_NAMES["reach"], "count"),
    Column(METRIC_NAMES["impressions"], "count"),
    Column(METRIC_NAMES["clicks"], "count"),
    Column(METRIC_NAMES["leads"], "count"),
    Column(METRIC_NAMES["calls"], "count"),
    Column(METRIC_NAMES["sales"], "count"),
    Column(METRIC_NAMES["value"], "number"),
    Column(N_("Promo code"), "text"),
    Column(N_("Link for the blogger"), "text"),
    Column(N_("Link to the proof"), "text"),
)
STEPS = Column(N_("Next steps"), "text")


def table(
    rows: Sequence[Row], say: Callable[[str], str], *, with_steps: bool
) -> tuple[list[Column], list[list[Value]]]:
    """Return the columns and the values of ``rows``; times are on each client's clock. Next steps are the team's."""
    columns = [*COLUMNS, *([STEPS] if with_steps else [])]
    return columns, [[*_values(row, say), *([_steps(row, say)] if with_steps else [])] for row in rows]


def _values(row: Row, say: Callable[[str], str]) -> list[Value]:
    campaign, placement, facts = row.campaign, row.placement, row.result.facts
    here, deal = row.item.standing, row.item.deal
    state = ", ".join(say(name) for name in (STATE_NAMES[here.state], DETAIL_NAMES[here.detail]) if name)

    def local(moment: datetime | None) -> datetime | None:
        return moment and moment.astimezone(clock.zone(campaign.client.time_zone))

    return [
        campaign.client.name,
        campaign.name,
        placement.blogger.handle if placement.blogger else None,
        say(FORMAT_NAMES[Format(placement.format)]),
        state,
        local(deal.agreed_at),
        local(deal.published_at),
        None if deal.late is None else round(deal.late.total_seconds() / MINUTE),
        deal.keep_until,
        deal.removed_on,
        campaign.currency,
        campaign.fee,
        campaign.product_cost,
        facts.spend,
        facts.reach,
        facts.impressions,
        facts.clicks,
        facts.leads,
        facts.calls,
        facts.sales,
        facts.value,
        placement.promo_code or None,
        row.link or None,
        placement.proof_url or None,
    ]


def _steps(row: Row, say: Callable[[str], str]) -> str:
    return "; ".join(say(STEP_NAMES[step]) for step in row.item.steps)
