"""A page's media kit: what was chosen and typed for it. Its figures are read anew each day and not kept."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from promo.db import Base
from promo.pages.models import Page


class MediaKit(Base):
    """What a page's media kit shows: ``shown`` figures and parts (`promo.reports.kit.parts`), texts, offers.

    ``language`` is the one it is written and read in, ``title`` the name at its head (empty: the page's own), ``text``
    Markdown, ``contact`` a line. ``currency`` is that of the offers. ``version`` tells edits that would overwrite.
    """

    __tablename__ = "media_kits"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), unique=True)
    language: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(String(200))
    currency: Mapped[str] = mapped_column(String(3))
    shown: Mapped[list[str]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    page: Mapped[Page] = relationship()
    offers: Mapped[list[KitOffer]] = relationship(
        order_by="KitOffer.place", cascade="all, delete-orphan", passive_deletes=True
    )


class KitOffer(Base):
    """A format that can be booked, and its price in the kit's currency; ``None``: on request."""

    __tablename__ = "media_kit_offers"

    kit_id: Mapped[int] = mapped_column(ForeignKey("media_kits.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(120))
    price: Mapped[Decimal | None]
