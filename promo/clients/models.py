"""Clients and their labels."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from promo.db import Base
from promo.users.models import User

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute

client_labels = Table(
    "client_labels",
    Base.metadata,
    Column("client_id", ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True),
    Column("label_id", ForeignKey("labels.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_client_labels_label_id", "label_id"),
)


class Label(Base):
    """A word by which clients are grouped and filtered."""

    __tablename__ = "labels"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)


class Client(Base):
    """A client of the agency. Days are counted in ``time_zone``; ``version`` tells edits that would overwrite.

    ``jurisdiction`` says under whose law it advertises (`promo.campaigns.law`; empty: nobody said).
    ``er_variant`` and ``er_average`` say which engagement rate its screens show (`promo.analytics.engagement`).
    """

    __tablename__ = "clients"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    industry: Mapped[str] = mapped_column(String(120), default="")
    time_zone: Mapped[str] = mapped_column(String(64))
    currency: Mapped[str] = mapped_column(String(3))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    is_key_account: Mapped[bool] = mapped_column(default=False)
    key_account_reason: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    jurisdiction: Mapped[str] = mapped_column(String(8), default="", server_default="")
    er_variant: Mapped[str] = mapped_column(String(16), default="followers", server_default="followers")
    er_average: Mapped[str] = mapped_column(String(16), default="median", server_default="median")
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    manager: Mapped[User | None] = relationship()
    labels: Mapped[list[Label]] = relationship(secondary=client_labels, order_by=Label.name)

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int]:
        """Return the column that `access` narrows by."""
        return cls.id
