"""`python -m bench.reading WAY`: read the stand-in's page again and again in this process, and print what it took.

``WAY`` is ``bare`` (instaloader alone, which never sees this program's code), ``collector`` or ``run`` (a whole run
with its database). Standard input gives ``url``, ``cookies``, ``page``, ``posts`` and ``folder``; standard output has
``cpu`` (ms a page), ``requests`` and ``posts``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

WARM_UP = 3
TIMES = 25

Reading = tuple[int, int]
"""Requests sent and posts read."""


def bare(about: dict[str, Any]) -> Callable[[], Reading]:
    """Return what reads the page by instaloader alone, with the least that leads it to a stand-in."""
    import requests  # noqa: PLC0415 - each way loads only what it needs
    from instaloader import InstaloaderContext, Profile, RateController  # noqa: PLC0415 - the same
    from requests.adapters import HTTPAdapter  # noqa: PLC0415 - the same

    class Hurried(RateController):
        def wait_before_query(self, query_type: str) -> None:
            """Do not wait."""

    class Door(HTTPAdapter):
        sent = 0

        def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:  # noqa: ANN401 - passed on
            Door.sent += 1
            request.headers.setdefault("Host", "www.instagram.com")
            return super().send(request, *args, **options)

        def get_connection_with_tls_context(self, *_args: Any, **_options: Any) -> Any:  # noqa: ANN401 - its signature
            return self.poolmanager.connection_from_url(about["url"])

        def cert_verify(self, *_args: Any) -> None:  # noqa: ANN401 - its signature
            """There is no certificate on a plain connection."""

        def close(self) -> None:
            """Keep the connections: the library closes each of its short sessions."""

    door = Door()
    requests.Session.get_adapter = lambda _session, url: door  # type: ignore[method-assign, assignment] # noqa: ARG005 - its signature

    def read() -> Reading:
        Door.sent = 0
        context = InstaloaderContext(
            sleep=False, quiet=True, max_connection_attempts=1, rate_controller=Hurried, iphone_support=False
        )
        context.load_session(about["cookies"]["ds_user_id"], about["cookies"])  # type: ignore[no-untyped-call]
        profile = Profile.from_username(context, about["page"])
        seen = 0
        for post in profile.get_posts():
            _ = (post.shortcode, post.date_utc, post.caption)  # what costs no further request
            seen += 1
            if seen == about["posts"]:
                break
        return Door.sent, seen

    return read


def collector(about: dict[str, Any]) -> Callable[[], Reading]:
    """Return what reads the page by our collector, without a database."""
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - each way loads only what it needs

    from collectors.base import PageRequest, Unpaced  # noqa: PLC0415 - the same
    from collectors.instagram import InstagramCollector  # noqa: PLC0415 - the same

    def read() -> Reading:
        one = InstagramCollector(pace=Unpaced(), cookies=about["cookies"], base_url=about["url"])
        since = datetime.now(UTC) - timedelta(days=90)
        records = list(one.collect(PageRequest(about["page"], posts_since=since, max_posts=about["posts"])))
        return one.requests_made, len(records) - 1

    return read


def run(about: dict[str, Any]) -> Callable[[], Reading]:
    """Return what does a whole run: leases, pace, rows, the next due time. Pictures are left aside."""
    from sqlalchemy import select  # noqa: PLC0415 - each way loads only what it needs

    from promo import clock, jobs  # noqa: PLC0415 - the same
    from promo.collection.models import Source, SourceRequest  # noqa: PLC0415 - the same
    from promo.collection.run import collect_page  # noqa: PLC0415 - the same
    from promo.config import Settings  # noqa: PLC0415 - the same
    from promo.context import open_context  # noqa: PLC0415 - the same
    from promo.db import transaction  # noqa: PLC0415 - the same
    from promo.migrate import migrate  # noqa: PLC0415 - the same
    from promo.pages import pictures  # noqa: PLC0415 - the same
    from promo.pages.models import Page, Post  # noqa: PLC0415 - the same

    folder = Path(about["folder"])
    url = f"sqlite:///{folder / 'run.sqlite3'}"
    context = open_context(Settings(folder, url, "b" * 40, instagram_url=about["url"]))
    jobs.register(context)
    migrate(context.engine)
    pictures.keep = lambda *_args: 0
    with transaction(context.sessions) as session:
        cookies = context.cipher.encrypt(json.dumps(about["cookies"]))
        source = Source(kind="instagram_session", cookies=cookies, requests_per_hour=10_000, created_at=clock.now())
        page = Page(username=about["page"], created_at=clock.now(), profile_due_at=clock.now())
        session.add_all((source, page))
        session.flush()
        number = page.id

    def read() -> Reading:
        with transaction(context.sessions) as session:
            session.get_one(Page, number).profile_due_at = clock.now()
            session.query(SourceRequest).delete()
            for post in session.scalars(select(Post)):
                post.due_at = clock.now()
        before = process_time()
        done = collect_page(context, number, "manual")
        if done is None or done.outcome != "ok":
            raise RuntimeError(f"the run ended with {done.outcome if done else 'nothing'}: {done and done.detail}")
        read.cpu = process_time() - before  # type: ignore[attr-defined]
        return done.requests, done.posts_read

    return read


def main() -> None:
    """Read, and print what it took."""
    about = json.loads(sys.stdin.read())
    read = {"bare": bare, "collector": collector, "run": run}[sys.argv[1]](about)
    times = []
    for turn in range(WARM_UP + TIMES):
        start = process_time()
        sent, seen = read()
        if turn >= WARM_UP:
            times.append(getattr(read, "cpu", process_time() - start))
    sys.stdout.write(json.dumps({"cpu": median(times) * 1_000, "requests": sent, "posts": seen}))


if __name__ == "__main__":
    main()
