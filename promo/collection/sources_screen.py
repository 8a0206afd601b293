"""What the screen of sources shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from promo import clock
from promo.clients.models import Client
from promo.collection import pace, sources
from promo.collection.incidents import open_incidents
from promo.collection.models import Source
from promo.collection.texts import OUTCOMES, SOURCE_STATES, SOURCE_TONES
from promo.pages.models import Page
from promo.users.models import Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.collection.sources import State
    from promo.collection.texts import Text
    from promo.users.models import User


@dataclass(frozen=True)
class SourceRow:
    """A source as it stands: its state, this hour's requests, what it answered last, since when it is not well."""

    source: Source
    state: State
    state_text: Text
    tone: str
    used: int
    outcome_text: Text | None
    check_text: Text | None
    incident_since: datetime | None
    is_guest: bool


@dataclass(frozen=True)
class SourcesScreen:
    """All sources; ``next_at`` is when the first page is due, ``None`` when none is."""

    rows: Sequence[SourceRow]
    next_at: datetime | None
    now: datetime
    may_edit: bool


def sources_screen(session: Session, viewer: User) -> SourcesScreen:
    """Return the screen of sources; the guest comes first."""
    now = clock.now()
    sources.guest(session)
    since = {incident.source_id: incident.opened_at for incident in open_incidents(session) if incident.source_id}
    found = sorted(session.scalars(select(Source)), key=lambda source: (source.kind != sources.GUEST, source.id))
    return SourcesScreen(
        rows=[_row(session, source, since.get(source.id), now) for source in found],
        next_at=_next_due(session),
        now=now,
        may_edit=viewer.role == Role.OWNER,
    )


def _row(session: Session, source: Source, incident_since: datetime | None, now: datetime) -> SourceRow:
    state = sources.state(session, source, now)
    return SourceRow(
        source=source,
        state=state,
        state_text=SOURCE_STATES[state.key],
        tone=SOURCE_TONES[state.key],
        used=pace.used(session, source.id, now),
        outcome_text=OUTCOMES.get(source.last_outcome or ""),
        check_text=OUTCOMES.get(source.check_outcome or ""),
        incident_since=incident_since,
        is_guest=source.kind == sources.GUEST,
    )


def _next_due(session: Session) -> datetime | None:
    kept = select(func.min(Page.profile_due_at), func.min(Page.posts_due_at)).outerjoin(Page.client)
    first = session.execute(kept.where(Page.paused_at.is_(None), Client.archived_at.is_(None))).one()
    return min((moment for moment in first if moment is not None), default=None)
