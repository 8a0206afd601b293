"""What other screens read of anomalies: one query each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BigInteger, cast, func, literal, null, select, union_all

from promo.campaigns.timeline import reading as timeline
from promo.growth.models import Anomaly

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import CompoundSelect, Select
    from sqlalchemy.orm import Session

    from promo.campaigns.timeline.reading import Happening
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
    """What a chart marks: what happened, or (``gain`` known) unusual days, whose ``kind`` is that of the anomaly."""

    what: Happening
    gain: int | None


def noted(session: Session, page: Page, start: date, end: date) -> list[Noted]:
    """Return the events, campaigns and open anomalies of a page that touch ``start`` … ``end``, by day. One query.

    Gaps are not among them: charts show them as such.
    """
    clients = [page.client_id] if page.client_id else []
    happened = timeline.statements([page.id], clients, start, end)
    no_gain = cast(null(), BigInteger)
    unusual = select(Anomaly.kind, Anomaly.start, Anomaly.end, literal(""), *[null()] * 5, Anomaly.gain).where(
        Anomaly.page_id == page.id,
        Anomaly.dismissed_at.is_(None),
        Anomaly.kind != GAP,
        Anomaly.start <= end,
        Anomaly.end >= start,
    )
    every: CompoundSelect[Any] = union_all(*(one.add_columns(no_gain) for one in happened), unusual)
    found = [Noted(timeline.happening(row), row[-1]) for row in session.execute(every)]
    return sorted((one for one in found if one.what.touches(start, end)), key=lambda one: timeline.by_day(one.what))
