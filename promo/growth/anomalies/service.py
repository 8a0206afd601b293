"""Dismissing what stands out, and taking that back. They flush and never commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo import clock
from promo.errors import NotFound
from promo.growth.models import Anomaly

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from promo.users.models import User


def of_page(session: Session, page: Page, ident: int) -> Anomaly:
    """Return the anomaly of ``page`` with this id; raise `NotFound` where it is another page's or gone."""
    found = session.get(Anomaly, ident)
    if found is None or found.page_id != page.id:
        raise NotFound
    return found


def dismiss(session: Session, anomaly: Anomaly, note: str, by: User) -> bool:
    """Dismiss it with ``note``; return whether it was open. A second one may only change the note."""
    was_open = anomaly.dismissed_at is None
    if was_open:
        anomaly.dismissed_at, anomaly.dismissed_by_id = clock.now(), by.id
    anomaly.note = note
    session.flush()
    return was_open


def reopen(session: Session, anomaly: Anomaly) -> bool:
    """Let it stand out again, its note kept; return whether it was dismissed."""
    was_dismissed = anomaly.dismissed_at is not None
    anomaly.dismissed_at = anomaly.dismissed_by_id = None
    session.flush()
    return was_dismissed
