"""What the screens of sending show: who may get a report, and what became of each message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.reports.delivery.recipients import pairs
from promo.reports.delivery.schedules.screens import Waiting, waiting_report
from promo.reports.delivery.sending import service
from promo.reports.models import ReportSchedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.reports.delivery.words import Channel
    from promo.reports.models import Delivery, Report


@dataclass(frozen=True, slots=True)
class Panel:
    """Beside a report: what it waits for, what is missing, and the messages about it."""

    waiting: Waiting
    deliveries: Sequence[Delivery]


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may get the report; ``delivery`` is the message they have (or will have) about this version."""

    channel: Channel
    address: str
    is_scheduled: bool
    is_unsubscribed: bool
    delivery: Delivery | None

    @property
    def key(self) -> str:
        """How a form names them."""
        return f"{self.channel.value}:{self.address}"

    @property
    def is_open(self) -> bool:
        """Whether they can be chosen."""
        return self.delivery is None and not self.is_unsubscribed


def panel(session: Session, report: Report) -> Panel:
    """Return what stands beside ``report`` for the team."""
    return Panel(waiting_report(session, report), service.of_report(session, report))


def choices(session: Session, report: Report) -> list[Choice]:
    """Return who may get ``report``: the recipients of its client's schedules, then those who had one before."""
    client = report.client
    scheduled = (
        select(ReportSchedule.recipients).where(ReportSchedule.client_id == client.id).order_by(ReportSchedule.id)
    )
    by_schedule = [pair for found in session.scalars(scheduled) for pair in pairs(found)]
    left = service.unsubscribed(session, client.id)
    mine = {
        (one.channel, one.recipient): one
        for one in service.of_report(session, report)
        if one.number == report.published
    }
    return [
        Choice(
            channel,
            address,
            (channel, address) in by_schedule,
            (channel, address) in left,
            mine.get((channel, address)),
        )
        for channel, address in dict.fromkeys([*by_schedule, *service.known_recipients(session, client)])
    ]
