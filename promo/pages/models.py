"""Instagram pages, what was seen of them, and their posts. Unknown is NULL everywhere here."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from promo.clients.models import Client, Label
from promo.db import Base

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute

page_labels = Table(
    "page_labels",
    Base.metadata,
    Column("page_id", ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True),
    Column("label_id", ForeignKey("labels.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_page_labels_label_id", "label_id"),
)


class Page(Base):
    """A page on Instagram: a client's, or (``client_id`` NULL) a competitor's.

    ``instagram_id`` is what it is, ``username`` where it was last found. The ``profile_…`` and ``posts_…`` columns say
    when it was read and when it is due again; ``last_outcome`` is the newest attempt's, as `collectors.base.Outcome`.
    """

    __tablename__ = "pages"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id", ondelete="RESTRICT"), index=True)
    username: Mapped[str] = mapped_column(String(30), unique=True)
    instagram_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    full_name: Mapped[str | None] = mapped_column(String(255))
    biography: Mapped[str | None] = mapped_column(Text)
    external_url: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(String(120))
    is_verified: Mapped[bool | None]
    is_private: Mapped[bool | None]
    is_business: Mapped[bool | None]
    avatar_file: Mapped[str | None] = mapped_column(String(120))
    avatar_key: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    profile_read_at: Mapped[datetime | None]
    profile_due_at: Mapped[datetime | None] = mapped_column(index=True)
    posts_read_at: Mapped[datetime | None]
    posts_due_at: Mapped[datetime | None] = mapped_column(index=True)
    last_outcome: Mapped[str | None] = mapped_column(String(24))
    last_attempt_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    client: Mapped[Client | None] = relationship()
    labels: Mapped[list[Label]] = relationship(secondary=page_labels, order_by=Label.name)

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int | None]:
        """Return the column that `access` narrows by."""
        return cls.client_id


class PageName(Base):
    """A name under which a page was found, and since when: pages rename themselves."""

    __tablename__ = "page_names"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True)
    username: Mapped[str] = mapped_column(String(30), primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)


class PageDay(Base):
    """The last successful observation of a page on one day of its client's: one wide row, all metrics nullable."""

    __tablename__ = "page_days"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    followers: Mapped[int | None] = mapped_column(BigInteger)
    following: Mapped[int | None] = mapped_column(BigInteger)
    posts_count: Mapped[int | None] = mapped_column(BigInteger)
    captured_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(32))


class HeldCount(Base):
    """A count that looks impossible. It waits for a person, and only their yes makes it a `PageDay`."""

    __tablename__ = "held_counts"
    __table_args__ = (UniqueConstraint("page_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    day: Mapped[date]
    followers: Mapped[int | None] = mapped_column(BigInteger)
    following: Mapped[int | None] = mapped_column(BigInteger)
    posts_count: Mapped[int | None] = mapped_column(BigInteger)
    previous_followers: Mapped[int | None] = mapped_column(BigInteger)
    captured_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(32))
    decided_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    page: Mapped[Page] = relationship()


class Post(Base):
    """A post of a page with the newest metrics known. ``due_at`` is when its metrics are read again, NULL: no more."""

    __tablename__ = "posts"
    __table_args__ = (Index("ix_posts_page_id_published_at", "page_id", "published_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    shortcode: Mapped[str] = mapped_column(String(32), unique=True)
    instagram_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    published_at: Mapped[datetime]
    caption: Mapped[str | None] = mapped_column(Text)
    hashtags: Mapped[list[str]]
    mentions: Mapped[list[str]]
    likes: Mapped[int | None] = mapped_column(BigInteger)
    comments: Mapped[int | None] = mapped_column(BigInteger)
    views: Mapped[int | None] = mapped_column(BigInteger)
    likes_hidden: Mapped[bool | None]
    is_sponsored: Mapped[bool | None]
    is_pinned: Mapped[bool | None]
    thumbnail_file: Mapped[str | None] = mapped_column(String(120))
    first_seen_at: Mapped[datetime]
    captured_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(32))
    due_at: Mapped[datetime | None] = mapped_column(index=True)

    page: Mapped[Page] = relationship()


class PostSnapshot(Base):
    """A post's metrics at one moment."""

    __tablename__ = "post_snapshots"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    captured_at: Mapped[datetime] = mapped_column(primary_key=True)
    likes: Mapped[int | None] = mapped_column(BigInteger)
    comments: Mapped[int | None] = mapped_column(BigInteger)
    views: Mapped[int | None] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(32))
