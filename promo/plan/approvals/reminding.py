"""Reminders: of answers that are due soon, and of tasks. Each comes once, and stays until it is put away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from promo import clock
from promo.clients.models import Client
from promo.db import transaction, upsert
from promo.plan.approvals import flow
from promo.plan.approvals.models import Decision, Reminder
from promo.plan.items import log
from promo.plan.models import PlanItem, PlanTask
from promo.plan.words import Action, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.context import Context
    from promo.users.models import User

KEY = ("user_id", "item_id", "kind", "revision")
FURTHEST = timedelta(hours=168)


def remind_all(context: Context) -> None:
    """Remind everybody of what is due."""
    with transaction(context.sessions) as session:
        remind(session)


def remind(session: Session) -> int:
    """Write the reminders that are due now and were not written before; return how many."""
    return _of_answers(session) + _of_tasks(session)


def of(session: Session, viewer: User) -> Sequence[Reminder]:
    """Return what ``viewer`` has not put away yet, the newest first."""
    statement = select(Reminder).where(Reminder.user_id == viewer.id, Reminder.seen_at.is_(None))
    return session.scalars(statement.order_by(Reminder.at.desc(), Reminder.id.desc())).all()


def put_away(session: Session, viewer: User, ident: int) -> None:
    """Put one of the viewer's reminders away; somebody else's, and one that is put away, stay as they are."""
    mine = update(Reminder).where(Reminder.id == ident, Reminder.user_id == viewer.id, Reminder.seen_at.is_(None))
    session.execute(mine.values(seen_at=clock.now()))


def _of_answers(session: Session) -> int:
    now, written = clock.now(), 0
    statement = (
        select(PlanItem)
        .join(Client)
        .where(
            PlanItem.status == Status.IN_REVIEW,
            PlanItem.review_by.is_not(None),
            PlanItem.review_by < now + FURTHEST,
            Client.archived_at.is_(None),
        )
    )
    for item in session.scalars(statement):
        hours = flow.rule_of(session, item.client_id).reminder_hours
        if item.review_by is None or item.review_by > now + timedelta(hours=hours):
            continue
        said = select(Decision.decider).where(
            Decision.item_id == item.id,
            Decision.revision == item.revision,
            Decision.stage == item.stage,
            Decision.verdict == Verdict.APPROVED,
        )
        have = set(session.scalars(said))
        asked = [one for one in flow.people(session, item) if f"user:{one.id}" not in have]
        fresh = _write(session, item, [one.id for one in asked], "approve", item.revision)
        if fresh:
            names = ", ".join(one.name for one in asked if one.id in fresh)
            log.write(session, item, Action.REMINDED, log.PROGRAM, stage=item.stage, note=names)
        written += len(fresh)
    return written


def _of_tasks(session: Session) -> int:
    statement = (
        select(PlanTask, Client.time_zone)
        .join(PlanItem, PlanItem.id == PlanTask.item_id)
        .join(Client, Client.id == PlanItem.client_id)
        .where(
            PlanTask.done_at.is_(None),
            PlanTask.assignee_id.is_not(None),
            PlanTask.due <= clock.now().date() + timedelta(days=1),
            PlanItem.status.not_in((Status.PUBLISHED,)),
            Client.archived_at.is_(None),
        )
    )
    written = 0
    for task, time_zone in session.execute(statement):
        if task.assignee_id and task.due and task.due <= clock.today(time_zone):
            written += len(_write(session, task.item, [task.assignee_id], "task", task.id))
    return written


def _write(session: Session, item: PlanItem, user_ids: list[int], kind: str, number: int) -> set[int]:
    """Write reminders and return whose are new. ``number`` tells one occasion from the next."""
    known = select(Reminder.user_id).where(
        Reminder.item_id == item.id, Reminder.kind == kind, Reminder.revision == number
    )
    fresh = set(user_ids) - set(session.scalars(known))
    rows = [
        {"user_id": one, "item_id": item.id, "kind": kind, "revision": number, "note": "", "at": clock.now()}
        for one in sorted(fresh)
    ]
    upsert(session, Reminder, rows, KEY, keep=("at", "note"))
    return fresh
