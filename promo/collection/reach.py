"""Before a page is read: is it free, through which source, and the run that says so. All or nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from sqlalchemy import select, update

from collectors import COLLECTORS
from promo import clock
from promo.collection import leases, outcomes, schedule, sources
from promo.collection.models import CollectionRun, RunState, Source
from promo.collection.pace import SPACING, DatabasePace
from promo.db import transaction
from promo.pages.models import Page

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from collectors.base import Collector
    from promo.context import Context

UNFINISHED = (RunState.QUEUED, RunState.RUNNING)


@dataclass
class Reached:
    """A page that may be read now: its run, its source, and the leases on both."""

    page_id: int
    run_id: int
    source_id: int
    owner: str
    page_until: datetime


def reach(context: Context, page_id: int, trigger: str) -> Reached | None:
    """Return the page ready to be read; ``None`` when it is not due, or it or every source is busy, resting or off.

    A run that was asked for (it stands as queued) makes the page due, and stays queued when it cannot start yet.
    """
    now = clock.now()
    owner = leases.new_owner()
    with transaction(context.sessions) as session:
        recover(session, now)
        until = leases.take_page(session, page_id, now)
        page = session.get(Page, page_id)
        if until is None or page is None:
            return None
        run = queued_run(session, page_id)
        if page.paused_at is not None or not (run or _is_due(page, now)):
            leases.release_page(session, page_id, until)
            if run is not None:
                session.delete(run)
            return None
        source = next(
            (one for one in sources.usable(session, now) if leases.take_source(session, one.id, owner, now)), None
        )
        if source is None:
            leases.release_page(session, page_id, until)
            return None
        run = run or CollectionRun(page_id=page_id, trigger=trigger, created_at=now)
        run.state, run.source_id, run.started_at = RunState.RUNNING, source.id, now
        session.add(run)
        session.flush()
        return Reached(page_id, run.id, source.id, owner, until)


def let_go(session: Session, reached: Reached) -> None:
    """Give back both leases."""
    leases.release_page(session, reached.page_id, reached.page_until)
    leases.release_source(session, reached.source_id, reached.owner)


def queued_run(session: Session, page_id: int) -> CollectionRun | None:
    """Return the page's run that waits for its start, if there is one."""
    waiting = select(CollectionRun).where(CollectionRun.page_id == page_id, CollectionRun.state == RunState.QUEUED)
    return session.scalar(waiting.order_by(CollectionRun.id).limit(1))


def recover(session: Session, now: datetime) -> int:
    """Close the runs whose worker is gone, make their pages due again, and return how many there were."""
    lost = (
        select(CollectionRun, Page)
        .join(Page, Page.id == CollectionRun.page_id)
        .where(CollectionRun.state == RunState.RUNNING)
        .where(Page.leased_until.is_(None) | (Page.leased_until <= now))
    )
    found = list(session.execute(lost))
    for run, page in found:
        run.state, run.outcome, run.finished_at = RunState.FINISHED, outcomes.INTERRUPTED, now
        page.posts_due_at = now
    if found:
        ended = (Source.leased_until <= now,)
        session.execute(update(Source).where(*ended).values(leased_until=None, leased_by=None))
        session.flush()
    return len(found)


def make_collector(context: Context, source: Source, owner: str) -> tuple[Collector, DatabasePace]:
    """Return a collector for ``source`` whose every request goes through the source's pace.

    Raises `promo.secrets.Undecipherable` when the cookies were encrypted with another key.
    """
    base_url = context.settings.instagram_url
    spacing = None if base_url else SPACING
    pace = DatabasePace(context.sessions, source.id, owner, spacing, context.stopping)
    module, _, name = COLLECTORS["instagram"][1].partition(":")
    cookies = json.loads(context.cipher.decrypt(source.cookies)) if source.cookies else None
    made = getattr(import_module(module), name)(pace=pace, cookies=cookies, base_url=base_url, clock=clock.now)
    return cast("Collector", made), pace


def waiting_pages(session: Session, now: datetime, limit: int) -> list[tuple[int, str]]:
    """Return (page id, trigger) of what should be read next: what was asked for first, then what is due."""
    asked = (
        select(CollectionRun.page_id, CollectionRun.trigger)
        .join(Page)
        .where(CollectionRun.state == RunState.QUEUED, Page.leased_until.is_(None) | (Page.leased_until <= now))
        .order_by(CollectionRun.id)
        .limit(limit)
    )
    found = dict(session.execute(asked).all())
    for page in session.scalars(schedule.due_pages(now).limit(limit)):
        if len(found) < limit:
            found.setdefault(page.id, "schedule")
    return list(found.items())


def _is_due(page: Page, now: datetime) -> bool:
    return any(due is not None and due <= now for due in (page.profile_due_at, page.posts_due_at))
