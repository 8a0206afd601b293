"""Leases: who may read a page or use a source right now. They expire by themselves, so a killed worker blocks nobody.

A lease is taken and renewed by one conditional UPDATE, which is atomic on both databases.
"""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, update

from promo.collection.models import Source
from promo.errors import Conflict
from promo.pages.models import Page
from promo.speech import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LENGTH = timedelta(minutes=5)
"""Longer than any single request may take, with its retry."""


class LeaseLost(Conflict):
    """Somebody else took over, because this worker was silent for too long."""

    message = N_("This reading was taken over by another worker.")


def new_owner() -> str:
    """Return a name for whoever takes a lease now: host, process and a random part."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"


def take_page(session: Session, page_id: int, now: datetime) -> datetime | None:
    """Return until when the page is ours, or ``None`` when somebody reads it."""
    until = now + LENGTH
    free = or_(Page.leased_until.is_(None), Page.leased_until <= now)
    changed = session.execute(
        update(Page)
        .where(Page.id == page_id, free)
        .values(leased_until=until)
        .execution_options(synchronize_session=False)
    )
    return until if changed.rowcount else None  # type: ignore[attr-defined]


def take_source(session: Session, source_id: int, owner: str, now: datetime) -> bool:
    """Return whether the source is ours now."""
    free = or_(Source.leased_until.is_(None), Source.leased_until <= now)
    changed = session.execute(
        update(Source)
        .where(Source.id == source_id, free)
        .values(leased_until=now + LENGTH, leased_by=owner)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def renew_page(session: Session, page_id: int, until: datetime, now: datetime) -> datetime:
    """Return the new end of a page's lease that ran ``until``; raise `LeaseLost` when it is no longer ours."""
    new = max(now + LENGTH, until)
    changed = session.execute(
        update(Page)
        .where(Page.id == page_id, Page.leased_until == until)
        .values(leased_until=new)
        .execution_options(synchronize_session=False)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise LeaseLost
    return new


def release_page(session: Session, page_id: int, until: datetime) -> None:
    """Let go of a page, if it is still ours."""
    session.execute(
        update(Page)
        .where(Page.id == page_id, Page.leased_until == until)
        .values(leased_until=None)
        .execution_options(synchronize_session=False)
    )


def release_source(session: Session, source_id: int, owner: str) -> None:
    """Let go of a source, if it is still ours."""
    session.execute(
        update(Source)
        .where(Source.id == source_id, Source.leased_by == owner)
        .values(leased_until=None, leased_by=None)
        .execution_options(synchronize_session=False)
    )
