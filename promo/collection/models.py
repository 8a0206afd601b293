"""Sources, the requests they were granted, each attempt, and incidents that last as long as their state."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from promo.db import Base
from promo.pages.models import Page


class Source(Base):
    """A way in: Instagram as a guest, or signed in with cookies (kept encrypted).

    ``rest_until`` is the circuit breaker: no request before then. ``leased_until`` lets one worker at a time use it.
    ``check_wanted_at`` asks the worker to try the sign-in; its answer stands in ``checked_at`` and ``check_outcome``.
    """

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    username: Mapped[str | None] = mapped_column(String(30))
    cookies: Mapped[str | None] = mapped_column(Text)
    enabled: Mapped[bool] = mapped_column(default=True)
    requests_per_hour: Mapped[int] = mapped_column(default=30)
    post_days: Mapped[int] = mapped_column(default=90)
    rest_until: Mapped[datetime | None]
    throttled_in_a_row: Mapped[int] = mapped_column(default=0)
    last_outcome: Mapped[str | None] = mapped_column(String(24))
    last_used_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(64))
    check_wanted_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    check_outcome: Mapped[str | None] = mapped_column(String(24))
    created_at: Mapped[datetime]


class SourceRequest(Base):
    """One request that a source was granted: the sliding hour that all processes share."""

    __tablename__ = "source_requests"
    __table_args__ = (Index("ix_source_requests_source_id_at", "source_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    at: Mapped[datetime]


class RunState(StrEnum):
    """Where a run stands; its outcome is known once it is finished."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"


class CollectionRun(Base):
    """One attempt to read one page: who asked, through which source, how far it came, how it ended."""

    __tablename__ = "collection_runs"
    __table_args__ = (
        Index("ix_collection_runs_page_id_id", "page_id", "id"),
        Index("ix_collection_runs_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id", ondelete="SET NULL"))
    trigger: Mapped[str] = mapped_column(String(16))
    state: Mapped[RunState] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(String(24))
    detail: Mapped[str] = mapped_column(Text, default="")
    requests: Mapped[int] = mapped_column(default=0)
    posts_read: Mapped[int] = mapped_column(default=0)
    posts_expected: Mapped[int | None]
    followers: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    page: Mapped[Page] = relationship()
    source: Mapped[Source | None] = relationship()


class Incident(Base):
    """A state that somebody should look at: one row from when it began until it ended, however many attempts."""

    __tablename__ = "incidents"
    __table_args__ = (Index("ix_incidents_closed_at", "closed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), index=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
