from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from promo.collection import leases, outcomes, pace, sources
from promo.collection.incidents import open_incidents, page_state
from promo.collection.models import Incident, Source
from promo.pages.models import Page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def source(session: Session) -> Source:
    return sources.guest(session)


def kinds(session: Session) -> list[tuple[str, bool]]:
    found = session.scalars(select(Incident).order_by(Incident.id))
    return [(incident.kind, incident.closed_at is None) for incident in found]


def test_there_is_one_guest(session: Session, source: Source) -> None:
    assert sources.guest(session).id == source.id


def test_three_slowed_down_answers_open_the_breaker_and_each_more_doubles_it(session: Session, source: Source) -> None:
    rests = []
    for _ in range(8):
        sources.note_outcome(session, source, outcomes.THROTTLED, NOW)
        rests.append(None if source.rest_until is None else source.rest_until - NOW)
    assert rests == [None, None, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, 12 * HOUR]
    assert sources.state(session, source, NOW).key == "resting"
    assert sources.usable(session, NOW) == []
    assert kinds(session) == [("throttled", True)]


def test_a_good_answer_closes_the_breaker_and_the_incident(session: Session, source: Source) -> None:
    for _ in range(3):
        sources.note_outcome(session, source, outcomes.LOGIN_WALL, NOW)
    sources.note_outcome(session, source, outcomes.NOT_FOUND, NOW + HOUR)
    assert (source.throttled_in_a_row, source.rest_until) == (0, None)
    assert kinds(session) == [("login_wall", False)]


def test_answers_with_a_good_one_between_do_not_open_it(session: Session, source: Source) -> None:
    for outcome in (outcomes.THROTTLED, outcomes.THROTTLED, outcomes.OK, outcomes.THROTTLED, outcomes.THROTTLED):
        sources.note_outcome(session, source, outcome, NOW)
    assert source.rest_until is None
    assert kinds(session) == []


def test_a_challenge_means_twelve_hours_of_rest(session: Session, source: Source) -> None:
    sources.note_outcome(session, source, outcomes.CHALLENGE, NOW)
    assert source.rest_until == NOW + 12 * HOUR
    assert sources.state(session, source, NOW + 13 * HOUR).key == "ready"


def test_one_incident_a_change_of_state(session: Session, source: Source) -> None:
    for _ in range(3):
        sources.note_outcome(session, source, outcomes.OFFLINE, NOW)
    sources.note_outcome(session, source, outcomes.CHALLENGE, NOW)
    sources.note_outcome(session, source, outcomes.OK, NOW)
    sources.note_outcome(session, source, outcomes.OFFLINE, NOW)
    assert kinds(session) == [("offline", False), ("challenge", False), ("offline", True)]


def test_paced_is_no_failure(session: Session, source: Source) -> None:
    sources.note_outcome(session, source, outcomes.OK, NOW)
    sources.note_outcome(session, source, outcomes.PACED, NOW)
    assert source.last_outcome == "ok"


def test_a_signed_in_source_goes_first_until_it_is_signed_out(session: Session, source: Source) -> None:
    signed_in = Source(kind=sources.SIGNED_IN, created_at=NOW, last_used_at=NOW)
    session.add(signed_in)
    session.flush()
    assert sources.usable(session, NOW) == [signed_in, source]
    sources.note_outcome(session, signed_in, outcomes.SIGNED_OUT, NOW)
    assert sources.usable(session, NOW) == [source]
    assert sources.state(session, signed_in, NOW).key == "signed_out"


def test_states(session: Session, source: Source) -> None:
    assert sources.state(session, source, NOW).key == "ready"
    assert leases.take_source(session, source.id, "me", NOW)
    assert not leases.take_source(session, source.id, "you", NOW)
    source.requests_per_hour = 1
    session.flush()
    pace.claim(session, source.id, "me", NOW)
    session.refresh(source)
    assert sources.state(session, source, NOW).key == "at_work"
    leases.release_source(session, source.id, "me")
    session.refresh(source)
    waiting = sources.state(session, source, NOW)
    assert (waiting.key, waiting.until) == ("waiting", NOW + HOUR)
    source.enabled = False
    assert sources.state(session, source, NOW).key == "off"


def test_a_page_has_one_incident_at_a_time(session: Session) -> None:
    page = Page(username="bakery", created_at=NOW)
    session.add(page)
    session.flush()
    changes = [page_state(session, page.id, kind, NOW) for kind in ("not_found", "not_found", "private", None, None)]
    assert changes == [True, False, True, True, False]
    assert kinds(session) == [("not_found", False), ("private", False)]
    assert open_incidents(session) == []


def test_a_page_is_leased_once_and_the_lease_expires(session: Session) -> None:
    page = Page(username="bakery", created_at=NOW)
    session.add(page)
    session.commit()
    until = leases.take_page(session, page.id, NOW)
    assert until == NOW + leases.LENGTH
    assert leases.take_page(session, page.id, NOW + timedelta(minutes=4)) is None
    renewed = leases.renew_page(session, page.id, until, NOW + timedelta(minutes=4))
    assert leases.take_page(session, page.id, NOW + timedelta(minutes=6)) is None
    assert leases.take_page(session, page.id, renewed) is not None
    with pytest.raises(leases.LeaseLost):
        leases.renew_page(session, page.id, renewed, NOW + HOUR)
