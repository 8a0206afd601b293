"""What campaigns cost and brought, of any number of them in three queries.

A metric is the sum of its days where any day is known, else what was told for the campaign as a whole. Reach is told
for the whole alone. What is spent once (fee, products) comes on top of the days' spend.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, case, func, literal, select, union_all

from promo.analytics.campaigns import Facts, Rates, added, rates
from promo.analytics.pacing import PACE_DAYS, Pacing, Spending, pacing
from promo.campaigns.days.models import CampaignDay, CampaignMonth
from promo.campaigns.models import Campaign, campaign_pages
from promo.campaigns.results import telling
from promo.campaigns.words import ADDITIVE, METRICS, MONEY, Status
from promo.clock import local_day
from promo.pages.models import Page, PageDay

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

ONE_DAY = timedelta(days=1)
PACE_WITHIN = timedelta(days=28)
"""How far back a day may lie to tell the pace."""
DAY, MONTH, CAMPAIGN = CampaignDay.__table__, CampaignMonth.__table__, Campaign.__table__
PAGE, PAGE_DAY = Page.__table__, PageDay.__table__
OVER = (Status.DONE, Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class Growth:
    """The net growth of ``counted`` of a campaign's ``pages`` while it ran; ``None`` where none is counted."""

    net: int | None = None
    counted: int = 0
    pages: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether all pages are counted: only then is anything divided by ``net``."""
        return 0 < self.counted == self.pages


@dataclass(frozen=True)
class Brought:
    """What ``campaign`` cost and brought.

    ``running`` is the spend without what is paid once. ``told`` are the names of the ``facts`` that were told for the
    campaign as a whole. ``days`` days have figures, the first and last of them are named; ``peak_reach`` is the highest
    of one of them.
    """

    campaign: Campaign
    facts: Facts
    told: frozenset[str]
    running: Decimal | None = None
    days: int = 0
    first_day: date | None = None
    last_day: date | None = None
    peak_reach: int | None = None


@dataclass(frozen=True)
class Result(Brought):
    """A campaign's results as of ``today`` in its client's time zone; ``spending`` is what its pace is told by."""

    _: KW_ONLY
    today: date
    spending: Spending
    growth: Growth

    @cached_property
    def rates(self) -> Rates:
        """The quotients."""
        return rates(self.facts, self.growth.net if self.growth.is_whole else None)

    @cached_property
    def pacing(self) -> Pacing:
        """How the budget is spent."""
        one = self.campaign
        return pacing(one.start_day, one.end_day, one.budget, self.spending, self.today, is_over=one.status in OVER)

    def reached(self, target: str) -> int | None:
        """Return what was reached of ``target``, one of `TARGETS`; of followers it is the net growth."""
        found: int | None = self.growth.net if target == "followers" else getattr(self.facts, target)
        return found


@dataclass(frozen=True, slots=True)
class _Sums:
    """The sums of a campaign's days."""

    facts: Mapping[str, Any]
    days: int = 0
    first_day: date | None = None
    last_day: date | None = None
    peak_reach: int | None = None


NO_DAYS = _Sums({})


def brought_by(session: Session, campaigns: Iterable[Campaign]) -> dict[int, Brought]:
    """Return what each of ``campaigns`` cost and brought, by id, in one query."""
    wanted = {one.id: one for one in campaigns}
    sums = _sums(session, list(wanted)) if wanted else {}
    return {ident: _brought(one, sums.get(ident, NO_DAYS)) for ident, one in wanted.items()}


def results_of(
    session: Session, campaigns: Iterable[Campaign], now: datetime, brought: Mapping[int, Brought] | None = None
) -> dict[int, Result]:
    """Return the results of ``campaigns`` (with their clients) as they stand at ``now``, by id.

    ``brought`` is what `brought_by` returned, where that was asked before.
    """
    wanted = list(campaigns)
    if not wanted:
        return {}
    ids = [one.id for one in wanted]
    todays = {one.id: local_day(now, one.client.time_zone) for one in wanted}
    brought = brought_by(session, wanted) if brought is None else brought
    spending = _spending(session, ids, todays)
    grown = growth_of(session, ids, todays)
    return {ident: _result(brought[ident], todays[ident], spending[ident], grown.get(ident, Growth())) for ident in ids}


