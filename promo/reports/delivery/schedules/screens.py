"""What the screens of schedules show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import clock
from promo.reports.delivery import standing
from promo.reports.delivery.recipients import pairs
from promo.reports.delivery.schedules import missing, service
from promo.reports.delivery.schedules.timing import Rhythm
from promo.reports.delivery.sending import service as sending
from promo.reports.delivery.ways import service as ways
from promo.reports.delivery.words import Awaits
from promo.reports.models import Report, ReportSchedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.analytics.periods import Period
    from promo.clients.models import Client
    from promo.reports.delivery.schedules.missing import Missing
    from promo.reports.delivery.words import Channel
    from promo.users.models import User

NEWEST = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A schedule: the period that it reports on ``next``, the one that is ``over`` now, its newest reports.

    ``recipients`` come with whether they have unsubscribed; ``off`` are channels that are needed and not set up.
    """

    schedule: ReportSchedule
    next: Period | None
    over: Period
    reports: Sequence[Report]
    recipients: Sequence[tuple[Channel, str, bool]]
    off: Sequence[str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that waits, and what is missing for it."""

    report: Report
    missing: Missing


def rows(session: Session, client: Client) -> list[Row]:
    """Return the schedules of a client as its screen shows them."""
    now, are_set = clock.now(), ways.are_set(session)
    left = sending.unsubscribed(session, client.id)
    found = []
    for schedule in service.of_client(session, client):
        rhythm = Rhythm.of(schedule)
        mine = select(Report).where(Report.schedule_id == schedule.id)
        newest = session.scalars(mine.order_by(Report.end_day.desc(), Report.id.desc()).limit(NEWEST)).all()
        found.append(
            Row(
                schedule=schedule,
                next=rhythm.newest(schedule.next_at) if schedule.next_at else None,
                over=rhythm.over(now),
                reports=newest,
                recipients=[(channel, one, (channel, one) in left) for channel, one in pairs(schedule.recipients)],
                off=[name for name, theirs in schedule.recipients.items() if theirs and name not in are_set],
            )
        )
    return found


def waiting(session: Session, viewer: User) -> list[Waiting]:
    """Return the reports that wait, of all clients that the viewer edits, with what is missing for them."""
    return [waiting_report(session, report) for report in standing.waiting(session, viewer)]


def waiting_report(session: Session, report: Report) -> Waiting:
    """Return a report with what is missing for it; nothing is where it waits for somebody's look, or for nothing."""
    found = missing.of(session, report, clock.now()) if report.awaits == Awaits.DATA else missing.Missing()
    return Waiting(report, found)
