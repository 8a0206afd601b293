"""Notes on the time line."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from promo.db import Base
from promo.pages.models import Page
from promo.users.models import User

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute


class MarkKind(enum.StrEnum):
    """What happened."""

    VIRAL = "viral"
    GIVEAWAY = "giveaway"
    PRESS = "press"
    COLLABORATION = "collaboration"
    ADVERTISING = "advertising"
    CHANGE = "change"
    OTHER = "other"


class EventMark(Base):
    """An event from ``day`` to ``end_day`` (``None``: one day) that may explain what a chart shows.

    It is about one page, or (``page_id`` NULL) about all pages of its client; one about a competitor's page has no
    client. ``version`` tells edits that would overwrite.
    """

    __tablename__ = "event_marks"
    __table_args__ = (
        Index("ix_event_marks_client_id_day", "client_id", "day"),
        Index("ix_event_marks_page_id_day", "page_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    day: Mapped[date]
    end_day: Mapped[date | None]
    title: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)

    page: Mapped[Page | None] = relationship()
    created_by: Mapped[User | None] = relationship()

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int | None]:
        """Return the column that `access` narrows by."""
        return cls.client_id
