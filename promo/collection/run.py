"""One attempt to read one page, from the lease to the next due time. What came before a failure is kept."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from collectors.base import CollectorError, Outcome, PageRequest
from collectors.records import PageRecord, PostRecord
from promo import clock
from promo.collection import leases, outcomes, reach, schedule
from promo.collection.finish import Ended, finish
from promo.collection.leases import LeaseLost
from promo.collection.models import CollectionRun, Source
from promo.collection.pace import Stopped, Superseded
from promo.db import transaction
from promo.pages import pictures, sync
from promo.pages.models import Page
from promo.secrets import Undecipherable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from collectors.base import Collector
    from collectors.records import Record
    from promo.collection.reach import Reached
    from promo.context import Context

log = logging.getLogger(__name__)

BATCH = 12
"""Posts that are written together: what Instagram shows at once."""
LONGEST = timedelta(seconds=2)
"""A record waits no longer than this to be written, so that a worker that is killed loses no slow reading."""


@dataclass
class Reading:
    """How far a run has come. ``on_progress`` is told after each write."""

    context: Context
    reached: Reached
    collector: Collector
    since: datetime
    on_progress: Callable[[int], None] | None = None
    profile: PageRecord | None = None
    posts: int = 0
    waiting: list[PostRecord] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    written_at: datetime = field(default_factory=clock.now)

    def take(self, record: Record) -> None:
        """Keep a record: the profile at once, posts by the batch."""
        if isinstance(record, PageRecord):
            self.write(record)
            self.profile = record
            return
        self.waiting.append(record)
        if record.thumbnail_url:
            self.pictures[record.shortcode] = record.thumbnail_url
        if len(self.waiting) >= BATCH or clock.now() - self.written_at > LONGEST:
            self.write()

    def write(self, profile: PageRecord | None = None) -> None:
        """Write what waits, and how far the run has come; raise `LeaseLost` when somebody else has taken over."""
        now = clock.now()
        with transaction(self.context.sessions) as session:
            reached = self.reached
            until = leases.renew_page(session, reached.page_id, reached.page_until, now)
            page = session.get_one(Page, reached.page_id)
            run = session.get_one(CollectionRun, reached.run_id)
            if profile is not None:
                sync.sync_page(session, page, profile, default_zone=self.context.settings.time_zone)
                run.followers = profile.followers
            done = sync.sync_posts(session, page, self.waiting).read
            run.posts_read = self.posts + done
            run.requests = self.collector.requests_made
        self.posts += done
        self.waiting.clear()
        self.written_at, reached.page_until = now, until
        if self.on_progress is not None:
            self.on_progress(self.posts)


def collect_page(
    context: Context, page_id: int, trigger: str, on_progress: Callable[[int], None] | None = None
) -> CollectionRun | None:
    """Read one page now, if it and a source are free; return its finished run, ``None`` when it could not start."""
    reached = reach.reach(context, page_id, trigger)
    if reached is None:
        return None
    try:
        ended = _attempt(context, reached, on_progress)
        with transaction(context.sessions) as session:
            return finish(session, reached, ended, default_zone=context.settings.time_zone)
    except LeaseLost:
        log.warning("run %s was taken over by another worker", reached.run_id)
        return None


def _attempt(context: Context, reached: Reached, on_progress: Callable[[int], None] | None) -> Ended:
    """Return how the attempt ended. Only a lost lease is raised: whoever took over writes the rest."""
    reading = None
    try:
        with transaction(context.sessions) as session:
            source = session.get_one(Source, reached.source_id)
            collector, _ = reach.make_collector(context, source, reached.owner)
            request = _request(session, reached, source)
        since = request.posts_since or clock.now()
        reading = Reading(context, reached, collector, since, on_progress)
        outcome, detail = _read(reading, collector.collect(request))
    except LeaseLost:
        raise
    except Undecipherable as error:
        outcome, detail = outcomes.SIGNED_OUT, error.message
    except Exception as error:
        log.exception("run %s failed", reached.run_id)
        outcome, detail = outcomes.FAILED, type(error).__name__
    if reading is None:
        return Ended(outcome, detail, since=clock.now())
    _fetch_pictures(reading)
    return Ended(outcome, detail, reading.since, reading.profile is not None, reading.collector.requests_made)


def _request(session: Session, reached: Reached, source: Source) -> PageRequest:
    now = clock.now()
    page = session.get_one(Page, reached.page_id)
    run = session.get_one(CollectionRun, reached.run_id)
    since = now - timedelta(days=source.post_days)
    known, due = schedule.due_posts(session, page.id, since, now)
    run.posts_expected = len(known) or None
    return PageRequest(page.username, page.instagram_id, since, known, due)


def _read(reading: Reading, records: Iterator[Record]) -> tuple[str, str]:
    try:
        try:
            for record in records:
                reading.take(record)
        finally:
            reading.write()
    except Superseded as error:
        raise LeaseLost from error
    except Stopped as error:
        return outcomes.INTERRUPTED, error.detail
    except CollectorError as error:
        return error.reason.value, error.detail
    except (sync.NotThisPage, sync.KnownAlready) as error:
        return outcomes.NOT_FOUND, str(error)
    return Outcome.OK.value, ""


def _fetch_pictures(reading: Reading) -> None:
    """Keep new pictures; none of their failures is one of the run's."""
    context = reading.context
    try:
        avatar = reading.profile.avatar_url if reading.profile else None
        pictures.keep(context, reading.reached.page_id, avatar, reading.pictures)
    except Exception:
        log.exception("pictures of run %s were not kept", reading.reached.run_id)
