from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.base import Outcome
from promo.clock import local_day, zone_names
from promo.collection import schedule
from promo.collection.outcomes import NO_FAILURE, OF_PAGE, OF_SOURCE
from promo.collection.texts import OUTCOMES
from promo.pages.models import Page, Post

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.conftest import People

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
DAY = timedelta(days=1)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(st.integers(1, 10**6), moments, st.sampled_from(zone_names()))
def test_each_local_day_gets_one_reading(page_id: int, read_at: datetime, time_zone: str) -> None:
    due = schedule.next_profile(page_id, read_at, time_zone)
    assert due > read_at
    assert local_day(due, time_zone) == local_day(read_at, time_zone) + DAY


@given(st.integers(1, 10**6), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_a_page_has_its_own_time_of_day(page_id: int, day: date) -> None:
    slot = schedule.daily_slot(page_id, day, "UTC")
    assert slot.time() == schedule.daily_slot(page_id, day + DAY, "UTC").time()
    minutes = slot.hour * 60 + slot.minute
    assert schedule.FIRST_MINUTE <= minutes < schedule.LAST_MINUTE


def test_pages_are_spread_over_the_day() -> None:
    hours = [schedule.daily_slot(page_id, NOW.date(), "UTC").hour for page_id in range(1, 1001)]
    assert max(hours.count(hour) for hour in range(24)) < 80


def test_every_outcome_has_its_back_off_its_owner_and_its_text() -> None:
    for outcome in Outcome:
        assert outcome.value in OUTCOMES
        assert (outcome.value in NO_FAILURE) != (outcome.value in schedule.BACKOFF)
        assert (outcome.value in NO_FAILURE) + (outcome.value in OF_PAGE) + (outcome.value in OF_SOURCE) == 1


@given(st.sampled_from(sorted(schedule.BACKOFF)), st.integers(1, 500))
def test_back_off_grows_and_has_an_end(outcome: str, failures: int) -> None:
    backoff = schedule.BACKOFF[outcome]
    assert backoff.first <= backoff.after(failures) <= backoff.after(failures + 1) <= backoff.most


def post(page: Page, code: str, age: timedelta, due_at: datetime | None) -> Post:
    return Post(
        page_id=page.id,
        shortcode=code,
        instagram_id=code,
        kind="image",
        published_at=NOW - age,
        hashtags=[],
        mentions=[],
        first_seen_at=NOW - age,
        captured_at=NOW - DAY,
        source="instagram",
        due_at=due_at,
    )


@pytest.fixture
def page(session: Session, people: People) -> Page:
    made = Page(client_id=people.client_row.id, username="bakery", created_at=NOW, profile_due_at=NOW)
    session.add(made)
    session.commit()
    return made


def test_posts_that_are_nearly_due_are_read_along(session: Session, page: Page) -> None:
    session.add_all(
        [
            post(page, "DUE", 3 * DAY, NOW - timedelta(minutes=1)),
            post(page, "SOON", 3 * DAY, NOW + timedelta(hours=5)),
            post(page, "LATER", 3 * DAY, NOW + timedelta(hours=7)),
            post(page, "NEVER", 89 * DAY, None),
            post(page, "OUTSIDE", 100 * DAY, NOW - DAY),
        ]
    )
    session.flush()
    known, due = schedule.due_posts(session, page.id, NOW - 90 * DAY, NOW)
    assert known == {"DUE", "SOON", "LATER", "NEVER"}
    assert due == {"DUE", "SOON"}


def test_posts_that_did_not_show_are_put_off(session: Session, page: Page) -> None:
    session.add_all([post(page, "GONE", 3 * DAY, NOW - DAY), post(page, "OUTSIDE", 100 * DAY, NOW - DAY)])
    session.flush()
    schedule.put_off_unread(session, page.id, NOW - 90 * DAY, NOW)
    assert schedule.next_posts(session, page.id, NOW - 90 * DAY) == NOW + DAY


@pytest.mark.usefixtures("page")
def test_what_is_due_and_what_is_not(session: Session, people: People) -> None:
    def more(name: str, **values: object) -> Page:
        made = Page(**{"username": name, "created_at": NOW, "profile_due_at": NOW, **values})
        session.add(made)
        return made

    people.other_row.archived_at = NOW
    more("paused", paused_at=NOW)
    more("archived", client_id=people.other_row.id)
    more("busy", leased_until=NOW + timedelta(minutes=1))
    more("tomorrow", profile_due_at=NOW + DAY)
    more("posts", profile_due_at=NOW + DAY, posts_due_at=NOW - DAY)
    more("competitor", profile_due_at=NOW - DAY, leased_until=NOW)
    session.flush()
    names = [found.username for found in session.scalars(schedule.due_pages(NOW))]
    assert names == ["competitor", "bakery", "posts"]
