"""Links by which people without an account see and approve items. Only the hash of each token is kept."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from promo.clients.models import Client
from promo.db import Base
from promo.users.models import User

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute


class ReviewLink(Base):
    """One person's link to one client's items: a standing one shows what waits, a batch the items chosen for it.

    A person who may not decide only sees and comments. ``password_hash`` and ``expires_at`` are optional.
    """

    __tablename__ = "review_links"
    __table_args__ = (Index("ix_review_links_client_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    is_standing: Mapped[bool]
    may_decide: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(8))
    message: Mapped[str] = mapped_column(Text, default="")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    opened_count: Mapped[int] = mapped_column(default=0)

    client: Mapped[Client] = relationship()
    created_by: Mapped[User | None] = relationship()

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int]:
        """Return the column that `access` narrows by."""
        return cls.client_id


class ReviewLinkItem(Base):
    """An item that a batch shows."""

    __tablename__ = "review_link_items"
    __table_args__ = (Index("ix_review_link_items_item_id", "item_id"),)

    link_id: Mapped[int] = mapped_column(ForeignKey("review_links.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_items.id", ondelete="CASCADE"), primary_key=True)
