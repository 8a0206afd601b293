"""What was agreed on and did not come: looked for soon after its time, called missed an hour after. Never commits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from promo import clock
from promo.clients.models import Client
from promo.db import changed_rows, transaction
from promo.pages.models import Page
from promo.plan.items import log
from promo.plan.matching.service import GRACE, write
from promo.plan.models import PlanItem
from promo.plan.words import Action, ItemKind, Status

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.context import Context

SOON = timedelta(minutes=10)
"""So long after an item's time its page is read, if that was not to happen earlier."""


def flag_missed(context: Context) -> None:
    """Look for what should have been published by now, and say of what was not seen for an hour that it was missed."""
    with transaction(context.sessions) as session:
        look(session)
        miss(session)


def miss(session: Session) -> int:
    """Flag what was agreed on and not seen an hour after its time; return how many. Stories, never seen, are not."""
    now = clock.now()
    due = select(PlanItem).join(Client).where(_expected(), PlanItem.planned_at < now - GRACE)
    flagged = 0
    for item in session.scalars(due).all():
        old = item.status
        if write(session, item, {"status": Status.MISSED, "missed_at": now}):
            log.write(session, item, Action.MISSED, log.PROGRAM, old_status=old)
            flagged += 1
    session.flush()
    return flagged


def look(session: Session) -> int:
    """Let the pages of what should just have come be read soon; return how many.

    Each time asks once: a page that was tried since then, or that fails, is left to its own timetable, and the
    sources' pace stays what it is.
    """
    now = clock.now()
    just = (
        select(PlanItem.id)
        .join(Client)
        .where(
            PlanItem.page_id == Page.id,
            _expected(),
            PlanItem.planned_at.between(now - GRACE, now - SOON),
            or_(Page.last_attempt_at.is_(None), Page.last_attempt_at < PlanItem.planned_at),
        )
    )
    statement = update(Page).where(
        just.exists(),
        Page.paused_at.is_(None),
        Page.failures == 0,
        or_(Page.posts_due_at.is_(None), Page.posts_due_at > now),
    )
    return changed_rows(session, statement.values(posts_due_at=now).execution_options(synchronize_session=False))


def _expected() -> ColumnElement[bool]:
    """Return the condition for items that would have been seen; needs their client."""
    agreed = PlanItem.status.in_((Status.APPROVED, Status.SCHEDULED))
    return agreed & PlanItem.post_id.is_(None) & (PlanItem.kind != ItemKind.STORY) & Client.archived_at.is_(None)
