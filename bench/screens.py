"""Screens: server time, queries and bytes, beside bare SQL and JSON encoding of the same rows."""

from __future__ import annotations

import gc
import gzip
import json
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, cast

from sqlalchemy import event

from bench import campaigns, comparing
from bench.database import CROWDED_PAGE, CROWDED_POSTS, DAYS, PLANNED, TOKEN, VISIBLE_CLIENTS, Bench
from promo.web import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from promo.context import Context

WARM_UP = 4
TIMES = 40
PERIODS = (30, 90, 365, DAYS)
HOME_DAYS = 31
PLAN = f"Plan, a month of {PLANNED:,} items over {VISIBLE_CLIENTS} clients"
CONTENT = f"Content, {CROWDED_POSTS:,} posts"


@dataclass(frozen=True)
class Measured:
    """What a screen took: times in milliseconds, sizes in bytes.

    ``floor`` is the median of the bare work; ``cpu`` the processor's part, whatever else the machine was doing.
    """

    name: str
    median: float
    p95: float
    cpu: float
    queries: int
    size: int
    compressed: int
    floor: float

    @property
    def ratio(self) -> float:
        """How many times the floor the screen takes."""
        return self.median / self.floor


def measure(benches: Sequence[Bench]) -> list[list[Measured]]:
    """Return what each screen takes on each of the databases, which are asked in turn: so both get the same weather."""
    opened = [_Opened(bench) for bench in benches]
    gc.collect()
    gc.freeze()  # as `serve` does
    try:
        return [
            list(found) for found in zip(*(_screen(opened, *screen) for screen in _screens(benches[0])), strict=True)
        ]
    finally:
        for one in opened:
            one.context.close()


class _Opened:
    """A database with the application on it, and a browser that is signed in."""

    def __init__(self, bench: Bench) -> None:
        app = create_app(bench.settings)
        self.bench = bench
        self.context = cast("Context", app.extensions["promo"])
        self.client = app.test_client()
        self.client.set_cookie(app.config["PROMO_COOKIE"], TOKEN)

    def queries(self, url: str) -> int:
        """Return how many statements the database is sent for ``url``."""
        found = 0

        def count(*_args: object) -> None:
            nonlocal found
            found += 1

        event.listen(self.context.engine, "before_cursor_execute", count)
        self.client.get(url)
        event.remove(self.context.engine, "before_cursor_execute", count)
        return found


def _screens(bench: Bench) -> Iterator[tuple[str, str, Callable[[Bench], float]]]:
    """Yield the screens: name, address, and what measures the floor."""
    for days in PERIODS:
        start = bench.last_day - timedelta(days=days - 1)
        url = f"/pages/1/growth?period=own&from={start}&to={bench.last_day}"
        yield f"Growth, {days:,} days", url, partial(_floor, days=days)
    yield CONTENT, f"/pages/{CROWDED_PAGE}/content?period=all", _content_floor
    for name, url, work in comparing.screens(bench):
        yield name, url, partial(_timed, work=work)
    for name, url, work in campaigns.screens():
        yield name, url, partial(_timed, work=work)
    first, following = _month(bench)
    yield PLAN, f"/plan/events.json?start={first}T00:00&end={following}T00:00", _plan_floor
    yield f"A month of {VISIBLE_CLIENTS} clients", "/reports", _home_floor
    yield f"Home, {VISIBLE_CLIENTS} clients", "/", _home_floor


def _screen(opened: Sequence[_Opened], name: str, url: str, floor: Callable[[Bench], float]) -> list[Measured]:
    times: list[list[tuple[float, float]]] = [[] for _ in opened]
    for turn in range(WARM_UP + TIMES):
        for one, found in zip(opened, times, strict=True):
            wall, work = perf_counter(), process_time()
            answer = one.client.get(url)
            if turn >= WARM_UP:
                found.append(((perf_counter() - wall) * 1_000, (process_time() - work) * 1_000))
            if answer.status_code != 200:  # noqa: PLR2004 - anything else is no screen
                raise RuntimeError(f"{name}: the server answered {answer.status}")
    return [_measured(one, found, name, url, floor) for one, found in zip(opened, times, strict=True)]


def _measured(
    one: _Opened, times: list[tuple[float, float]], name: str, url: str, floor: Callable[[Bench], float]
) -> Measured:
    walls = sorted(wall for wall, _ in times)
    data = one.client.get(url).data
    return Measured(
        name=name,
        median=median(walls),
        p95=walls[int(len(walls) * 0.95)],
        cpu=median(work for _, work in times),
        queries=one.queries(url),
        size=len(data),
        compressed=len(gzip.compress(data, 6)),
        floor=floor(one.bench),
    )


