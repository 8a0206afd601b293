"""Each way in which Instagram fails is an outcome of its own, and what came before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from collectors.base import CollectorError, Outcome
from tests.collectors.conftest import make, read

if TYPE_CHECKING:
    from tests.sandbox import Instagram

GUEST_ROUTES = (("R1", 0, 0), ("R3", 1, 0), ("R4", 1, 0), ("R2", 1, 12))
SESSION_ROUTES = (("R5", 0, 0), ("R3", 1, 0), ("R6", 1, 0))
"""(route that fails, whether the page was read by then, how many posts were)."""

EVERYWHERE: dict[str, tuple[Outcome, Outcome]] = {
    "throttled": (Outcome.THROTTLED, Outcome.THROTTLED),
    "please_wait": (Outcome.THROTTLED, Outcome.THROTTLED),
    "rate_limited": (Outcome.THROTTLED, Outcome.THROTTLED),
    "login_redirect": (Outcome.LOGIN_WALL, Outcome.SIGNED_OUT),
    "login_required": (Outcome.LOGIN_WALL, Outcome.SIGNED_OUT),
    "login_wall": (Outcome.LOGIN_WALL, Outcome.SIGNED_OUT),
    "unauthorized": (Outcome.LOGIN_WALL, Outcome.SIGNED_OUT),
    "forbidden": (Outcome.LOGIN_WALL, Outcome.THROTTLED),
    "challenge": (Outcome.CHALLENGE, Outcome.CHALLENGE),
    "challenge_required": (Outcome.CHALLENGE, Outcome.CHALLENGE),
    "challenge_redirect": (Outcome.CHALLENGE, Outcome.CHALLENGE),
    "feedback": (Outcome.CHALLENGE, Outcome.CHALLENGE),
    "server_error": (Outcome.OFFLINE, Outcome.OFFLINE),
    "drop": (Outcome.OFFLINE, Outcome.OFFLINE),
    "drip": (Outcome.OFFLINE, Outcome.OFFLINE),
    "slow": (Outcome.OFFLINE, Outcome.OFFLINE),
    "bad_request": (Outcome.PROTOCOL_CHANGED, Outcome.PROTOCOL_CHANGED),
    "redirect": (Outcome.PROTOCOL_CHANGED, Outcome.PROTOCOL_CHANGED),
    "cut": (Outcome.PROTOCOL_CHANGED, Outcome.PROTOCOL_CHANGED),
}
"""Fault → (outcome for a guest, outcome for a session), whichever request it strikes."""

OF_ONE_ROUTE: tuple[tuple[str, str, dict[str, Any], bool, Outcome], ...] = (
    ("throttled_page", "R1", {}, False, Outcome.THROTTLED),
    ("throttled_page", "R3", {}, True, Outcome.THROTTLED),
    ("garbage", "R1", {}, False, Outcome.THROTTLED),
    ("garbage", "R4", {}, False, Outcome.PROTOCOL_CHANGED),
    ("garbage", "R5", {}, True, Outcome.PROTOCOL_CHANGED),
    ("missing", "R1", {}, False, Outcome.NOT_FOUND),
    ("not_found", "R1", {}, False, Outcome.NOT_FOUND),
    ("missing", "R2", {}, False, Outcome.PROTOCOL_CHANGED),
    ("not_found", "R6", {}, True, Outcome.PROTOCOL_CHANGED),
    ("no_data", "R1", {}, False, Outcome.THROTTLED),
    ("no_data", "R2", {}, False, Outcome.PROTOCOL_CHANGED),
    ("no_data", "R4", {}, False, Outcome.PROTOCOL_CHANGED),
    ("no_data", "R5", {}, True, Outcome.PROTOCOL_CHANGED),
    ("no_data", "R6", {}, True, Outcome.PROTOCOL_CHANGED),
    ("null_user", "R4", {}, False, Outcome.PROTOCOL_CHANGED),
    ("null_user", "R6", {}, True, Outcome.PROTOCOL_CHANGED),
    ("missing_key", "R1", {"key": "follower_count"}, False, Outcome.PROTOCOL_CHANGED),
    ("missing_key", "R1", {"key": "pk"}, False, Outcome.PROTOCOL_CHANGED),
    ("missing_key", "R1", {"key": "code"}, False, Outcome.PROTOCOL_CHANGED),
    ("missing_key", "R1", {"key": "polaris_ordered_timeline_connection"}, False, Outcome.PROTOCOL_CHANGED),
    ("missing_key", "R5", {"key": "username"}, True, Outcome.PROTOCOL_CHANGED),
    ("missing_key", "R4", {"key": "media_type"}, False, Outcome.PROTOCOL_CHANGED),
    ("missing_key", "R4", {"key": "taken_at"}, False, Outcome.PROTOCOL_CHANGED),
    ("missing_key", "R6", {"key": "edges"}, True, Outcome.PROTOCOL_CHANGED),
    ("missing_key", "R6", {"key": "has_liked"}, True, Outcome.PROTOCOL_CHANGED),
    ("value", "R1", {"key": "follower_count", "value": "12K"}, False, Outcome.PROTOCOL_CHANGED),
    ("value", "R5", {"key": "follower_count", "value": 1.5}, True, Outcome.PROTOCOL_CHANGED),
    ("value", "R1", {"key": "xig_user_by_username", "value": None}, False, Outcome.THROTTLED),
    ("value", "R4", {"key": "taken_at", "value": 10**30}, False, Outcome.PROTOCOL_CHANGED),
    ("value", "R6", {"key": "media_type", "value": 99}, True, Outcome.PROTOCOL_CHANGED),
    ("value", "R6", {"key": "like_count", "value": "many"}, True, Outcome.PROTOCOL_CHANGED),
    ("value", "R6", {"key": "candidates", "value": 5}, True, Outcome.PROTOCOL_CHANGED),
)


@pytest.mark.parametrize("fault", EVERYWHERE)
@pytest.mark.parametrize(("route", "pages", "posts"), GUEST_ROUTES)
def test_a_guest_is_told_what_happened(ig: Instagram, fault: str, route: str, pages: int, posts: int) -> None:
    if (fault, route) == ("cut", "R1"):
        pages = 1  # the first half of the page still shows the profile
    ig.add_page("bakery", posts=14)
    ig.fault(fault, route=route)
    reading = read(ig, with_timeout=0.15 if fault in {"slow", "drip"} else 5.0)
    assert reading.outcome == EVERYWHERE[fault][0]
    assert (reading.page is not None, len(reading.posts)) == (bool(pages), posts)
    assert reading.collector.requests_made == len(ig.requests)


@pytest.mark.parametrize("fault", EVERYWHERE)
@pytest.mark.parametrize(("route", "pages", "posts"), SESSION_ROUTES)
def test_a_session_is_told_what_happened(ig: Instagram, fault: str, route: str, pages: int, posts: int) -> None:
    page, cookies = ig.add_page("bakery", posts=14), ig.sign_in()
    ig.fault(fault, route=route)
    reading = read(ig, cookies=cookies, instagram_id=page.pk, with_timeout=0.15 if fault in {"slow", "drip"} else 5.0)
    assert reading.outcome == EVERYWHERE[fault][1]
    assert (reading.page is not None, len(reading.posts)) == (bool(pages), posts)


@pytest.mark.parametrize("case", OF_ONE_ROUTE, ids=lambda case: f"{case[0]}-{case[1]}-{case[2].get('key', '')}")
def test_odd_answers_are_told_apart(ig: Instagram, case: tuple[str, str, dict[str, Any], bool, Outcome]) -> None:
    fault, route, options, signed_in, outcome = case
    page = ig.add_page("bakery", posts=14)
    cookies = ig.sign_in() if signed_in else None
    ig.fault(fault, route=route, **options)
    reading = read(ig, cookies=cookies, instagram_id=page.pk)
    assert reading.outcome == outcome, reading.error
    assert reading.error is not None
    assert reading.error.detail


@pytest.mark.parametrize("fault", ["drop", "server_error", "slow"])
@pytest.mark.parametrize("route", ["R1", "R3", "R4", "R2"])
def test_a_passing_failure_costs_one_more_request_and_no_post(ig: Instagram, fault: str, route: str) -> None:
    page = ig.add_page("bakery", posts=14)
    ig.fault(fault, route=route, times=1)
    reading = read(ig, with_timeout=0.15 if fault in {"slow", "drip"} else 5.0)
    assert reading.outcome == "ok"
    assert reading.codes() == [post.code for post in page.timeline()]
    assert reading.collector.requests_made == 1 + 1 + 1 + 14 + 1


def test_a_passing_failure_waits_once_without_a_stand_in(ig: Instagram) -> None:
    ig.add_page("bakery")
    waits: list[float] = []
    collector = make(ig, sleep=waits.append)
    collector._library._pause = 1.0
    ig.fault("drop")
    with pytest.raises(CollectorError):
        collector.check()
    assert (waits, len(ig.requests)) == ([1.0], 2)


def test_a_throttled_request_is_never_repeated(ig: Instagram) -> None:
    ig.add_page("bakery", posts=14)
    ig.fault("throttled", page="bakery", after=3)
    reading = read(ig)
    assert reading.outcome == Outcome.THROTTLED
    assert ig.kinds() == ["R1", "R3", "R4", "R4", "R4"]
    assert len(reading.posts) == 2


def test_one_odd_post_does_not_hide_the_others_nor_pass_unnoticed(ig: Instagram) -> None:
    page, cookies = ig.add_page("bakery", posts=14), ig.sign_in()
    ig.fault("null_user", route="R6", times=1, number=1)
    reading = read(ig, cookies=cookies)
    assert reading.outcome == Outcome.PROTOCOL_CHANGED
    assert reading.codes() == [post.code for post in page.timeline()[1:]]


def test_a_post_that_was_deleted_since_it_was_listed_is_passed_over(ig: Instagram) -> None:
    page = ig.add_page("bakery", posts=5)
    ig.fault("not_found", route="R4", after=1, times=1)
    reading = read(ig)
    assert reading.outcome == "ok"
    assert reading.codes() == [post.code for post in page.timeline() if post is not page.posts[1]]


@pytest.mark.parametrize("posts", [0, 5])
def test_counts_of_a_private_page_are_known_its_posts_are_not(ig: Instagram, posts: int) -> None:
    ig.add_page("bakery", followers=321, posts=posts, private=True)
    for cookies in (None, ig.sign_in()):
        reading = read(ig, cookies=cookies)
        assert reading.outcome == Outcome.PRIVATE
        assert reading.page is not None
        assert (reading.page.followers, reading.page.is_private, reading.posts) == (321, True, [])
        assert read(ig, cookies=cookies, days=None).outcome == "ok"


def test_a_private_page_shows_its_posts_to_an_account_that_follows_it(ig: Instagram) -> None:
    ig.add_page("bakery", posts=5, private=True, followed=True)
    reading = read(ig, cookies=ig.sign_in())
    assert (reading.outcome, len(reading.posts)) == ("ok", 5)


def test_an_empty_timeline_of_a_private_page_is_no_page_without_posts(ig: Instagram) -> None:
    ig.add_page("bakery", posts=5, private=True)
    ig.fault("missing_key", route="R5", key="friendship_status")
    assert read(ig, cookies=ig.sign_in()).outcome == Outcome.PRIVATE


def test_redirects_in_circles_end(ig: Instagram) -> None:
    ig.add_page("bakery", posts=5)
    ig.fault("circles", after=2)
    reading = read(ig)
    assert reading.outcome == Outcome.PROTOCOL_CHANGED
    assert len(ig.requests) < 25


def test_nothing_that_is_no_name_gets_into_an_address(ig: Instagram) -> None:
    for name in ("../accounts", "a/b", "пекарня", "bakery?x=1", "~12", "", "a" * 31, "a..b"):
        reading = read(ig, name)
        assert (reading.outcome, ig.requests) == (Outcome.NOT_FOUND, []), name


def test_permanent_is_what_does_not_end_by_itself(ig: Instagram) -> None:
    ig.add_page("bakery")
    for fault, permanent in (
        ("throttled", False),
        ("login_wall", False),
        ("drop", False),
        ("missing", True),
        ("challenge", True),
    ):
        ig.heal()
        ig.fault(fault, route="R1")
        error = read(ig).error
        assert error is not None
        assert error.permanent is permanent, fault
