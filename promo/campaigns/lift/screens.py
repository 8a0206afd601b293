"""What a campaign's lift screen shows. Whoever looks sees the same estimate, but the names of their own pages alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from sqlalchemy import select

from promo.analytics.lift.results import Refusal
from promo.analytics.periods import ONE_DAY, Period
from promo.campaigns.lift.costs import Cost, cost_of
from promo.campaigns.lift.reading import lift_of
from promo.campaigns.results.reading import results_of
from promo.charts import figures
from promo.charts import lift as charts
from promo.clock import local_day
from promo.pages.models import Page
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from promo.analytics.lift.results import LeftOut, Lift, Reason
    from promo.campaigns.lift.reading import Measured, Ran
    from promo.campaigns.models import Campaign
    from promo.charts.lift import Words
    from promo.users.models import User

LEAD, AFTER = 28, 14
"""Days that are drawn before the campaign and after it."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages that a person may see, ``hidden`` further ones that they may not."""

    seen: Sequence[tuple[int, str]]
    hidden: int

    @property
    def count(self) -> int:
        """How many pages they are together."""
        return len(self.seen) + self.hidden


@dataclass(frozen=True, slots=True)
class Shown:
    """The screen: a ``lift``, or the ``reason`` that stands instead of one.

    ``pages`` are how many pages of the campaign are measured together. ``used`` are those that were compared with,
    ``left_out`` the others by the reason. ``naive`` and ``cost`` are what a follower cost. The chart is JSON.
    """

    pages: int
    period: Period
    lift: Lift[int] | None
    reason: Reason | None
    used: Pages
    left_out: Sequence[tuple[LeftOut, Pages]]
    overlapping: Sequence[Ran]
    spend: Decimal | None
    naive: Decimal | None
    cost: Cost | None
    chart: str | None


def page(session: Session, campaign: Campaign, viewer: User, now: datetime, words: Words) -> Shown:
    """Return the lift of ``campaign`` at ``now``, as ``viewer`` may see it."""
    measured = lift_of(session, campaign, now)
    result = results_of(session, [campaign], now)[campaign.id]
    lift, found = measured.lift, measured.found
    left_out = lift.left_out if lift else {}
    seen = _seen(session, viewer, [*(lift.used if lift else ()), *left_out])
    reasons = dict.fromkeys(left_out.values())
    return Shown(
        pages=measured.pages,
        period=measured.period,
        lift=lift,
        reason=found.reason if isinstance(found, Refusal) else None,
        used=_pages(lift.used if lift else (), seen),
        left_out=[(why, _pages([one for one in left_out if left_out[one] == why], seen)) for why in reasons],
        overlapping=measured.overlapping,
        spend=result.facts.spend,
        naive=result.rates.cost_per_follower,
        cost=cost_of(result.facts.spend, lift),
        chart=_chart(measured, lift, local_day(now, campaign.client.time_zone) - ONE_DAY, words) if lift else None,
    )


def _seen(session: Session, viewer: User, page_ids: Collection[int]) -> dict[int, str]:
    """Return the names of those of the pages that ``viewer`` may see, by id."""
    statement = select(Page.id, Page.username).where(Page.id.in_(page_ids), access.may_see(viewer, Page))
    return dict(session.execute(statement.order_by(Page.username)).all())


def _pages(page_ids: Collection[int], seen: dict[int, str]) -> Pages:
    named = [(ident, name) for ident, name in seen.items() if ident in page_ids]
    return Pages(named, len(page_ids) - len(named))


def _chart(measured: Measured, lift: Lift[int], yesterday: date, words: Words) -> str:
    start = measured.period.start - timedelta(days=LEAD)
    end = min(max(lift.end, measured.period.end) + timedelta(days=AFTER), yesterday)
    days = np.arange(np.datetime64(start, "D"), np.datetime64(end, "D") + 1).astype(np.int64)
    known = measured.known
    by_day = pd.Series(known.counts, index=known.first + known.places)
    period = measured.period.shared(Period(start, end)) or measured.period
    return figures.encode(charts.against(start, by_day.reindex(days), lift, period, words))
