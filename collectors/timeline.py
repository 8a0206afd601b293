"""A page's posts, in as few requests as Instagram allows: twelve a request with a session, one each for a guest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from instaloader.structures import Post

from collectors.base import CollectorError, Outcome, failed
from collectors.library import malformed
from collectors.reading import ShapeError, moment, pinned, post_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from instaloader.nodeiterator import NodeIterator
    from instaloader.structures import Profile

    from collectors.base import PageRequest
    from collectors.library import Library
    from collectors.records import PostRecord

MOST_PINNED = 3
"""Instagram lets a page pin so many posts to its top."""
ENOUGH_OLD = 2
"""So many posts in a row that are too old, behind the pinned ones, end a guest's reading: each costs a request."""
MOST_BROKEN = 3
"""So many unreadable posts in a row, without a readable one, are a changed protocol, not an odd post."""


def posts_of(profile: Profile, *, raw: bool) -> NodeIterator[Any]:
    """Return the page's posts; ``raw`` ones are the nodes as they came, which spares guests a request for each.

    A profile that was read with a session is not read again for it.
    """
    profile._has_full_metadata = True  # noqa: SLF001 - `get_posts` would ask for it once more
    nodes: NodeIterator[Any] = profile.get_posts()
    if raw:
        nodes._node_wrapper = dict  # noqa: SLF001 - the library's own wrapper asks for each post
        nodes._is_first = None  # noqa: SLF001 - it compares dates, which raw nodes lack
    return nodes


@dataclass
class Broken:
    """Posts that could not be read. One odd post must not hide those behind it, nor pass unnoticed."""

    unread: int = 0
    gone: int = 0
    in_a_row: int = 0
    last: CollectorError | None = None

    def good(self) -> None:
        """Count a post that was read."""
        self.in_a_row = 0

    def bad(self, error: CollectorError) -> None:
        """Count one that was not; raise ``error`` when they are too many to be chance."""
        self.in_a_row += 1
        if error.reason is Outcome.NOT_FOUND:
            self.gone += 1  # deleted since it was listed
        else:
            self.unread += 1
            self.last = error
        if self.in_a_row >= MOST_BROKEN:
            self._raise(error)

    def finish(self) -> None:
        """Raise if a post could not be read although it is there."""
        if self.last is not None:
            self._raise(self.last)

    def _raise(self, error: CollectorError) -> None:
        number = self.unread + self.gone
        raise failed(Outcome.PROTOCOL_CHANGED, f"{number} posts could not be read: {error.detail}") from error


def signed_in_posts(
    library: Library, nodes: NodeIterator[Any], request: PageRequest, page_id: str, clock: Callable[[], datetime]
) -> Iterator[PostRecord]:
    """Yield the posts of the last pages of twelve: all of their metrics have come with them.

    Stops behind a page whose posts, the pinned ones aside, are all older than asked for.
    """
    since = request.posts_since
    broken, place, fresh, old = Broken(), 0, 0, 0
    while place < request.max_posts:
        before = nodes.total_index
        try:
            record = library.call(lambda: _next_record(nodes, page_id, clock))
            if record is None:
                break
        except CollectorError as error:
            if nodes.total_index == before or _ends(error):
                raise
            place += 1
            broken.bad(error)
        else:
            place += 1
            broken.good()
            if since is None or record.published_at >= since:
                fresh += not record.is_pinned
                yield record
            elif record.is_pinned is False or (record.is_pinned is None and place > MOST_PINNED):
                old += 1
        if at_page_end(nodes):
            if old and not fresh:
                break
            fresh = old = 0
    broken.finish()


def guest_posts(
    library: Library, nodes: NodeIterator[Any], request: PageRequest, page_id: str, clock: Callable[[], datetime]
) -> Iterator[PostRecord]:
    """Yield the posts that are new or due: each costs a request, so what is known and not due is passed over."""
    broken, old = Broken(), 0
    for place in range(request.max_posts):
        node = library.call(lambda: next(nodes, None)) if old < ENOUGH_OLD else None
        if node is None:
            break
        record = None
        is_old = _is_old(_date_of(node), request)
        if not is_old and _is_wanted(node, request):
            library.call(library.context.fetch_tokens)  # on its own: its failure is not this post's
            try:
                record = _guest_post(library, node["code"], page_id, clock)
            except CollectorError as error:
                if _ends(error):
                    raise
                broken.bad(error)
                continue
            broken.good()
            is_old = _is_old(record.published_at, request)
        if not is_old:
            old = 0
        elif place >= MOST_PINNED and not pinned(node):
            old += 1
        if record is not None and not is_old:
            yield record
    broken.finish()


def _is_wanted(node: dict[str, Any], request: PageRequest) -> bool:
    code = node.get("code")
    if not isinstance(code, str):
        raise malformed(ShapeError("a post has no code"))
    return code not in request.known or code in request.due


def _is_old(published_at: datetime | None, request: PageRequest) -> bool:
    """Say whether a post is known to be older than what is asked for."""
    return published_at is not None and request.posts_since is not None and published_at < request.posts_since


def _date_of(node: dict[str, Any]) -> datetime | None:
    """Return when a post was published if the list says so already, which spares its request."""
    try:
        return moment(node.get("taken_at"))
    except ShapeError:
        return None


def at_page_end(nodes: NodeIterator[Any]) -> bool:
    """Say whether the next post would cost a request."""
    return bool(nodes._page_index >= len(nodes._data["edges"]))  # noqa: SLF001 - the library does not tell


def _next_record(nodes: NodeIterator[Any], page_id: str, clock: Callable[[], datetime]) -> PostRecord | None:
    post = next(nodes, None)
    if post is None:
        return None
    return post_record(post._node["iphone_struct"], page_id, clock())  # noqa: SLF001 - its attributes cost requests


def _guest_post(library: Library, code: str, page_id: str, clock: Callable[[], datetime]) -> PostRecord:
    def read() -> PostRecord:
        post = Post.from_shortcode(library.context, code)
        return post_record(post._node, page_id, clock())  # noqa: SLF001 - its likes turn null into 0

    return library.call(read)


def _ends(error: CollectorError) -> bool:
    """Say whether ``error`` concerns more than one post."""
    return error.reason not in {Outcome.NOT_FOUND, Outcome.PROTOCOL_CHANGED}
