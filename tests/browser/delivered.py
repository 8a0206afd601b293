"""Schedules of the small agency's reports, one report that waits, and messages in every state."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import clock
from promo.reports.delivery.leaving import tokens
from promo.reports.delivery.schedules import making, service
from promo.reports.delivery.schedules.service import ScheduleFields
from promo.reports.delivery.schedules.timing import Rhythm
from promo.reports.delivery.sending import service as sending
from promo.reports.delivery.ways.models import WayCheck, Ways
from promo.reports.delivery.words import State
from promo.reports.models import Delivery, Report, ReportLink

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.users.models import User

PEOPLE = {"mail": ["marta@example.com", "oleg.smirnov@bakery.example", "very.long.address.of.a.person@mail.example"],
          "telegram": ["123456789", "-1001234567890"]}  # fmt: skip
STATES = (
    (State.SENT, "", "250 OK"),
    (State.FAILED, "recipient", "550 5.1.1 The email account that you tried to reach does not exist"),
    (State.QUEUED, "later", "451 4.7.1 Greylisted"),
    (State.UNCLEAR, "unclear", ""),
    (State.FAILED, "bot_blocked", "403 Forbidden: bot was blocked by the user"),
)


def fill(session: Session, client: Client, by: User, report_id: int) -> tuple[int, str]:
    """Write everything; return the id of a schedule, and the token by which somebody unsubscribes."""
    now = clock.now()
    mail = {"host": "smtp.example.com", "user": "reports", "password": "x", "sender": "reports@example.com"}
    bot = {"telegram_token": "x", "bot": "bakery_reports_bot"}
    session.add(Ways(base_url="https://promo.example.com", **mail, **bot))
    found = [{"id": "123456789", "name": "Марта @marta", "code": "other"}]
    for kind, problem, detail in (("mail", "", "250 2.0.0 OK"), ("telegram", "bot_blocked", "403"), ("chats", "", "")):
        wish = {"kind": kind, "problem": problem, "detail": detail, "found": found}
        session.add(WayCheck(**wish, wanted_at=now, done_at=now, wanted_by_id=by.id))
    monthly = ScheduleFields("month", 2, 9, "ru", None, hold=True, recipients=PEOPLE)
    weekly = ScheduleFields("week", 0, 10, "ru", None, hold=False, recipients={"mail": ["marta@example.com"]})
    first = service.add(session, client, monthly, by, uid="5d0d1f9a-0000-4000-8000-000000000011")
    second = service.add(session, client, weekly, by, uid="5d0d1f9a-0000-4000-8000-000000000012")
    quarterly = ScheduleFields("quarter", 4, 9, "en", None, hold=True, recipients={"mail": ["marta@example.com"]})
    third = service.add(session, client, quarterly, by, uid="5d0d1f9a-0000-4000-8000-000000000013")
    for one in (first, second, third):  # of the quarter days are missing
        making.make(session, one, Rhythm.of(one).over(now), by)
    report = session.get_one(Report, report_id)
    sending.enqueue(session, report, report.published, PEOPLE, by)
    rows = session.scalars(select(Delivery).where(Delivery.report_id == report_id).order_by(Delivery.id)).all()
    for row, (state, problem, detail) in zip(rows, STATES, strict=True):
        row.state, row.problem, row.detail, row.attempts = state, problem, detail, 1 + len(problem) % 3
        row.due_at = now + timedelta(minutes=15) if state == State.QUEUED else None
        row.sent_at = now - timedelta(hours=2) if state == State.SENT else None
    link = {"client_id": client.id, "name": rows[0].recipient, "language": "ru", "shows": "report", "blocks": []}
    rows[0].link = ReportLink(
        **link, report_id=report_id, token_hash="of-marta", created_at=now, opened_at=now - timedelta(hours=1)
    )
    sending.unsubscribe(session, client.id, "mail", "former@bakery.example")
    session.flush()
    return first.id, tokens.made(rows[0], "k" * 40)
