"""What every collector is: its protocol, its failures, its pace, and the one place where a request is tried again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from collectors.records import Record

T = TypeVar("T")


class Outcome(StrEnum):
    """How an attempt to collect ended; everything but ``OK`` is the reason of a `CollectorError`."""

    OK = "ok"
    PACED = "paced"
    THROTTLED = "throttled"
    LOGIN_WALL = "login_wall"
    NOT_FOUND = "not_found"
    PRIVATE = "private"
    CHALLENGE = "challenge"
    PROTOCOL_CHANGED = "protocol_changed"
    OFFLINE = "offline"
    SIGNED_OUT = "signed_out"


class CollectorError(Exception):
    """An attempt that ended early.

    ``reason`` is never ``Outcome.OK``. ``permanent`` says that trying again soon cannot help (a page that is missing,
    a session that was signed out); ``detail`` is for the log and the run's page and never holds a secret.
    """

    def __init__(self, reason: Outcome, detail: str = "", *, permanent: bool = False) -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail
        self.permanent = permanent


class Pace(Protocol):
    """Who grants requests. The program's own pace lives in its database, so that several processes share it."""

    def claim(self) -> None:
        """Take one request from the budget, waiting a little between two of them.

        Raises `CollectorError` with ``Outcome.PACED`` when the budget is used up: the caller keeps what it has.
        """


@dataclass(frozen=True, slots=True)
class Unpaced:
    """A pace without limit, for stand-ins on loopback."""

    def claim(self) -> None:
        """Grant at once."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What is wanted of one page.

    ``username`` is where it was last seen, ``instagram_id`` what it is (a page found under another id is not it).
    ``posts_since`` asks for the posts published from then on; ``None`` asks for the profile alone.
    ``due`` are the shortcodes whose metrics are due to be read again; ``known`` those that are known at all: a new one
    is always read. ``max_posts`` bounds the whole.
    """

    username: str
    instagram_id: str | None = None
    posts_since: datetime | None = None
    known: frozenset[str] = frozenset()
    due: frozenset[str] = frozenset()
    max_posts: int = 500


class Collector(Protocol):
    """A way to read pages. It yields records as they come, so that what came before a failure is kept."""

    def collect(self, request: PageRequest) -> Iterator[Record]:
        """Yield the page's `PageRecord` first, then a `PostRecord` for each post read; raise `CollectorError`."""

    def check(self) -> str | None:
        """Return the name this collector is signed in as, ``None`` for a guest; raise `CollectorError`."""

    @property
    def requests_made(self) -> int:
        """How many HTTP requests it has sent so far."""


PASSING = frozenset({Outcome.OFFLINE})
"""What may be gone a second later."""

BY_ITSELF = frozenset({Outcome.OFFLINE, Outcome.THROTTLED, Outcome.LOGIN_WALL, Outcome.PACED})
"""What ends by itself, sooner or later; all else takes somebody who does something."""


def failed(reason: Outcome, detail: str) -> CollectorError:
    """Return the error of that reason, permanent unless it ends by itself."""
    return CollectorError(reason, detail, permanent=reason not in BY_ITSELF)


def retry_once(call: Callable[[], T], *, pause: float = 1.0, sleep: Callable[[float], None] = time.sleep) -> T:
    """Return what ``call`` returns; after a passing failure wait ``pause`` seconds and try it once more."""
    try:
        return call()
    except CollectorError as error:
        if error.reason not in PASSING or error.permanent:
            raise
    sleep(pause)
    return call()
