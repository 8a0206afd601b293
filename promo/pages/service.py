"""The rules by which pages are added, moved, renamed by hand, paused and removed. They flush and never commit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import IntegrityError

from promo import clock
from promo.clients import archival
from promo.clients.models import Client
from promo.clients.service import labels_named
from promo.errors import Conflict, Invalid
from promo.pages.handles import Wrong, handle
from promo.pages.models import HeldCount, Page, PageDay, Post
from promo.queue import send_after_commit
from promo.speech import N_
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.users.models import User

NAME_KEPT = N_("A page of this name is already kept in this installation. Two pages cannot have the same name.")


class Result(StrEnum):
    """What became of a handle that was to be added."""

    ADDED = "added"
    HERE = "here"
    ELSEWHERE = "elsewhere"
    COMPETITOR = "competitor"
    KEPT = "kept"


@dataclass(frozen=True)
class Added:
    """A handle with what became of it.

    ``page`` is the page where the viewer may see it, ``None`` for `Result.KEPT`: it belongs to somebody whom the viewer
    may not know of.
    """

    username: str
    result: Result
    page: Page | None = None


def add(session: Session, usernames: Sequence[str], client: Client | None, viewer: User) -> list[Added]:
    """Add pages to ``client`` (``None``: as competitors') and return what became of each, in the given order.

    New pages are due at once, unless the client is archived. What exists already is left as it is.
    """
    try:
        return _add(session, usernames, client, viewer)
    except IntegrityError:  # somebody else added one of them at this moment: now it is found
        session.rollback()
        return _add(session, usernames, client, viewer)


def _add(session: Session, usernames: Sequence[str], client: Client | None, viewer: User) -> list[Added]:
    wanted = select(Page).where(Page.username.in_(usernames))
    known = {page.username: page for page in session.scalars(wanted)}
    seen = set(session.scalars(access.narrow(select(Page.id).where(Page.username.in_(usernames)), viewer, Page)))
    results = []
    for username in usernames:
        page = known.get(username)
        if page is not None:
            results.append(_existing(page, client, visible=page.id in seen))
            continue
        page = Page(username=username, client_id=client.id if client else None, created_at=clock.now())
        if client is None or client.archived_at is None:
            page.profile_due_at = page.created_at
        session.add(page)
        results.append(Added(username, Result.ADDED, page))
    session.flush()
    send_after_commit(session, "collect_due")
    return results


def _existing(page: Page, client: Client | None, *, visible: bool) -> Added:
    if not visible:
        return Added(page.username, Result.KEPT)
    if page.client_id == (client.id if client else None):
        return Added(page.username, Result.HERE, page)
    return Added(page.username, Result.COMPETITOR if page.client_id is None else Result.ELSEWHERE, page)


def pause(session: Session, page: Page) -> bool:
    """Read the page no more until it is resumed; return whether that changed anything."""
    if page.paused_at is not None:
        return False
    page.paused_at = clock.now()
    return _schedule(session, page)


def resume(session: Session, page: Page) -> bool:
    """Read the page again, beginning now; return whether that changed anything."""
    if page.paused_at is None:
        return False
    page.paused_at = None
    return _schedule(session, page)


def edit(
    session: Session,
    page: Page,
    username: str,
    client: Client | None,
    version: int,
    *,
    labels: tuple[str, ...] | None = None,
) -> None:
    """Rename the page, move it to ``client`` (``None``: to the competitors) and give it ``labels`` (``None``: as is).

    The Instagram id stays: the next reading checks whether the new name is the same page's. Raises `Invalid` for a name
    that cannot be or is kept already, `Conflict` when the page was changed since the form was opened.
    """
    name = handle(username)
    if isinstance(name, Wrong):
        raise Invalid("username", name.message, character=name.character)
    if session.scalar(select(Page.id).where(Page.username == name, Page.id != page.id)) is not None:
        raise Invalid("username", NAME_KEPT)
    renamed = page.username != name
    statement = update(Page).where(Page.id == page.id, Page.version == version)
    values = {"version": version + 1, "username": name, "client_id": client.id if client else None}
    try:
        changed = session.execute(statement.values(values).execution_options(synchronize_session=False))
    except IntegrityError as error:
        session.rollback()
        raise Invalid("username", NAME_KEPT) from error
    session.expire(page)
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        raise Conflict
    if labels is not None:
        page.labels = labels_named(session, labels)
    _schedule(session, page, now=renamed or page.profile_due_at is None)


def move(session: Session, page: Page, client: Client | None) -> bool:
    """Move the page to ``client`` (``None``: to the competitors); return whether that changed anything."""
    target = client.id if client else None
    if page.client_id == target:
        return False
    page.client_id = target
    page.version += 1
    session.flush()
    session.expire(page, ["client"])
    _schedule(session, page, now=page.profile_due_at is None)
    return True


def was_collected(session: Session, page: Page) -> bool:
    """Return whether anything was ever collected of the page."""
    parts = (exists().where(model.page_id == page.id) for model in (PageDay, Post, HeldCount))
    return page.profile_read_at is not None or any(session.scalar(select(part)) for part in parts)


def remove(session: Session, page: Page) -> None:
    """Remove a page of which nothing was collected; raise `Conflict` for any other: its history is kept."""
    if was_collected(session, page):
        raise Conflict(N_("Something was collected of this page already, and history is kept. Pause the page instead."))
    session.execute(delete(Page).where(Page.id == page.id).execution_options(synchronize_session=False))
    session.expunge(page)


@archival.also
def _follow_client(session: Session, client: Client) -> None:
    for page in session.scalars(select(Page).where(Page.client_id == client.id)):
        _schedule(session, page)


def _schedule(session: Session, page: Page, *, now: bool = True) -> bool:
    """Make the page due (``now``), or not at all while it is paused or its client archived. Return ``True``."""
    client = session.get(Client, page.client_id) if page.client_id is not None else None
    if page.paused_at is not None or (client is not None and client.archived_at is not None):
        page.profile_due_at = page.posts_due_at = None
    elif now:
        page.profile_due_at = clock.now()
        page.posts_due_at = page.profile_due_at if page.posts_read_at is not None else None
        send_after_commit(session, "collect_due")
    session.flush()
    return True
