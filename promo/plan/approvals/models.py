"""How a client's items are approved, who may, and what they said."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from promo.db import Base
from promo.plan.models import PlanItem
from promo.plan.words import Mode, Quorum
from promo.users.models import User

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute


class ApprovalRule(Base):
    """A client's way of approving; a client without a row has the defaults.

    Reminders come ``reminder_hours`` before the time until which an answer is asked for.
    """

    __tablename__ = "approval_rules"

    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    mode: Mapped[str] = mapped_column(String(16), default=Mode.NONE)
    internal_quorum: Mapped[str] = mapped_column(String(8), default=Quorum.ONE)
    client_quorum: Mapped[str] = mapped_column(String(8), default=Quorum.ONE)
    reminder_hours: Mapped[int] = mapped_column(default=24)
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int]:
        """Return the column that `access` narrows by."""
        return cls.client_id


class Approver(Base):
    """Somebody with an account whose word counts for a client's items, at the stage their role belongs to."""

    __tablename__ = "approvers"
    __table_args__ = (Index("ix_approvers_user_id", "user_id"),)

    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)

    user: Mapped[User] = relationship()


class Decision(Base):
    """What one person said of one revision of an item at one stage. ``decider`` is ``user:7`` or ``link:3``."""

    __tablename__ = "plan_decisions"
    __table_args__ = (UniqueConstraint("item_id", "revision", "stage", "decider"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_items.id", ondelete="CASCADE"))
    revision: Mapped[int]
    stage: Mapped[str] = mapped_column(String(16))
    decider: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(120))
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]

    item: Mapped[PlanItem] = relationship()


class Reminder(Base):
    """Something a person is reminded of, until they put it away: ``kind`` is ``approve``, ``returned`` or ``task``."""

    __tablename__ = "plan_reminders"
    __table_args__ = (UniqueConstraint("user_id", "item_id", "kind", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_items.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]

    item: Mapped[PlanItem] = relationship()
