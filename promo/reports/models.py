"""Reports, their frozen versions, templates and links; branding; schedules and what was sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from promo.clients.models import Client
from promo.db import Base
from promo.links.models import SecretLink
from promo.pages.models import Page
from promo.users.models import User

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute


class Report(Base):
    """A report about a client's pages from ``start_day`` to ``end_day``: the draft, from which versions are published.

    ``against`` says with what it is compared (`promo.analytics.periods.COMPARISONS`), ``page_ids`` empty means all
    pages. ``blocks`` are its parts in order, each ``{"kind", "text", "options"}`` (`promo.reports.blocks`): ``text`` is
    the manager's, in Markdown. ``uid`` makes a second click the same report, ``version`` tells edits that would
    overwrite. ``published`` is the number of the newest version, 0 before the first. One that a schedule made
    ``awaits`` ``data`` that are missing, or somebody's ``review``, until it is published.
    """

    __tablename__ = "reports"
    __table_args__ = (Index("ix_reports_client_id_end_day", "client_id", "end_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(160))
    start_day: Mapped[date]
    end_day: Mapped[date]
    against: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    page_ids: Mapped[list[int]]
    blocks: Mapped[list[dict[str, Any]]]
    published: Mapped[int] = mapped_column(default=0)
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("report_schedules.id", ondelete="SET NULL"), index=True)
    awaits: Mapped[str | None] = mapped_column(String(8), index=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    client: Mapped[Client] = relationship()
    created_by: Mapped[User | None] = relationship()
    schedule: Mapped[ReportSchedule | None] = relationship()

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int]:
        """Return the column that `access` narrows by."""
        return cls.client_id


class ReportVersion(Base):
    """What was published: numbers and texts as they were then. It never changes; ``note`` says what was corrected."""

    __tablename__ = "report_versions"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    report: Mapped[Report] = relationship()
    published_by: Mapped[User | None] = relationship()


class ReportTemplate(Base):
    """Blocks to begin a report with: a client's, or (``client_id`` NULL) the agency's.

    ``is_usual`` is the one that new reports begin with (at most one of a client, and one of the agency), ``version``
    tells edits that would overwrite. A report keeps nothing of its template: it has blocks of its own from the start.
    """

    __tablename__ = "report_templates"
    __table_args__ = (UniqueConstraint("client_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    against: Mapped[str] = mapped_column(String(16))
    blocks: Mapped[list[dict[str, Any]]]
    is_usual: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    client: Mapped[Client | None] = relationship()

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int | None]:
        """Return the column that `access` narrows by."""
        return cls.client_id


class ReportLink(SecretLink, Base):
    """A secret address: of one report's newest version, of a page's growth as it is now, or of a page's media kit.

    ``shows`` is ``report``, ``growth`` or ``kit``; ``blocks`` are the kinds that are shown, empty: all of them.
    """

    __tablename__ = "report_links"

    shows: Mapped[str] = mapped_column(String(8))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"), index=True)
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), index=True)
    blocks: Mapped[list[str]]

    report: Mapped[Report | None] = relationship()
    page: Mapped[Page | None] = relationship()

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int]:
        """Return the column that `access` narrows by."""
        return cls.client_id


class Branding(Base):
    """How reports look and who sends them: the agency's (``client_id`` NULL), or a client's own.

    ``logo`` is a file of the media folder, ``accent`` a colour like ``#1f6feb``. Empty ones are the agency's, or the
    program's. ``meta_note`` adds the note on Meta's status (`promo.campaigns.law.texts`) to the reports of Russian
    clients.
    """

    __tablename__ = "brandings"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    logo: Mapped[str | None] = mapped_column(String(120))
    accent: Mapped[str] = mapped_column(String(7), default="")
    footer: Mapped[str] = mapped_column(Text, default="")
    sender: Mapped[str] = mapped_column(String(120), default="")
    meta_note: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)


class ReportSchedule(Base):
    """When reports of a client are made and sent: each week, month or quarter, at a local hour of a day after its end.

    ``recipients`` are ``{"mail": […], "telegram": […]}``. ``hold`` keeps each for somebody's look before it is sent.
    ``uid`` makes a second click the same schedule, and with a period the same report. ``problem`` says why the last
    report could not be made.
    """

    __tablename__ = "report_schedules"
    __table_args__ = (Index("ix_report_schedules_client_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), index=True, unique=True, server_default="")
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    template_id: Mapped[int | None] = mapped_column(ForeignKey("report_templates.id", ondelete="SET NULL"))
    every: Mapped[str] = mapped_column(String(8))
    days_after: Mapped[int] = mapped_column(default=0)
    hour: Mapped[int] = mapped_column(default=9)
    language: Mapped[str] = mapped_column(String(8))
    hold: Mapped[bool] = mapped_column(default=True)
    recipients: Mapped[dict[str, Any]]
    paused_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    problem: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)

    client: Mapped[Client] = relationship()
    template: Mapped[ReportTemplate | None] = relationship()

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int]:
        """Return the column that `access` narrows by."""
        return cls.client_id


class Delivery(Base):
    """One message to one recipient about one version of a report: sent once, with every attempt counted.

    ``state`` is one of `promo.reports.delivery.words.STATES`; ``due_at`` is when a queued one is tried next, and until
    when one that is being sent belongs to its worker. ``problem`` names a sentence of ``words.PROBLEMS``, ``detail`` is
    the server's own word for it. ``secret`` is the encrypted token of ``link``, kept until the message is sent.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("report_id", "number", "channel", "recipient"),
        Index("ix_deliveries_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"))
    number: Mapped[int]
    channel: Mapped[str] = mapped_column(String(8))
    recipient: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[str] = mapped_column(Text, default="", server_default="")
    message: Mapped[str] = mapped_column(Text, default="", server_default="")
    with_pdf: Mapped[bool] = mapped_column(default=True, server_default=true())
    link_id: Mapped[int | None] = mapped_column(ForeignKey("report_links.id", ondelete="SET NULL"))
    secret: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    report: Mapped[Report] = relationship()
    link: Mapped[ReportLink | None] = relationship()
    created_by: Mapped[User | None] = relationship()


class Unsubscribed(Base):
    """An address that wants no more mail about a client's reports."""

    __tablename__ = "unsubscribed"

    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[datetime]
