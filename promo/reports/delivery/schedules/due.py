"""What the timetable asks for: make the reports that are due, and let those go on whose data have come."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from promo import clock
from promo.clients.models import Client
from promo.collection import service as collection
from promo.db import changed_rows, transaction
from promo.errors import PromoError
from promo.reports.delivery.schedules import making, missing
from promo.reports.delivery.schedules.timing import Rhythm
from promo.reports.delivery.words import Awaits
from promo.reports.models import Report, ReportSchedule

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.context import Context

log = logging.getLogger(__name__)
SHIFT = timedelta(days=2)
"""More than lies between any two time zones, and less than the shortest rhythm."""


def make_due_reports(context: Context) -> int:
    """Make the reports that are due, and return how many. Each schedule and each report has its own transaction."""
    with transaction(context.sessions) as session:
        due = select(ReportSchedule.id).join(ReportSchedule.client)
        ids = session.scalars(due.where(ReportSchedule.next_at <= clock.now(), Client.archived_at.is_(None))).all()
        waits = select(Report.id).join(Report.client).join(Report.schedule)
        in_force = (Report.awaits == Awaits.DATA, ReportSchedule.paused_at.is_(None), Client.archived_at.is_(None))
        waiting = session.scalars(waits.where(*in_force)).all()
    made = sum(_guarded(context, ident, make=True) for ident in ids)
    for ident in waiting:
        _guarded(context, ident, make=False)
    return made


def _guarded(context: Context, ident: int, *, make: bool) -> bool:
    """Take one step; whatever goes wrong with it keeps no other from being taken, and is tried again."""
    try:
        with transaction(context.sessions) as session:
            return _make(session, ident, is_demo=context.settings.demo) if make else _go_on(session, ident)
    except IntegrityError:
        log.info("report of schedule %s is being made by somebody else", ident)
    except PromoError as error:
        log.warning("schedule or report %s: %s", ident, error)
        if make:
            with transaction(context.sessions) as session:
                session.execute(update(ReportSchedule).where(ReportSchedule.id == ident).values(problem=str(error)))
    except Exception:
        log.exception("schedule or report %s failed", ident)
    return False


def _make(session: Session, ident: int, *, is_demo: bool) -> bool:
    """Make the newest report that a schedule owes; those that fell due before it while nobody worked are left out."""
    now = clock.now()
    schedule = session.get_one(ReportSchedule, ident)
    rhythm, was_due = Rhythm.of(schedule), schedule.next_at
    mine = update(ReportSchedule).where(ReportSchedule.id == ident, ReportSchedule.next_at == was_due)
    if was_due is None or not changed_rows(session, mine.values(next_at=rhythm.next_at(now), problem="")):
        return False
    period = rhythm.newest(now)
    if rhythm.due_at(period) < was_due - SHIFT:
        return False  # the client moved to the west: where it is now, the hour is still to come
    report, is_new = making.make(session, schedule, period)
    if report.awaits == Awaits.DATA and not is_demo:
        for gap in missing.of(session, report, now).gaps:
            if gap.posts_are_old and not gap.outcome and gap.page.paused_at is None:
                collection.ask(session, gap.page, "schedule")
    return is_new


def _go_on(session: Session, ident: int) -> bool:
    report = session.get_one(Report, ident)
    if report.schedule is not None:
        making.settle(session, report, report.schedule)
    return False
