"""The only way out to Instagram: a claim for each request, an allow-list of hosts, limits, and the stand-in's base URL.

instaloader makes new sessions as it goes, so giving it one is not enough. The name ``requests`` within its context
module is replaced once, by a module whose `Session` asks who has lent a way out to the code that runs: that keeps
collectors in several threads, with and without a stand-in, apart. A session that belongs to nobody is refused.
"""

from __future__ import annotations

import ipaddress
import time
import types
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from instaloader import instaloadercontext
from requests.adapters import HTTPAdapter

from collectors.base import Outcome, failed
from collectors.routes import Answer, is_guest, route_of, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from collectors.base import Pace

INSTAGRAM = frozenset({"www.instagram.com", "i.instagram.com"})
MOST_BYTES = 16 * 1024 * 1024
"""No answer of Instagram is nearly as long; a longer one would only fill the memory."""
MOST_REDIRECTS = 5
DEAD_ENDS = frozenset({Outcome.LOGIN_WALL, Outcome.SIGNED_OUT, Outcome.CHALLENGE})
"""Where a redirect says all there is to know; the library would follow some of them."""
CHUNK = 64 * 1024


class NobodysSession(RuntimeError):
    """instaloader was used outside of a collector in a process that has collectors."""


def is_instagram(host: str) -> bool:
    """Say whether ``host`` is one of the two that serve Instagram's pages and queries."""
    return host in INSTAGRAM


def is_cdn(host: str) -> bool:
    """Say whether ``host`` is one of Instagram's picture servers."""
    return host.endswith((".cdninstagram.com", ".fbcdn.net"))


def stand_in(base_url: str) -> str:
    """Return ``base_url`` as an origin without a slash at its end; raise `ValueError` unless it is on this machine."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback or parts.scheme not in {"http", "https"}:
        raise ValueError(f"A stand-in must be on this machine (127.0.0.1, localhost or [::1]), not {base_url}.")
    if parts.path.strip("/") or parts.query or parts.username:
        raise ValueError(f"A stand-in's address has no path, query or user name: {base_url}.")
    return f"{parts.scheme}://{parts.netloc}"


class Transport:
    """One collector's way out. ``answers`` are those of the call that runs, for telling what went wrong.

    A host that ``allows`` does not know is refused before anything is sent. With ``base_url`` everything goes to that
    stand-in and the environment's proxies are left alone; without it they are respected.
    """

    def __init__(
        self,
        *,
        pace: Pace | None,
        base_url: str | None = None,
        allows: Callable[[str], bool] = is_instagram,
        timeout: float = 20.0,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.pace = pace
        self.base_url = stand_in(base_url) if base_url else None
        self.allows = allows
        self.timeout = timeout
        self.most_bytes = most_bytes
        self.requests_made = 0
        self.answers: list[Answer] = []
        self.stopped_by: Exception | None = None
        self.door = Door(self)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Let the sessions that instaloader makes within belong to this transport."""
        token = _owner.set(self)
        try:
            yield
        finally:
            _owner.reset(token)

    def session(self) -> requests.Session:
        """Return a session that goes out here."""
        with self.lent():
            return OwnedSession()

    def claim(self) -> None:
        """Take one request from the pace. What it raises is remembered, to be told from the library's own errors."""
        try:
            if self.pace is not None:
                self.pace.claim()
        except Exception as error:
            self.stopped_by = error
            raise
        self.requests_made += 1

    def admit(self, request: requests.PreparedRequest) -> None:
        """Raise `CollectorError` unless ``request`` goes to a known host by https, and not in circles."""
        parts = urlsplit(request.url or "")
        own = self.base_url is not None and f"{parts.scheme}://{parts.netloc}" == self.base_url
        if not own and (
            parts.scheme != "https" or parts.port not in {None, 443} or not self.allows(parts.hostname or "")
        ):
            raise failed(Outcome.PROTOCOL_CHANGED, f"Instagram led to another host: {parts.scheme}://{parts.hostname}")
        if len(self.answers) > MOST_REDIRECTS and all(answer.location for answer in self.answers[-MOST_REDIRECTS:]):
            raise failed(Outcome.PROTOCOL_CHANGED, "Instagram redirects in circles")

    def note(self, answer: Answer) -> None:
        """Remember ``answer``; raise `CollectorError` when it leads to a wall, rather than let anybody follow."""
        self.answers.append(answer)
        found = verdict(answer) if answer.location else None
        if found is not None and found[0] in DEAD_ENDS:
            raise failed(*found)

    def close(self) -> None:
        """Close the connections. The transport may be used again."""
        self.door.shut()


