from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from collectors.records import PageRecord, PostKind, PostRecord
from promo.pages import days, sync
from promo.pages.ladder import LADDER, next_reading
from promo.pages.models import HeldCount, Page, PageDay, PageName, Post, PostSnapshot
from promo.pages.plausible import is_plausible

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.conftest import People

NOON = datetime(2026, 3, 10, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def observation(followers: int | None = 10_000, at: datetime = NOON, **more: Any) -> PageRecord:  # noqa: ANN401 - any field
    given: dict[str, Any] = {"instagram_id": "77", "username": "bakery", "source": "instagram_guest", **more}
    return PageRecord(captured_at=at, followers=followers, **given)


def post(code: str = "AAA", at: datetime = NOON, **more: Any) -> PostRecord:  # noqa: ANN401 - any field
    given: dict[str, Any] = {
        "instagram_id": f"9{code}",
        "page_instagram_id": "77",
        "source": "instagram_guest",
        "kind": PostKind.REEL,
        "published_at": NOON - timedelta(hours=2),
        "likes": 10,
        "comments": 2,
        "hashtags": ("хлеб",),
        **more,
    }
    return PostRecord(shortcode=code, captured_at=at, **given)


@pytest.fixture
def page(session: Session, people: People) -> Page:
    made = Page(client_id=people.client_row.id, username="bakery", created_at=NOON - DAY)
    session.add(made)
    session.commit()
    return made


def rows(session: Session) -> list[tuple[date, int | None]]:
    return list(session.execute(select(PageDay.day, PageDay.followers).order_by(PageDay.day)))


def test_the_first_sight_says_who_the_page_is(session: Session, page: Page) -> None:
    sync.sync_page(session, page, observation(full_name="Bakery", is_verified=True))
    session.commit()
    assert (page.instagram_id, page.full_name, page.is_verified) == ("77", "Bakery", True)
    assert page.profile_read_at == NOON
    assert session.scalars(select(PageName.username)).all() == ["bakery"]


def test_an_observation_falls_on_the_day_of_the_client(session: Session, page: Page) -> None:
    sync.sync_page(session, page, observation(at=datetime(2026, 3, 10, 22, tzinfo=UTC)))
    assert rows(session) == [(date(2026, 3, 11), 10_000)]


def test_a_page_of_no_client_has_the_zone_it_is_given(session: Session, page: Page) -> None:
    page.client_id = page.client = None
    late = observation(at=datetime(2026, 3, 10, 22, tzinfo=UTC))
    sync.sync_page(session, page, late, default_zone="America/New_York")
    assert rows(session) == [(date(2026, 3, 10), 10_000)]


def test_the_last_observation_of_a_day_wins_in_whatever_order_they_come(session: Session, page: Page) -> None:
    later = observation(10_020, NOON + timedelta(hours=3))
    sync.sync_page(session, page, later)
    sync.sync_page(session, page, observation(10_001, full_name="Old name"))
    assert rows(session) == [(date(2026, 3, 10), 10_020)]
    assert page.full_name is None


def test_the_same_records_twice_leave_the_same_rows(session: Session, page: Page) -> None:
    seen = [observation(10_000 + day, NOON + DAY * day) for day in range(5)]
    posts = [post("AAA"), post("BBB", likes=None, likes_hidden=True)]
    for _ in range(2):
        sync.sync_days(session, page, seen)
        sync.sync_posts(session, page, posts)
        session.commit()
    assert len(rows(session)) == 5
    counts = [
        session.scalar(select(func.count()).select_from(model)) for model in (PageName, HeldCount, Post, PostSnapshot)
    ]
    assert counts == [1, 0, 2, 2]


def test_unknown_never_replaces_a_known_value(session: Session, page: Page) -> None:
    sync.sync_page(session, page, observation(posts_count=40, biography="Bread"))
    sync.sync_page(session, page, observation(10_005, NOON + timedelta(hours=1)))
    row = session.execute(select(PageDay.followers, PageDay.posts_count)).one()
    assert (tuple(row), page.biography) == ((10_005, 40), "Bread")


def test_an_observation_without_any_count_makes_no_day(session: Session, page: Page) -> None:
    sync.sync_page(session, page, observation(None, full_name="Bakery"))
    assert rows(session) == []
    assert page.full_name == "Bakery"


def test_another_account_is_refused(session: Session, page: Page) -> None:
    sync.sync_page(session, page, observation())
    with pytest.raises(sync.NotThisPage):
        sync.sync_page(session, page, observation(5, NOON + DAY, instagram_id="78"))
    assert len(rows(session)) == 1


def test_an_account_that_is_kept_already_is_refused(session: Session, page: Page) -> None:
    sync.sync_page(session, page, observation())
    second = Page(username="bakery.old", created_at=NOON)
    session.add(second)
    session.flush()
    with pytest.raises(sync.KnownAlready):
        sync.sync_page(session, second, observation(username="bakery.old"))
    assert second.instagram_id is None


def test_a_renamed_page_is_followed(session: Session, page: Page) -> None:
    sync.sync_page(session, page, observation())
    done = sync.sync_page(session, page, observation(at=NOON + DAY, username="Bakery.Moscow"))
    assert (page.username, done.renamed_from) == ("bakery.moscow", "bakery")
    names = session.execute(select(PageName.username, PageName.since).order_by(PageName.since)).all()
    assert names == [("bakery", NOON), ("bakery.moscow", NOON + DAY)]


def test_a_rename_to_a_name_another_page_had_leaves_that_one_without(session: Session, page: Page) -> None:
    other = Page(username="b" * 30, instagram_id="12", created_at=NOON)
    session.add(other)
    sync.sync_page(session, page, observation(username="b" * 30))
    session.commit()
    assert page.username == "b" * 30
    assert other.username.endswith(f"~{other.id}")
    assert len(other.username) == 30


@pytest.mark.parametrize("count", [0, 21_000, 400])
def test_an_impossible_count_is_held_and_not_written(session: Session, page: Page, count: int) -> None:
    sync.sync_page(session, page, observation())
    done = sync.sync_page(session, page, observation(count, NOON + DAY))
    assert (done.held, len(rows(session))) == (1, 1)
    held = session.scalars(select(HeldCount)).one()
    assert (held.followers, held.previous_followers, held.decided_at) == (count, 10_000, None)


def test_a_doubted_level_does_not_become_true_by_waiting(session: Session, page: Page) -> None:
    sync.sync_page(session, page, observation())
    for day in range(1, 9):
        sync.sync_page(session, page, observation(25_000, NOON + DAY * day))
    assert len(rows(session)) == 1
    assert session.scalar(select(func.count()).select_from(HeldCount)) == 8


def test_a_rejected_count_is_not_asked_again_the_same_day(session: Session, page: Page) -> None:
    sync.sync_page(session, page, observation())
    sync.sync_page(session, page, observation(0, NOON + DAY))
    held = session.scalars(select(HeldCount)).one()
    held.decided_at, held.accepted = NOON + DAY, False
    sync.sync_page(session, page, observation(0, NOON + DAY + timedelta(hours=2)))
    assert held.accepted is False
    assert held.captured_at == NOON + DAY


def test_an_accepted_count_is_the_new_baseline(session: Session, page: Page) -> None:
    sync.sync_page(session, page, observation())
    for day in (1, 2):
        sync.sync_page(session, page, observation(25_000 + day, NOON + DAY * day))
    first = session.scalars(select(HeldCount).order_by(HeldCount.day)).first()
    assert first is not None
    assert len(days.accept(session, first)) == 2
    for held in session.scalars(select(HeldCount)):
        held.accepted, held.decided_at = True, NOON
    done = sync.sync_page(session, page, observation(25_100, NOON + DAY * 3))
    assert (done.written, done.held) == (1, 0)
    assert [count for _, count in rows(session)] == [10_000, 25_001, 25_002, 25_100]


def test_a_post_keeps_what_a_later_reading_does_not_know(session: Session, page: Page) -> None:
    sync.sync_posts(session, page, [post(views=500, caption="Хлеб\x00")])
    done = sync.sync_posts(session, page, [post(at=NOON + DAY, likes=30)])
    stored = session.scalars(select(Post)).one()
    assert (done.new, done.read) == (0, 1)
    assert (stored.likes, stored.views, stored.caption, stored.captured_at) == (30, 500, "Хлеб", NOON + DAY)
    assert stored.first_seen_at == NOON
    assert session.scalar(select(func.count()).select_from(PostSnapshot)) == 2


def test_likes_that_are_hidden_now_are_unknown(session: Session, page: Page) -> None:
    sync.sync_posts(session, page, [post()])
    sync.sync_posts(session, page, [post(at=NOON + DAY, likes=None, likes_hidden=True)])
    assert session.scalars(select(Post.likes)).one() is None


def test_an_older_reading_adds_a_snapshot_and_changes_nothing_else(session: Session, page: Page) -> None:
    sync.sync_posts(session, page, [post(at=NOON + DAY, likes=30)])
    sync.sync_posts(session, page, [post(likes=3)])
    assert session.scalars(select(Post.likes)).one() == 30
    assert session.scalar(select(func.count()).select_from(PostSnapshot)) == 2


def test_a_post_of_another_page_is_left_out(session: Session, page: Page) -> None:
    sync.sync_page(session, page, observation())
    other = Page(username="other", instagram_id="12", created_at=NOON)
    session.add(other)
    session.flush()
    sync.sync_posts(session, page, [post()])
    taken = sync.sync_posts(session, other, [post(page_instagram_id="12"), post("BBB", page_instagram_id="77")])
    assert (taken.new, taken.read, taken.foreign) == (0, 0, 2)
    assert session.scalars(select(Post.page_id)).all() == [page.id]


def test_the_next_reading_is_on_the_ladder(session: Session, page: Page) -> None:
    record = post()
    sync.sync_posts(session, page, [record, replace(record, shortcode="OLD", published_at=NOON - 120 * DAY)])
    due = dict(session.execute(select(Post.shortcode, Post.due_at)).all())
    assert due == {"AAA": NOON + timedelta(hours=1), "OLD": None}


@given(age=st.timedeltas(timedelta(0), timedelta(days=100)))
def test_a_ladder_ends_and_always_goes_on_before(age: timedelta) -> None:
    due = next_reading(NOON, NOON + age)
    last = LADDER[-1][0]
    assert due is None or NOON + age < due < NOON + last
    assert due is not None or age + LADDER[-1][1] >= last


@given(st.integers(0, 10**8), st.floats(-0.3, 0.3), st.integers(1, 40))
def test_what_pages_really_do_is_plausible(previous: int, ratio: float, days_passed: int) -> None:
    seen = max(round(previous * (1 + ratio)), 1)
    assert is_plausible(previous, seen, days_passed)


@given(st.integers(1_000, 10**8), st.integers(1, 400))
def test_zero_after_thousands_never_is(previous: int, days_passed: int) -> None:
    assert not is_plausible(previous, 0, days_passed)
