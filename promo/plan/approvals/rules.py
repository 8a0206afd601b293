"""A client's way of approving: reading it, and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select, update

from promo.db import changed_rows
from promo.errors import Conflict, Invalid
from promo.plan.approvals import flow
from promo.plan.approvals.models import ApprovalRule, Approver
from promo.plan.items.log import Actor, write
from promo.plan.models import PlanItem
from promo.plan.words import Action, Mode, Quorum, Status
from promo.speech import N_
from promo.users.models import ClientAccess, Role, User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.clients.models import Client


class RuleStale(Conflict):
    """The rule was changed since the form was opened."""

    message = N_(
        "Somebody else changed this while you were editing. Nothing was saved; look at your choices and save again."
    )


@dataclass(frozen=True, slots=True)
class RuleFields:
    """What a person may set of a client's rule."""

    mode: str
    internal_quorum: str
    client_quorum: str
    approvers: tuple[int, ...]
    reminder_hours: int


def candidates(session: Session, client: Client) -> list[User]:
    """Return whose word can count: the client's team and the client's own accounts, the team first."""
    has_access = select(ClientAccess.user_id).where(ClientAccess.client_id == client.id)
    theirs = or_(User.role == Role.OWNER, User.id.in_(has_access))
    statement = select(User).where(User.disabled_at.is_(None), theirs).order_by(User.name)
    return sorted(session.scalars(statement), key=lambda one: one.role == Role.CLIENT)


def approvers(session: Session, client_id: int) -> list[int]:
    """Return the ids of those who were named."""
    return list(session.scalars(select(Approver.user_id).where(Approver.client_id == client_id)))


def save(session: Session, client: Client, fields: RuleFields, version: int, by: Actor) -> int:
    """Save a client's rule; return how many items in review it let go on.

    Raises `RuleStale` unless ``version`` is still the rule's, `Invalid` for values that cannot be.
    """
    if fields.mode not in set(Mode):
        raise Invalid("mode", N_("Choose who approves."))
    for name in ("internal_quorum", "client_quorum"):
        if getattr(fields, name) not in set(Quorum):
            raise Invalid(name, N_("Choose how many have to approve."))
    if not set(fields.approvers) <= {one.id for one in candidates(session, client)}:
        raise Invalid("approvers", N_("Choose among the people who work with this client."))
    values = {
        "mode": fields.mode,
        "internal_quorum": fields.internal_quorum,
        "client_quorum": fields.client_quorum,
        "reminder_hours": fields.reminder_hours,
        "version": version + 1,
    }
    if version == 0 and session.get(ApprovalRule, client.id) is None:
        session.add(ApprovalRule(client_id=client.id, **values))
        session.flush()
    else:
        mine = update(ApprovalRule).where(ApprovalRule.client_id == client.id, ApprovalRule.version == version)
        if not changed_rows(session, mine.values(**values).execution_options(synchronize_session=False)):
            raise RuleStale
    session.execute(delete(Approver).where(Approver.client_id == client.id))
    session.add_all(Approver(client_id=client.id, user_id=one) for one in sorted(set(fields.approvers)))
    session.expire_all()
    return _let_go(session, client.id, by)


def _let_go(session: Session, client_id: int, by: Actor) -> int:
    """Take items that wait at a stage which is no longer asked for to the next one, or to approved."""
    stages = flow.STAGES[flow.rule_of(session, client_id).mode]
    waiting = session.scalars(
        select(PlanItem).where(PlanItem.client_id == client_id, PlanItem.status == Status.IN_REVIEW)
    ).all()
    moved = 0
    for item in waiting:
        if item.stage in stages:
            continue
        item.stage = stages[-1] if stages else None
        item.status = Status.IN_REVIEW if stages else Status.APPROVED
        write(session, item, Action.STATUS, by, old_status=Status.IN_REVIEW, stage=item.stage)
        moved += 1
    session.flush()
    return moved
