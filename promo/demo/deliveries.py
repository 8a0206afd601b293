"""The demo's schedules of reports, and what became of the messages about them. Nothing is ever sent."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.demo.cast import CLIENTS
from promo.reports.delivery.schedules import service
from promo.reports.delivery.schedules.service import ScheduleFields
from promo.reports.delivery.schedules.timing import Rhythm
from promo.reports.delivery.sending import service as sending
from promo.reports.delivery.words import Awaits, Channel, State
from promo.reports.models import Report, Unsubscribed
from promo.reports.writing import service as reports

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.users.models import User

NAMESPACE = uuid.UUID("4be1a0f2-6b52-4f0b-9d0e-5f6f5b1c9a77")
SCHEDULES = {
    0: ScheduleFields(
        "month", 1, 10, "ru", None, hold=True,
        recipients={"mail": ["marta@teplyugol.example", "buh@teplyugol.example"], "telegram": ["418205517"]},
    ),
    1: ScheduleFields(
        "month", 0, 9, "en", None, hold=False, recipients={"mail": ["daria@harbouryoga.example"], "telegram": []}
    ),
    2: ScheduleFields(
        "month", 1, 9, "ru", None, hold=True, recipients={"mail": ["glavvrach@belyibereg.example"], "telegram": []}
    ),
}  # fmt: skip
"""By the number of the client."""
ENDS = {
    "marta@teplyugol.example": (State.SENT, "", "250 2.0.0 OK"),
    "buh@teplyugol.example": (State.FAILED, "recipient", "550 5.1.1 User unknown"),
    "418205517": (State.SENT, "", ""),
    "daria@harbouryoga.example": (State.UNCLEAR, "unclear", ""),
}
"""What became of the messages: state, problem, the server's word."""
LEFT = "director@teplyugol.example"
"""Who wants no more mail about the first client."""


@dataclass(frozen=True)
class Writer:
    """What a fill needs: the reports are there already, as if by these schedules; ``now`` decides what comes next."""

    session: Session
    clients: Sequence[Client]
    people: Mapping[str, User]
    now: datetime

    def fill(self) -> None:
        """Write the schedules, send what is published, and let drafts wait for a look."""
        for number, fields in SCHEDULES.items():
            client, by = self.clients[number], self.people[CLIENTS[number].manager]
            schedule = service.add(self.session, client, fields, by, uid=str(uuid.uuid5(NAMESPACE, str(number))))
            schedule.created_at = self.now - timedelta(days=120)
            schedule.next_at = Rhythm.of(schedule).next_at(self.now)
            for report in self.session.scalars(select(Report).where(Report.client_id == client.id)):
                report.schedule_id = schedule.id
                if report.published:
                    self._send(report, fields)
                else:
                    report.awaits = Awaits.REVIEW
        gone = {"client_id": self.clients[0].id, "channel": Channel.MAIL.value, "recipient": LEFT}
        self.session.add(Unsubscribed(**gone, at=self.now - timedelta(days=9)))
        self.session.flush()

    def _send(self, report: Report, fields: ScheduleFields) -> None:
        """Let the messages about a report be as if they had been sent right after it was published."""
        version = reports.newest(self.session, report)
        if version is None:
            return
        sending.enqueue(self.session, report, version.number, fields.recipients, None)
        for one in sending.of_report(self.session, report):
            one.state, one.problem, one.detail = ENDS[one.recipient]
            one.attempts, one.created_at, one.due_at = 1, version.published_at, None
            one.sent_at = version.published_at + timedelta(minutes=1) if one.state == State.SENT else None
