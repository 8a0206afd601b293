"""Public numbers of Instagram pages through the real instaloader, for guests and with a session's cookies.

It reads the library's raw structures, never its lazy attributes: each of those may cost another request. What the
answers look like, and why this is done the way it is, stands in BEHAVIOR.md.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from instaloader.structures import Profile

from collectors.base import CollectorError, Outcome, failed
from collectors.library import Library
from collectors.reading import identity, page_record
from collectors.timeline import guest_posts, posts_of, signed_in_posts
from collectors.transport import Transport
from collectors.words import is_username

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from collectors.base import Pace, PageRequest
    from collectors.records import PageRecord, Record

PAUSE = 1.0
"""Seconds before the one retry after a passing failure; none for a stand-in."""
NEEDS_GUEST = frozenset({Outcome.LOGIN_WALL, Outcome.NOT_FOUND})
"""What a guest's page may say although somebody who is signed in sees the page."""


def utcnow() -> datetime:
    """Return the current moment, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """A page that was found. ``unseen`` is why its posts cannot be read although the page exists."""

    profile: Profile
    record: PageRecord
    unseen: CollectorError | None = None


class InstagramCollector:
    """Reads pages of www.instagram.com; see `collectors.base.Collector`.

    ``pace`` is asked before every single HTTP request. ``cookies`` (sessionid, ds_user_id, csrftoken, mid) sign in;
    without them it is a guest. ``base_url`` is the origin of a stand-in on this machine, `ValueError` for any other.
    ``timeout`` is in seconds, for connecting and for a whole answer. ``clock`` stamps the records.
    """

    def __init__(
        self,
        *,
        pace: Pace,
        cookies: Mapping[str, str] | None = None,
        base_url: str | None = None,
        timeout: float = 20.0,
        clock: Callable[[], datetime] = utcnow,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._transport = Transport(pace=pace, base_url=base_url, timeout=timeout)
        self._library = Library(self._transport, cookies, 0.0 if base_url else PAUSE, sleep)
        self._clock = clock

    @property
    def requests_made(self) -> int:
        """How many HTTP requests were sent so far, retries and redirects included."""
        return self._transport.requests_made

    def check(self) -> str | None:
        """Return the name of the account, ``None`` for a guest (once Instagram's start page has answered).

        Raises `CollectorError`: ``SIGNED_OUT`` when the session counts no more, else what hindered the test.
        """
        context = self._library.context
        try:
            if not self._library.signed_in:
                self._library.call(lambda: context.fetch_tokens(again=True))
                return None
            context.username = name = self._test_session()
            return name
        finally:
            self._transport.close()

    def collect(self, request: PageRequest) -> Iterator[Record]:
        """Yield the page, then its posts as they come; raise `CollectorError`. What was yielded before stands."""
        try:
            found = self._find(request)
            yield found.record
            wants_posts = request.posts_since is not None
            if found.unseen and (wants_posts or found.unseen.reason is not Outcome.PRIVATE):
                raise found.unseen
            if wants_posts:
                yield from self._posts(found, request)
        finally:
            self._library.context.forget_page()
            self._transport.close()

    def _test_session(self) -> str:
        name = self._library.call(self._library.context.test_session)
        if not name:
            raise failed(Outcome.SIGNED_OUT, "Instagram does not know this session any more")
        return name

    def _posts(self, found: Found, request: PageRequest) -> Iterator[Record]:
        library, page_id = self._library, found.record.instagram_id
        if found.record.is_private and not library.signed_in:
            raise failed(Outcome.PRIVATE, "The page is private")
        nodes = library.call(lambda: posts_of(found.profile, raw=not library.signed_in))
        read = signed_in_posts if library.signed_in else guest_posts
        seen = 0
        for record in read(library, nodes, request, page_id, self._clock):
            seen += 1
            yield record
        hidden = found.record.is_private and not nodes.total_index and found.record.posts_count
        if hidden and not seen:
            raise failed(Outcome.PRIVATE, "The page is private and shows this account no posts")

    def _find(self, request: PageRequest) -> Found:
        if not self._library.signed_in:
            return self._found(self._by_name(request), request)
        if request.instagram_id:
            return self._find_by_id(request, request.instagram_id)
        try:
            profile = self._by_name(request)
        except CollectorError as error:
            if error.reason not in NEEDS_GUEST:
                raise
            return self._found(self._by_id(request.username, self._id_by_timeline(request.username, error)), request)
        return self._seen_with_session(profile, request)

    def _find_by_id(self, request: PageRequest, instagram_id: str) -> Found:
        """Return the page by its number, which follows it when it is renamed and spares the guest's page."""
        try:
            return self._found(self._by_id(request.username, instagram_id), request)
        except CollectorError as error:
            if error.reason is not Outcome.NOT_FOUND:
                raise
        return self._unseen(self._by_name(request), request)  # a second opinion: a guest may see it

    def _seen_with_session(self, profile: Profile, request: PageRequest) -> Found:
        try:
            with_session = self._by_id(request.username, self._number(profile._node))  # noqa: SLF001 - raw on purpose
        except CollectorError as error:
            if error.reason is not Outcome.NOT_FOUND:
                raise
            return self._unseen(profile, request)
        return self._found(with_session, request)

    def _unseen(self, profile: Profile, request: PageRequest) -> Found:
        """Return a page that only guests see, with the reason: the page keeps this account out, or it is signed out."""
        found = self._found(profile, request)
        try:
            self._test_session()
        except CollectorError as error:
            return Found(found.profile, found.record, error)
        why = failed(Outcome.PRIVATE, "The signed-in account is not shown this page, only guests are")
        return Found(found.profile, found.record, why)

    def _by_name(self, request: PageRequest) -> Profile:
        """Return the profile as a guest's page shows it (R1), even with a session."""
        name = request.username.lower()
        if not is_username(name):
            raise failed(Outcome.NOT_FOUND, "This cannot be a name on Instagram")
        found: Profile = self._library.call(lambda: Profile.from_username(self._library.context, name))
        return found

    def _by_id(self, username: str, instagram_id: str) -> Profile:
        """Return the profile with all that a session sees (R5)."""

        def read() -> Profile:
            profile = Profile(self._library.context, {"username": username, "id": instagram_id})
            profile._obtain_metadata()  # type: ignore[no-untyped-call]  # noqa: SLF001 - as its attributes would
            return profile

        return self._library.call(read)

    def _id_by_timeline(self, username: str, walled: CollectorError) -> str:
        """Return a page's number from its posts, which a session may see where a guest sees a wall or nothing.

        Raises ``walled``, what the guest was told, when there is no post to tell.
        """
        name = username.lower()

        def read() -> Any:  # noqa: ANN401 - a node as Instagram sends it
            profile = Profile(self._library.context, {"username": name, "id": "0", "is_private": False})
            return next(posts_of(profile, raw=True), None)

        try:
            node = self._library.call(read)
        except CollectorError as error:
            if error.reason in {Outcome.NOT_FOUND, Outcome.PROTOCOL_CHANGED, Outcome.PRIVATE}:
                raise walled from error
            raise
        owner = (node or {}).get("user")
        if not isinstance(owner, dict) or str(owner.get("username", "")).lower() != name or not owner.get("pk"):
            raise walled
        return self._number(owner)

    def _number(self, node: Mapping[str, Any]) -> str:
        return self._library.call(lambda: identity(node["pk"]))

    def _found(self, profile: Profile, request: PageRequest) -> Found:
        node = profile._node  # noqa: SLF001 - raw on purpose: attributes cost requests
        record = self._library.call(lambda: page_record(node, self._clock()))
        if request.instagram_id and record.instagram_id != request.instagram_id:
            raise failed(Outcome.NOT_FOUND, f"The name {record.username} now belongs to another account")
        return Found(profile, record)
