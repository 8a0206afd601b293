"""The end of a run: its outcome, when the page is due again, what it means for the source, and who is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from promo import clock
from promo.collection import leases, outcomes, pace, reach, schedule, sources
from promo.collection.incidents import page_state
from promo.collection.models import CollectionRun, RunState, Source
from promo.pages.models import Page
from promo.queue import send_after_commit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.collection.reach import Reached

LEAST_WAIT = timedelta(minutes=5)
"""A page whose reading ran out of requests waits until half of an hour's are free, and never less than this."""


@dataclass(frozen=True)
class Ended:
    """How an attempt ended: its outcome, the posts it looked for (published since then), whether it saw the profile."""

    outcome: str
    detail: str
    since: datetime
    profile_read: bool = False
    requests: int = 0


def finish(session: Session, reached: Reached, ended: Ended, *, default_zone: str) -> CollectionRun:
    """Write how a run ended, let go of the leases, and return the run.

    The page is due again by the ladder after a complete reading, when the source has requests again after a paced one,
    and after the outcome's back-off else. Another page may start at once: that job is sent after the commit.
    """
    now = clock.now()
    leases.renew_page(session, reached.page_id, reached.page_until, now)
    page = session.get_one(Page, reached.page_id, populate_existing=True)
    source = session.get(Source, reached.source_id, populate_existing=True)  # None: removed in the meantime
    run = session.get_one(CollectionRun, reached.run_id)
    run.state, run.outcome, run.detail, run.finished_at = RunState.FINISHED, ended.outcome, ended.detail[:1000], now
    run.requests = ended.requests
    _note_page(session, page, ended, now)
    if source is not None:
        sources.note_outcome(session, source, ended.outcome, now)
    zone = page.client.time_zone if page.client is not None else default_zone
    _schedule(session, page, source, ended, now, zone=zone)
    session.flush()
    reached.page_until = page.leased_until or reached.page_until
    reach.let_go(session, reached)
    send_after_commit(session, "collect_due")
    return run


def _note_page(session: Session, page: Page, ended: Ended, now: datetime) -> None:
    page.last_attempt_at = now
    if ended.outcome == outcomes.INTERRUPTED:
        return
    page.last_outcome = ended.outcome
    page.failures = 0 if ended.outcome in outcomes.NO_FAILURE else page.failures + 1
    if ended.outcome in outcomes.OF_PAGE:
        page_state(session, page.id, ended.outcome, now)
    elif ended.outcome == outcomes.OK:
        page_state(session, page.id, None, now)


def _schedule(session: Session, page: Page, source: Source | None, ended: Ended, now: datetime, *, zone: str) -> None:
    if ended.outcome == outcomes.OK:
        page.profile_due_at = schedule.next_profile(page.id, now, zone)
        page.posts_read_at = now
        schedule.put_off_unread(session, page.id, ended.since, now)
        page.posts_due_at = schedule.next_posts(session, page.id, ended.since)
        return
    if ended.outcome == outcomes.PACED:
        again = max(_half_free(session, source, now), now + LEAST_WAIT)
    else:
        again = now + schedule.BACKOFF[ended.outcome].after(page.failures)
    if ended.profile_read:
        page.profile_due_at = schedule.next_profile(page.id, now, zone)
        page.posts_due_at = None if ended.outcome == outcomes.PRIVATE else again
    else:
        page.profile_due_at = page.posts_due_at = again


def _half_free(session: Session, source: Source | None, now: datetime) -> datetime:
    return now if source is None else pace.free_at(session, source, max(source.requests_per_hour // 2, 2), now)
