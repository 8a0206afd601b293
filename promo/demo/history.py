"""What a running program would have left behind of its last days: sources, runs, incidents, requests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.collection import incidents, outcomes
from promo.collection.models import CollectionRun, RunState, Source, SourceRequest
from promo.collection.sources import GUEST, SIGNED_IN
from promo.demo import numbers
from promo.pages.models import PageDay

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.demo.records import PageStory
    from promo.pages.models import Page
    from promo.secrets import Cipher

DAYS = 7
MISHAPS = (outcomes.THROTTLED, outcomes.PACED, outcomes.OFFLINE, outcomes.LOGIN_WALL)
MISHAP_SHARE = 0.09
FATES = {"broken": outcomes.NOT_FOUND, "private": outcomes.PRIVATE}
BROKEN_DAYS = 4


@dataclass(frozen=True)
class Sources:
    """The demo's two sources."""

    guest: Source
    signed_in: Source


def sources(session: Session, cipher: Cipher, now: datetime) -> Sources:
    """Add a guest and a signed-in source, both well; the cookies are no real ones."""
    made = now - timedelta(days=numbers.DAYS)
    guest = Source(kind=GUEST, created_at=made, last_outcome=outcomes.OK, last_used_at=now - timedelta(hours=6))
    signed_in = Source(
        kind=SIGNED_IN,
        username="agency.reader_demo",
        cookies=cipher.encrypt(json.dumps({"sessionid": "demo", "ds_user_id": "1", "csrftoken": "demo"})),
        requests_per_hour=60,
        created_at=made,
        last_outcome=outcomes.OK,
        last_used_at=now - timedelta(hours=5),
        checked_at=now - timedelta(days=2),
        check_outcome=outcomes.OK,
    )
    session.add_all((guest, signed_in))
    session.flush()
    return Sources(guest, signed_in)


def runs(session: Session, page: Page, story: PageStory, ways: Sources, last: datetime) -> None:
    """Add the page's runs of the last `DAYS` days, and the incident that follows from its fate."""
    if story.page.fate == "paused":
        return
    rng = numbers.generator(story.number, 8)
    counted = select(PageDay.captured_at, PageDay.followers).where(PageDay.page_id == page.id)
    seen = dict(session.execute(counted.order_by(PageDay.day.desc()).limit(DAYS + 1)).all())
    days = numbers.DAYS
    for day in range(days - DAYS, days):
        started = story.moment(day, story.reading_minutes)
        mishap = bool(rng.random() < MISHAP_SHARE) and day < days - 1 and not story.page.fate
        outcome = str(rng.choice(MISHAPS)) if mishap else _outcome(story, day)
        source = ways.guest if outcome == outcomes.LOGIN_WALL or rng.random() < 0.4 else ways.signed_in  # noqa: PLR2004 - some
        if mishap:
            session.add(_run(page, source, started - timedelta(minutes=70), outcome, 0))
            outcome = outcomes.OK
        run = _run(page, source, started, outcome, int(rng.integers(6, 31)))
        run.followers = seen.get(started)
        session.add(run)
    _note(session, page, story, last)
    session.flush()


def busy_hour(session: Session, ways: Sources, now: datetime) -> None:
    """Add some requests of the last hour, so that the pace shows something."""
    for number in range(9):
        session.add(SourceRequest(source_id=ways.signed_in.id, at=now - timedelta(minutes=4 * number + 3)))


def _outcome(story: PageStory, day: int) -> str:
    if story.page.fate == "broken" and day < numbers.DAYS - BROKEN_DAYS:
        return outcomes.OK
    return FATES.get(story.page.fate, outcomes.OK)


def _run(page: Page, source: Source, started: datetime, outcome: str, posts: int) -> CollectionRun:
    well = outcome == outcomes.OK
    return CollectionRun(
        page_id=page.id,
        source_id=source.id,
        trigger="schedule",
        state=RunState.FINISHED,
        outcome=outcome,
        requests=2 + posts // 12 if well else 1,
        posts_read=posts if well else 0,
        posts_expected=posts or None,
        created_at=started,
        started_at=started,
        finished_at=started + timedelta(seconds=9 + 2 * posts if well else 4),
    )


def _note(session: Session, page: Page, story: PageStory, last: datetime) -> None:
    """Leave the page in the state of its fate, with the incident that lasts."""
    outcome = FATES.get(story.page.fate)
    if outcome is None:
        return
    newest = story.moment(numbers.DAYS - 1, story.reading_minutes)
    page.last_outcome, page.last_attempt_at = outcome, max(newest, last)
    page.failures = BROKEN_DAYS if story.page.fate == "broken" else 1
    if story.page.fate == "private":
        incidents.page_state(session, page.id, outcome, story.posts_until)
    else:
        incidents.page_state(session, page.id, outcome, story.moment(numbers.DAYS - BROKEN_DAYS, story.reading_minutes))
