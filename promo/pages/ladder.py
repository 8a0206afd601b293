"""How often a post's metrics are read again: one table, which drives the reading and the “next reading” that is shown.

Most reactions come within the first hours, so a young post is read often and an old one seldom.
"""

from __future__ import annotations

from datetime import datetime, timedelta

LADDER: tuple[tuple[timedelta, timedelta], ...] = (
    (timedelta(hours=6), timedelta(hours=1)),
    (timedelta(days=1), timedelta(hours=3)),
    (timedelta(days=2), timedelta(hours=6)),
    (timedelta(days=7), timedelta(days=1)),
    (timedelta(days=30), timedelta(days=3)),
    (timedelta(days=90), timedelta(days=7)),
)
"""(younger than, read every). A post older than the last step is read no more."""


def step(age: timedelta) -> timedelta | None:
    """Return how long after a reading at ``age`` the next one is due; ``None`` when there is none."""
    return next((every for limit, every in LADDER if age < limit), None)


def next_reading(published_at: datetime, read_at: datetime) -> datetime | None:
    """Return when a post that was read at ``read_at`` is due again; ``None`` when it has grown too old by then."""
    every = step(read_at - published_at)
    if every is None:
        return None
    due = read_at + every
    return due if due - published_at < LADDER[-1][0] else None
