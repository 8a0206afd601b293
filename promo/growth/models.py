"""What stands out in a page's growth."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from promo.db import Base
from promo.pages.models import Page
from promo.users.models import User


class Anomaly(Base):
    """Gains that lie outside of what is usual for a page: evidence, not a verdict.

    ``gain`` was seen from ``start`` to ``end`` (days of the client), ``per_day`` is what the fence is about, and the
    fence at that time was ``low`` … ``high``; ``outside`` says how many interquartile ranges beyond it. A person may
    dismiss it with a note (``dismissed_at``); detection then never brings it back.
    """

    __tablename__ = "anomalies"
    __table_args__ = (
        UniqueConstraint("page_id", "kind", "start"),
        Index("ix_anomalies_page_id_end", "page_id", "end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    start: Mapped[date]
    end: Mapped[date]
    gain: Mapped[int | None]
    per_day: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    outside: Mapped[float | None]
    found_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]
    dismissed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(Text, default="")

    page: Mapped[Page] = relationship()
    dismissed_by: Mapped[User | None] = relationship()
