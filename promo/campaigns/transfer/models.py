"""Exports of Ads Manager that were brought in, and what is remembered of their names."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from promo.campaigns.models import Campaign
from promo.clients.models import Client
from promo.db import Base
from promo.users.models import User

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute


class CampaignImport(Base):
    """A file that was read: ``content`` is what was uploaded and ``before`` what was there, both compressed.

    ``choices`` say what each of its campaigns becomes, as a person chose. ``counts`` says what became of its lines. It
    is written once (``done_at``) and undone once (``undone_at``).
    """

    __tablename__ = "campaign_imports"
    __table_args__ = (Index("ix_campaign_imports_client_id_created_at", "client_id", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    before: Mapped[bytes | None] = mapped_column(LargeBinary)
    choices: Mapped[dict[str, Any]]
    counts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    client: Mapped[Client] = relationship()
    user: Mapped[User | None] = relationship()

    @property
    def first_day(self) -> date | None:
        """The first day that was written; ``None`` where none was."""
        return date.fromisoformat(self.counts["first"]) if self.counts.get("first") else None

    @property
    def last_day(self) -> date | None:
        """The last day that was written; ``None`` where none was."""
        return date.fromisoformat(self.counts["last"]) if self.counts.get("last") else None

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int]:
        """Return the column that `access` narrows by."""
        return cls.client_id


class CampaignAlias(Base):
    """A name (behind ``=``) or an ID (behind ``#``) that a client's files call a campaign by.

    Without a campaign its lines are left out.
    """

    __tablename__ = "campaign_aliases"

    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(400), primary_key=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)

    campaign: Mapped[Campaign | None] = relationship()


class HeadingAlias(Base):
    """What a heading of a client's files stands for, by its key: one of `promo.campaigns.transfer.headings.GIVEN`."""

    __tablename__ = "heading_aliases"

    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    heading: Mapped[str] = mapped_column(String(200), primary_key=True)
    metric: Mapped[str] = mapped_column(String(16))
