"""The stand-in itself: as strict as Instagram, the same each time, and runnable on its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import requests

from tests.collectors.conftest import read
from tests.sandbox import FAULTS, Instagram
from tests.sandbox.__main__ import main
from tests.sandbox.cost import measure

ROOT = Path(__file__).resolve().parents[2]
BROWSER = {"Accept": "text/html", "Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}


def test_only_a_browsers_navigation_gets_data(ig: Instagram) -> None:
    ig.add_page("bakery")
    for missing in BROWSER:
        headers = {**BROWSER, missing: "x"}
        assert b"xig_user" not in requests.get(f"{ig.base_url}/bakery/", headers=headers, timeout=5).content
    assert b"xig_user" in requests.get(f"{ig.base_url}/bakery/", headers=BROWSER, timeout=5).content


@pytest.mark.parametrize("missing", ["lsd", "X-FB-LSD", "X-CSRFToken", "x-ig-app-id", "Sec-Fetch-Site", "csrftoken"])
def test_a_query_without_its_tokens_is_refused(ig: Instagram, missing: str) -> None:
    ig.add_page("bakery", posts=1)
    post = ig.pages[0].posts[0]
    with requests.Session() as session:
        token = (
            session.get(ig.base_url, headers=BROWSER, timeout=5)
            .headers["Set-Cookie"]
            .partition(";")[0]
            .partition("=")[2]
        )
        headers = {"X-FB-LSD": ig.lsd, "X-CSRFToken": token, "x-ig-app-id": "9", "Sec-Fetch-Site": "same-origin"}
        form = {"lsd": ig.lsd, "doc_id": "27128499623469141", "variables": f'{{"shortcode":"{post.code}"}}'}
        cookies = {"csrftoken": token}

        def status() -> int:
            session.cookies.clear()
            return session.post(
                f"{ig.base_url}/api/graphql", data=form, headers=headers, cookies=cookies, timeout=5
            ).status_code

        assert status() == 200
        for part in (headers, form, cookies):
            part.pop(missing, None)
        assert status() in {400, 403}


def test_guests_get_no_profile_query_and_expired_sessions_are_sent_away(ig: Instagram) -> None:
    page, cookies = ig.add_page("bakery", posts=2), ig.sign_in()
    answer = requests.get(f"{ig.base_url}/api/v1/users/web_profile_info/?username=bakery", timeout=5)
    assert answer.status_code == 401
    ig.sign_out(cookies)
    assert read(ig, cookies=cookies, instagram_id=page.pk).outcome == "signed_out"


def test_the_world_is_the_same_each_time() -> None:
    worlds = [Instagram(seed=3), Instagram(seed=3), Instagram(seed=4)]
    pages = [world.add_page("bakery", followers=500, posts=5) for world in worlds]
    for world in worlds:
        world.server.server_close()
    assert pages[0] == pages[1] != pages[2]
    day = pages[0].born
    counts = [pages[0].followers_on(day.replace(day=number)) for number in range(1, 29)]
    assert counts == sorted(counts)  # type: ignore[type-var]
    assert len(set(counts)) > 20


def test_a_fault_strikes_whom_and_when_it_should(ig: Instagram) -> None:
    ig.add_page("bakery")
    ig.add_page("gym")
    ig.fault("drop", page="gym", after=1, times=2)
    outcomes = [read(ig, name).outcome for name in ("bakery", "gym", "gym", "gym", "bakery")]
    assert outcomes == ["ok", "ok", "offline", "ok", "ok"]
    assert Counter(one.page for one in ig.requests) == {"bakery": 2, "gym": 4}
    with pytest.raises(ValueError, match="no fault nonsense"):
        ig.fault("nonsense")
    assert len(FAULTS) >= 25


def test_it_runs_on_its_own() -> None:
    command = [sys.executable, "-m", "tests.sandbox", "--port", "0", "--posts", "3"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        try:
            assert process.stdout is not None
            lines = [process.stdout.readline(), process.stdout.readline()]
            url = re.search(r"http://127\.0\.0\.1:\d+", lines[1])
            assert url is not None
            assert requests.get(f"{url[0]}/bakery/", headers=BROWSER, timeout=5).status_code == 200
        finally:
            process.terminate()
        assert process.wait(10) == 0
    with pytest.raises(SystemExit):
        main(["--port", "many"])


def test_bare_instaloader_reads_the_same_stand_in() -> None:
    guest, session = measure(rounds=1)
    assert (guest.bare_requests, guest.our_requests) == (35, 34)
    assert (session.bare_requests, session.our_requests) == (6, 6)
    assert min(guest.ours, guest.bare, session.ours, session.bare) > 0
