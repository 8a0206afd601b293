"""The facts of campaigns' days, and their sums by month."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

import promo.campaigns.transfer.models  # noqa: F401 - days refer to imports
from promo.db import Base


class CampaignDay(Base):
    """What a campaign cost and brought on one day, unknown metrics NULL. ``import_id`` is where it came from last."""

    __tablename__ = "campaign_days"
    __table_args__ = (Index("ix_campaign_days_import_id", "import_id"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    spend: Mapped[Decimal | None]
    impressions: Mapped[int | None] = mapped_column(BigInteger)
    reach: Mapped[int | None] = mapped_column(BigInteger)
    clicks: Mapped[int | None] = mapped_column(BigInteger)
    leads: Mapped[int | None] = mapped_column(BigInteger)
    calls: Mapped[int | None] = mapped_column(BigInteger)
    sales: Mapped[int | None] = mapped_column(BigInteger)
    value: Mapped[Decimal | None]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_imports.id", ondelete="SET NULL"))


class CampaignMonth(Base):
    """The sums of a campaign's days in one calendar month (``month`` is its first day): written with the days.

    ``days`` counts the known days, ``peak_reach`` is the highest of one day: reach is never summed. Screens of many
    campaigns read these instead of a year of days each. `promo.campaigns.days.service` alone writes
    them.
    """

    __tablename__ = "campaign_months"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    days: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    spend: Mapped[Decimal | None]
    impressions: Mapped[int | None] = mapped_column(BigInteger)
    peak_reach: Mapped[int | None] = mapped_column(BigInteger)
    clicks: Mapped[int | None] = mapped_column(BigInteger)
    leads: Mapped[int | None] = mapped_column(BigInteger)
    calls: Mapped[int | None] = mapped_column(BigInteger)
    sales: Mapped[int | None] = mapped_column(BigInteger)
    value: Mapped[Decimal | None]
