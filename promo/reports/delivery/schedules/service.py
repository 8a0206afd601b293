"""The rules of schedules. They flush and never commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from promo import clock
from promo.config import LANGUAGES
from promo.db import changed_rows
from promo.errors import Conflict, Invalid
from promo.reports.delivery.schedules.timing import Rhythm
from promo.reports.delivery.words import EVERY
from promo.reports.models import Report, ReportSchedule
from promo.reports.templates import service as templates
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.reports.delivery.recipients import Recipients
    from promo.users.models import User

LATEST = 20
"""At most so many days after the end of its period a report is due."""
LAST_HOUR = 23


@dataclass(frozen=True, slots=True)
class ScheduleFields:
    """What a person may set of a schedule; ``template_id`` ``None`` is the client's usual one."""

    every: str
    days_after: int
    hour: int
    language: str
    template_id: int | None
    hold: bool
    recipients: Recipients


class Stale(Conflict):
    """The schedule was changed since the form was opened."""

    message = N_("Somebody else changed this schedule in the meantime. What you typed still stands below: save again.")


def add(session: Session, client: Client, fields: ScheduleFields, by: User, *, uid: str) -> ReportSchedule:
    """Return a new schedule; the one made with this ``uid``, on a second click."""
    twin = session.scalar(
        select(ReportSchedule).where(ReportSchedule.uid == uid, ReportSchedule.client_id == client.id)
    )
    if twin is not None:
        return twin
    check(session, client, fields)
    now = clock.now()
    made = ReportSchedule(
        uid=uid,
        client_id=client.id,
        created_at=now,
        created_by_id=by.id,
        next_at=_next(client, fields),
        **_columns(fields),
    )
    made.client = client
    session.add(made)
    session.flush()
    return made


def change(session: Session, schedule: ReportSchedule, fields: ScheduleFields, version: int) -> None:
    """Save ``fields``; raise `Stale` unless ``version`` is still the schedule's. Reports it made stay as they are."""
    check(session, schedule.client, fields)
    values: dict[str, Any] = {**_columns(fields), "version": version + 1}
    if schedule.paused_at is None:
        values["next_at"] = _next(schedule.client, fields)
    mine = update(ReportSchedule).where(ReportSchedule.id == schedule.id, ReportSchedule.version == version)
    if not changed_rows(session, mine.values(**values).execution_options(synchronize_session=False)):
        session.expire(schedule)
        raise Stale
    session.expire(schedule)


def pause(session: Session, schedule: ReportSchedule) -> None:
    """Let a schedule rest: it makes nothing, and sends nothing by itself, until it is resumed."""
    schedule.paused_at, schedule.next_at = schedule.paused_at or clock.now(), None
    session.flush()


def resume(session: Session, schedule: ReportSchedule) -> None:
    """Let a schedule go on with the next report; those that fell due in the meantime are not made up for."""
    if schedule.client.archived_at is not None:
        raise Invalid("", N_("This client is archived. Restore it first."))
    if schedule.paused_at is not None:
        schedule.paused_at, schedule.next_at = None, Rhythm.of(schedule).next_at(clock.now())
    session.flush()


def remove(session: Session, schedule: ReportSchedule) -> None:
    """Remove a schedule; its reports stay, and await nothing any more."""
    mine = update(Report).where(Report.schedule_id == schedule.id)
    session.execute(mine.values(schedule_id=None, awaits=None))
    session.delete(schedule)
    session.flush()


def of_client(session: Session, client: Client) -> Sequence[ReportSchedule]:
    """Return the schedules of a client, in the order in which they were made."""
    mine = select(ReportSchedule).where(ReportSchedule.client_id == client.id)
    return session.scalars(mine.order_by(ReportSchedule.id)).all()


def check(session: Session, client: Client, fields: ScheduleFields) -> None:
    """Raise `Invalid` for what a schedule of ``client`` cannot be."""
    if client.archived_at is not None:
        raise Invalid("", N_("This client is archived. Restore it first."))
    if fields.every not in EVERY:
        raise Invalid("every", N_("Choose how often."))
    if not 0 <= fields.days_after <= LATEST:
        raise Invalid("days_after", N_("Choose a day from the list."))
    if not 0 <= fields.hour <= LAST_HOUR:
        raise Invalid("hour", N_("Choose an hour from 0 to 23."))
    if fields.language not in LANGUAGES:
        raise Invalid("language", N_("Choose a language."))
    if fields.template_id is not None and fields.template_id not in {
        one.id for one in templates.choices(session, client)
    }:
        raise Invalid("template_id", N_("This template is not there any more. Choose again."))
    if not fields.hold and not any(fields.recipients.values()):
        raise Invalid("mails", N_("Name at least one recipient, or let reports wait for your look."))


def _next(client: Client, fields: ScheduleFields) -> datetime:
    return Rhythm(fields.every, fields.days_after, fields.hour, client.time_zone).next_at(clock.now())


def _columns(fields: ScheduleFields) -> dict[str, Any]:
    return {name: getattr(fields, name) for name in ScheduleFields.__slots__}
