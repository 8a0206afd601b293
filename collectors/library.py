"""instaloader under our rule: quiet, never asleep, one try a request, and its errors told apart."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import requests
from instaloader import exceptions
from instaloader.instaloadercontext import InstaloaderContext, RateController

from collectors.base import CollectorError, Outcome, failed, retry_once
from collectors.routes import Route, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from collectors.transport import Transport

T = TypeVar("T")
log = logging.getLogger(__name__)

NEEDED_COOKIES = ("sessionid", "ds_user_id", "csrftoken")
LONGEST_DETAIL = 200
FAILURES = (
    exceptions.InstaloaderException,
    exceptions.AbortDownloadException,  # no InstaloaderException
    requests.RequestException,
    LookupError,
    TypeError,
    AttributeError,
    ValueError,  # JSON that is none, numbers that are none
    AssertionError,
    RecursionError,
    OverflowError,
)
"""What the library raises when an answer is not as it expects, raw errors of Python included."""


class Unhurried(RateController):
    """Leaves pace to the transport and never sleeps: a request that is throttled ends the reading."""

    def wait_before_query(self, query_type: str) -> None:
        """Do nothing: each request is claimed where it is sent."""

    def handle_429(self, query_type: str) -> NoReturn:
        """Raise instead of sleeping eleven minutes."""
        raise CollectorError(Outcome.THROTTLED, f"Instagram answered 429 ({query_type})")

    def sleep(self, secs: float) -> NoReturn:
        """Raise: nothing here may sleep."""
        raise CollectorError(Outcome.THROTTLED, f"instaloader wanted to sleep {secs:.0f} s")


class Context(InstaloaderContext):
    """instaloader's context with our limits. Make it, and use it, within `Transport.lent`."""

    def __init__(self, timeout: float) -> None:
        super().__init__(
            sleep=False,
            quiet=True,
            max_connection_attempts=1,
            request_timeout=timeout,
            rate_controller=Unhurried,
            iphone_support=False,
        )
        self._page: tuple[str, list[dict[str, Any]]] | None = None
        self.swallowed: BaseException | None = None

    def log(self, *msg: object, sep: str = "", end: str = "\n", flush: bool = False) -> None:
        """Say nothing: there is nobody at the console."""

    def error(self, msg: object, repeat_at_end: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002 - its signature
        """Log instead of printing (``quiet`` does not silence these) and keep the exception that is told about."""
        self.swallowed = sys.exc_info()[1]
        log.debug("instaloader: %s", msg)

    def get_page_data(self, path: str) -> list[dict[str, Any]]:
        """Return what the page embeds. The library asks twice for it, for the profile and the posts: once will do."""
        if self._page is None or self._page[0] != path:
            self._page = (path, super().get_page_data(path))
        return self._page[1]

    def get_json(self, path: str, params: dict[str, Any], *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - its signature
        """Refuse the search for similar names, which the library makes when a profile is not found: it helps nobody."""
        if path.startswith("web/search/"):
            cause = sys.exc_info()[1]
            if isinstance(cause, KeyError):
                raise exceptions.BadResponseException(f"the profile lacks {cause}") from cause
            raise exceptions.ProfileNotExistsException("Instagram shows no such profile")
        return super().get_json(path, params, *args, **kwargs)

    def test_session(self) -> str | None:
        """Return the session's name, ``None`` when it counts no more.

        ``test_login`` answers None for an outage as for an expired session: here an outage stays an exception.
        """
        self.swallowed = None
        name: str | None = self.test_login()
        if self.swallowed is not None:
            raise self.swallowed
        return name

    def fetch_tokens(self, *, again: bool = False) -> None:
        """Ask the start page for what queries need, unless it has told; ``again`` asks in any case."""
        if again:
            self._web_api_tokens_cache.clear()
        self._web_api_tokens()

    def forget_page(self) -> None:
        """Forget the page that was read, so that the next reading is fresh."""
        self._page = None


class Library:
    """Calls of instaloader through one transport; every failure becomes a `CollectorError`."""

    def __init__(
        self,
        transport: Transport,
        cookies: Mapping[str, str] | None,
        pause: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.transport = transport
        self._pause, self._sleep = pause, sleep
        with transport.lent():
            self.context = Context(transport.timeout)
            if cookies:
                missing = [name for name in NEEDED_COOKIES if not cookies.get(name)]
                if missing:
                    raise ValueError(f"The session lacks the cookies {', '.join(missing)}.")
                # The name is not known before the session is tested; the library only asks whether there is one.
                self.context.load_session(cookies["ds_user_id"], dict(cookies))  # type: ignore[no-untyped-call]

    @property
    def signed_in(self) -> bool:
        """Whether there is a session. Whether it still counts, only Instagram knows."""
        return bool(self.context.is_logged_in)

    def call(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, trying it once more after a passing failure; raise `CollectorError`.

        What the pace raised (the program stops, the lease was lost) is let through as it is.
        """
        return retry_once(lambda: self._attempt(work), pause=self._pause, sleep=self._sleep)

    def _attempt(self, work: Callable[[], T]) -> T:
        transport = self.transport
        transport.answers.clear()
        with transport.lent():
            try:
                return work()
            except FAILURES as error:
                if error is transport.stopped_by:
                    raise
                raise self._explain(error) from error

    def _explain(self, error: Exception) -> CollectorError:
        for answer in reversed(self.transport.answers):
            found = verdict(answer)
            if found is not None:
                return failed(*found)
        if isinstance(error, exceptions.PrivateProfileNotFollowedException | exceptions.LoginRequiredException):
            return failed(Outcome.PRIVATE, "The page is private")
        if isinstance(error, exceptions.ProfileNotExistsException):
            last = self.transport.answers[-1] if self.transport.answers else None
            if last is None or last.route is Route.PAGE or last.message()[0]:
                said = last.message()[0] if last else ""
                return failed(Outcome.PROTOCOL_CHANGED, f"The answer shows no profile {said}".strip()[:LONGEST_DETAIL])
            return failed(Outcome.NOT_FOUND, "Instagram shows no such profile")
        return malformed(error)


def malformed(error: Exception) -> CollectorError:
    """Return the error for an answer that is not as it was when this was written."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return failed(Outcome.PROTOCOL_CHANGED, text[:LONGEST_DETAIL])