def _times(work: Callable[[], object]) -> list[float]:
    found = []
    for _ in range(TIMES):
        start = perf_counter()
        work()
        found.append((perf_counter() - start) * 1_000)
    return found


def _timed(bench: Bench, work: Callable[[Bench], Callable[[], object]]) -> float:
    """Return the milliseconds that the bare work takes."""
    return median(_times(work(bench)))


def _floor(bench: Bench, days: int) -> float:
    """Return the milliseconds that reading and encoding the same rows takes: this period and the one before."""
    first = bench.last_day - timedelta(days=2 * days - 1)
    with sqlite3.connect(bench.path) as connection:
        times = _times(lambda: _growth_rows(connection, first, bench.last_day))
    connection.close()
    return median(times)


def _growth_rows(connection: sqlite3.Connection, first: date, last: date) -> str:
    days = connection.execute(
        "SELECT day, followers, following, posts_count FROM page_days WHERE page_id = 1 AND day BETWEEN ? AND ?",
        (str(first), str(last)),
    ).fetchall()
    posts = connection.execute(
        "SELECT id, published_at, kind, likes, comments, views, likes_hidden FROM posts "
        "WHERE page_id = 1 AND published_at BETWEEN ? AND ?",
        (str(first), str(last + timedelta(days=1))),
    ).fetchall()
    return json.dumps((days, posts))


def _content_floor(bench: Bench) -> float:
    """Return the milliseconds that reading and encoding the posts of the page takes."""

    def rows(connection: sqlite3.Connection) -> str:
        posts = connection.execute(
            "SELECT id, shortcode, kind, published_at, caption, hashtags, likes, comments, views, likes_hidden "
            "FROM posts WHERE page_id = ?",
            (CROWDED_PAGE,),
        ).fetchall()
        days = connection.execute("SELECT day, followers FROM page_days WHERE page_id = ?", (CROWDED_PAGE,)).fetchall()
        return json.dumps((posts, days))

    with sqlite3.connect(bench.path) as connection:
        times = _times(lambda: rows(connection))
    connection.close()
    return median(times)


def _month(bench: Bench) -> tuple[date, date]:
    first = bench.last_day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def _plan_floor(bench: Bench) -> float:
    """Return the milliseconds that reading and encoding the same items takes."""

    def rows(connection: sqlite3.Connection) -> str:
        items = connection.execute(
            "SELECT i.id, i.title, i.kind, i.status, i.planned_at, i.version, c.name, c.time_zone, p.username "
            "FROM plan_items i JOIN clients c ON c.id = i.client_id LEFT JOIN pages p ON p.id = i.page_id "
            "WHERE i.planned_at BETWEEN ? AND ? AND i.client_id <= ? ORDER BY i.planned_at",
            (*map(str, _month(bench)), VISIBLE_CLIENTS),
        ).fetchall()
        return json.dumps(items)

    with sqlite3.connect(bench.path) as connection:
        times = _times(lambda: rows(connection))
    connection.close()
    return median(times)


def _home_floor(bench: Bench) -> float:
    since = str(bench.last_day - timedelta(days=HOME_DAYS))
    mine = "SELECT id FROM pages WHERE client_id <= ?"

    def rows(connection: sqlite3.Connection) -> str:
        clients = connection.execute("SELECT * FROM clients WHERE id <= ?", (VISIBLE_CLIENTS,)).fetchall()
        pages = connection.execute("SELECT * FROM pages WHERE client_id <= ?", (VISIBLE_CLIENTS,)).fetchall()
        days = connection.execute(
            f"SELECT page_id, day, followers FROM page_days WHERE page_id IN ({mine}) AND day >= ?",  # noqa: S608 - our own text
            (VISIBLE_CLIENTS, since),
        ).fetchall()
        posts = connection.execute(
            "SELECT page_id, published_at, likes, comments, likes_hidden FROM posts "  # noqa: S608 - the same
            f"WHERE page_id IN ({mine}) AND published_at >= ?",
            (VISIBLE_CLIENTS, since),
        ).fetchall()
        return json.dumps((clients, pages, days, posts))

    with sqlite3.connect(bench.path) as connection:
        times = _times(lambda: rows(connection))
    connection.close()
    return median(times)
