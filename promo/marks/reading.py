"""The events of pages. Charts show them together with campaigns: `promo.campaigns.timeline` reads both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from promo.marks.models import EventMark

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.pages.models import Page


def touching(page_ids: Collection[int], client_ids: Collection[int], start: date, end: date) -> ColumnElement[bool]:
    """Return the condition for events of the pages, and of all pages of the clients, that touch ``start`` … ``end``."""
    shared = and_(EventMark.page_id.is_(None), EventMark.client_id.in_(client_ids))
    theirs = or_(EventMark.page_id.in_(page_ids), shared)
    return and_(theirs, EventMark.day <= end, func.coalesce(EventMark.end_day, EventMark.day) >= start)


def of_page(session: Session, page: Page) -> Sequence[EventMark]:
    """Return all events that a page's charts show, the newest first."""
    shared = and_(EventMark.page_id.is_(None), EventMark.client_id == page.client_id) if page.client_id else None
    own = EventMark.page_id == page.id
    theirs = own if shared is None else or_(own, shared)
    return session.scalars(select(EventMark).where(theirs).order_by(EventMark.day.desc(), EventMark.id.desc())).all()
