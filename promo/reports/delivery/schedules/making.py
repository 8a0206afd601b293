"""From a period that is over to a report: drafted, held while data are missing, looked at, published and sent."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from promo import clock
from promo.db import changed_rows
from promo.errors import Conflict, Invalid
from promo.reports.delivery.schedules import missing
from promo.reports.delivery.sending import service as sending
from promo.reports.delivery.words import Awaits
from promo.reports.models import Report
from promo.reports.templates import service as templates
from promo.reports.writing import service as reports
from promo.speech import N_

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from promo.analytics.periods import Period
    from promo.reports.delivery.schedules.missing import Missing
    from promo.reports.models import ReportSchedule
    from promo.users.models import User

NAMESPACE = uuid.UUID("b7a3a3d8-6f0e-4f39-9f39-3f2a6f3f6a51")


class NotWaiting(Conflict):
    """The report is published already, or no schedule waits with it."""

    message = N_("This report does not wait any more. Look at it as it is now.")


def make(session: Session, schedule: ReportSchedule, period: Period, by: User | None = None) -> tuple[Report, bool]:
    """Return the report of ``schedule`` about ``period``, and whether it is new: there is never a second.

    It is drafted as one by hand is. While data are missing its text is not begun, and it awaits them. One that somebody
    began by hand about all pages and these days becomes the schedule's, and waits for their look whatever it says; one
    that they published is left as it is.
    """
    uid = _uid(schedule, period.start, period.end)
    twin = session.scalar(select(Report).where(Report.uid == uid)) or _by_hand(session, schedule, period)
    if twin is not None:
        if twin.schedule_id is None:
            twin.schedule_id = schedule.id
            if not twin.published:
                twin.awaits = Awaits.DATA
            session.flush()
            settle(session, twin, schedule)
        return twin, False
    template = schedule.template or templates.usual(session, schedule.client)
    fields = templates.begun(session, schedule.language, (period.start, period.end), template)
    made = reports.draft(session, schedule.client, fields, by, uid=uid, begin_text=False)
    made.schedule_id, made.awaits = schedule.id, Awaits.DATA
    session.flush()
    settle(session, made, schedule)
    return made, True


def settle(session: Session, report: Report, schedule: ReportSchedule) -> Missing:
    """Let a report that awaits data go on once they are all there: to somebody's look, or to its recipients.

    Returns what is missing still.
    """
    found = missing.of(session, report, clock.now())
    if found or report.awaits != Awaits.DATA:
        return found
    reports.begin(session, report)
    if schedule.hold or report.uid != _uid(schedule, report.start_day, report.end_day):
        report.awaits = Awaits.REVIEW
        session.flush()
    else:
        release(session, report, None)
    return found


def release(session: Session, report: Report, by: User | None) -> int:
    """Publish a report that waits and send it to its schedule's recipients; return to how many.

    Raises `NotWaiting` on a second click, or where somebody else was quicker.
    """
    if report.awaits is None or report.published:
        raise NotWaiting
    if report.client.archived_at is not None:
        raise Invalid("", N_("This client is archived. Restore it first."))
    mine = update(Report).where(Report.id == report.id, Report.awaits.is_not(None))
    if not changed_rows(session, mine.values(awaits=None).execution_options(synchronize_session=False)):
        session.expire(report)
        raise NotWaiting
    session.expire(report)
    reports.begin(session, report)
    version = reports.publish(session, report, report.version, "", by)
    recipients = report.schedule.recipients if report.schedule else {}
    return len(sending.enqueue(session, report, version.number, recipients, by).queued)


def _uid(schedule: ReportSchedule, start: date, end: date) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{schedule.uid} {schedule.every} {start} {end}"))


def _by_hand(session: Session, schedule: ReportSchedule, period: Period) -> Report | None:
    known = select(Report).where(
        Report.client_id == schedule.client_id,
        Report.start_day == period.start,
        Report.end_day == period.end,
        Report.language == schedule.language,
        or_(Report.schedule_id.is_(None), Report.schedule_id == schedule.id),
    )
    found = session.scalars(known.order_by(Report.published.desc(), Report.id.desc()))
    return next((one for one in found if not one.page_ids), None)
