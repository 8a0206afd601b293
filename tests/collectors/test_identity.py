"""Which account a page is: followed when it is renamed, never taken for another, gone only when that is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collectors.base import CollectorError, Outcome
from tests.collectors.conftest import make, read

if TYPE_CHECKING:
    from tests.sandbox import Instagram


def test_a_session_follows_a_page_to_its_new_name(ig: Instagram) -> None:
    page, cookies = ig.add_page("bakery", posts=5), ig.sign_in()
    ig.rename("bakery", "bakery.moscow")
    ig.add_page("bakery", followers=3, pk="55")
    reading = read(ig, cookies=cookies, instagram_id=page.pk)
    assert reading.outcome == "ok"
    assert reading.page is not None
    assert (reading.page.username, reading.page.instagram_id) == ("bakery.moscow", page.pk)
    assert reading.codes() == [post.code for post in page.timeline()]


def test_a_guest_cannot_follow_a_new_name(ig: Instagram) -> None:
    page = ig.add_page("bakery", posts=5)
    ig.rename("bakery", "bakery.moscow")
    reading = read(ig, instagram_id=page.pk)
    assert (reading.outcome, reading.page) == (Outcome.NOT_FOUND, None)


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_name_that_went_to_another_account_yields_nothing(ig: Instagram, signed_in: bool) -> None:  # noqa: FBT001 - a parameter
    ig.add_page("bakery", posts=5, pk="55")
    reading = read(ig, cookies=ig.sign_in() if signed_in else None, instagram_id="44")
    assert (reading.outcome, reading.page, reading.posts) == (Outcome.NOT_FOUND, None, [])
    assert reading.error is not None
    assert "another account" in reading.error.detail


def test_upper_case_is_the_same_name(ig: Instagram) -> None:
    ig.add_page("bakery", posts=1)
    reading = read(ig, "BaKery")
    assert reading.page is not None
    assert reading.page.username == "bakery"


def test_a_page_that_is_gone_is_gone_for_everybody(ig: Instagram) -> None:
    cookies = ig.sign_in()
    for known in (None, "44"):
        assert read(ig, cookies=cookies, instagram_id=known).outcome == Outcome.NOT_FOUND
    assert read(ig).outcome == Outcome.NOT_FOUND


@pytest.mark.parametrize("fault", ["login_wall", "login_redirect", "missing", "not_found", "unauthorized"])
def test_what_guests_are_told_hinders_no_session(ig: Instagram, fault: str) -> None:
    page, cookies = ig.add_page("bakery", posts=14), ig.sign_in()
    ig.fault(fault, route="R1")
    first = read(ig, cookies=cookies)
    assert (first.outcome, len(first.posts)) == ("ok", 14)
    ig.forget()
    again = read(ig, cookies=cookies, instagram_id=page.pk)
    assert (again.outcome, len(again.posts)) == ("ok", 14)
    assert "R1" not in ig.kinds()


@pytest.mark.parametrize(("fault", "outcome"), [("login_wall", Outcome.LOGIN_WALL), ("missing", Outcome.NOT_FOUND)])
def test_without_a_post_to_tell_the_guests_answer_stands(ig: Instagram, fault: str, outcome: Outcome) -> None:
    ig.add_page("bakery", posts=0)
    ig.fault(fault, route="R1")
    assert read(ig, cookies=ig.sign_in()).outcome == outcome


@pytest.mark.parametrize(
    ("fault", "outcome"), [("login_wall", Outcome.LOGIN_WALL), ("throttled_page", Outcome.THROTTLED)]
)
def test_a_session_that_is_shown_nothing_does_not_make_a_page_gone(ig: Instagram, fault: str, outcome: Outcome) -> None:
    page, cookies = ig.add_page("bakery", posts=5), ig.sign_in()
    ig.fault("missing", route="R5")
    ig.fault(fault, route="R1")
    assert read(ig, cookies=cookies, instagram_id=page.pk).outcome == outcome


def test_a_page_that_keeps_the_account_out_is_still_counted(ig: Instagram) -> None:
    page, cookies = ig.add_page("bakery", followers=77, posts=5), ig.sign_in()
    ig.fault("missing", route="R5")
    for known in (None, page.pk):
        reading = read(ig, cookies=cookies, instagram_id=known)
        assert reading.outcome == Outcome.PRIVATE
        assert reading.page is not None
        assert reading.page.followers == 77


def test_a_session_that_expired_is_not_a_page_that_keeps_it_out(ig: Instagram) -> None:
    page, cookies = ig.add_page("bakery", posts=5), ig.sign_in()
    ig.fault("missing", route="R5")
    ig.sign_out(cookies)
    reading = read(ig, cookies=cookies, instagram_id=page.pk, days=None)
    assert reading.outcome == Outcome.SIGNED_OUT


def test_an_error_of_the_query_does_not_make_a_page_gone(ig: Instagram) -> None:
    page, cookies = ig.add_page("bakery", posts=5), ig.sign_in()
    ig.fault("rate_limited", route="R5")
    assert read(ig, cookies=cookies, instagram_id=page.pk).outcome == Outcome.THROTTLED


def test_check_tells_who_is_signed_in(ig: Instagram) -> None:
    assert make(ig, ig.sign_in("promo.reader")).check() == "promo.reader"
    assert ig.kinds() == ["R8"]


def test_check_of_a_guest_asks_the_start_page_each_time(ig: Instagram) -> None:
    collector = make(ig)
    assert [collector.check(), collector.check()] == [None, None]
    assert ig.kinds() == ["R3", "R3"]


def test_check_of_an_expired_session(ig: Instagram) -> None:
    cookies = ig.sign_in()
    ig.sign_out(cookies)
    with pytest.raises(CollectorError) as caught:
        make(ig, cookies).check()
    assert (caught.value.reason, caught.value.permanent) == (Outcome.SIGNED_OUT, True)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("throttled", Outcome.THROTTLED),
        ("drop", Outcome.OFFLINE),
        ("server_error", Outcome.OFFLINE),
        ("challenge", Outcome.CHALLENGE),
        ("login_redirect", Outcome.SIGNED_OUT),
        ("garbage", Outcome.PROTOCOL_CHANGED),
        ("no_data", Outcome.PROTOCOL_CHANGED),
    ],
)
def test_check_tells_an_outage_from_an_expired_session(ig: Instagram, fault: str, outcome: Outcome) -> None:
    collector = make(ig, ig.sign_in())
    ig.fault(fault)
    with pytest.raises(CollectorError) as caught:
        collector.check()
    assert caught.value.reason == outcome


def test_no_detail_tells_a_cookie(ig: Instagram) -> None:
    page, cookies = ig.add_page("bakery", posts=5), ig.sign_in()
    for fault in ("garbage", "challenge", "drop", "login_redirect", "no_data", "bad_request"):
        ig.heal()
        ig.fault(fault)
        error = read(ig, cookies=cookies, instagram_id=page.pk).error
        assert error is not None
        assert not [name for name in ("sessionid", "csrftoken") if cookies[name] in f"{error}{error.detail}"]
