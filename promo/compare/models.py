"""Saved sets of pages, and the published benchmarks that an agency compares with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from promo.db import Base
from promo.users.models import User


class SavedSet(Base):
    """A named state of the comparison (``query`` is that of its address), a person's own or the team's.

    Whoever opens a shared one sees only those of its pages that they may see.
    """

    __tablename__ = "saved_sets"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(2000))
    is_shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship()


class Tier(Base):
    """Pages from ``lower`` followers up to the next tier, with a published median ER and where it was published."""

    __tablename__ = "tiers"

    id: Mapped[int] = mapped_column(primary_key=True)
    lower: Mapped[int] = mapped_column(BigInteger, unique=True)
    median_er: Mapped[float | None]
    source: Mapped[str] = mapped_column(String(160), default="")
    year: Mapped[int | None]
