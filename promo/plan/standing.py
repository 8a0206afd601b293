"""Where the plans stand: what is due, overdue and waiting, by client. One query."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, and_, cast, false, null, or_, select, union_all
from sqlalchemy.orm import joinedload

from promo import times
from promo.clients.models import Client
from promo.clock import local_day
from promo.plan import rights
from promo.plan.models import PlanItem, PlanTask
from promo.plan.words import ItemKind, Stage, Status
from promo.users import access
from promo.users.models import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.users.models import User

UNDONE = (Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.SCHEDULED)
MISSED_SINCE = timedelta(days=14)
AROUND = timedelta(days=8)
NEXT = 5
MOST = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one client: what is planned for this week (ISO, local) and for today, what waits for whom, what is late.

    ``planned`` are posts, so no stories: they stand beside the posts that were seen. ``overdue`` should have been
    published, or was missed in the last two weeks; ``unanswered`` should have been approved by now; ``tasks`` are open
    and late.
    """

    planned: int = 0
    tasks: int = 0
    today: int = 0
    team: int = 0
    client: int = 0
    overdue: int = 0
    unanswered: int = 0

    @property
    def waiting(self) -> int:
        """How many items wait for somebody's word."""
        return self.team + self.client


@dataclass(frozen=True, slots=True)
class Ahead:
    """A client's next items, what is overdue or was missed, what waits, and its open tasks that are late."""

    next: Sequence[PlanItem]
    late: Sequence[PlanItem]
    waiting: Sequence[PlanItem]
    tasks: Sequence[PlanTask]


def standings(session: Session, viewer: User, now: datetime) -> dict[int, Standing]:
    """Return where the plans stand that ``viewer`` may see, by client; those without anything of it are left out.

    Archived clients' plans are over: they are left out too.
    """
    near = PlanItem.planned_at.between(now - AROUND, now + AROUND)
    columns = (PlanItem.client_id, Client.time_zone)
    items = (
        select(
            *columns,
            PlanItem.kind,
            PlanItem.status,
            PlanItem.stage,
            PlanItem.planned_at,
            PlanItem.review_by,
            cast(null(), Date).label("due"),
        )
        .join(Client, Client.id == PlanItem.client_id)
        .where(
            rights.may_see(viewer),
            Client.archived_at.is_(None),
            PlanItem.status != Status.IDEA,
            or_(near, PlanItem.status == Status.IN_REVIEW, late(now)),
        )
    )
    tasks = (
        select(*columns, *[null()] * 5, PlanTask.due)
        .select_from(PlanTask)
        .join(PlanItem)
        .join(Client, Client.id == PlanItem.client_id)
        .where(open_tasks(viewer), Client.archived_at.is_(None), PlanTask.due <= local_day(now, "UTC"))
    )
    found: dict[int, Counter[str]] = {}
    clocks: dict[str, _Clock] = {}
    rows: Sequence[Any] = session.execute(union_all(items, tasks)).all()
    for client_id, time_zone, *row in rows:
        clock = clocks.get(time_zone) or clocks.setdefault(time_zone, _Clock.of(now, time_zone))
        _count(found.setdefault(client_id, Counter()), row, clock, now)
    return {client_id: Standing(**counts) for client_id, counts in found.items() if counts}


def together(found: Iterable[Standing]) -> Standing:
    """Return the sums over several clients."""
    parts = list(found)
    return Standing(**{one.name: sum(getattr(part, one.name) for part in parts) for one in fields(Standing)})


def ahead(session: Session, client: Client, viewer: User, now: datetime) -> Ahead:
    """Return what is next and what is late in the plan of ``client``."""
    mine = (
        select(PlanItem)
        .where(PlanItem.client_id == client.id, rights.may_see(viewer))
        .options(joinedload(PlanItem.page))
        .order_by(PlanItem.planned_at.is_(None), PlanItem.planned_at, PlanItem.id)
    )
    coming = and_(PlanItem.planned_at >= now, PlanItem.status.in_(UNDONE))
    found = session.scalars(mine.where(or_(coming, PlanItem.status == Status.IN_REVIEW, late(now))).limit(MOST)).all()
    tasks: Sequence[PlanTask] = ()
    if viewer.role != Role.CLIENT:
        overdue = (
            select(PlanTask)
            .join(PlanItem)
            .where(
                PlanItem.client_id == client.id,
                open_tasks(viewer),
                PlanTask.due < local_day(now, client.time_zone),
            )
            .options(joinedload(PlanTask.item), joinedload(PlanTask.assignee))
        )
        tasks = session.scalars(overdue.order_by(PlanTask.due).limit(NEXT)).all()
    return Ahead(
        next=[one for one in found if one.planned_at and one.planned_at >= now and one.status in UNDONE][:NEXT],
        late=[one for one in found if one.planned_at and one.planned_at < now][:NEXT],
        waiting=[one for one in found if one.status == Status.IN_REVIEW][:NEXT],
        tasks=tasks,
    )


def open_tasks(viewer: User) -> ColumnElement[bool]:
    """Return the condition for the open tasks that ``viewer`` may see: they are the team's alone."""
    if viewer.role == Role.CLIENT:
        return false()
    return and_(PlanTask.done_at.is_(None), access.may_see(viewer, PlanItem))


def late(now: datetime) -> ColumnElement[bool]:
    """Return the condition for items that should be published by ``now``, or were missed in the last two weeks."""
    return or_(
        and_(PlanItem.status.in_(UNDONE), PlanItem.planned_at < now),
        and_(PlanItem.status == Status.MISSED, PlanItem.planned_at > now - MISSED_SINCE),
    )


@dataclass(frozen=True, slots=True)
class _Clock:
    """The bounds of today and of this ISO week in a time zone: once a zone, as a plan has thousands of items."""

    day: date
    today: datetime
    tomorrow: datetime
    monday: datetime
    following: datetime

    @classmethod
    def of(cls, now: datetime, zone: str) -> _Clock:
        """Return those of ``zone`` at ``now``."""
        day = local_day(now, zone)
        monday = day - timedelta(days=day.weekday())
        days = (day, day + timedelta(days=1), monday, monday + timedelta(days=7))
        return cls(day, *(times.utc(datetime.combine(one, time()), zone) for one in days))


def _count(counts: Counter[str], row: Sequence[Any], clock: _Clock, now: datetime) -> None:
    """Add to ``counts`` (names of `Standing`) what a row of `standings` is: there are thousands of them."""
    kind, status, stage, at, review_by, due = row
    if due is not None:
        if due < clock.day:
            counts["tasks"] += 1
        return
    if at is not None:
        if kind != ItemKind.STORY and clock.monday <= at < clock.following:
            counts["planned"] += 1
        undone = status in UNDONE
        if undone and clock.today <= at < clock.tomorrow:
            counts["today"] += 1
        if (undone and at < now) or (status == Status.MISSED and at > now - MISSED_SINCE):
            counts["overdue"] += 1
    if status == Status.IN_REVIEW:
        counts["team" if stage == Stage.INTERNAL else "client"] += 1
        if review_by is not None and review_by < now:
            counts["unanswered"] += 1
