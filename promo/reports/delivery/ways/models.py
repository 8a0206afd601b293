"""How messages leave the house, and what came of trying it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from promo.db import Base

THE_ONE = 1


class Ways(Base):
    """The one row of settings: the mail server, the Telegram bot, the address in links. Secrets are encrypted.

    What is empty is not set up. ``security`` is ``starttls``, ``tls`` or (on this machine only) ``none``; ``bot`` is
    the name that Telegram told us.
    """

    __tablename__ = "delivery_ways"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=THE_ONE)
    base_url: Mapped[str] = mapped_column(String(200), default="")
    host: Mapped[str] = mapped_column(String(255), default="")
    port: Mapped[int] = mapped_column(default=587)
    security: Mapped[str] = mapped_column(String(8), default="starttls")
    user: Mapped[str] = mapped_column(String(200), default="")
    password: Mapped[str | None] = mapped_column(Text)
    sender: Mapped[str] = mapped_column(String(200), default="")
    telegram_token: Mapped[str | None] = mapped_column(Text)
    bot: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(default=1)


class WayCheck(Base):
    """Something tried for the owner: ``mail`` and ``telegram`` (a test message), ``chats`` (who started the bot).

    A worker answers what was ``wanted_at``: ``problem`` is empty where it went well, else a sentence of
    `promo.reports.delivery.words.PROBLEMS`; ``detail`` is what the server said, ``found`` the chats.
    """

    __tablename__ = "delivery_checks"

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    wanted_at: Mapped[datetime]
    wanted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    target: Mapped[str] = mapped_column(String(200), default="")
    done_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(String(24), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    found: Mapped[list[dict[str, Any]]]
