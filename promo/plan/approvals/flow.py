"""The steps of an item: who may take which, and what approval by one or by all means.

idea → draft → in review (the team's stage, the client's, or one after the other) → approved → scheduled → published,
or missed. A decision counts for the revision that the person saw: a change afterwards asks again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from promo import clock
from promo.db import changed_rows, upsert
from promo.errors import Conflict, Forbidden, Invalid
from promo.plan.approvals.models import ApprovalRule, Approver, Decision, Reminder
from promo.plan.items import log
from promo.plan.models import PlanItem
from promo.plan.review.models import ReviewLink, ReviewLinkItem
from promo.plan.words import Action, Mode, Quorum, Stage, Status, Verdict
from promo.speech import N_
from promo.users.models import ClientAccess, Role, User

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.plan.items.log import Actor

STAGES: dict[str, tuple[Stage, ...]] = {
    Mode.NONE: (),
    Mode.INTERNAL: (Stage.INTERNAL,),
    Mode.CLIENT: (Stage.CLIENT,),
    Mode.BOTH: (Stage.INTERNAL, Stage.CLIENT),
}
BY_HAND: dict[str, tuple[Status, ...]] = {
    Status.IDEA: (Status.DRAFT,),
    Status.DRAFT: (Status.IDEA,),
    Status.IN_REVIEW: (),
    Status.APPROVED: (Status.SCHEDULED, Status.PUBLISHED, Status.DRAFT),
    Status.SCHEDULED: (Status.APPROVED, Status.PUBLISHED, Status.DRAFT),
    Status.PUBLISHED: (),
    Status.MISSED: (Status.PUBLISHED, Status.DRAFT),
}
"""The steps that a person takes without anybody's approval; submitting and deciding are not among them."""
REASON = 2_000


class Moved(Conflict):
    """The item is not where the person saw it: somebody was quicker, or it was changed."""

    message = N_("This item has changed since you opened it. Look at it as it is now, and decide then.")


def rule_of(session: Session, client_id: int) -> ApprovalRule:
    """Return how the client's items are approved: nobody has to, until somebody says otherwise."""
    found = session.get(ApprovalRule, client_id)
    return found or ApprovalRule(
        client_id=client_id,
        mode=Mode.NONE,
        internal_quorum=Quorum.ONE,
        client_quorum=Quorum.ONE,
        reminder_hours=24,
        version=0,
    )


def submit(session: Session, item: PlanItem, by: Actor, review_by: datetime | None = None) -> None:
    """Send a draft (or an idea) to its first approval; where none is needed it is approved at once.

    Raises `Invalid` where something that approval is about is missing, `Moved` where it is not a draft any more.
    """
    if not item.caption and not item.media:
        raise Invalid("caption", N_("There is nothing to approve yet. Write the caption or add a picture first."))
    stages = STAGES[rule_of(session, item.client_id).mode]
    values: dict[str, object] = {"submitted_at": clock.now(), "submitted_by_id": by.user_id}
    if review_by is not None:
        values["review_by"] = review_by
    if decisions(session, item):
        values["revision"] = item.revision + 1  # taken back and sent again: everybody is asked anew
    to = Status.IN_REVIEW if stages else Status.APPROVED
    _step(session, item, (Status.IDEA, Status.DRAFT), to, stage=stages[0] if stages else None, **values)
    log.write(session, item, Action.SUBMITTED, by, old_status=Status.DRAFT, stage=item.stage)
    session.flush()


def withdraw(session: Session, item: PlanItem, by: Actor) -> None:
    """Take an item back from review."""
    _step(session, item, (Status.IN_REVIEW,), Status.DRAFT, stage=None)
    log.write(session, item, Action.WITHDRAWN, by, old_status=Status.IN_REVIEW)
    session.flush()


def set_status(session: Session, item: PlanItem, to: str, by: Actor) -> None:
    """Take a step `BY_HAND`; taking the one that was just taken does nothing, any other raises `Invalid`."""
    if item.status == to:
        return
    if to not in BY_HAND[item.status]:
        raise Invalid("status", N_("An item cannot go from this status to that one. Look at the steps it offers."))
    if to == Status.SCHEDULED and item.planned_at is None:
        raise Invalid("planned_at", N_("Choose the day and time first: without them it cannot be scheduled."))
    old = item.status
    more = {"published_at": clock.now()} if to == Status.PUBLISHED else {"missed_at": None}
    _step(session, item, (old,), to, stage=None, **more)
    log.write(session, item, Action.STATUS, by, old_status=old)
    session.flush()


