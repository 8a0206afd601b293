"""Compare: fifty pages beside each other, beside bare SQL and JSON encoding of the same rows."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bench.database import DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.database import Bench

PAGES = 50
PERIODS = (365, DAYS)
CPU_MS, QUERIES = 60.0, 8
"""The aims, at 365 days."""
AIMED = f"Compare {PAGES} pages, 365 days"


def screens(bench: Bench) -> Iterator[tuple[str, str, Callable[[Bench], Callable[[], object]]]]:
    """Yield the screens: name, address, and what gives the bare work of a database."""
    ids = ",".join(str(number) for number in range(1, PAGES + 1))
    for days in PERIODS:
        start = bench.last_day - timedelta(days=days - 1)
        url = f"/compare?pages={ids}&period=own&from={start}&to={bench.last_day}"
        yield f"Compare {PAGES} pages, {days:,} days", url, partial(_bare, days=days)


def _bare(bench: Bench, days: int) -> Callable[[], object]:
    """Return the work: this period and the one before, read and encoded."""
    connection = sqlite3.connect(bench.path)
    span = (str(bench.last_day - timedelta(days=2 * days - 1)), str(bench.last_day + timedelta(days=1)))

    def work() -> str:
        rows = connection.execute(
            "SELECT page_id, day, followers FROM page_days WHERE page_id <= ? AND day BETWEEN ? AND ?", (PAGES, *span)
        ).fetchall()
        posts = connection.execute(
            "SELECT page_id, published_at, kind, likes, comments, likes_hidden FROM posts "
            "WHERE page_id <= ? AND published_at BETWEEN ? AND ?",
            (PAGES, *span),
        ).fetchall()
        return json.dumps((rows, posts))

    return work
