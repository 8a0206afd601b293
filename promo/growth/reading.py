"""What a growth screen reads of one page: three queries for the periods, one for what is known at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from promo.analytics import engagement, growth
from promo.analytics.growth import Baseline
from promo.analytics.periods import Period
from promo.campaigns.posts import reading as campaigns
from promo.clock import local_day
from promo.pages import frames
from promo.pages.models import Page, PageDay, Post

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    import pandas as pd
    from sqlalchemy.orm import Session

    from promo.analytics.engagement import Engagement
    from promo.analytics.growth import BoolArray, Growth


class Compared(Protocol):
    """A period and the one that it is compared with, as `promo.analytics.periods.Choice` has them."""

    @property
    def period(self) -> Period:
        """The days that are shown."""

    @property
    def comparison(self) -> Period | None:
        """The days before, if any."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a page at all: the newest row of its days, its first day, and when its posts were being read."""

    first: date
    day: date
    followers: int | None
    captured_at: datetime
    source: str
    posts: Period | None


@dataclass(frozen=True, slots=True)
class Figures:
    """A page over one period: `daily` counts, growth, posts of each day and their engagement.

    ``posts_published`` counts the days on which posts were known of; it is ``None`` when there are none of these, and
    ``posts_complete`` says whether they are all days of the period. ``unpaid`` is the engagement without the posts that
    a campaign paid for; ``None`` where there are none of these.
    """

    period: Period
    days: pd.DataFrame
    growth: Growth
    posts: pd.Series[float]
    posts_published: int | None
    posts_complete: bool
    engagement: Engagement
    unpaid: Engagement | None


def siblings(session: Session, page: Page) -> Sequence[Page]:
    """Return the pages of the same client, by name, with their client; a competitor's page stands alone."""
    if page.client_id is None:
        return [page]
    theirs = select(Page).where(Page.client_id == page.client_id).order_by(Page.username)
    return session.scalars(theirs.options(joinedload(Page.client))).all()


def known(session: Session, page: Page, time_zone: str) -> Known | None:
    """Return what is known of ``page``; ``None`` when nothing was collected yet."""
    first = select(PageDay.day).where(PageDay.page_id == page.id).order_by(PageDay.day).limit(1).scalar_subquery()
    first_post = (
        select(Post.published_at)
        .where(Post.page_id == page.id, Post.is_pinned.is_not(True))  # pinned ones are seen however old they are
        .order_by(Post.published_at)
        .limit(1)
        .scalar_subquery()
    )
    newest = (
        select(PageDay.day, PageDay.followers, PageDay.captured_at, PageDay.source, first, first_post)
        .where(PageDay.page_id == page.id)
        .order_by(PageDay.day.desc())
        .limit(1)
    )
    row = session.execute(newest).first()
    if row is None:
        return None
    day, followers, captured_at, source, first_day, first_post_at = row
    posts = _posts_known(page, first_post_at, time_zone)
    return Known(first_day, day, followers, captured_at, source, posts)


def figures(
    session: Session,
    page: Page,
    time_zone: str,
    choice: Compared,
    what: Known,
    *,
    er: engagement.Choice = engagement.USUAL,
) -> tuple[Figures, Figures | None]:
    """Return the figures of the period of ``choice`` and of the one it is compared with; ``er`` says by which rate."""
    start = min(choice.period.start, choice.comparison.start) if choice.comparison else choice.period.start
    end = choice.period.end
    days = frames.page_days(session, [page.id], start, end)
    posts = frames.posts(session, [page.id], start, end, time_zone, also={"paid": campaigns.is_paid()})
    paid = posts["paid"].to_numpy(dtype=bool)
    rates = engagement.post_rates(posts, days, er.variant)
    published = posts["day"].to_numpy()
    earlier = _baseline(session, page, start) if start > what.first else None

    def by_day_rate(period: Period, wanted: BoolArray) -> float | None:
        known = period.shared(what.posts) if what.posts else None
        if er.variant != "daily" or known is None:
            return None
        counts = growth.daily(days, known)["followers"]
        return engagement.daily_rate(rates[wanted & _within(published, known)], counts, known)

    def of(period: Period) -> Figures:
        baseline = growth.baseline_within(days, period.start) or earlier
        within = _within(published, period)
        by_day = growth.daily(days, period)
        counts = growth.posts_by_day(posts["day"], period, what.posts)
        told = ~np.isnan(counts.to_numpy())
        unpaid = engagement.without(rates[within], paid[within], er.variant)
        return Figures(
            period=period,
            days=by_day,
            growth=growth.growth(by_day, baseline),
            posts=counts,
            posts_published=int(np.nansum(counts.to_numpy())) if told.any() else None,
            posts_complete=bool(told.all()),
            engagement=replace(engagement.engagement(rates[within], er.variant), daily=by_day_rate(period, within)),
            unpaid=replace(unpaid, daily=by_day_rate(period, within & ~paid)) if unpaid else None,
        )

    return of(choice.period), of(choice.comparison) if choice.comparison else None


def _within(days: np.ndarray[Any, Any], period: Period) -> BoolArray:
    inside: BoolArray = (days >= np.datetime64(period.start)) & (days <= np.datetime64(period.end))
    return inside


def _baseline(session: Session, page: Page, before: date) -> Baseline | None:
    found = frames.baseline(session, [page.id], before)
    if not len(found):
        return None
    return Baseline(found["day"].iloc[0].date(), int(found["followers"].iloc[0]))


def _posts_known(page: Page, first_post_at: datetime | None, time_zone: str) -> Period | None:
    """Return when posts were being read: from the oldest one seen (or since the page is here) to the last reading."""
    if page.posts_read_at is None:
        return None
    starts = [local_day(moment, time_zone) for moment in (page.created_at, first_post_at) if moment is not None]
    end = local_day(page.posts_read_at, time_zone)
    return Period(min(*starts, end), end)
