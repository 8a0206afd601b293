"""The items of the content plan, their media, versions, comments, tasks and log."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

import promo.plan.review.models  # noqa: F401 - comments and log lines refer to links
from promo.clients.models import Client
from promo.content.models import Rubric
from promo.db import Base
from promo.pages.models import Page, Post
from promo.plan.words import Audience, Stage, Status
from promo.users.models import User

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute


class PlanItem(Base):
    """Something to be published. ``planned_at`` is NULL while it is only an idea without a day.

    ``version`` grows with each save and tells edits that would overwrite; ``revision`` grows when what was to be
    approved changes, and decisions count for their revision only. ``stage`` is set in review alone. ``uid`` is how
    calendars and files know the item, for ever. ``post_id`` is the published post, ``match_score`` how sure that is
    (0 … 1, NULL: a person said so); ``suggested_post_id`` one that is asked about, ``refused_posts`` are those that it
    is not.
    """

    __tablename__ = "plan_items"
    __table_args__ = (
        Index("ix_plan_items_client_id_planned_at", "client_id", "planned_at"),
        Index("ix_plan_items_status_planned_at", "status", "planned_at"),
        UniqueConstraint("series_id", "series_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default=Status.IDEA)
    stage: Mapped[str | None] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(160), default="")
    planned_at: Mapped[datetime | None]
    rubric_id: Mapped[int | None] = mapped_column(ForeignKey("rubrics.id", ondelete="SET NULL"), index=True)
    goal: Mapped[str] = mapped_column(String(200), default="")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    caption: Mapped[str] = mapped_column(Text, default="")
    first_comment: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(2000), default="")
    reference: Mapped[str] = mapped_column(Text, default="")
    review_by: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("plan_series.id", ondelete="SET NULL"))
    series_day: Mapped[date | None]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"), unique=True)
    match_score: Mapped[float | None]
    suggested_post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    suggested_score: Mapped[float | None]
    refused_posts: Mapped[list[int]] = mapped_column(default=list)
    published_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]

    client: Mapped[Client] = relationship()
    page: Mapped[Page | None] = relationship()
    rubric: Mapped[Rubric | None] = relationship()
    assignee: Mapped[User | None] = relationship(foreign_keys=assignee_id)
    created_by: Mapped[User | None] = relationship(foreign_keys=created_by_id)
    submitted_by: Mapped[User | None] = relationship(foreign_keys=submitted_by_id)
    post: Mapped[Post | None] = relationship(foreign_keys=post_id)
    suggested_post: Mapped[Post | None] = relationship(foreign_keys=suggested_post_id)
    media: Mapped[list[PlanMedia]] = relationship(
        cascade="all, delete-orphan", order_by="PlanMedia.position", passive_deletes=True
    )

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int]:
        """Return the column that `access` narrows by."""
        return cls.client_id

    @property
    def waits_for_client(self) -> bool:
        """Whether the client's word is what the item waits for."""
        return self.status == Status.IN_REVIEW and self.stage == Stage.CLIENT


class PlanMedia(Base):
    """A picture or short video of an item. ``file`` and ``thumbnail_file`` lie in the media folder.

    ``seconds`` is a video's length. Width and height are in pixels.
    """

    __tablename__ = "plan_media"
    __table_args__ = (Index("ix_plan_media_item_id_position", "item_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_items.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    file: Mapped[str] = mapped_column(String(120))
    thumbnail_file: Mapped[str | None] = mapped_column(String(120))
    content_type: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    bytes: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    seconds: Mapped[float | None]
    alt_text: Mapped[str] = mapped_column(String(1000), default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class PlanVersion(Base):
    """What an item said after the save that made it ``number``; `promo.plan.items.history` writes ``fields``."""

    __tablename__ = "plan_versions"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_items.id", ondelete="CASCADE"))
    number: Mapped[int]
    revision: Mapped[int]
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    fields: Mapped[dict[str, Any]]

    user: Mapped[User | None] = relationship()


class PlanEvent(Base):
    """A line of an item's log: who did what, and when. ``actor`` is the name as it was then."""

    __tablename__ = "plan_events"
    __table_args__ = (Index("ix_plan_events_item_id_at", "item_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_items.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("review_links.id", ondelete="SET NULL"))
    actor: Mapped[str] = mapped_column(String(120), default="")
    old_status: Mapped[str | None] = mapped_column(String(16))
    new_status: Mapped[str | None] = mapped_column(String(16))
    stage: Mapped[str | None] = mapped_column(String(16))
    revision: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")


class PlanComment(Base):
    """A remark about an item. What is ``internal`` never leaves the team."""

    __tablename__ = "plan_comments"
    __table_args__ = (Index("ix_plan_comments_item_id_audience", "item_id", "audience"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_items.id", ondelete="CASCADE"))
    audience: Mapped[str] = mapped_column(String(16), default=Audience.INTERNAL)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("review_links.id", ondelete="SET NULL"))
    author: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class PlanTask(Base):
    """A piece of work for an item: of a speciality, for a person, until the end of a day of the client's."""

    __tablename__ = "plan_tasks"
    __table_args__ = (Index("ix_plan_tasks_assignee_id_due", "assignee_id", "due"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_items.id", ondelete="CASCADE"), index=True)
    speciality: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(160), default="")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    due: Mapped[date | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    item: Mapped[PlanItem] = relationship()
    assignee: Mapped[User | None] = relationship(foreign_keys=assignee_id)


class PlanSeries(Base):
    """Items that come again: ``rule`` is an RFC 5545 recurrence of local days, at ``local_time`` (``"18:30"``)."""

    __tablename__ = "plan_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), index=True)
    rule: Mapped[str] = mapped_column(String(200))
    start: Mapped[date]
    local_time: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int]:
        """Return the column that `access` narrows by."""
        return cls.client_id


class PlanTemplate(Base):
    """What new items can begin with: ``fields`` as an item's version has them, without page and time."""

    __tablename__ = "plan_templates"
    __table_args__ = (UniqueConstraint("client_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    fields: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int]:
        """Return the column that `access` narrows by."""
        return cls.client_id


class PlanImport(Base):
    """A file that was read and awaits a yes: ``rows`` as they were understood."""

    __tablename__ = "plan_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int]:
        """Return the column that `access` narrows by."""
        return cls.client_id


class PlanFeed(Base):
    """A secret calendar address of a person: one client's items, or (``client_id`` NULL) those of all they see."""

    __tablename__ = "plan_feeds"
    __table_args__ = (Index("ix_plan_feeds_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    client: Mapped[Client | None] = relationship()
