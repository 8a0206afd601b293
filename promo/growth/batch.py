"""What is read of many pages at once: their counts and posts, a fixed number of queries for any number of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import false, select, union_all

from promo.analytics.periods import Period
from promo.analytics.portfolio import PublishedPost, Series
from promo.campaigns.posts import reading as campaigns
from promo.clock import local_day, zone
from promo.pages.models import Page, PageDay, Post

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


class ReadPage(Protocol):
    """A page: since when it is here, and when its posts were read last."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def created_at(self) -> datetime:
        """Since when it is here."""

    @property
    def posts_read_at(self) -> datetime | None:
        """When its posts were read last; ``None``: never."""


def series(session: Session, page_ids: Sequence[int], start: date, end: date | None = None) -> dict[int, Series]:
    """Return each page's known followers from ``start`` on (to ``end``), with the last count before it as the first.

    One query.
    """
    days = PageDay.__table__.c  # plain columns: what the mapper adds to each of thousands of rows is not needed
    newest = (
        select(PageDay.day)
        .where(PageDay.page_id == Page.id, PageDay.day < start, PageDay.followers.is_not(None))
        .order_by(PageDay.day.desc())
        .limit(1)
        .correlate(Page)
        .scalar_subquery()
    )
    columns = select(days.page_id, days.day, days.followers)
    before = columns.join(Page, Page.id == days.page_id).where(Page.id.in_(page_ids), days.day == newest)
    since = columns.where(days.page_id.in_(page_ids), days.day >= start, days.followers.is_not(None))
    since = since.where(days.day <= end) if end else since
    rows = session.execute(union_all(before, since).order_by("page_id", "day")).all()
    found = {}
    for page_id, theirs in groupby(rows, key=itemgetter(0)):
        _, dates, counts = zip(*theirs, strict=True)
        found[page_id] = Series(dates, counts)
    return found


def posts(
    session: Session, zones: Mapping[int, str], start: date, end: date | None = None, *, tell_paid: bool = False
) -> dict[int, list[PublishedPost]]:
    """Return the posts published from ``start`` on (to ``end``) by page; ``zones`` gives each page's time zone.

    Some of the days before and after are among them: what a day is, differs by a page's place.

    Which of them a campaign paid for is told where ``tell_paid`` asks for it.
    """
    since = datetime.combine(start, time(), UTC) - timedelta(days=1)
    post = Post.__table__.c
    columns = (post.page_id, post.published_at, post.likes, post.comments, post.likes_hidden, post.views)
    paid: ColumnElement[bool] = campaigns.is_paid() if tell_paid else false()
    statement = select(*columns, paid).where(post.page_id.in_(zones), post.published_at >= since)
    if end:
        statement = statement.where(post.published_at < datetime.combine(end, time(), UTC) + timedelta(days=2))
    found: dict[int, list[PublishedPost]] = defaultdict(list)
    known = {page_id: zone(name) for page_id, name in zones.items()}
    for page_id, published_at, likes, comments, hidden, views, is_paid in session.execute(statement).all():
        day = published_at.astimezone(known[page_id]).date()
        found[page_id].append(PublishedPost(page_id, day, likes, comments, hidden, views, is_paid))
    return found


def posts_known(pages: Sequence[ReadPage], first_posts: Mapping[int, datetime], time_zone: str) -> Period | None:
    """Return the days of which the posts of all ``pages`` are known, ``None`` for none.

    That is from the oldest post seen of each (or since the page is here) to its last reading.
    """
    starts, ends = [], []
    for page in pages:
        if page.posts_read_at is None:
            return None
        starts.append(local_day(min(page.created_at, first_posts.get(page.id, page.created_at)), time_zone))
        ends.append(local_day(page.posts_read_at, time_zone))
    if not starts or max(starts) > min(ends):
        return None
    return Period(max(starts), min(ends))


def first_posts(session: Session, page_ids: Sequence[int]) -> dict[int, datetime]:
    """Return when the oldest known post of each page was published; pinned ones are seen however old they are."""
    oldest = (
        select(Post.published_at)
        .where(Post.page_id == Page.id, Post.is_pinned.is_not(True))
        .order_by(Post.published_at)
        .limit(1)
        .correlate(Page)
        .scalar_subquery()
    )
    rows: list[tuple[int, datetime | None]] = [
        (page_id, moment) for page_id, moment in session.execute(select(Page.id, oldest).where(Page.id.in_(page_ids)))
    ]
    return {page_id: moment for page_id, moment in rows if moment is not None}