def content_changed(session: Session, item: PlanItem, by: Actor) -> None:
    """Ask again for what was approved or is in review, now that ``item`` says something else.

    What was missed and has another time ahead of it (or none yet) was approved, and is planned again.
    """
    if item.status == Status.MISSED and (item.planned_at is None or item.planned_at > clock.now()):
        _step(session, item, (Status.MISSED,), Status.APPROVED, stage=None, missed_at=None)
        log.write(session, item, Action.STATUS, by, old_status=Status.MISSED)
    if item.status not in {Status.IN_REVIEW, Status.APPROVED, Status.SCHEDULED}:
        return
    stages = STAGES[rule_of(session, item.client_id).mode]
    if not stages:
        return
    old = item.status
    _step(session, item, (old,), Status.IN_REVIEW, stage=stages[0], submitted_at=clock.now())
    log.write(session, item, Action.ASKED_AGAIN, by, old_status=old, stage=item.stage)


def decide(session: Session, item: PlanItem, by: Actor, verdict: str, revision: int, *, reason: str = "") -> None:
    """Write down what ``by`` says of ``revision``, and take the step that follows from it.

    The caller has made sure that the person may decide at the item's stage (`may_decide`, or their link). Saying the
    same again does nothing. Raises `Moved` where the item says something else by now or waits for nobody, `Invalid`
    for a request for changes without a reason.
    """
    if verdict == Verdict.CHANGES and not reason:
        raise Invalid("reason", N_("Say what should be changed, so that the author knows what to do."))
    if len(reason) > REASON:
        raise Invalid("reason", N_("That is longer than %(most)s characters. Shorten it."), most=REASON)
    if has_decided(session, item, by, revision, verdict):
        return
    stage = item.stage
    _hold(session, item, revision)
    decision = {
        "item_id": item.id, "revision": revision, "stage": stage, "decider": by.key, "name": by.name,
        "verdict": verdict, "reason": reason, "at": clock.now(),
    }  # fmt: skip
    upsert(session, Decision, [decision], ("item_id", "revision", "stage", "decider"))
    if verdict == Verdict.CHANGES:
        _return(session, item, by, reason)
    else:
        _approve(session, item, by)
    session.flush()


def has_decided(session: Session, item: PlanItem, by: Actor, revision: int, verdict: str) -> bool:
    """Return whether the person has said just that of this revision already: what a second click says."""
    mine = select(Decision.id).where(
        Decision.item_id == item.id,
        Decision.revision == revision,
        Decision.decider == by.key,
        Decision.verdict == verdict,
    )
    return session.scalar(mine.limit(1)) is not None


def may_decide(session: Session, item: PlanItem, user: User) -> bool:
    """Return whether the word of somebody with an account is asked for at the item's present stage."""
    return item.status == Status.IN_REVIEW and user.id in {one.id for one in people(session, item)}


def people(session: Session, item: PlanItem, stage: str | None = None) -> list[User]:
    """Return who with an account is asked at ``stage``, by default the item's own.

    These are the named approvers, else every editor of the client. Where the client's word is asked for, nobody stands
    in for those who were not named.
    """
    has_access = select(ClientAccess.user_id).where(ClientAccess.client_id == item.client_id)
    allowed = or_(User.role == Role.OWNER, User.id.in_(has_access))
    everybody = select(User).where(User.disabled_at.is_(None), allowed).order_by(User.id)
    chosen = select(Approver.user_id).where(Approver.client_id == item.client_id)
    named = session.scalars(everybody.where(User.id.in_(chosen)))
    stage = stage or item.stage
    theirs = [one for one in named if (one.role == Role.CLIENT) == (stage == Stage.CLIENT)]
    if theirs or stage == Stage.CLIENT:
        return theirs
    return list(session.scalars(everybody.where(User.role.in_((Role.OWNER, Role.MANAGER)))))


