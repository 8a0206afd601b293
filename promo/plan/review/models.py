"""Links by which people without an account see and approve items. Only the hash of each token is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from promo.db import Base
from promo.links.models import SecretLink

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute


class ReviewLink(SecretLink, Base):
    """One person's link to one client's items: a standing one shows what waits, a batch the items chosen for it.

    A person who may not decide only sees and comments.
    """

    __tablename__ = "review_links"

    is_standing: Mapped[bool]
    may_decide: Mapped[bool] = mapped_column(default=True)
    message: Mapped[str] = mapped_column(Text, default="")

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
