"""Incidents: one row for each change of state of a page or source, from when it began until it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.collection.models import Incident

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


def open_incidents(session: Session, page_ids: Collection[int] | None = None) -> list[Incident]:
    """Return the incidents that last, newest first: all, or those of ``page_ids`` together with those of sources."""
    statement = select(Incident).where(Incident.closed_at.is_(None))
    if page_ids is not None:
        statement = statement.where(Incident.page_id.in_(page_ids) | Incident.page_id.is_(None))
    return list(session.scalars(statement.order_by(Incident.opened_at.desc(), Incident.id.desc())))


def page_state(session: Session, page_id: int, kind: str | None, now: datetime) -> bool:
    """Let the page be in the state ``kind`` (``None``: well) since ``now``; return whether that is a change."""
    return _change(
        session, list(session.scalars(_open().where(Incident.page_id == page_id))), kind, now, page_id=page_id
    )


def source_state(session: Session, source_id: int, kind: str | None, now: datetime) -> bool:
    """Let the source be in the state ``kind`` (``None``: well) since ``now``; return whether that is a change."""
    found = list(session.scalars(_open().where(Incident.source_id == source_id)))
    return _change(session, found, kind, now, source_id=source_id)


def _open() -> Select[Incident]:
    return select(Incident).where(Incident.closed_at.is_(None))


def _change(session: Session, found: list[Incident], kind: str | None, now: datetime, **subject: int) -> bool:
    stays = any(incident.kind == kind for incident in found)
    for incident in found:
        if incident.kind != kind:
            incident.closed_at = now
    if kind is not None and not stays:
        session.add(Incident(kind=kind, opened_at=now, **subject))
    session.flush()
    return not stays and (kind is not None or bool(found))
