"""What of reports and messages somebody should look at: of a viewer's clients, for Home and a screen of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import contains_eager

from promo import clock
from promo.clients.models import Client
from promo.reports.delivery.words import State
from promo.reports.models import Delivery, Report
from promo.users import access

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.users.models import User

FAILED = "failed"
RECENT = timedelta(days=14)
"""So long a message that failed is told of on Home."""


def counts(session: Session, viewer: User, client: Client | None = None) -> dict[str, int]:
    """Return how many reports wait for somebody's look and for data, and how many messages ``failed``, by these names.

    They are those of `waiting` and `failed`; ``client`` narrows them to one. What there is none of is left out. One
    query.
    """
    if not access.may_edit(viewer):
        return {}
    awaits = select(Report.awaits, func.count()).where(Report.awaits.is_not(None)).group_by(Report.awaits)
    undone = select(literal(FAILED), func.count()).select_from(Delivery).join(Delivery.report).where(_undone())
    parts = []
    for one in (awaits, undone):
        theirs = one.join(Report.client).where(Client.archived_at.is_(None), access.may_see(viewer, Report))
        parts.append(theirs.where(Report.client_id == client.id) if client is not None else theirs)
    return {str(name): count for name, count in session.execute(union_all(*parts)) if count}


def failed(session: Session, viewer: User) -> list[Delivery]:
    """Return the messages that failed or are unclear within `RECENT`, of the clients that ``viewer`` may edit."""
    if not access.may_edit(viewer):
        return []
    theirs = select(Delivery).join(Delivery.report).join(Report.client).where(_undone(), Client.archived_at.is_(None))
    newest = theirs.where(access.may_see(viewer, Report)).order_by(Delivery.created_at.desc(), Delivery.id.desc())
    return list(session.scalars(newest.options(contains_eager(Delivery.report).contains_eager(Report.client))))


def waiting(session: Session, viewer: User) -> list[Report]:
    """Return the reports that await something, of the clients that ``viewer`` may edit, the oldest first."""
    if not access.may_edit(viewer):
        return []
    theirs = select(Report).join(Report.client).where(Report.awaits.is_not(None), Client.archived_at.is_(None))
    in_order = (Report.awaits.desc(), Report.created_at, Report.id)
    narrowed = theirs.where(access.may_see(viewer, Report)).options(contains_eager(Report.client))
    return list(session.scalars(narrowed.order_by(*in_order)))


def _undone() -> ColumnElement[bool]:
    return Delivery.state.in_((State.FAILED, State.UNCLEAR)) & (Delivery.created_at > clock.now() - RECENT)
