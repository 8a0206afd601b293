"""Pages with made-up days and posts, as collection leaves them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from promo.clock import zone
from promo.pages.models import Page, PageDay, Post

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from promo.clients.models import Client

ZONE = "Europe/Moscow"
TODAY = date(2026, 3, 18)
"""A Wednesday. The last complete day is the 17th."""
NOW = datetime(2026, 3, 18, 9, tzinfo=UTC)


def ago(days: int) -> date:
    """Return the day so many days before today."""
    return TODAY - timedelta(days=days)


def add_page(session: Session, client: Client | None, username: str = "bread", **columns: object) -> Page:
    """Add a page that was read two hours ago and is read again in five."""
    usual: dict[str, object] = {
        "created_at": datetime(2024, 1, 1, tzinfo=UTC),
        "profile_read_at": NOW - timedelta(hours=2),
        "profile_due_at": NOW + timedelta(hours=5),
        "posts_read_at": NOW - timedelta(hours=2),
        "last_outcome": "ok",
    }
    page = Page(username=username, client_id=client.id if client else None, **{**usual, **columns})
    session.add(page)
    session.flush()
    return page


def add_days(session: Session, page: Page, followers: Mapping[int, int | None], **columns: object) -> None:
    """Add the page's counts: days ago → followers."""
    for days, count in followers.items():
        usual: dict[str, object] = {"following": 100 + days, "posts_count": 50}
        captured = datetime.combine(ago(days), time(7), UTC)
        row = PageDay(page_id=page.id, day=ago(days), followers=count, captured_at=captured, source="instagram")
        for name, value in {**usual, **columns}.items():
            setattr(row, name, value)
        session.add(row)
    session.commit()


def add_post(session: Session, page: Page, published_at: datetime, likes: int | None = 90, **columns: object) -> Post:
    """Add a post with 10 comments."""
    number = session.query(Post).count()
    usual: dict[str, object] = {"kind": "image", "hashtags": [], "mentions": [], "comments": 10, "source": "instagram"}
    seen = {"first_seen_at": published_at, "captured_at": published_at}
    post = Post(
        page_id=page.id,
        shortcode=f"C{number}",
        instagram_id=str(number),
        published_at=published_at,
        likes=likes,
        **{**usual, **seen, **columns},
    )
    session.add(post)
    session.commit()
    return post


def local(day: date, hour: int = 12, minute: int = 0, time_zone: str = ZONE) -> datetime:
    """Return a moment of ``day`` in ``time_zone``."""
    return datetime.combine(day, time(hour, minute), zone(time_zone))
