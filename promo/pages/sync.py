"""What collectors saw becomes rows: the only door, for live collections and for the demo alike.

Writing the same records twice leaves the same rows. It knows no time of its own: every moment comes with a record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from promo.db import upsert
from promo.errors import PromoError
from promo.pages.days import sort_into_days
from promo.pages.ladder import next_reading
from promo.pages.models import Page, PageName, Post, PostSnapshot
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from collectors.records import PageRecord, PostRecord

CHUNK = 500
PROFILE = ("full_name", "biography", "external_url", "category", "is_verified", "is_private", "is_business")
LENGTHS = {"full_name": 255, "category": 120}
METRICS = ("likes", "comments", "views")
KNOWN_STAYS = ("caption", "comments", "views", "likes_hidden", "is_sponsored", "is_pinned")


class NotThisPage(PromoError):
    """A record of another account: the name has changed hands."""

    message = N_("The name @%(username)s now belongs to another Instagram account. Nothing was written.")


class KnownAlready(PromoError):
    """The account is already kept, under another name."""

    message = N_("The account @%(username)s is already kept here as @%(other)s. Nothing was written.")


@dataclass(frozen=True)
class DaysSynced:
    """What came of page records: days written, days held for review, and the former name after a rename."""

    written: int = 0
    held: int = 0
    renamed_from: str | None = None


@dataclass(frozen=True)
class PostsSynced:
    """What came of post records: how many were new, how many were read, and those of other pages that were left out."""

    new: int = 0
    read: int = 0
    foreign: int = 0


def sync_page(session: Session, page: Page, record: PageRecord, *, default_zone: str = "UTC") -> DaysSynced:
    """Write one observation of ``page``: see `sync_days`."""
    return sync_days(session, page, (record,), default_zone=default_zone)


def sync_days(session: Session, page: Page, records: Iterable[PageRecord], *, default_zone: str = "UTC") -> DaysSynced:
    """Write observations of one page, in any order; return what came of them.

    Each falls on a day of the client's zone (``default_zone`` for a page of no client); the last of a day wins, and an
    older one never replaces a newer. Counts that no page can have are held (`promo.pages.plausible`). The newest
    observation gives the profile; what it does not say keeps the known value. Raises `NotThisPage` for a record of
    another account and `KnownAlready` for an account that another row stands for; then nothing was written.
    """
    found = sorted(records, key=lambda record: record.captured_at)
    if not found:
        return DaysSynced()
    _identify(session, page, found)
    renamed_from = _write_profile(session, page, found[-1])
    zone = page.client.time_zone if page.client is not None else default_zone
    written, held = sort_into_days(session, page, found, zone)
    return DaysSynced(written, held, renamed_from)


def sync_posts(session: Session, page: Page, records: Iterable[PostRecord]) -> PostsSynced:
    """Write posts of ``page`` with a snapshot each; return how many were new and read.

    A post of another account, or one that another page's row holds already, is left out. Metrics that a reading does
    not know keep the known value, but for likes whose owner now hides them: those become unknown. The next reading is
    set by `promo.pages.ladder`.
    """
    found = sorted(records, key=lambda record: record.captured_at)
    total = PostsSynced()
    for start in range(0, len(found), CHUNK):
        part = _sync_chunk(session, page, found[start : start + CHUNK])
        total = PostsSynced(total.new + part.new, total.read + part.read, total.foreign + part.foreign)
    return total


def stale_name(page: Page) -> str:
    """Return a name for a page whose own went to another account: ``~`` occurs in no name on Instagram."""
    mark = f"~{page.id}"
    return page.username.partition("~")[0][: 30 - len(mark)] + mark


def _identify(session: Session, page: Page, found: Sequence[PageRecord]) -> None:
    wanted = page.instagram_id or found[-1].instagram_id
    for record in found:
        if record.instagram_id != wanted:
            raise NotThisPage(username=record.username)
    if page.instagram_id is None:
        other = session.scalar(select(Page.username).where(Page.instagram_id == wanted, Page.id != page.id))
        if other is not None:
            raise KnownAlready(username=found[-1].username, other=other)
        page.instagram_id = wanted


def _write_profile(session: Session, page: Page, record: PageRecord) -> str | None:
    if page.profile_read_at is not None and record.captured_at < page.profile_read_at:
        return None
    for name in PROFILE:
        value = getattr(record, name)
        if value is not None:
            setattr(page, name, _clean(value)[: LENGTHS.get(name)] if isinstance(value, str) else value)
    page.profile_read_at = record.captured_at
    renamed_from = _follow_name(session, page, record)
    session.flush()
    return renamed_from


def _follow_name(session: Session, page: Page, record: PageRecord) -> str | None:
    before, now = page.username, record.username.lower()
    if before != now:
        other = session.scalar(select(Page).where(Page.username == now, Page.id != page.id))
        if other is not None:
            other.username = stale_name(other)
            session.flush()
        page.username = now
    latest = select(PageName.username).where(PageName.page_id == page.id).order_by(PageName.since.desc()).limit(1)
    if session.scalar(latest) != now:
        session.add(PageName(page_id=page.id, username=now, since=record.captured_at))
    return before if before != now else None


def _sync_chunk(session: Session, page: Page, records: Sequence[PostRecord]) -> PostsSynced:
    codes = [record.shortcode for record in records]
    known = {post.shortcode: post for post in session.execute(_stored(codes))}
    own = [
        record
        for record in records
        if page.instagram_id in (None, record.page_instagram_id)
        and (record.shortcode not in known or known[record.shortcode].page_id == page.id)
    ]
    rows: dict[str, dict[str, Any]] = {}
    for record in own:
        stored = known.get(record.shortcode)
        if stored is None or stored.captured_at <= record.captured_at:
            before = rows.get(record.shortcode) or (dict(stored._mapping) if stored else {})  # noqa: SLF001 - a Row's public name for its dict
            rows[record.shortcode] = _post_row(page, record, before)
    upsert(session, Post, list(rows.values()), ("shortcode",), keep=("page_id", "first_seen_at"))
    ids = dict(session.execute(select(Post.shortcode, Post.id).where(Post.shortcode.in_(codes))).all())
    snapshots = {
        (ids[record.shortcode], record.captured_at): _snapshot_row(ids[record.shortcode], record)
        for record in own
        if any(getattr(record, name) is not None for name in METRICS)
    }
    upsert(session, PostSnapshot, list(snapshots.values()), ("post_id", "captured_at"))
    new = len(rows.keys() - known.keys())
    return PostsSynced(new, len({record.shortcode for record in own}), len(records) - len(own))


def _stored(codes: list[str]) -> Any:  # noqa: ANN401 - a select of columns, whose type says nothing
    columns = (Post.shortcode, Post.page_id, Post.captured_at, Post.first_seen_at, Post.likes)
    more = [getattr(Post, name) for name in KNOWN_STAYS]
    return select(*columns, *more).where(Post.shortcode.in_(codes))


def _post_row(page: Page, record: PostRecord, before: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "page_id": page.id,
        "shortcode": record.shortcode,
        "instagram_id": record.instagram_id,
        "kind": record.kind.value,
        "published_at": record.published_at,
        "hashtags": list(record.hashtags),
        "mentions": list(record.mentions),
        "first_seen_at": before.get("first_seen_at", record.captured_at),
        "captured_at": record.captured_at,
        "source": record.source,
        "due_at": next_reading(record.published_at, record.captured_at),
    }
    for name in KNOWN_STAYS:
        value = getattr(record, name)
        row[name] = before.get(name) if value is None else _clean(value) if name == "caption" else value
    hidden = record.likes_hidden is True
    row["likes"] = record.likes if record.likes is not None or hidden else before.get("likes")
    return row


def _snapshot_row(post_id: int, record: PostRecord) -> dict[str, Any]:
    metrics = {name: getattr(record, name) for name in METRICS}
    return {"post_id": post_id, "captured_at": record.captured_at, "source": record.source, **metrics}


def _clean(text: str) -> str:
    """Return ``text`` without the one character that PostgreSQL cannot keep."""
    return text.replace("\x00", "")
