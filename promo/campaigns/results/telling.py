"""How results are told: which of them stands for a campaign, and what needs somebody's attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from promo.analytics.campaigns import added
from promo.analytics.pacing import Verdict
from promo.campaigns.words import HAPPENED, METRIC_NAMES, OPEN, TARGET_NAMES, Kind, Status
from promo.speech import N_

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from promo.campaigns.models import Campaign
    from promo.campaigns.results.reading import Brought, Result

SILENT_DAYS = 3
"""So many complete days without a figure are told of."""
KEYS = {
    "spend": "campaign_spend",
    "impressions": "campaign_impressions",
    "reach": "campaign_reach",
    "clicks": "campaign_clicks",
    "leads": "campaign_leads",
    "calls": "campaign_calls",
    "sales": "campaign_sales",
    "value": "campaign_value",
    "followers": "campaign_growth",
}
"""The keys in `promo.analytics.metrics` of facts and targets."""
COSTS = {
    "impressions": "cpm",
    "clicks": "cpc",
    "leads": "cpl",
    "calls": "cost_per_call",
    "sales": "cost_per_sale",
    "followers": "cost_per_follower",
}
"""What one of a result (of impressions, a thousand) costs: the name in `Rates`, which is its key as a metric too."""
NAMES = {**METRIC_NAMES, **TARGET_NAMES}
BEST_FIRST = ("sales", "leads", "calls", "clicks", "reach", "impressions")
VERDICT_NAMES = {
    Verdict.OVER: N_("Spends too much"),
    Verdict.UNDER: N_("Spends too little"),
    Verdict.ON_PACE: N_("On pace"),
    Verdict.NOT_STARTED: N_("Not begun"),
    Verdict.FINISHED: N_("It is over"),
    Verdict.UNKNOWN: N_("Pace unknown"),
}


@dataclass(frozen=True, slots=True)
class Main:
    """The result that stands for a campaign: its target, or the one nearest to money that is known.

    ``aim`` is what is to be reached; ``cost`` that of one, of impressions of a thousand. Unknown is ``None``.
    """

    name: str
    value: int | None
    aim: int | None
    cost: Decimal | None

    @property
    def progress(self) -> float | None:
        """``value`` ÷ ``aim`` as a fraction; ``None`` without either."""
        return None if self.value is None or not self.aim else self.value / self.aim


class Notice(StrEnum):
    """What needs somebody's attention."""

    START = "start"
    END = "end"
    OVER_BUDGET = "over_budget"
    OVER = "over"
    UNDER = "under"
    SILENT = "silent"


NOTICE_NAMES = {
    Notice.START: N_("Should have begun"),
    Notice.END: N_("Should have ended"),
    Notice.OVER_BUDGET: N_("Over the budget"),
    Notice.OVER: VERDICT_NAMES[Verdict.OVER],
    Notice.UNDER: VERDICT_NAMES[Verdict.UNDER],
    Notice.SILENT: N_("No figures"),
}


@dataclass(frozen=True, slots=True)
class Attention:
    """What needs attention, and since which ``day`` or for how many ``days``."""

    notice: Notice
    day: date | None = None
    days: int = 0


def once(campaign: Campaign) -> Decimal | None:
    """Return what is paid once for ``campaign``: its fee and what was given away."""
    return added((campaign.fee, campaign.product_cost))


def really_spent(campaign: Campaign, result: Brought) -> Decimal | None:
    """Return the spend without what was only agreed: fee and products of a campaign that did not run (yet)."""
    return result.facts.spend if campaign.status in HAPPENED else result.running


def main(campaign: Campaign, result: Result) -> Main | None:
    """Return the result that stands for ``campaign``; ``None`` where it has no target and nothing is known."""
    known = (name for name in BEST_FIRST if getattr(result.facts, name) is not None)
    name = campaign.target or next(known, None)
    if name is None:
        return None
    cost = getattr(result.rates, COSTS[name]) if name in COSTS else None
    return Main(name, result.reached(name), campaign.target_value if campaign.target else None, cost)


def attention(campaign: Campaign, result: Result) -> list[Attention]:
    """Return what needs attention of a campaign that is not over, the most pressing first."""
    if campaign.status not in OPEN:
        return []
    found = []
    if campaign.end_day is not None and campaign.end_day < result.today:
        found.append(Attention(Notice.END, day=campaign.end_day))
    elif campaign.status == Status.PLANNED and campaign.start_day < result.today:
        found.append(Attention(Notice.START, day=campaign.start_day))
    if result.pacing.is_overspent:
        found.append(Attention(Notice.OVER_BUDGET))
    elif campaign.status == Status.ACTIVE and result.pacing.verdict in {Verdict.OVER, Verdict.UNDER}:
        found.append(Attention(Notice(result.pacing.verdict)))
    silent = _silent_days(campaign, result)
    if silent >= SILENT_DAYS:
        found.append(Attention(Notice.SILENT, days=silent))
    return found


def _silent_days(campaign: Campaign, result: Result) -> int:
    """Return how many complete days of a running campaign are without figures, up to now.

    Only advertising has figures of days as a rule; others are asked for them once they have any.
    """
    if campaign.status != Status.ACTIVE or (campaign.kind != Kind.ADVERTISING and not result.days):
        return 0
    last = result.today - timedelta(days=1)
    if campaign.end_day is not None:
        last = min(last, campaign.end_day)
    before = campaign.start_day - timedelta(days=1)
    return (last - (max(before, result.last_day) if result.last_day else before)).days
