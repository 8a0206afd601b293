"""Clients with pages, days and posts, made by the hundred for tests of Home."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from promo.clients.models import Client, Label
from promo.clock import zone
from promo.pages.models import Page, PageDay, Post

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

ZONE = "Europe/Moscow"


def at(day: date, hour: int = 12) -> datetime:
    """An hour of a day in Moscow."""
    return datetime.combine(day, time(hour), zone(ZONE))


def make_client(session: Session, name: str, labels: Iterable[Label] = (), **more: object) -> Client:
    client = Client(name=name, time_zone=ZONE, currency="RUB", created_at=at(date(2026, 1, 1)))
    for key, value in more.items():
        setattr(client, key, value)
    client.labels = list(labels)
    session.add(client)
    session.flush()
    return client


def make_page(session: Session, client: Client | None, username: str, counts: dict[date, int], **more: object) -> Page:
    """A page whose followers were counted on the days of ``counts``."""
    page = Page(username=username, client_id=client.id if client else None, created_at=at(date(2026, 1, 1)))
    if counts:
        page.profile_read_at = page.posts_read_at = at(max(counts))
        page.last_outcome = "ok"
    for key, value in more.items():
        setattr(page, key, value)
    session.add(page)
    session.flush()
    session.add_all(
        PageDay(page_id=page.id, day=day, followers=followers, captured_at=at(day), source="test")
        for day, followers in counts.items()
    )
    return page


def make_post(session: Session, page: Page, day: date, likes: int | None, comments: int | None, **more: object) -> Post:
    number = session.query(Post).count()
    post = Post(
        page_id=page.id,
        shortcode=f"C{page.id}x{number}",
        instagram_id=str(number),
        kind="image",
        published_at=at(day),
        hashtags=[],
        mentions=[],
        likes=likes,
        comments=comments,
        first_seen_at=at(day),
        captured_at=at(day),
        source="test",
    )
    for key, value in more.items():
        setattr(post, key, value)
    session.add(post)
    session.flush()
    return post


def steadily(end: date, days: int, first: int, gain: int) -> dict[date, int]:
    """Counts of so many days up to ``end``, growing by ``gain`` a day from ``first``."""
    start = end - timedelta(days=days - 1)
    return {start + timedelta(days=index): first + gain * index for index in range(days)}
