"""The way out: whose it is, where it leads, and what it refuses."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import requests
from instaloader.instaloadercontext import InstaloaderContext

from collectors.base import CollectorError, Outcome, Unpaced
from collectors.instagram import InstagramCollector
from collectors.transport import NobodysSession, Transport, is_cdn, is_instagram, stand_in
from tests.collectors.conftest import CountingPace, read
from tests.sandbox import Instagram

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8090", "http://127.3.2.1/", "http://[::1]:80", "https://localhost:1"]
)
def test_a_stand_in_is_on_this_machine(url: str) -> None:
    assert stand_in(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1", "http://example.com", "http://localhost.example.com", "ftp://127.0.0.1", "127.0.0.1:80",
        "http://127.0.0.1@example.com", "http://user@127.0.0.1", "http://127.0.0.1/path", "http://0.0.0.0:80", "",
    ],
)  # fmt: skip
def test_a_stand_in_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="stand-in"):
        stand_in(url)
    if url:
        with pytest.raises(ValueError, match="stand-in"):
            InstagramCollector(pace=Unpaced(), base_url=url)


def test_cookies_that_are_missing_are_named() -> None:
    with pytest.raises(ValueError, match="ds_user_id, csrftoken"):
        InstagramCollector(pace=Unpaced(), cookies={"sessionid": "x", "csrftoken": ""})


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/", "http://www.instagram.com/", "https://www.instagram.com:8443/",
        "https://www.instagram.com.example.com/", "https://a.cdninstagram.com/x.jpg", "http://127.0.0.1:1/",
        "https://graph.instagram.com/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("with_stand_in", [False, True])
def test_another_host_is_refused_before_anything_is_sent(ig: Instagram, url: str, with_stand_in: bool) -> None:  # noqa: FBT001 - a parameter
    pace = CountingPace()
    transport = Transport(pace=pace, base_url=ig.base_url if with_stand_in else None)
    with transport.session() as session, pytest.raises(CollectorError) as caught:
        session.get(url)
    assert caught.value.reason == Outcome.PROTOCOL_CHANGED
    assert (pace.claims, transport.requests_made, ig.requests) == (0, 0, [])


def test_a_redirect_to_another_host_is_not_followed(ig: Instagram) -> None:
    ig.fault("redirect", route="R3")
    transport = Transport(pace=Unpaced(), base_url=ig.base_url)
    with transport.session() as session, pytest.raises(CollectorError) as caught:
        session.get("https://www.instagram.com/")
    assert "example.com" in caught.value.detail
    assert len(ig.requests) == 1


def test_hosts() -> None:
    assert [is_instagram(host) for host in ("www.instagram.com", "i.instagram.com", "instagram.com", "")] == [
        True,
        True,
        False,
        False,
    ]
    assert is_cdn("scontent-arn2-1.cdninstagram.com")
    assert is_cdn("instagram.fhel3-1.fna.fbcdn.net")
    assert not [
        host for host in ("cdninstagram.com.example.com", "evilcdninstagram.com", "fbcdn.net", "") if is_cdn(host)
    ]


def test_the_environments_proxies_count_only_without_a_stand_in(ig: Instagram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    ig.add_page("bakery")
    assert read(ig).outcome == "ok"
    assert Transport(pace=Unpaced(), base_url=ig.base_url).session().trust_env is False, "no netrc either"
    collector = InstagramCollector(pace=Unpaced(), timeout=2, sleep=lambda _: None)
    with pytest.raises(CollectorError) as caught:
        collector.check()
    assert caught.value.reason == Outcome.OFFLINE
    assert "ProxyError" in caught.value.detail


def test_a_session_that_belongs_to_nobody_is_refused() -> None:
    with pytest.raises(NobodysSession):
        InstaloaderContext()
    requests.Session().close()  # everybody else's sessions are untouched


def test_a_lent_way_out_is_given_back(ig: Instagram) -> None:
    transport = Transport(pace=Unpaced(), base_url=ig.base_url)
    with transport.lent():
        assert InstaloaderContext().is_logged_in is False
    with pytest.raises(NobodysSession):
        InstaloaderContext()


def test_collectors_in_several_threads_keep_to_their_own_stand_in() -> None:
    start = threading.Barrier(6)

    def collect(ig: Instagram, signed_in: bool) -> list[int | None]:  # noqa: FBT001 - a parameter
        cookies = ig.sign_in() if signed_in else None
        start.wait(10)
        readings = [read(ig, cookies=cookies) for _ in range(3)]
        assert all(reading.outcome == "ok" and len(reading.posts) == 14 for reading in readings)
        return [reading.page.followers for reading in readings if reading.page]

    with Instagram(seed=1) as one, Instagram(seed=2) as two, ThreadPoolExecutor(6) as pool:
        one.add_page("bakery", followers=1111, posts=14)
        two.add_page("bakery", followers=2222, posts=14)
        jobs = [(ig, pool.submit(collect, ig, signed_in)) for ig in (one, two) for signed_in in (False, True, True)]
        for ig, job in jobs:
            assert job.result(30) == [1111 if ig is one else 2222] * 3


def test_generators_that_take_turns_do_not_mix(ig: Instagram) -> None:
    with Instagram(seed=2) as other:
        ig.add_page("bakery", posts=13)
        other.add_page("bakery", posts=13)

        def codes(one: Instagram) -> Iterator[str]:
            collector = InstagramCollector(pace=Unpaced(), base_url=one.base_url)
            from collectors.base import PageRequest  # noqa: PLC0415 - only here

            for record in collector.collect(PageRequest("bakery", posts_since=one.page("bakery").posts[-1].taken_at)):  # type: ignore[union-attr]
                yield getattr(record, "shortcode", record.source)

        both = list(zip(codes(ig), codes(other), strict=True))
        assert len(both) == 14
        assert [pair[0] for pair in both[1:]] == [post.code for post in ig.pages[0].timeline()]
        assert [pair[1] for pair in both[1:]] == [post.code for post in other.pages[0].timeline()]


def test_an_endless_answer_is_cut_off(ig: Instagram) -> None:
    ig.add_page("bakery", biography="x" * 5000)
    transport = Transport(pace=Unpaced(), base_url=ig.base_url, most_bytes=1000)
    headers = {
        "Accept": "text/html",
        "Sec-Fetch-Dest": "document",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Site": "none",
    }
    with transport.session() as session, pytest.raises(CollectorError) as caught:
        session.get("https://www.instagram.com/bakery/", headers=headers)
    assert "too long" in caught.value.detail
    transport.close()


def test_nobody_is_there() -> None:
    with Instagram() as ig:
        url = ig.base_url
    collector = InstagramCollector(pace=Unpaced(), base_url=url)
    with pytest.raises(CollectorError) as caught:
        collector.check()
    assert caught.value.reason == Outcome.OFFLINE


def test_the_library_prints_nothing(ig: Instagram, capfd: pytest.CaptureFixture[str]) -> None:
    ig.add_page("bakery", posts=3)
    ig.fault("throttled", route="R4")
    read(ig)
    ig.heal()
    ig.fault("drop")
    with pytest.raises(CollectorError):
        InstagramCollector(pace=Unpaced(), base_url=ig.base_url, cookies=ig.sign_in()).check()
    assert capfd.readouterr() == ("", "")
