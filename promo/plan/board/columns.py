"""The columns of the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from promo import clock
from promo.plan.calendar import reading
from promo.plan.models import PlanItem
from promo.plan.words import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from promo.plan.calendar.reading import Filters
    from promo.users.models import User

MOST = 60
DONE_SINCE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Column:
    """A status, its first cards, and how many there are in all."""

    status: Status
    cards: Sequence[Row[Any]]
    total: int


def columns(session: Session, viewer: User, filters: Filters) -> list[Column]:
    """Return a column a status: the cards due first in front; of what is published the last 30 days, newest first."""
    since = clock.now() - DONE_SINCE
    lately = or_(PlanItem.status != Status.PUBLISHED, PlanItem.planned_at >= since, PlanItem.published_at >= since)
    wanted = reading.statement(viewer, filters).where(lately)
    rank = func.row_number().over(
        partition_by=PlanItem.status, order_by=(PlanItem.planned_at.is_(None), PlanItem.planned_at, PlanItem.id)
    )
    back = func.row_number().over(partition_by=PlanItem.status, order_by=(PlanItem.planned_at.desc(), PlanItem.id))
    total = func.count().over(partition_by=PlanItem.status)
    inner = wanted.add_columns(rank.label("rank"), back.label("back"), total.label("total")).subquery()
    done = inner.c.status.in_((Status.PUBLISHED, Status.MISSED))
    near = or_(done & (inner.c.back <= MOST), ~done & (inner.c.rank <= MOST))
    rows: dict[str, list[Row[Any]]] = {}
    for row in session.execute(select(inner).where(near).order_by(inner.c.rank)):
        rows.setdefault(row.status, []).append(row)
    found = []
    for status in Status:
        cards = rows.get(status, [])
        if status in {Status.PUBLISHED, Status.MISSED}:
            cards.reverse()
        found.append(Column(status, cards, cards[0].total if cards else 0))
    return found
