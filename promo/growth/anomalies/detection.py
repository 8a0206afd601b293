"""Finds what stands out in the growth of pages, and keeps it. What a person dismissed stays dismissed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from promo import clock
from promo.analytics import anomalies
from promo.analytics.periods import BEGINNING, ONE_DAY
from promo.clock import local_day
from promo.db import transaction, upsert
from promo.growth.models import Anomaly
from promo.pages import frames
from promo.pages.models import Page

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.context import Context

log = logging.getLogger(__name__)
KEY = ("page_id", "kind", "start")


def detect(session: Session, page: Page, default_zone: str, now: datetime) -> int:
    """Bring what is kept of ``page`` in line with its complete days; return how many episodes and gaps there are.

    What is kept is told by page, kind and first day. An episode that goes on keeps its row, one that later counts no
    longer support goes, unless it was dismissed: what a person wrote is kept.
    """
    zone = page.client.time_zone if page.client else default_zone
    days = frames.page_days(session, [page.id], BEGINNING, local_day(now, zone) - ONE_DAY)
    found = anomalies.find(days)
    names = ("kind", "start", "end", "gain", "per_day", "low", "high", "outside")
    rows = [
        {"page_id": page.id, "found_at": now, "note": "", **{name: getattr(one, name) for name in names}}
        for one in found
    ]
    upsert(session, Anomaly, rows, KEY, keep=("found_at", "note"))
    known = {(one.kind, one.start) for one in found}
    kept = session.execute(
        select(Anomaly.id, Anomaly.kind, Anomaly.start).where(
            Anomaly.page_id == page.id, Anomaly.dismissed_at.is_(None)
        )
    )
    gone = [ident for ident, kind, start in kept if (kind, start) not in known]
    if gone:
        session.execute(delete(Anomaly).where(Anomaly.id.in_(gone)))
    return len(found)


def detect_page(context: Context, page_id: int) -> None:
    """Look at one page, in a transaction of its own."""
    with transaction(context.sessions) as session:
        page = session.get(Page, page_id, options=[joinedload(Page.client)])
        if page is not None:
            detect(session, page, context.settings.time_zone, clock.now())


def detect_all(context: Context) -> None:
    """Look at every page; one that fails is logged and keeps none of the others from it."""
    with context.sessions() as session:
        ids = session.scalars(select(Page.id).order_by(Page.id)).all()
    for page_id in ids:
        try:
            detect_page(context, page_id)
        except Exception:
            log.exception("anomalies of page %s could not be looked for", page_id)