def growth_of(session: Session, ids: Sequence[int], todays: Mapping[int, date]) -> dict[int, Growth]:
    """Return the net growth of the pages of these campaigns while they ran, up to the day before ``todays``.

    Of a page it is the last count within the campaign less the last one before. Campaigns without pages of their own
    are for all of their client's; those without any are left out.
    """
    chosen = select(campaign_pages.c.campaign_id, campaign_pages.c.page_id).where(campaign_pages.c.campaign_id.in_(ids))
    any_page = (
        select(CAMPAIGN.c.id, PAGE.c.id)
        .join(PAGE, PAGE.c.client_id == CAMPAIGN.c.client_id)
        .where(CAMPAIGN.c.id.in_(ids), CAMPAIGN.c.id.not_in(select(campaign_pages.c.campaign_id)))
    )
    pairs = union_all(chosen, any_page).subquery()
    complete = _by_campaign(todays, -ONE_DAY)
    last = case((CAMPAIGN.c.end_day < complete, CAMPAIGN.c.end_day), else_=complete)
    before = _count(pairs.c.page_id, PAGE_DAY.c.day < CAMPAIGN.c.start_day)
    after = _count(pairs.c.page_id, PAGE_DAY.c.day >= CAMPAIGN.c.start_day, PAGE_DAY.c.day <= last)
    statement = select(CAMPAIGN.c.id, before, after).join(pairs, pairs.c.campaign_id == CAMPAIGN.c.id)
    pages: dict[int, list[int | None]] = {}
    for ident, first, newest in session.execute(statement):
        pages.setdefault(ident, []).append(None if first is None or newest is None else newest - first)
    return {
        ident: Growth(added(nets), sum(net is not None for net in nets), len(nets)) for ident, nets in pages.items()
    }


def _count(page_id: ColumnElement[int], *conditions: ColumnElement[bool]) -> ColumnElement[int | None]:
    newest = select(PAGE_DAY.c.followers).where(
        PAGE_DAY.c.page_id == page_id, PAGE_DAY.c.followers.is_not(None), *conditions
    )
    return newest.order_by(PAGE_DAY.c.day.desc()).limit(1).scalar_subquery()


def _sums(session: Session, ids: Sequence[int]) -> dict[int, _Sums]:
    statement = (
        select(
            MONTH.c.campaign_id,
            func.sum(MONTH.c.days),
            func.min(MONTH.c.first_day),
            func.max(MONTH.c.last_day),
            func.max(MONTH.c.peak_reach),
            *(func.sum(MONTH.c[name]) for name in ADDITIVE),
        )
        .where(MONTH.c.campaign_id.in_(ids))
        .group_by(MONTH.c.campaign_id)
    )
    return {
        ident: _Sums(
            {name: _exact(name, value) for name, value in zip(ADDITIVE, sums, strict=True)},
            int(days),
            first,
            last,
            peak,
        )
        for ident, days, first, last, peak, *sums in session.execute(statement)
    }


def _exact(name: str, value: Any) -> Decimal | int | None:  # noqa: ANN401 - PostgreSQL sums whole numbers to decimals
    return value if value is None or name in MONEY else int(value)


def _spending(session: Session, ids: Sequence[int], todays: Mapping[int, date]) -> dict[int, tuple[Any, ...]]:
    """Return of each campaign: its last complete day with a known spend, the spend since today, and the recent pace."""
    today, since = _by_campaign(todays), _by_campaign(todays, -PACE_WITHIN)
    known = select(DAY.c.day, DAY.c.spend).where(DAY.c.campaign_id == CAMPAIGN.c.id, DAY.c.spend.is_not(None))
    past = known.where(DAY.c.day < today).order_by(DAY.c.day.desc())
    recent = past.where(DAY.c.day >= since).limit(PACE_DAYS).correlate(CAMPAIGN).subquery()
    until = past.with_only_columns(DAY.c.day).limit(1).correlate(CAMPAIGN).scalar_subquery()
    later = known.with_only_columns(func.sum(DAY.c.spend)).where(DAY.c.day >= today).correlate(CAMPAIGN)
    pace = [select(count).scalar_subquery() for count in (func.sum(recent.c.spend), func.count(recent.c.spend))]
    statement = select(CAMPAIGN.c.id, until, later.scalar_subquery(), *pace).where(CAMPAIGN.c.id.in_(ids))
    return {ident: tuple(rest) for ident, *rest in session.execute(statement)}


def _by_campaign(todays: Mapping[int, date], shift: timedelta = timedelta()) -> ColumnElement[date]:
    """Return the expression for each campaign's own day: there are at most three at once around the world."""
    ids: dict[date, list[int]] = {}
    for ident, day in todays.items():
        ids.setdefault(day + shift, []).append(ident)
    (first, _), *others = ids.items()
    usual: ColumnElement[date] = literal(first, Date)
    return (
        case(*((CAMPAIGN.c.id.in_(those), literal(day, Date)) for day, those in others), else_=usual)
        if others
        else usual
    )


def _brought(campaign: Campaign, sums: _Sums) -> Brought:
    facts, told = dict(sums.facts), []
    for name in METRICS:
        if facts.get(name) is None:
            facts[name] = whole = getattr(campaign, f"total_{name}")
            if whole is not None:
                told.append(name)
    running = facts["spend"]
    facts["spend"] = Spending(once=telling.once(campaign), running=running).total
    return Brought(
        campaign,
        Facts(**facts),
        frozenset(told),
        running,
        sums.days,
        sums.first_day,
        sums.last_day,
        sums.peak_reach,
    )


def _result(brought: Brought, today: date, spent: tuple[Any, ...], growth: Growth) -> Result:
    until, later, recent, recent_days = spent
    spending = Spending(
        once=telling.once(brought.campaign),
        running=brought.running,
        until=until,
        later=later or Decimal(0),
        recent=recent,
        recent_days=recent_days,
    )
    return Result(**vars(brought), today=today, spending=spending, growth=growth)
