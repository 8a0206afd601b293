"""Rubrics of posts, the rules that give them, and saved views of the list of posts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from promo.clients.models import Client
from promo.db import Base
from promo.pages.models import Post
from promo.users.models import User

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute


class Rubric(Base):
    """A kind of content as the client's team names it; one of no client is for competitors' pages."""

    __tablename__ = "rubrics"
    __table_args__ = (UniqueConstraint("client_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]

    client: Mapped[Client | None] = relationship()
    rules: Mapped[list[RubricRule]] = relationship(cascade="all, delete-orphan", order_by="RubricRule.id")

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int | None]:
        """Return the column that `access` narrows by."""
        return cls.client_id


class RubricRule(Base):
    """Gives its rubric to posts: ``kind`` says what ``pattern`` is (``hashtag``, ``word`` or ``post_kind``)."""

    __tablename__ = "rubric_rules"
    __table_args__ = (UniqueConstraint("rubric_id", "kind", "pattern"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    pattern: Mapped[str] = mapped_column(String(100))


class PostRubric(Base):
    """A rubric of a post: given by a rule or a person, or taken away by one, after which no rule gives it again."""

    __tablename__ = "post_rubrics"
    __table_args__ = (Index("ix_post_rubrics_rubric_id", "rubric_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id", ondelete="CASCADE"), primary_key=True)
    by_rule: Mapped[bool] = mapped_column(default=False)
    taken_away: Mapped[bool] = mapped_column(default=False)

    post: Mapped[Post] = relationship()


class SavedView(Base):
    """A named state of a client's list of posts (``query`` is that of its address), a person's own or the team's."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("user_id", "client_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(2000))
    is_shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship()

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int | None]:
        """Return the column that `access` narrows by."""
        return cls.client_id
