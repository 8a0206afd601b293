"""What a client's overview shows: figures of a period beside those of another, pages, posts, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.analytics import engagement, periods
from promo.analytics import portfolio as figures
from promo.campaigns import standing as campaigns
from promo.campaigns.timeline import reading as timeline
from promo.clients import team as teams
from promo.clock import local_day
from promo.growth import batch
from promo.home import reading
from promo.pages import frames
from promo.pages import screens as page_screens
from promo.pages.models import Post
from promo.plan import standing
from promo.reports.monthly import reading as monthly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from promo.analytics.engagement import Engagement
    from promo.analytics.periods import Choice
    from promo.analytics.portfolio import Growth, Total
    from promo.campaigns.timeline.reading import Happening
    from promo.clients.models import Client
    from promo.clients.team import Team
    from promo.pages.models import Page
    from promo.pages.screens import PageRow
    from promo.plan.standing import Ahead
    from promo.users.models import User

NEWEST_POSTS = 6


@dataclass(frozen=True, slots=True)
class Period:
    """A client's figures from ``start`` to ``end``, both included.

    ``engagement`` is by the rate that was chosen for the client, ``unpaid`` the same without paid posts (``None`` where
    there are none). ``posts`` counts those published from ``posts_from`` on: the first day since which the posts of all
    pages are known, or ``start``; ``None`` when they are known of none.
    """

    start: date
    end: date
    growth: Growth
    engagement: Engagement
    unpaid: Engagement | None
    posts: int | None
    posts_from: date | None

    @property
    def posts_complete(self) -> bool:
        """Whether the posts of the whole period are known."""
        return self.posts_from == self.start


@dataclass(frozen=True, slots=True)
class Overview:
    """The page.

    ``waiting`` are the pages of which nothing was collected yet; ``daily`` the followers of all pages together for each
    day of the period ``now``, a gap as ``None``. ``is_complete`` is false on the first day of all: then today counts.
    ``report_due`` is the month (its first day) that is over and has no report yet, for those who may write one.
    """

    client: Client
    may_edit: bool
    er: engagement.Choice
    total: Total | None
    choice: Choice
    now: Period
    before: Period | None
    daily: Sequence[int | None]
    events: Sequence[Happening]
    pages: Sequence[PageRow]
    waiting: Sequence[Page]
    posts: Sequence[Post]
    team: Team
    warnings: reading.Warnings
    is_complete: bool
    plan: Ahead
    campaigns: campaigns.Ahead
    report_due: date | None

    @property
    def read_at(self) -> datetime | None:
        """When a page was last read."""
        return max((row.page.profile_read_at for row in self.pages if row.page.profile_read_at), default=None)

    @property
    def due_at(self) -> datetime | None:
        """When the next page is read."""
        return min((row.page.profile_due_at for row in self.pages if row.page.profile_due_at), default=None)


def overview(
    session: Session, client: Client, viewer: User, now: datetime, query: Mapping[str, str] = MappingProxyType({})
) -> Overview:
    """Return the overview of ``client`` over the period that ``query`` asks for, as it is at ``now``."""
    listed = page_screens.page_list(session, client, viewer)
    read = [row.page for row in listed.rows if row.page.paused_at is None]
    ids = [page.id for page in read]
    today = local_day(now, client.time_zone)
    choice = periods.choose(query, today, min(frames.first_days(session, ids).values(), default=None))
    start = min(choice.period.start, choice.comparison.start) if choice.comparison else choice.period.start
    known = batch.series(session, ids, start)
    lines = list(known.values())
    posts = batch.posts(session, dict.fromkeys(ids, client.time_zone), start, tell_paid=True)
    theirs = [post for found in posts.values() for post in found]
    told = batch.posts_known(read, batch.first_posts(session, ids), client.time_zone)
    er = engagement.Choice.of(client.er_variant, client.er_average)

    def of(days: periods.Period) -> Period:
        shared = days.shared(told) if told else None
        since = max(days.start, told.start) if told and told.start <= days.end else None
        return Period(
            start=days.start,
            end=days.end,
            growth=figures.growth(lines, days.start, days.end),
            engagement=figures.engagement(theirs, known, days, variant=er.variant, known=shared),
            unpaid=figures.unpaid(theirs, known, days, variant=er.variant, known=shared),
            posts=figures.published(theirs, since, days.end) if since is not None else None,
            posts_from=since,
        )

    shown = choice.period
    page_ids = [row.page.id for row in listed.rows]
    return Overview(
        client=client,
        may_edit=listed.may_edit,
        er=er,
        total=figures.latest_total(lines, shown.end),
        choice=choice,
        now=of(shown),
        before=of(choice.comparison) if choice.comparison else None,
        events=timeline.happenings(session, page_ids, [client.id], shown.start, shown.end),
        daily=figures.totals(lines, [shown.start + timedelta(days=index) for index in range(shown.days)]),
        pages=listed.rows,
        waiting=[page for page in read if page.profile_read_at is None],
        posts=_newest_posts(session, page_ids),
        team=teams.team(session, client, viewer),
        warnings=reading.warnings(session, page_ids, today),
        is_complete=shown.end < today,
        plan=standing.ahead(session, client, viewer, now),
        campaigns=campaigns.ahead(session, client, viewer, now),
        report_due=monthly.due(session, client, now) if listed.may_edit and listed.rows else None,
    )


def _newest_posts(session: Session, page_ids: Sequence[int]) -> list[Post]:
    statement = select(Post).where(Post.page_id.in_(page_ids)).order_by(Post.published_at.desc()).limit(NEWEST_POSTS)
    return list(session.scalars(statement))
