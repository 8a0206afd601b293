"""Items that come again: each occurrence is an item of its own, written at once. They flush and never commit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from dateutil.rrule import MONTHLY, WEEKLY, rrule
from sqlalchemy import select

from promo import clock, times
from promo.clients.models import Client
from promo.errors import Invalid
from promo.plan.items import restoring
from promo.plan.items import service as items
from promo.plan.items.service import ItemFields
from promo.plan.models import PlanItem, PlanSeries
from promo.plan.words import Status
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from promo.plan.items.log import Actor

MOST = 104
FURTHEST = timedelta(days=731)
NAMESPACE = uuid.UUID("9f0ad1a2-6a57-4c0f-9f3d-4a2b3a5c7e10")


@dataclass(frozen=True, slots=True)
class Repeat:
    """How an item comes again: every ``interval`` weeks on ``weekdays`` (0 Monday), or every ``interval`` months.

    A month has it on the same date, or (``nth``) on the same weekday of the same week; months that lack it are left
    out. It ends after ``until``.
    """

    unit: str
    interval: int
    weekdays: tuple[int, ...]
    nth: bool
    until: date


def days(start: date, repeat: Repeat) -> list[date]:
    """Return the days on which what is on ``start`` comes again, without that one; raise `Invalid` for a wrong rule."""
    if not 1 <= repeat.interval <= 12:  # noqa: PLR2004 - said in the sentence
        raise Invalid("interval", N_("Give a number from 1 to 12."))
    if repeat.until <= start or repeat.until - start > FURTHEST:
        raise Invalid("until", N_("Choose a day after the item's own, at most two years from it."))
    found = [one.date() for one in _rule(start, repeat) if one.date() != start]
    if not found:
        raise Invalid("until", N_("Until then it does not come again. Choose a later day."))
    if len(found) > MOST:
        raise Invalid("until", N_("That is more than %(most)s items. Choose an earlier day."), most=MOST)
    return found


def begin(session: Session, item: PlanItem, repeat: Repeat, by: Actor) -> int:
    """Write the further occurrences of ``item`` as drafts at the same local time; return how many are new."""
    if item.planned_at is None:
        raise Invalid("until", N_("Give the item a day and time first: they are where it begins."))
    zone = item.client.time_zone
    wall = times.local(item.planned_at, zone)
    wanted = days(wall.date(), repeat)
    series = session.get(PlanSeries, item.series_id) if item.series_id else None
    if series is None:
        series = PlanSeries(
            client_id=item.client_id,
            rule=str(_rule(wall.date(), repeat)).partition("RRULE:")[2],
            start=wall.date(),
            local_time=wall.strftime("%H:%M"),
            created_at=clock.now(),
            created_by_id=by.user_id,
        )
        session.add(series)
        session.flush()
        item.series_id, item.series_day = series.id, wall.date()
    series.rule = str(_rule(wall.date(), repeat)).partition("RRULE:")[2]
    known = set(session.scalars(select(PlanItem.series_day).where(PlanItem.series_id == series.id)))
    says = replace(ItemFields.of(item), review_by=None)
    fresh = [day for day in wanted if day not in known]
    for day in fresh:
        at = times.utc(datetime.combine(day, wall.time()), zone)
        uid = str(uuid.uuid5(NAMESPACE, f"{item.uid}:{day}"))
        made = items.add(session, item.client, replace(says, planned_at=at), by, status=Status.DRAFT, uid=uid)
        made.series_id, made.series_day = series.id, day
        restoring.copy_media(session, item, made, by)
    session.flush()
    return len(fresh)


def members(session: Session, series: PlanSeries) -> Sequence[PlanItem]:
    """Return the items of a series, by their time."""
    statement = select(PlanItem).where(PlanItem.series_id == series.id)
    return session.scalars(statement.order_by(PlanItem.planned_at.is_(None), PlanItem.planned_at)).all()


def following(session: Session, series: PlanSeries, since: date) -> list[PlanItem]:
    """Return the items of a series from ``since`` on that are not published."""
    return [
        one
        for one in members(session, series)
        if one.series_day is not None
        and one.series_day >= since
        and one.status not in {Status.PUBLISHED, Status.MISSED}
    ]


def shift(session: Session, series: PlanSeries, since: date, at: time, by: Actor) -> int:
    """Give the items from ``since`` on another time of the day; return how many were moved."""
    moved = 0
    time_zone = session.get_one(Client, series.client_id).time_zone
    for one in following(session, series, since):
        if one.planned_at is None:
            continue
        wall = datetime.combine(times.local(one.planned_at, time_zone).date(), at)
        moved += bool(items.move(session, one, times.utc(wall, time_zone), one.version, by))
    series.local_time = at.strftime("%H:%M")
    session.flush()
    return moved


def stop(session: Session, series: PlanSeries, since: date) -> int:
    """Remove the items from ``since`` on that are not published; return how many."""
    gone = following(session, series, since)
    for one in gone:
        items.remove(session, one)
    session.expire_all()
    return len(gone)


def _rule(start: date, repeat: Repeat) -> rrule:
    first = datetime.combine(start, time())
    until = datetime.combine(repeat.until, time())
    if repeat.unit == "week":
        weekdays = repeat.weekdays or (start.weekday(),)
        return rrule(WEEKLY, dtstart=first, interval=repeat.interval, byweekday=weekdays, until=until)
    if repeat.nth:
        from dateutil.rrule import weekday  # noqa: PLC0415 - a class of the same name as the method

        nth = weekday(start.weekday(), (start.day - 1) // 7 + 1)
        return rrule(MONTHLY, dtstart=first, interval=repeat.interval, byweekday=nth, until=until)
    return rrule(MONTHLY, dtstart=first, interval=repeat.interval, bymonthday=start.day, until=until)
