"""A report of the small agency: published once, changed since, and shared by a link; and templates of reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo import clock
from promo.reports.blocks import BLOCKS
from promo.reports.models import ReportLink, ReportSchedule
from promo.reports.templates import service as template_service
from promo.reports.templates.service import TemplateFields
from promo.reports.writing import service
from promo.secrets import hash_token

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.users.models import User

GREETING = "Здравствуйте! Ниже — итоги за **{period}** и план на следующий месяц."
TOKEN = "report-of-the-bakery"


def templates(session: Session, client: Client, by: User) -> int:
    """Keep a template of the client's, used by a schedule, and two of the agency's; return the first one's id."""
    blocks = service.suggested("ru", service.last_month(client, clock.now())).blocks
    greeting = tuple({**one, "text": GREETING if one["kind"] == "summary" else ""} for one in blocks)
    made = template_service.make(
        session, client, TemplateFields("Месячный, с приветствием", "previous", greeting, is_usual=True), by
    )
    template_service.make(session, None, TemplateFields("Подробный", "previous", blocks, is_usual=True), by)
    template_service.make(session, None, TemplateFields("Short", "year", blocks[:3]), by)
    says = {"every": "quarter", "language": "ru", "recipients": {}, "created_at": clock.now(), "uid": "quarterly"}
    session.add(ReportSchedule(client_id=client.id, template_id=made.id, paused_at=clock.now(), **says))
    session.flush()
    return made.id


def fill(session: Session, client: Client, by: User) -> int:
    """Write a report with every block, publish and share it, and return its id."""
    says = service.suggested("ru", service.last_month(client, clock.now()))
    blocks = tuple({"kind": kind, "text": "", "options": {}} for kind in BLOCKS)
    fields = service.ReportFields(**{name: getattr(says, name) for name in says.__slots__} | {"blocks": blocks})
    report = service.draft(session, client, fields, by, uid="5d0d1f9a-0000-4000-8000-000000000001")
    service.publish(session, report, report.version, "", by)
    link = {"client_id": client.id, "name": "Marta Lindqvist", "language": "ru", "shows": "report", "blocks": []}
    session.add(ReportLink(**link, report_id=report.id, token_hash=hash_token(TOKEN), created_at=clock.now()))
    session.flush()
    return report.id
