"""What a client's overview shows: figures of 30 complete days beside the 30 before, pages, posts, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.analytics import engagement, periods
from promo.analytics import portfolio as figures
from promo.clients import team as teams
from promo.clock import local_day
from promo.home import reading
from promo.pages import screens as page_screens
from promo.pages.models import Post

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from promo.analytics.engagement import Engagement
    from promo.analytics.portfolio import Growth, Total
    from promo.clients.models import Client
    from promo.clients.team import Team
    from promo.pages.models import Page
    from promo.pages.screens import PageRow
    from promo.users.models import User

DAYS = 30
NEWEST_POSTS = 6


@dataclass(frozen=True, slots=True)
class Period:
    """A client's figures from ``start`` to ``end``, both included.

    ``engagement`` is by the rate that was chosen for the client. ``posts`` counts those published from ``posts_from``
    on: the first day since which the posts of all pages are known, or ``start``; ``None`` when they are known of none.
    """

    start: date
    end: date
    growth: Growth
    engagement: Engagement
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
    """

    client: Client
    may_edit: bool
    er: engagement.Choice
    total: Total | None
    now: Period
    before: Period
    daily: Sequence[int | None]
    pages: Sequence[PageRow]
    waiting: Sequence[Page]
    posts: Sequence[Post]
    team: Team
    warnings: reading.Warnings
    is_complete: bool

    @property
    def read_at(self) -> datetime | None:
        """When a page was last read."""
        return max((row.page.profile_read_at for row in self.pages if row.page.profile_read_at), default=None)

    @property
    def due_at(self) -> datetime | None:
        """When the next page is read."""
        return min((row.page.profile_due_at for row in self.pages if row.page.profile_due_at), default=None)


def overview(session: Session, client: Client, viewer: User, now: datetime) -> Overview:
    """Return the overview of ``client`` as it is at ``now``."""
    listed = page_screens.page_list(session, client, viewer)
    read = [row.page for row in listed.rows if row.page.paused_at is None]
    ids = [page.id for page in read]
    today = local_day(now, client.time_zone)
    known = reading.series(session, ids, today - timedelta(days=2 * DAYS + 1))
    lines = list(known.values())
    end = figures.last_complete_day(lines, today)
    posts = reading.posts(session, dict.fromkeys(ids, client.time_zone), today - timedelta(days=2 * DAYS + 1))
    theirs = [post for found in posts.values() for post in found]
    told = reading.posts_known(read, reading.first_posts(session, ids), client.time_zone)
    er = engagement.Choice.of(client.er_variant, client.er_average)

    def period(last: date) -> Period:
        first = last - timedelta(days=DAYS - 1)
        days = periods.Period(first, last)
        since = max(first, told.start) if told and told.start <= last else None
        return Period(
            start=first,
            end=last,
            growth=figures.growth(lines, first, last),
            engagement=figures.engagement(
                theirs, known, days, variant=er.variant, known=days.shared(told) if told else None
            ),
            posts=figures.published(theirs, since, last) if since is not None else None,
            posts_from=since,
        )

    current = period(end)
    days = [current.start + timedelta(days=index) for index in range(DAYS)]
    return Overview(
        client=client,
        may_edit=listed.may_edit,
        er=er,
        total=figures.latest_total(lines, end),
        now=current,
        before=period(current.start - timedelta(days=1)),
        daily=figures.totals(lines, days),
        pages=listed.rows,
        waiting=[page for page in read if page.profile_read_at is None],
        posts=_newest_posts(session, [row.page.id for row in listed.rows]),
        team=teams.team(session, client, viewer),
        warnings=reading.warnings(session, [row.page.id for row in listed.rows], today),
        is_complete=end < today,
    )


def _newest_posts(session: Session, page_ids: Sequence[int]) -> list[Post]:
    statement = select(Post).where(Post.page_id.in_(page_ids)).order_by(Post.published_at.desc()).limit(NEWEST_POSTS)
    return list(session.scalars(statement))
