"""What waits for whose word: for the list of approvals and each person's own work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from promo.clients.models import Client
from promo.plan import rights
from promo.plan.approvals import flow
from promo.plan.models import PlanItem
from promo.plan.words import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.users.models import User


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item in review: whether it waits for the viewer, and the names of all it waits for."""

    item: PlanItem
    is_mine: bool
    waits_for: Sequence[str]


def in_review(session: Session, viewer: User) -> list[Waiting]:
    """Return all items in review that ``viewer`` may see, those due first in front."""
    statement = (
        select(PlanItem)
        .join(Client)
        .where(rights.may_see(viewer), PlanItem.status == Status.IN_REVIEW, Client.archived_at.is_(None))
        .options(selectinload(PlanItem.client), selectinload(PlanItem.page))
        .order_by(func.coalesce(PlanItem.review_by, PlanItem.planned_at).is_(None))
        .order_by(func.coalesce(PlanItem.review_by, PlanItem.planned_at), PlanItem.id)
    )
    return [
        Waiting(item, flow.may_decide(session, item, viewer), flow.missing(session, item))
        for item in session.scalars(statement)
    ]


def for_user(session: Session, viewer: User) -> list[PlanItem]:
    """Return the items that wait for this person's own word."""
    return [one.item for one in in_review(session, viewer) if one.is_mine and viewer.name in one.waits_for]