def links(session: Session, item: PlanItem, stage: str | None = None) -> list[ReviewLink]:
    """Return the links in force whose people are asked about ``item`` at ``stage``, by default its own."""
    if (stage or item.stage) != Stage.CLIENT:
        return []
    batches = select(ReviewLinkItem.link_id).where(ReviewLinkItem.item_id == item.id)
    in_force = or_(ReviewLink.expires_at.is_(None), ReviewLink.expires_at > clock.now())
    statement = select(ReviewLink).where(
        ReviewLink.client_id == item.client_id,
        ReviewLink.revoked_at.is_(None),
        ReviewLink.may_decide,
        in_force,
        or_(ReviewLink.is_standing, ReviewLink.id.in_(batches)),
    )
    return list(session.scalars(statement.order_by(ReviewLink.id)))


def missing(session: Session, item: PlanItem) -> list[str]:
    """Return the names of those whose approval the item's stage still waits for."""
    said = _approvals(session, item)
    asked = {f"user:{one.id}": one.name for one in people(session, item)}
    asked |= {f"link:{one.id}": one.name for one in links(session, item)}
    return [name for key, name in asked.items() if key not in said]


def decisions(session: Session, item: PlanItem) -> list[Decision]:
    """Return what was said of the item's present revision, in order."""
    statement = select(Decision).where(Decision.item_id == item.id, Decision.revision == item.revision)
    return list(session.scalars(statement.order_by(Decision.at, Decision.id)))


def check_decider(session: Session, item: PlanItem, user: User) -> None:
    """Raise `Forbidden` unless the person may decide about the item."""
    if not may_decide(session, item, user):
        raise Forbidden


def _approve(session: Session, item: PlanItem, by: Actor) -> None:
    rule = rule_of(session, item.client_id)
    stage = item.stage
    log.write(session, item, Action.APPROVED, by, stage=stage)
    quorum = rule.internal_quorum if stage == Stage.INTERNAL else rule.client_quorum
    if quorum == Quorum.ALL and missing(session, item):
        return
    stages = STAGES[rule.mode]
    following = stages[stages.index(Stage(stage)) + 1 :] if stage in stages else ()
    if following:
        _step(session, item, (Status.IN_REVIEW,), Status.IN_REVIEW, stage=following[0])
        return
    _step(session, item, (Status.IN_REVIEW,), Status.APPROVED, stage=None)
    log.write(session, item, Action.STATUS, log.PROGRAM, old_status=Status.IN_REVIEW)


def _return(session: Session, item: PlanItem, by: Actor, reason: str) -> None:
    """Give the item back to who sent it, with the reason."""
    stage = item.stage
    _step(session, item, (Status.IN_REVIEW,), Status.DRAFT, stage=None, revision=item.revision + 1)
    log.write(session, item, Action.REJECTED, by, old_status=Status.IN_REVIEW, stage=stage, note=reason)
    author = item.submitted_by_id or item.created_by_id
    if author is not None and author != by.user_id:
        row = {"user_id": author, "item_id": item.id, "kind": "returned", "revision": item.revision, "note": reason,
               "at": clock.now()}  # fmt: skip
        upsert(session, Reminder, [row], ("user_id", "item_id", "kind", "revision"))


def _approvals(session: Session, item: PlanItem) -> set[str]:
    statement = select(Decision.decider).where(
        Decision.item_id == item.id,
        Decision.revision == item.revision,
        Decision.stage == item.stage,
        Decision.verdict == Verdict.APPROVED,
    )
    return set(session.scalars(statement))


def _hold(session: Session, item: PlanItem, revision: int) -> None:
    """Lock the item as the person saw it: of two decisions at once the second waits here and sees the first."""
    mine = update(PlanItem).where(
        PlanItem.id == item.id,
        PlanItem.status == Status.IN_REVIEW,
        PlanItem.stage == item.stage,
        PlanItem.revision == revision,
    )
    statement = mine.values(updated_at=clock.now()).execution_options(synchronize_session=False)
    if not changed_rows(session, statement):
        session.expire(item)
        raise Moved
    session.expire(item)


def _step(
    session: Session, item: PlanItem, old: tuple[str, ...], to: str, *, stage: str | None, **more: object
) -> None:
    """Write the new status where the item has an ``old`` one still; raise `Moved` otherwise."""
    session.flush()
    mine = update(PlanItem).where(PlanItem.id == item.id, PlanItem.status.in_(old), PlanItem.revision == item.revision)
    values = {"status": to, "stage": stage, "updated_at": clock.now(), **more}
    if not changed_rows(session, mine.values(**values).execution_options(synchronize_session=False)):
        session.expire(item)
        raise Moved
    session.expire(item)
