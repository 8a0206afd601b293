"""How many requests of which kind a reading costs, each of them claimed before."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import instaloader
import pytest

from collectors.base import CollectorError, Outcome, PageRequest
from collectors.records import PageRecord
from tests.collectors.conftest import CountingPace, make, read

if TYPE_CHECKING:
    from tests.sandbox import Instagram


def test_the_library_is_the_one_this_was_written_for() -> None:
    assert instaloader.__version__ == "4.16"


def test_a_guest_reads_thirty_posts_in_thirty_four_requests(ig: Instagram) -> None:
    ig.add_page("bakery", posts=30)
    pace = CountingPace()
    reading = read(ig, with_pace=pace)
    assert reading.outcome == "ok"
    assert len(reading.posts) == 30
    assert Counter(ig.kinds()) == {"R1": 1, "R3": 1, "R2": 2, "R4": 30}
    assert pace.claims == reading.collector.requests_made == len(ig.requests) == 34


def test_a_session_reads_thirty_posts_in_six_requests_and_five_the_next_time(ig: Instagram) -> None:
    page, cookies = ig.add_page("bakery", posts=30), ig.sign_in()
    pace = CountingPace()
    first = read(ig, cookies=cookies, with_pace=pace)
    assert len(first.posts) == 30
    assert ig.kinds() == ["R1", "R5", "R3", "R6", "R6", "R6"]
    assert pace.claims == first.collector.requests_made == 6
    ig.forget()
    again = read(ig, cookies=cookies, instagram_id=page.pk)
    assert again.codes() == first.codes()
    assert ig.kinds() == ["R5", "R3", "R6", "R6", "R6"]


def test_the_profile_alone_costs_one_request(ig: Instagram) -> None:
    page, cookies = ig.add_page("bakery", posts=3), ig.sign_in()
    read(ig, days=None)
    read(ig, cookies=cookies, days=None, instagram_id=page.pk)
    assert ig.kinds() == ["R1", "R5"]


def test_a_guest_pays_only_for_posts_that_are_new_or_due(ig: Instagram) -> None:
    page = ig.add_page("bakery", posts=20)
    codes = [post.code for post in page.timeline()]
    reading = read(ig, known=frozenset(codes[1:]), due=frozenset({codes[3], codes[15]}))
    assert reading.codes() == [codes[0], codes[3], codes[15]]
    assert Counter(ig.kinds()) == {"R1": 1, "R3": 1, "R2": 1, "R4": 3}
    ig.forget()
    assert read(ig, known=frozenset(codes)).codes() == []
    assert ig.kinds() == ["R1", "R3", "R2"]
    ig.forget()
    ig.add_page("kiosk", posts=10)
    assert read(ig, "kiosk", known=frozenset(post.code for post in ig.pages[1].posts)).codes() == []
    assert ig.kinds() == ["R1"], "the start page's tokens are only asked for when a query needs them"


def test_a_session_gets_known_posts_too_as_they_cost_nothing(ig: Instagram) -> None:
    page, cookies = ig.add_page("bakery", posts=12), ig.sign_in()
    assert len(read(ig, cookies=cookies, known=frozenset(post.code for post in page.posts)).posts) == 12


def test_old_pinned_posts_do_not_end_the_reading(ig: Instagram) -> None:
    page, cookies = ig.add_page("bakery", posts=30), ig.sign_in()
    old = [page.post(days, pinned=True) for days in (400, 500, 600)]
    for session in (None, cookies):
        ig.forget()
        reading = read(ig, cookies=session, days=20)
        assert len(reading.posts) == 20
        assert not {post.code for post in old} & set(reading.codes())
        if session:
            assert ig.kinds().count("R6") == 3, "the third page of twelve shows only old posts"
        else:
            assert ig.kinds().count("R4") == 20 + 3 + 2, "the pinned ones, and two that are too old"


def test_a_pinned_post_that_is_young_is_read_once(ig: Instagram) -> None:
    page, cookies = ig.add_page("bakery", posts=14), ig.sign_in()
    page.posts[10].pinned = True
    reading = read(ig, cookies=cookies)
    assert reading.codes()[0] == page.posts[10].code
    assert len(set(reading.codes())) == len(reading.codes()) == 14
    assert [post.is_pinned for post in reading.posts[:2]] == [True, False]


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_number_of_posts_is_bounded(ig: Instagram, signed_in: bool) -> None:  # noqa: FBT001 - a parameter
    ig.add_page("bakery", posts=30)
    cookies = ig.sign_in() if signed_in else None
    assert len(read(ig, cookies=cookies, max_posts=5).posts) == 5
    assert "R2" not in ig.kinds()
    assert ig.kinds().count("R6") == signed_in


def test_what_came_before_the_pace_is_used_up_is_kept(ig: Instagram) -> None:
    ig.add_page("bakery", followers=4321, posts=30)
    refusal = CollectorError(Outcome.PACED, "used up")
    reading = read(ig, with_pace=CountingPace(10, refusal))
    assert reading.error is refusal
    assert reading.page is not None
    assert reading.page.followers == 4321
    assert len(reading.posts) == 8
    assert len(ig.requests) == 10, "nothing is sent that was not claimed"


@pytest.mark.parametrize("refusal", [RuntimeError("the program stops"), KeyError("lease"), ValueError("lease")])
def test_what_else_the_pace_raises_comes_through_as_it_is(ig: Instagram, refusal: Exception) -> None:
    ig.add_page("bakery", posts=3)
    collector = make(ig, pace=CountingPace(3, refusal))
    with pytest.raises(type(refusal)) as caught:
        list(collector.collect(PageRequest("bakery", posts_since=ig.now - timedelta(days=90))))
    assert caught.value is refusal
    assert len(ig.requests) == 3


def test_a_page_does_not_ride_on_the_session_and_queries_do(ig: Instagram) -> None:
    ig.add_page("bakery", posts=1)
    read(ig, cookies=ig.sign_in())
    assert {one.kind: one.signed_in for one in ig.requests} == {"R1": False, "R5": True, "R3": True, "R6": True}


def test_connections_are_used_again(ig: Instagram) -> None:
    ig.add_page("bakery", posts=12)
    read(ig)
    assert len(ig.requests) == 14
    assert len({one.port for one in ig.requests}) == 1


def test_one_collector_reads_fresh_each_time(ig: Instagram) -> None:
    ig.add_page("bakery", followers=1000, posts=0)
    collector = make(ig)
    counts = []
    for _ in range(3):
        counts.append(next(iter(collector.collect(PageRequest("bakery")))))
        ig.move(30)
    followers = [record.followers or 0 for record in counts if isinstance(record, PageRecord)]
    assert followers[0] == 1000
    assert followers == sorted(set(followers)), "the page grows, and each reading sees it"
    assert [record.captured_at.date().isoformat() for record in counts] == ["2026-11-02", "2026-12-02", "2027-01-01"]
