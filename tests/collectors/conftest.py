"""The stand-in, and collectors that read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from collectors.base import CollectorError, PageRequest
from collectors.instagram import InstagramCollector
from collectors.records import PageRecord, PostRecord
from tests.sandbox import Instagram

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collectors.base import Outcome


@dataclass
class CountingPace:
    """Grants so many requests, and counts."""

    limit: int | None = None
    refusal: Exception | None = None
    claims: int = 0

    def claim(self) -> None:
        if self.limit is not None and self.claims >= self.limit:
            assert self.refusal is not None
            raise self.refusal
        self.claims += 1


@dataclass
class Reading:
    """What one call of ``collect`` brought, up to its error."""

    collector: InstagramCollector
    page: PageRecord | None = None
    posts: list[PostRecord] = field(default_factory=list)
    error: CollectorError | None = None

    @property
    def outcome(self) -> Outcome | str:
        return self.error.reason if self.error else "ok"

    def codes(self) -> list[str]:
        return [post.shortcode for post in self.posts]


def make(ig: Instagram, cookies: dict[str, str] | None = None, **more: Any) -> InstagramCollector:  # noqa: ANN401 - any argument
    values = {"pace": CountingPace(), "base_url": ig.base_url, "clock": lambda: ig.now, "timeout": 5.0, **more}
    return InstagramCollector(cookies=cookies, **values)


def read(ig: Instagram, name: str = "bakery", cookies: dict[str, str] | None = None, **more: Any) -> Reading:  # noqa: ANN401 - any argument
    """Collect ``name``; ``days=None`` for the profile alone, ``with_…`` for the collector, the rest for the request."""
    made = {key.removeprefix("with_"): more.pop(key) for key in list(more) if key.startswith("with_")}
    days = more.pop("days", 90)
    since = None if days is None else ig.now - timedelta(days=days)
    reading = Reading(make(ig, cookies, **made))
    try:
        for record in reading.collector.collect(PageRequest(name, posts_since=since, **more)):
            if isinstance(record, PageRecord):
                reading.page = record
            else:
                reading.posts.append(record)
    except CollectorError as error:
        reading.error = error
    return reading


@pytest.fixture
def ig() -> Iterator[Instagram]:
    with Instagram() as made:
        yield made
