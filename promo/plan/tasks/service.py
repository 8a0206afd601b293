"""The rules of tasks. They flush and never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from promo import clock
from promo.clients.models import Client
from promo.errors import Forbidden, Invalid, NotFound
from promo.plan.items import log
from promo.plan.items.service import check_assignee
from promo.plan.models import PlanItem, PlanTask
from promo.plan.words import SPECIALITY_NAMES, Action, Speciality, Status
from promo.speech import N_
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from promo.users.models import User


@dataclass(frozen=True, slots=True)
class TaskFields:
    """What a person may set of a task."""

    speciality: str
    title: str = ""
    assignee_id: int | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A task on somebody's list, and when it is due: ``overdue``, ``today``, ``week`` or ``later``."""

    task: PlanTask
    when: str


def of_item(session: Session, item: PlanItem) -> Sequence[PlanTask]:
    """Return the tasks of an item: the open ones by their day, then the done ones."""
    statement = select(PlanTask).where(PlanTask.item_id == item.id).options(joinedload(PlanTask.assignee))
    return session.scalars(
        statement.order_by(PlanTask.done_at.is_not(None), PlanTask.due.is_(None), PlanTask.due, PlanTask.id)
    ).all()


def add(session: Session, item: PlanItem, fields: TaskFields, by: User) -> PlanTask:
    """Return a new task; one that says the same and is open (a second click) is the one that stands already."""
    if fields.speciality not in set(Speciality):
        raise Invalid("speciality", N_("Choose text, design, shooting or other."))
    if fields.assignee_id is not None:
        check_assignee(session, item.client_id, fields.assignee_id, "assignee_id")
    values = {
        "item_id": item.id,
        "speciality": fields.speciality,
        "title": fields.title,
        "assignee_id": fields.assignee_id,
        "due": fields.due,
    }
    twin = session.scalars(select(PlanTask).filter_by(**values).where(PlanTask.done_at.is_(None)).limit(1)).first()
    if twin is not None:
        return twin
    task = PlanTask(**values, created_at=clock.now())
    session.add(task)
    session.flush()
    log.write(session, item, Action.TASK, log.Actor.of_user(by), note=_named(task))
    session.flush()
    return task


def of(session: Session, ident: int, item: PlanItem) -> PlanTask:
    """Return the task with this id; raise `NotFound` where ``item`` has none."""
    found = session.get(PlanTask, ident)
    if found is None or found.item_id != item.id:
        raise NotFound
    return found


def finish(session: Session, item: PlanItem, task: PlanTask, by: User, *, done: bool) -> None:
    """Say that a task is done, or is not after all; raise `Forbidden` unless it is ``by``'s, or they edit the plan."""
    if task.assignee_id != by.id and not access.may_edit(by):
        raise Forbidden
    if (task.done_at is not None) == done:
        return
    task.done_at, task.done_by_id = (clock.now(), by.id) if done else (None, None)
    if done:
        log.write(session, item, Action.TASK_DONE, log.Actor.of_user(by), note=_named(task))
    session.flush()


def remove(session: Session, task: PlanTask) -> None:
    """Remove a task."""
    session.delete(task)
    session.flush()


def mine(session: Session, viewer: User) -> list[Due]:
    """Return the open tasks of ``viewer``, by their day, those without one last."""
    statement = (
        select(PlanTask)
        .join(PlanItem, PlanItem.id == PlanTask.item_id)
        .join(Client, Client.id == PlanItem.client_id)
        .where(
            PlanTask.assignee_id == viewer.id,
            PlanTask.done_at.is_(None),
            access.may_see(viewer, PlanItem),
            Client.archived_at.is_(None),
        )
        .options(
            joinedload(PlanTask.item).joinedload(PlanItem.client), joinedload(PlanTask.item).joinedload(PlanItem.page)
        )
        .order_by(PlanTask.due.is_(None), PlanTask.due, PlanTask.id)
    )
    return [Due(task, _when(task)) for task in session.scalars(statement)]


def assigned(session: Session, viewer: User) -> Sequence[PlanItem]:
    """Return the unpublished items that are assigned to ``viewer``, by their time."""
    statement = (
        select(PlanItem)
        .join(Client)
        .where(
            PlanItem.assignee_id == viewer.id,
            PlanItem.status.in_((Status.IDEA, Status.DRAFT, Status.IN_REVIEW, Status.MISSED)),
            access.may_see(viewer, PlanItem),
            Client.archived_at.is_(None),
        )
        .options(joinedload(PlanItem.client), joinedload(PlanItem.page))
        .order_by(PlanItem.planned_at.is_(None), PlanItem.planned_at, PlanItem.id)
        .limit(100)
    )
    return session.scalars(statement).all()


def _when(task: PlanTask) -> str:
    today = clock.today(task.item.client.time_zone)
    if task.due is None or task.due > today + timedelta(days=7):
        return "later"
    if task.due > today:
        return "week"
    return "today" if task.due == today else "overdue"


def _named(task: PlanTask) -> str:
    return task.title or SPECIALITY_NAMES[Speciality(task.speciality)]
