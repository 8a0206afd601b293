"""What is due when: the profile once on each local day, posts by their ladder, and how long to leave off after what."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from collectors.base import Outcome
from promo.clients.models import Client
from promo.clock import local_day, zone
from promo.collection.outcomes import FAILED, INTERRUPTED
from promo.pages.ladder import next_reading, step
from promo.pages.models import Page, Post

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

FIRST_MINUTE = 30
LAST_MINUTE = 20 * 60 + 30
"""Profiles are read between 00:30 and 20:30 of the client's day: late ones still have hours left to be tried again."""

SLACK = 4
"""A post is read along with others when a quarter of its step or less is missing: fewer visits, same curve."""


@dataclass(frozen=True)
class Backoff:
    """How long to leave a page alone: ``first`` after one failure, doubled with each more, at most ``most``."""

    first: timedelta
    most: timedelta

    def after(self, failures: int) -> timedelta:
        """Return the delay after so many failures in a row (1 or more)."""
        doublings = min(max(failures, 1) - 1, 20)
        return min(self.first * (1 << doublings), self.most)


BACKOFF: dict[str, Backoff] = {
    Outcome.THROTTLED: Backoff(timedelta(hours=1), timedelta(hours=12)),
    Outcome.LOGIN_WALL: Backoff(timedelta(hours=2), timedelta(hours=24)),
    Outcome.NOT_FOUND: Backoff(timedelta(hours=6), timedelta(days=1)),
    Outcome.PRIVATE: Backoff(timedelta(days=1), timedelta(days=1)),
    Outcome.CHALLENGE: Backoff(timedelta(hours=12), timedelta(hours=24)),
    Outcome.PROTOCOL_CHANGED: Backoff(timedelta(hours=6), timedelta(days=1)),
    Outcome.OFFLINE: Backoff(timedelta(minutes=10), timedelta(hours=6)),
    Outcome.SIGNED_OUT: Backoff(timedelta(minutes=5), timedelta(hours=6)),
    FAILED: Backoff(timedelta(hours=1), timedelta(days=1)),
    INTERRUPTED: Backoff(timedelta(0), timedelta(0)),
}
"""What is no failure (ok, paced) is not in it."""


def daily_slot(page_id: int, day: date, time_zone: str) -> datetime:
    """Return when on the local ``day`` the page's profile is read: always the same time, another for each page."""
    digest = hashlib.blake2b(str(page_id).encode(), digest_size=8).digest()
    minutes = FIRST_MINUTE + int.from_bytes(digest, "big") % (LAST_MINUTE - FIRST_MINUTE)
    return datetime.combine(day, time(minutes // 60, minutes % 60), zone(time_zone))


def next_profile(page_id: int, read_at: datetime, time_zone: str) -> datetime:
    """Return when the profile is due again after it was read at ``read_at``: on the next local day."""
    return daily_slot(page_id, local_day(read_at, time_zone) + timedelta(days=1), time_zone)


def due_posts(session: Session, page_id: int, since: datetime, now: datetime) -> tuple[frozenset[str], frozenset[str]]:
    """Return the shortcodes known of a page since then, and those among them whose metrics are to be read now."""
    known, due = set(), set()
    statement = select(Post.shortcode, Post.published_at, Post.due_at)
    for code, published_at, due_at in session.execute(
        statement.where(Post.page_id == page_id, Post.published_at >= since)
    ):
        known.add(code)
        every = step(now - published_at)
        if due_at is not None and due_at - (every or timedelta(0)) / SLACK <= now:
            due.add(code)
    return frozenset(known), frozenset(due)


def put_off_unread(session: Session, page_id: int, since: datetime, now: datetime) -> None:
    """Give posts that a complete reading did not show (deleted or hidden ones) their next step, not another try."""
    late = select(Post).where(Post.page_id == page_id, Post.published_at >= since, Post.due_at <= now)
    for post in session.scalars(late):
        post.due_at = next_reading(post.published_at, now)
    session.flush()


def next_posts(session: Session, page_id: int, since: datetime) -> datetime | None:
    """Return when the page's first post is due, ``None`` when none is any more."""
    first = select(func.min(Post.due_at)).where(Post.page_id == page_id, Post.published_at >= since)
    return session.scalar(first)


def due_pages(now: datetime) -> Select[Page]:
    """Return the query for the pages that are to be read now and that nobody is reading, the most urgent first."""
    due = or_(Page.profile_due_at <= now, Page.posts_due_at <= now)
    free = or_(Page.leased_until.is_(None), Page.leased_until <= now)
    overdue = (Page.profile_due_at > now).is_not(False)
    return (
        select(Page)
        .outerjoin(Client)
        .where(due, free, Page.paused_at.is_(None), Client.archived_at.is_(None))
        .order_by(overdue, Page.profile_due_at, Page.posts_due_at, Page.id)
    )
