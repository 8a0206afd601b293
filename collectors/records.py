"""What collectors yield: frozen records of what a service showed at one moment.

``None`` always means "the service did not say": never zero, never an estimate. Times are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class PostKind(StrEnum):
    """The kinds of posts that Instagram tells apart."""

    IMAGE = "image"
    CAROUSEL = "carousel"
    REEL = "reel"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A page's profile as it stood at ``captured_at``; ``source`` is the key of the collector that saw it."""

    instagram_id: str
    username: str
    captured_at: datetime
    source: str
    followers: int | None = None
    following: int | None = None
    posts_count: int | None = None
    full_name: str | None = None
    biography: str | None = None
    external_url: str | None = None
    category: str | None = None
    is_verified: bool | None = None
    is_private: bool | None = None
    is_business: bool | None = None
    avatar_url: str | None = None


@dataclass(frozen=True, slots=True)
class PostRecord:
    """A post and its metrics as they stood at ``captured_at``.

    ``likes`` is ``None`` when the owner hides them (``likes_hidden`` is then true) or when Instagram left them out.
    ``views`` counts plays of a reel or video; images have none.
    """

    shortcode: str
    instagram_id: str
    page_instagram_id: str
    captured_at: datetime
    source: str
    kind: PostKind
    published_at: datetime
    caption: str | None = None
    hashtags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    likes: int | None = None
    comments: int | None = None
    views: int | None = None
    likes_hidden: bool | None = None
    is_sponsored: bool | None = None
    is_pinned: bool | None = None
    thumbnail_url: str | None = None


Record = PageRecord | PostRecord
