"""What every secret address has. Each feature's links are rows of their own table."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from promo.clients.models import Client  # noqa: TC001 - the same
from promo.users.models import User  # noqa: TC001 - the same


class SecretLink:
    """A named secret address of one client's, made for one person or group. ``token_hash`` is all that is kept of it.

    ``password_hash`` and ``expires_at`` are optional; it works until it is revoked or has expired, or its client is
    archived.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(8))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    opened_count: Mapped[int] = mapped_column(default=0)

    @declared_attr
    def client_id(self) -> Mapped[int]:
        """Whose it is about."""
        return mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), index=True)

    @declared_attr
    def created_by_id(self) -> Mapped[int | None]:
        """Who made it."""
        return mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    @declared_attr
    def client(self) -> Mapped[Client]:
        """Whose it is about."""
        return relationship()

    @declared_attr
    def created_by(self) -> Mapped[User | None]:
        """Who made it."""
        return relationship()
