"""Who may see and do what in the plan, on top of `promo.users.access`.

Owners and managers do everything. A specialist reads the plans of their clients, talks with the team, and writes the
items that are theirs: assigned to them, or with a task of theirs. A client reads what was meant for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, or_, select, true

from promo.errors import Forbidden, NotFound
from promo.plan.models import PlanItem, PlanTask
from promo.plan.words import Stage, Status
from promo.users import access
from promo.users.models import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.users.models import User

SHOWN_TO_CLIENTS = (Status.APPROVED, Status.SCHEDULED, Status.PUBLISHED, Status.MISSED)


def for_clients() -> ColumnElement[bool]:
    """Return the condition for items that are meant for the client's eyes: agreed on, or waiting for their word."""
    waiting = and_(PlanItem.status == Status.IN_REVIEW, PlanItem.stage == Stage.CLIENT)
    return or_(PlanItem.status.in_(SHOWN_TO_CLIENTS), waiting)


def may_see(viewer: User) -> ColumnElement[bool]:
    """Return the condition for the items that ``viewer`` may see."""
    theirs = for_clients() if viewer.role == Role.CLIENT else true()
    return and_(access.may_see(viewer, PlanItem), theirs)


def see(session: Session, ident: int, viewer: User) -> PlanItem:
    """Return the item with this id; raise `NotFound` where there is none for ``viewer``."""
    found = session.scalar(select(PlanItem).where(PlanItem.id == ident, may_see(viewer)))
    if found is None:
        raise NotFound
    return found


def manage(session: Session, ident: int, viewer: User) -> PlanItem:
    """Return the item as `see` does, for planning it; raise `Forbidden` for those who may not."""
    found = see(session, ident, viewer)
    if not access.may_edit(viewer):
        raise Forbidden
    return found


def write(session: Session, ident: int, viewer: User) -> PlanItem:
    """Return the item as `see` does, for writing it; raise `Forbidden` unless `may_write`."""
    found = see(session, ident, viewer)
    if not may_write(session, found, viewer):
        raise Forbidden
    return found


def may_write(session: Session, item: PlanItem, viewer: User) -> bool:
    """Return whether ``viewer`` may change what ``item`` says: an editor, or a specialist whose work it is."""
    if access.may_edit(viewer):
        return True
    if viewer.role != Role.SPECIALIST:
        return False
    if item.assignee_id == viewer.id:
        return True
    mine = select(PlanTask.id).where(PlanTask.item_id == item.id, PlanTask.assignee_id == viewer.id)
    return session.scalar(mine.limit(1)) is not None
