"""Pages that look alike: bodies in the shape of captures of October 2026, told apart by their route alone."""

from __future__ import annotations

import pytest

from collectors.base import Outcome
from collectors.routes import Answer, Route, verdict

HEAD = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Instagram</title></head><body>'


def page(*blobs: str) -> bytes:
    scripts = "".join(f'<script type="application/json" data-sjs>{blob}</script>' for blob in blobs)
    return f"{HEAD}{scripts}</body></html>".encode()


def judged(body: bytes, *, route: Route = Route.PAGE, guest: bool = True, status: int = 200) -> Outcome | None:
    found = verdict(Answer(route, guest, status, "", body))
    return found[0] if found else None


WALL = page('{"canonicalRouteName":"comet.igweb.PolarisCAAIGLoginHomepageRoute"}')
GONE = page('{"canonicalRouteName":"comet.igweb.PolarisErrorRoute"}')
DATA = page('{"a":{"__bbox":{"result":{"data":{"xig_user_by_username":{"pk":"1"}}}}}}')


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (WALL, Outcome.LOGIN_WALL),
        (GONE, Outcome.NOT_FOUND),
        (page('{"require":[["x",{"canonicalRouteName" : "comet.igweb.PolarisErrorRoute"}]]}'), Outcome.NOT_FOUND),
        (page(r'{"s":"{\"canonicalRouteName\":\"comet.igweb.PolarisErrorRoute\"}"}'), Outcome.NOT_FOUND),
        (page('{"canonicalRouteName":"comet.igweb.PolarisLoginRoute"}'), Outcome.LOGIN_WALL),
        (page('{"canonicalRouteName":"comet.igweb.PolarisProfilePostsTabRoute"}'), Outcome.THROTTLED),
        (page(), Outcome.THROTTLED),
        (page('{"xig_user_by_username":null}'), Outcome.THROTTLED),
        (b"", Outcome.THROTTLED),
        (DATA, None),
        (page('{"canonicalRouteName":"comet.igweb.PolarisErrorRoute"}') + DATA, None),
    ],
)
def test_a_page_says_what_it_is(body: bytes, outcome: Outcome | None) -> None:
    assert judged(body) == outcome


def test_a_wall_before_a_session_means_that_it_ended() -> None:
    assert judged(WALL, route=Route.START, guest=False) == Outcome.SIGNED_OUT
    assert judged(WALL, route=Route.TIMELINE, guest=False) == Outcome.SIGNED_OUT
    assert judged(WALL, guest=True) == Outcome.LOGIN_WALL


def test_a_start_page_for_nobody_means_that_the_session_ended() -> None:
    tokens = b'<script>["LSD",[],{"token":"x"},1],["CurrentUserInitialData",[],{"IG_USER_EIMU":"0"}]'
    assert judged(tokens, route=Route.START, guest=False) == Outcome.SIGNED_OUT
    assert judged(tokens, route=Route.START, guest=True) is None
    assert judged(tokens.replace(b'"0"', b'"900"'), route=Route.START, guest=False) == Outcome.PROTOCOL_CHANGED


def test_a_query_is_never_judged_by_a_missing_page() -> None:
    assert judged(GONE, route=Route.TIMELINE, guest=False) is None
    assert judged(b'{"data":{}}', route=Route.TIMELINE) is None
