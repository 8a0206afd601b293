"""What other screens read of anomalies: one query each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BigInteger, cast, func, literal, null, select, union_all

from promo.growth.models import Anomaly
from promo.marks import reading as marks
from promo.marks.models import EventMark

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import CompoundSelect, Select
    from sqlalchemy.orm import Session

    from promo.pages.models import Page

RECENT = timedelta(days=14)
"""How long an open anomaly is a warning on Home."""
GAP = "gap"


def recent(session: Session, page_ids: Collection[int], today: date) -> dict[int, int]:
    """Return by page how many anomalies of the last 14 days are open; gaps are not among them."""
    return dict(session.execute(recent_counts(page_ids, today)).all())


def recent_counts(page_ids: Collection[int], today: date) -> Select[int, int]:
    """Return the statement of `recent`: page, count."""
    return (
        select(Anomaly.page_id, func.count())
        .where(
            Anomaly.page_id.in_(page_ids),
            Anomaly.dismissed_at.is_(None),
            Anomaly.kind != GAP,
            Anomaly.end >= today - RECENT,
        )
        .group_by(Anomaly.page_id)
    )


class Noted(NamedTuple):
    """What a chart marks: an event with its title, or (``gain`` known) unusual days; ``kind`` is theirs."""

    kind: str
    start: date
    end: date
    title: str
    gain: int | None


def noted(session: Session, page: Page, start: date, end: date) -> list[Noted]:
    """Return the events and the open anomalies of a page that touch ``start`` … ``end``, by day. One query.

    Gaps are not among them: charts show them as such.
    """
    events = marks.touching([page.id], [page.client_id] if page.client_id else [], start, end)
    last = func.coalesce(EventMark.end_day, EventMark.day)
    unusual = select(Anomaly.kind, Anomaly.start, Anomaly.end, literal(""), Anomaly.gain).where(
        Anomaly.page_id == page.id,
        Anomaly.dismissed_at.is_(None),
        Anomaly.kind != GAP,
        Anomaly.start <= end,
        Anomaly.end >= start,
    )
    columns = (EventMark.kind, EventMark.day, last, EventMark.title, cast(null(), BigInteger))
    both: CompoundSelect[Any] = union_all(select(*columns).where(events), unusual)
    return sorted((Noted(*row) for row in session.execute(both)), key=lambda one: (one.start, one.title))
