"""What the screens of approval show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.plan.approvals import flow
from promo.plan.models import PlanEvent
from promo.plan.words import Action, Stage, Status
from promo.users import access
from promo.users.models import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.plan.approvals.models import Decision
    from promo.plan.models import PlanItem
    from promo.users.models import User

FOR_CLIENTS = frozenset({Action.SUBMITTED, Action.APPROVED, Action.REJECTED, Action.STATUS, Action.MATCHED})


@dataclass(frozen=True, slots=True)
class Panel:
    """The state of an item's approval, and what the viewer may do about it.

    ``waits_for`` are the names of those whose word is missing; ``nobody_to_ask``: the client's word is needed, and
    nobody has a link or an account to give it. ``steps`` are the statuses that can be chosen by hand.
    """

    mode: str
    decisions: Sequence[Decision]
    waits_for: Sequence[str]
    nobody_to_ask: bool
    may_decide: bool
    may_manage: bool
    may_submit: bool
    steps: Sequence[Status]
    log: Sequence[PlanEvent]


def panel(session: Session, item: PlanItem, viewer: User, *, may_write: bool) -> Panel:
    """Return what ``viewer`` sees of the approval of ``item``."""
    is_client = viewer.role == Role.CLIENT
    stages = flow.STAGES[flow.rule_of(session, item.client_id).mode]
    may_manage = access.may_edit(viewer) and item.client.archived_at is None
    in_review = item.status == Status.IN_REVIEW
    said = flow.decisions(session, item)
    return Panel(
        mode=flow.rule_of(session, item.client_id).mode,
        decisions=[one for one in said if not is_client or one.stage == Stage.CLIENT],
        waits_for=flow.missing(session, item) if in_review and not is_client else (),
        nobody_to_ask=not is_client and Stage.CLIENT in stages and not _client_can_be_asked(session, item),
        may_decide=item.client.archived_at is None and flow.may_decide(session, item, viewer),
        may_manage=may_manage,
        may_submit=may_write and item.status in {Status.IDEA, Status.DRAFT},
        steps=flow.BY_HAND[item.status] if may_manage else (),
        log=log(session, item, viewer),
    )


def log(session: Session, item: PlanItem, viewer: User) -> list[PlanEvent]:
    """Return the item's log as ``viewer`` may read it, the newest first: clients see the steps that concern them."""
    statement = select(PlanEvent).where(PlanEvent.item_id == item.id).order_by(PlanEvent.at.desc(), PlanEvent.id.desc())
    found = list(session.scalars(statement))
    if viewer.role != Role.CLIENT:
        return found
    return [one for one in found if one.action in FOR_CLIENTS and one.stage != Stage.INTERNAL]


def _client_can_be_asked(session: Session, item: PlanItem) -> bool:
    """Return whether anybody of the client's could answer: now, or once the item is at that stage."""
    return bool(flow.people(session, item, Stage.CLIENT) or flow.links(session, item, Stage.CLIENT))
