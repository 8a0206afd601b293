"""A way in that does what a test tells it: a collector of its own, put into the registry where every kind stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from collectors.base import CollectorError, Outcome
from collectors.records import PageRecord, PostKind, PostRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from collectors.base import Pace, PageRequest
from collectors.records import Record


@dataclass
class Scripted:
    """Plays ``script`` for every page: a record is yielded, an exception raised, a function called."""

    pace: Pace
    cookies: dict[str, str] | None = None
    base_url: str | None = None
    clock: Callable[[], datetime] | None = None
    made: int = 0
    script: ClassVar[list[Any]] = []
    requests: ClassVar[list[PageRequest]] = []
    name: ClassVar[str | None] = None

    def collect(self, request: PageRequest) -> Iterator[Record]:
        """Play the script; each record and each error costs one request."""
        Scripted.requests.append(request)
        for step in list(Scripted.script):
            if callable(step) and not isinstance(step, BaseException):
                step()
                continue
            self._claim()
            if isinstance(step, BaseException):
                raise step
            yield step

    def _claim(self) -> None:
        """Take one request; like the real collector, let only a `CollectorError` leave as it is."""
        try:
            self.pace.claim()
        except CollectorError:
            raise
        except Exception as error:
            raise CollectorError(Outcome.PROTOCOL_CHANGED) from error
        self.made += 1

    def check(self) -> str | None:
        """Return who it is signed in as, or raise the script's first step."""
        self._claim()
        if Scripted.script:
            raise Scripted.script[0]
        return Scripted.name

    @property
    def requests_made(self) -> int:
        """How many requests it has sent."""
        return self.made


@dataclass
class Numbers:
    """Makes records of one page."""

    username: str = "bakery"
    instagram_id: str = "77"
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def page(self, followers: int = 10_000, **more: Any) -> PageRecord:  # noqa: ANN401 - any field
        """Return an observation of the page."""
        return PageRecord(self.instagram_id, self.username, self.at, "instagram", followers=followers, **more)

    def post(self, number: int, **more: Any) -> PostRecord:  # noqa: ANN401 - any field
        """Return a reading of a post, the younger the lower its number."""
        values = {"likes": 10, "comments": 1, "published_at": self.at - timedelta(days=number), **more}
        return PostRecord(f"P{number}", f"8{number}", self.instagram_id, self.at, "instagram", PostKind.REEL, **values)
