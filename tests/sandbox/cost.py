"""CPU time of a reading beside bare instaloader on the same stand-in: ``python -m tests.sandbox.cost``.

The bare reading uses the library as its documentation shows, with nothing but a session that leads to the stand-in;
it reads the same fields. The stand-in runs in a process of its own, so that its time is not counted.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
import types
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import requests
from instaloader import Instaloader, Post, Profile, RateController, instaloadercontext
from requests.adapters import HTTPAdapter

from collectors.base import PageRequest, Unpaced
from collectors.instagram import InstagramCollector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

POSTS = 30


@dataclass(frozen=True)
class Cost:
    """CPU seconds a page, median of the rounds: ours, bare instaloader's, and the requests of each."""

    kind: str
    ours: float
    bare: float
    our_requests: int
    bare_requests: int

    @property
    def ratio(self) -> float:
        """How many times bare instaloader's time ours takes."""
        return self.ours / self.bare


class Eager(RateController):
    """Never waits."""

    def wait_before_query(self, query_type: str) -> None:
        """Do nothing."""


def measure(rounds: int = 15) -> list[Cost]:
    """Return the cost of one page with 30 posts, for a guest and with a session; the two take turns."""
    command = [sys.executable, "-m", "tests.sandbox", "--port", "0", "--pages", "bakery", "--posts", str(POSTS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        try:
            assert process.stdout is not None
            cookie_line, url_line = process.stdout.readline(), process.stdout.readline()
            url = re.search(r"http://\S+", url_line)
            assert url is not None
            cookies = dict(pair.split("=", 1) for pair in cookie_line.strip().partition(": ")[2].split("; "))
            return [_compare(kind, url[0], given, rounds) for kind, given in (("guest", None), ("session", cookies))]
        finally:
            process.terminate()


def _compare(kind: str, url: str, cookies: dict[str, str] | None, rounds: int) -> Cost:
    ours, bare, sent = [], [], (0, 0)
    for number in range(rounds + 1):
        our_time, our_sent = _timed(lambda: _ours(url, cookies))
        bare_time, bare_sent = _timed(lambda: _bare(url, cookies))
        sent = (our_sent, bare_sent)
        if number:  # the first round warms up
            ours.append(our_time)
            bare.append(bare_time)
    return Cost(kind, statistics.median(ours), statistics.median(bare), *sent)


def _timed(work: Callable[[], int]) -> tuple[float, int]:
    start = time.process_time()
    requests_sent = work()
    return time.process_time() - start, requests_sent


def _ours(url: str, cookies: dict[str, str] | None) -> int:
    collector = InstagramCollector(pace=Unpaced(), cookies=cookies, base_url=url)
    found = list(collector.collect(PageRequest("bakery", posts_since=datetime.now(UTC) - timedelta(days=90))))
    assert len(found) == POSTS + 1
    return collector.requests_made


def _bare(url: str, cookies: dict[str, str] | None) -> int:
    with _bare_requests(url) as sent:
        loader = Instaloader(quiet=True, sleep=False, iphone_support=False, rate_controller=Eager, request_timeout=20)
        if cookies:
            loader.context.load_session("promo.reader", cookies)  # type: ignore[no-untyped-call]
        profile = Profile.from_username(loader.context, "bakery")
        seen: list[Any] = [profile.followers, profile.followees, profile.full_name, profile.biography]
        for post in profile.get_posts():
            seen.append((post.date_utc, post.caption, post.caption_hashtags, post.caption_mentions, post.likes))
            seen.append(_comments(post))
        assert len(seen) == 4 + 2 * POSTS
        loader.close()  # type: ignore[no-untyped-call]
        return sent[0]


def _comments(post: Post) -> Any:  # noqa: ANN401 - a raw number: the attribute would cost a session a request a post
    return post._node.get("comments", post._node.get("comment_count"))


@contextmanager
def _bare_requests(url: str) -> Iterator[list[int]]:
    """Lead the library's sessions to ``url`` and to nothing else; count what is sent. For one thread only."""
    sent = [0]

    class Led(HTTPAdapter):
        def get_connection_with_tls_context(self, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - its signature
            sent[0] += 1
            return self.poolmanager.connection_from_url(url)

    class Session(requests.Session):
        def __init__(self) -> None:
            super().__init__()
            self.trust_env = False
            self.mount("https://", Led())

    module = types.ModuleType("requests")
    vars(module).update(vars(requests), Session=Session)
    ours = vars(instaloadercontext)["requests"]
    vars(instaloadercontext)["requests"] = module
    try:
        yield sent
    finally:
        vars(instaloadercontext)["requests"] = ours


def main() -> int:
    """Print the costs."""
    for cost in measure():
        sys.stdout.write(
            f"{cost.kind}: {cost.ours * 1e3:.1f} ms CPU in {cost.our_requests} requests, bare instaloader "
            f"{cost.bare * 1e3:.1f} ms in {cost.bare_requests}: {cost.ratio:.2f} times\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