class Door(HTTPAdapter):
    """Sends for a `Transport`. Its connections outlive the library's short sessions, so that they are used again."""

    def __init__(self, transport: Transport) -> None:
        super().__init__()
        self.transport = transport

    def send(  # noqa: PLR0917 - the adapter's signature
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002 - the same; an answer is always read here
        timeout: Any = None,  # noqa: ANN401 - the same
        verify: Any = True,  # noqa: ANN401, FBT002 - the same
        cert: Any = None,  # noqa: ANN401 - the same
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Claim, send and read the whole answer within the limits; remember it."""
        transport = self.transport
        transport.admit(request)
        transport.claim()
        route, guest = route_of(request), is_guest(request)
        request.headers.setdefault("Host", urlsplit(request.url or "").netloc)
        known = None if transport.base_url else dict(proxies or {})
        try:
            response = super().send(request, True, timeout or transport.timeout, verify, cert, known)  # noqa: FBT003 - its signature
            body = self._read(response)
        except requests.RequestException as error:
            transport.answers.append(Answer(route, guest, failure=type(error).__name__))
            raise
        response._content, response._content_consumed = body, True  # type: ignore[attr-defined] # noqa: SLF001 - as `Response.content` does
        if "charset" not in response.headers.get("Content-Type", ""):
            response.encoding = "utf-8"
        location = response.headers.get("Location", "") if response.is_redirect else ""
        transport.note(Answer(route, guest, response.status_code, location, body))
        return response

    def _read(self, response: requests.Response) -> bytes:
        """Return the body. Time-outs of requests are per packet, so a dripping server is cut off here."""
        end = time.monotonic() + self.transport.timeout
        parts, length = [], 0
        for part in response.iter_content(CHUNK):
            parts.append(part)
            length += len(part)
            if length > self.transport.most_bytes:
                response.close()
                raise failed(Outcome.PROTOCOL_CHANGED, "An answer is far too long")
            if time.monotonic() > end:
                response.close()
                raise requests.exceptions.ReadTimeout("the answer drips")
        return b"".join(parts)

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: Any,  # noqa: ANN401 - the adapter's signature
        proxies: Any = None,  # noqa: ANN401 - the same
        cert: Any = None,  # noqa: ANN401 - the same
    ) -> Any:  # noqa: ANN401 - the adapter promises a type that its own pools do not have
        """Return the stand-in's connections when there is one. The request keeps its address: cookies depend on it."""
        if self.transport.base_url is None:
            return super().get_connection_with_tls_context(request, verify, proxies, cert)
        return self.poolmanager.connection_from_url(self.transport.base_url)

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:  # noqa: ANN401 - the adapter's signature
        """Leave the stand-in's plain connections alone."""
        if self.transport.base_url is None:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Do nothing: the library closes each of its short sessions."""

    def shut(self) -> None:
        """Close the connections."""
        super().close()


class OwnedSession(requests.Session):
    """A session whose every request goes through the door of whoever has lent one."""

    def __init__(self) -> None:
        owner = _owner.get()
        if owner is None:
            raise NobodysSession("A session of instaloader belongs to no collector: use it within Transport.lent().")
        super().__init__()
        self.trust_env = owner.base_url is None
        self.mount("https://", owner.door)
        self.mount("http://", owner.door)


class _Requests(types.ModuleType):
    """The module `requests` but for its `Session`."""

    Session = OwnedSession

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module has
        return getattr(requests, name)


_owner: ContextVar[Transport | None] = ContextVar("transport", default=None)
vars(instaloadercontext)["requests"] = _Requests("requests")
