"""A campaign's row in the comparison, its amounts converted where that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promo.analytics.campaign_totals import Line, Priced, Span, priced
from promo.analytics.campaigns import rates
from promo.campaigns.comparing.columns import figures
from promo.campaigns.lift.costs import cost_of
from promo.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from promo.analytics.exchange import Exchange, Rate
    from promo.campaigns.lift.costs import Cost
    from promo.campaigns.lift.reading import Measured
    from promo.campaigns.models import Campaign
    from promo.campaigns.results.reading import Result


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign with its ``figures`` by column key, amounts in ``currency``.

    ``rate`` is what they were converted by. ``is_left_out`` says that they should have been and nobody entered a rate:
    they are in the campaign's own currency, and in no total. ``measured`` is the lift, where it was asked for, and
    ``cost`` what a follower cost by it.
    """

    campaign: Campaign
    result: Result
    line: Line
    figures: Mapping[str, Decimal | int | None]
    currency: str
    span: Span
    started: date
    rate: Rate | None = None
    is_left_out: bool = False
    measured: Measured | None = None
    cost: Cost | None = None


def began(campaign: Campaign) -> date:
    """Return the day on which ``campaign`` began; of a published placement that day, in the client's time zone."""
    placement = campaign.placement
    if placement is None or placement.published_at is None:
        return campaign.start_day
    return local_day(placement.published_at, campaign.client.time_zone)


def row(
    campaign: Campaign,
    result: Result,
    pages: frozenset[int],
    currency: str,
    exchange: Exchange,
    *,
    measured: Measured | None = None,
) -> Row:
    """Return the row of ``campaign``, its amounts in ``currency`` (empty: its own).

    They are converted as of its last day, or of today while it runs.
    """
    last = min(campaign.end_day or result.today, result.today)
    found = priced(result.facts, campaign.currency, currency or campaign.currency, last, exchange)
    use = found or Priced(result.facts, campaign.currency)
    line = Line(use.facts, result.growth.net if result.growth.is_whole else None)
    lift = measured.lift if measured else None
    cost = cost_of(use.facts.spend, lift)
    return Row(
        campaign=campaign,
        result=result,
        line=line,
        figures=figures(
            use.facts,
            rates(use.facts, line.growth),
            line.growth,
            round(lift.effect) if lift else None,
            cost.middle if cost else None,
        ),
        currency=use.currency,
        span=Span(pages, campaign.start_day, max(last, campaign.start_day)),
        started=began(campaign),
        rate=use.rate,
        is_left_out=found is None,
        measured=measured,
        cost=cost,
    )
