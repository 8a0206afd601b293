"""What the screen of due work shows: today's items, what is overdue, and tasks that are late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from promo.clients.models import Client
from promo.clock import local_day
from promo.plan import rights, standing
from promo.plan.models import PlanItem, PlanTask

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.users.models import User

MOST = 200
"""So many of each are shown."""


@dataclass(frozen=True, slots=True)
class Due:
    """The screen, of all clients or (``client``) one. Today's items still have time; overdue ones have none."""

    client: Client | None
    today: Sequence[PlanItem]
    overdue: Sequence[PlanItem]
    tasks: Sequence[PlanTask]


def due(session: Session, viewer: User, client: Client | None, now: datetime) -> Due:
    """Return what is due at ``now`` in the plans that ``viewer`` may see, without those of archived clients."""
    theirs = (
        select(PlanItem)
        .join(Client, Client.id == PlanItem.client_id)
        .where(rights.may_see(viewer), Client.archived_at.is_(None))
        .options(joinedload(PlanItem.client), joinedload(PlanItem.page), joinedload(PlanItem.assignee))
        .order_by(PlanItem.planned_at, PlanItem.id)
    )
    tasks = (
        select(PlanTask)
        .join(PlanItem)
        .join(Client, Client.id == PlanItem.client_id)
        .where(standing.open_tasks(viewer), Client.archived_at.is_(None), PlanTask.due <= local_day(now, "UTC"))
        .options(joinedload(PlanTask.item).joinedload(PlanItem.client), joinedload(PlanTask.assignee))
        .order_by(PlanTask.due, PlanTask.id)
    )
    if client is not None:
        theirs, tasks = theirs.where(PlanItem.client_id == client.id), tasks.where(PlanItem.client_id == client.id)
    near = PlanItem.planned_at.between(now, now + timedelta(days=1))
    coming = session.scalars(theirs.where(near, PlanItem.status.in_(standing.UNDONE)).limit(MOST)).all()
    late = session.scalars(tasks.limit(MOST)).all()
    return Due(
        client=client,
        today=[item for item in coming if _day(item.planned_at, item) == _day(now, item)],
        overdue=session.scalars(theirs.where(standing.late(now)).limit(MOST)).all(),
        tasks=[task for task in late if task.due and task.due < local_day(now, task.item.client.time_zone)],
    )


def _day(moment: datetime | None, item: PlanItem) -> object:
    return local_day(moment, item.client.time_zone) if moment else None
