"""What other screens read of anomalies: one query each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from promo.growth.models import Anomaly

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

RECENT = timedelta(days=14)
"""How long an open anomaly is a warning on Home."""
GAP = "gap"


def recent(session: Session, page_ids: Collection[int], today: date) -> dict[int, int]:
    """Return by page how many anomalies of the last 14 days are open; gaps are not among them."""
    statement = (
        select(Anomaly.page_id, func.count())
        .where(
            Anomaly.page_id.in_(page_ids),
            Anomaly.dismissed_at.is_(None),
            Anomaly.kind != GAP,
            Anomaly.end >= today - RECENT,
        )
        .group_by(Anomaly.page_id)
    )
    return {page_id: count for page_id, count in session.execute(statement).tuples()}


def within(session: Session, page_id: int, start: date, end: date) -> Sequence[Anomaly]:
    """Return the open anomalies of a page that touch ``start`` … ``end``, without gaps, which charts show as such."""
    return session.scalars(
        select(Anomaly)
        .where(
            Anomaly.page_id == page_id,
            Anomaly.dismissed_at.is_(None),
            Anomaly.kind != GAP,
            Anomaly.start <= end,
            Anomaly.end >= start,
        )
        .order_by(Anomaly.start)
    ).all()
