"""Instagram's routes and what their answers mean: a missing page, a login wall and a throttled one look alike.

instaloader calls all three "profile does not exist"; only the answer itself tells them apart (see BEHAVIOR.md).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from collectors.base import Outcome

if TYPE_CHECKING:
    from requests import PreparedRequest


class Route(StrEnum):
    """What instaloader 4.16 asks for. The values stand in details, for people."""

    PAGE = "the page"
    START = "the start page"
    GUEST_POSTS = "the list of posts"
    POST = "the post"
    PROFILE = "the profile"
    TIMELINE = "the timeline"
    WEB_PROFILE = "the web profile"
    LOGIN_TEST = "the test of the session"
    PICTURE = "the picture"
    OTHER = "an answer"


DOC_IDS = {
    "28904005159232689": Route.GUEST_POSTS,
    "27128499623469141": Route.POST,
    "27937681195819736": Route.PROFILE,
    "29104886249145907": Route.TIMELINE,
}
LOGIN_TEST_HASH = "d6f4427fbe92d846298cf93df0b937d3"

CHALLENGES = frozenset({"checkpoint_required", "challenge_required", "feedback_required"})
RATE_LIMITED = 1675004
NOT_SIGNED_IN = 1357001
"""Codes of errors within an answer of GraphQL that has the status 200."""

_ROUTE = re.compile(rb'canonicalRouteName\\*"\s*:\s*\\*"([\w.]+)')
_USER = re.compile(rb'"xig_user_by_username"\s*:\s*\{')
_NOBODY = re.compile(rb'"IG_USER_EIMU":"?0\b')
_SESSION = re.compile(r'sessionid="?[^;"\s]')
_DOC_ID = re.compile(r"(?:^|&)doc_id=(\d+)")


def route_of(request: PreparedRequest) -> Route:
    """Return which of the routes ``request`` takes."""
    parts = urlsplit(request.url or "")
    if parts.hostname not in {"www.instagram.com", "i.instagram.com"}:
        return Route.PICTURE
    path = parts.path.strip("/")
    if path in {"api/graphql", "graphql/query"}:
        if LOGIN_TEST_HASH in parts.query:
            return Route.LOGIN_TEST
        body = request.body if isinstance(request.body, str) else ""
        found = _DOC_ID.search(body)
        return DOC_IDS.get(found.group(1), Route.OTHER) if found else Route.OTHER
    if path == "api/v1/users/web_profile_info":
        return Route.WEB_PROFILE
    if not path:
        return Route.START
    return Route.OTHER if "/" in path else Route.PAGE


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one request. ``failure`` names what went wrong when nothing did (status is 0 then)."""

    route: Route
    guest: bool
    status: int = 0
    location: str = ""
    body: bytes = b""
    failure: str = ""

    def message(self) -> tuple[str, frozenset[int]]:
        """Return the message and the error codes that a JSON answer carries, both empty for anything else."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return "", frozenset()
        if not isinstance(found, dict):
            return "", frozenset()
        errors = [error for error in _list(found.get("errors")) if isinstance(error, dict)]
        errors += [found["error"]] if isinstance(found.get("error"), dict) else [found]
        texts = [str(error[key]) for error in errors for key in ("message", "summary") if error.get(key)]
        if found.get("require_login") is True:
            texts.append("require_login")
        return " ".join(texts), frozenset(error["code"] for error in errors if isinstance(error.get("code"), int))

    def page_routes(self) -> tuple[str, ...]:
        """Return the names of the routes that an HTML page says it shows (``PolarisErrorRoute``)."""
        return tuple(name.decode().rpartition(".")[2] for name in _ROUTE.findall(self.body))

    def shows_user(self) -> bool:
        """Say whether a page carries a profile."""
        return _USER.search(self.body) is not None


def is_guest(request: PreparedRequest) -> bool:
    """Say whether ``request`` goes out without a session: a page always does, even for somebody signed in."""
    return _SESSION.search(str(request.headers.get("Cookie", ""))) is None


def verdict(answer: Answer) -> tuple[Outcome, str] | None:
    """Return why ``answer`` is a failure, in one sentence for people; ``None`` when it does not look like one."""
    if answer.failure:
        return Outcome.OFFLINE, f"No answer for {answer.route} ({answer.failure})"
    outcome = _by_redirect(answer) or _by_message(answer) or _by_status(answer) or _by_page(answer)
    if outcome is None:
        return None
    return outcome, f"Instagram answered {answer.status} for {answer.route}{_hint(answer)}"


def _wall(answer: Answer) -> Outcome:
    return Outcome.LOGIN_WALL if answer.guest else Outcome.SIGNED_OUT


def _by_redirect(answer: Answer) -> Outcome | None:
    if not 300 <= answer.status < 400:  # noqa: PLR2004 - the class of redirects
        return None
    path = urlsplit(answer.location).path
    if path.startswith("/accounts/login"):
        return _wall(answer)
    if path.startswith(("/challenge", "/accounts/suspended", "/accounts/disabled", "/auth_platform")):
        return Outcome.CHALLENGE
    return Outcome.PROTOCOL_CHANGED


def _by_message(answer: Answer) -> Outcome | None:
    if not answer.body.lstrip().startswith(b"{"):
        return None
    text, codes = answer.message()
    low = text.lower()
    if any(word in low for word in CHALLENGES):
        return Outcome.CHALLENGE
    if RATE_LIMITED in codes or "wait a few minutes" in low or "rate limit" in low:
        return Outcome.THROTTLED
    if NOT_SIGNED_IN in codes or "login_required" in low or "require_login" in low:
        return _wall(answer)
    return None


def _by_status(answer: Answer) -> Outcome | None:
    status = answer.status
    if status == 200:  # noqa: PLR2004 - the status itself
        return None
    if status == 429:  # noqa: PLR2004 - the status itself
        return Outcome.THROTTLED
    if status == 401:  # noqa: PLR2004 - the status itself
        return _wall(answer)
    if status == 403:  # noqa: PLR2004 - the status itself
        return Outcome.LOGIN_WALL if answer.guest else Outcome.THROTTLED
    if status == 404:  # noqa: PLR2004 - the status itself
        missing = {Route.PAGE, Route.PROFILE, Route.WEB_PROFILE, Route.POST, Route.PICTURE}
        return Outcome.NOT_FOUND if answer.route in missing else Outcome.PROTOCOL_CHANGED
    return Outcome.OFFLINE if status >= 500 else Outcome.PROTOCOL_CHANGED  # noqa: PLR2004 - the class of server errors


def _by_page(answer: Answer) -> Outcome | None:
    """Judge a page (HTML) that came with the status 200."""
    complete = answer.shows_user() if answer.route is Route.PAGE else _has_tokens(answer)
    if complete or (answer.route is not Route.PAGE and answer.body.lstrip().startswith((b"{", b"["))):
        return None
    routes = answer.page_routes()
    if any("Login" in name for name in routes):
        return _wall(answer)
    if answer.route is Route.PAGE:
        return Outcome.NOT_FOUND if "PolarisErrorRoute" in routes else Outcome.THROTTLED
    return _start_page(answer, routes) if answer.route is Route.START else None


def _start_page(answer: Answer, routes: tuple[str, ...]) -> Outcome:
    """Judge a start page without its tokens."""
    if b'"LSD"' not in answer.body:
        return Outcome.PROTOCOL_CHANGED if routes else Outcome.THROTTLED
    # As a guest sees it, although a session was sent along: the session is one no more.
    return Outcome.SIGNED_OUT if _NOBODY.search(answer.body) and not answer.guest else Outcome.PROTOCOL_CHANGED


def _has_tokens(answer: Answer) -> bool:
    return b'"LSD"' in answer.body and (answer.guest or b'"DTSGInitialData"' in answer.body)


def _hint(answer: Answer) -> str:
    if answer.status == 200 and not answer.body.lstrip().startswith(b"{"):  # noqa: PLR2004 - the status itself
        return f" ({answer.page_routes()[0]})" if answer.page_routes() else " (a page without any data)"
    text = answer.message()[0]
    return f" ({text[:80]})" if text else ""


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - whatever a service sends
    return value if isinstance(value, list) else []
