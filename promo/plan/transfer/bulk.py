"""Whole weeks and months, copied or moved: what would land where, and doing it. Never commits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import times
from promo.errors import Invalid
from promo.plan.items import restoring
from promo.plan.items import service as items
from promo.plan.items.service import ItemFields
from promo.plan.models import PlanItem
from promo.plan.words import Status
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.plan.items.log import Actor

NAMESPACE = uuid.UUID("c1a7a3c4-77c0-4a1f-8a53-0b5a4bb4a9d2")
MOST = 500
FIXED = frozenset({Status.PUBLISHED, Status.MISSED})


@dataclass(frozen=True, slots=True)
class Wish:
    """What to do: ``copy`` or ``move`` the ``unit`` (``week`` or ``month``) of ``start`` to that of ``target``.

    A week keeps weekdays; a month keeps the place of the weekday in the month (the second Tuesday), so that what comes
    every Tuesday stays on Tuesdays. ``page_id`` gives copies another page.
    """

    action: str
    unit: str
    start: date
    target: date
    page_id: int | None = None


@dataclass(frozen=True, slots=True)
class Landing:
    """An item, the wall time it would get, and why it would not be moved (``""``: it would)."""

    item: PlanItem
    wall: datetime | None
    reason: str = ""


def landings(session: Session, client: Client, wish: Wish) -> list[Landing]:
    """Return what would land where; raise `Invalid` for a wish that cannot be."""
    if wish.action not in {"copy", "move"} or wish.unit not in {"week", "month"}:
        raise Invalid("action", N_("Choose whether to copy or to move, and a week or a month."))
    first, last = bounds(wish.unit, wish.start)
    there, _end = bounds(wish.unit, wish.target)
    if first == there and not (wish.action == "copy" and wish.page_id):
        raise Invalid("target", N_("Choose another week or month than the one you take."))
    zone = client.time_zone
    since, until = (times.utc(datetime.combine(day, datetime.min.time()), zone) for day in (first, last))
    statement = select(PlanItem).where(
        PlanItem.client_id == client.id, PlanItem.planned_at >= since, PlanItem.planned_at < until
    )
    found = session.scalars(statement.order_by(PlanItem.planned_at, PlanItem.id).limit(MOST)).all()
    return [_landing(item, wish, first, there, zone) for item in found]


def carry_out(session: Session, client: Client, wish: Wish, by: Actor, token: str) -> int:
    """Copy or move, and return how many; with the same ``token`` again (a second click) copies are not made twice."""
    done = 0
    for one in landings(session, client, wish):
        if one.wall is None:
            continue
        at = times.utc(one.wall, client.time_zone)
        if wish.action == "move":
            done += bool(items.move(session, one.item, at, one.item.version, by))
            continue
        says = replace(ItemFields.of(one.item), planned_at=at, review_by=None)
        if wish.page_id is not None:
            says = replace(says, page_id=wish.page_id)
        uid = str(uuid.uuid5(NAMESPACE, f"{token}:{one.item.uid}"))
        known = session.scalar(select(PlanItem.id).where(PlanItem.uid == uid))
        made = items.add(session, client, says, by, status=Status.DRAFT, uid=uid)
        if known is None:
            restoring.copy_media(session, one.item, made, by)
            done += 1
    return done


def bounds(unit: str, day: date) -> tuple[date, date]:
    """Return the first day of the week (Monday) or month of ``day``, and of the one after it."""
    if unit == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=7)
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def counterpart(day: date, unit: str, first: date, there: date) -> date | None:
    """Return the day of the other week or month; ``None`` where it has none (a fifth Tuesday)."""
    if unit == "week":
        return there + (day - first)
    nth = (day.day - 1) // 7
    found = there + timedelta(days=(day.weekday() - there.weekday()) % 7 + 7 * nth)
    return found if (found.year, found.month) == (there.year, there.month) else None


def _landing(item: PlanItem, wish: Wish, first: date, there: date, zone: str) -> Landing:
    if item.planned_at is None:
        return Landing(item, None)
    if wish.action == "move" and item.status in FIXED:
        return Landing(item, None, N_("published or missed: it stays"))
    wall = times.local(item.planned_at, zone)
    day = counterpart(wall.date(), wish.unit, first, there)
    if day is None:
        return Landing(item, None, N_("that month has no such weekday: it stays"))
    return Landing(item, datetime.combine(day, wall.time()))


def counted(found: Sequence[Landing]) -> int:
    """Return how many would be copied or moved."""
    return sum(one.wall is not None for one in found)
