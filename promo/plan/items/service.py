"""The rules by which items are written. They flush and never commit."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from promo import clock
from promo.clients.models import Client
from promo.content.models import Rubric
from promo.db import changed_rows
from promo.errors import Conflict, Invalid
from promo.pages.models import Page
from promo.plan.approvals import flow
from promo.plan.items import history, log
from promo.plan.models import PlanItem
from promo.plan.words import Action, ItemKind, Status
from promo.queue import send_after_commit
from promo.speech import N_
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.plan.items.log import Actor

EARLIEST = timedelta(days=4)
"""So long ahead of its time an item's post is looked for."""
CAPTION_LENGTH = 20_000
"""Room to write; what Instagram itself takes (`promo.analytics.captions`) is told while one types."""


@dataclass(frozen=True, slots=True)
class ItemFields:
    """What a person writes of an item. ``planned_at`` and ``review_by`` are moments; ids may be ``None``."""

    page_id: int | None = None
    kind: str = ItemKind.POST
    title: str = ""
    planned_at: datetime | None = None
    rubric_id: int | None = None
    goal: str = ""
    assignee_id: int | None = None
    caption: str = ""
    first_comment: str = ""
    link: str = ""
    reference: str = ""
    review_by: datetime | None = None

    @classmethod
    def of(cls, item: PlanItem) -> ItemFields:
        """Return what ``item`` says now."""
        return cls(**{one.name: getattr(item, one.name) for one in fields(cls)})

    @classmethod
    def of_snapshot(cls, said: Mapping[str, Any]) -> ItemFields:
        """Return what a version (`history.snapshot`) says."""
        moments = {name: history.moment(said.get(name)) for name in history.MOMENTS}
        plain = {name: said[name] for name in history.PLAIN if name in said}
        return cls(**{**plain, **moments})


class Stale(Conflict):
    """The item was saved by somebody else since the form was opened."""

    message = N_(
        "Somebody else saved this item while you were editing. Nothing of yours is lost: compare below and save again."
    )


class Archived(Conflict):
    """The client is in the archive."""

    message = N_("This client is in the archive, and its plan can only be read. Take it out of the archive first.")


def add(
    session: Session, client: Client, says: ItemFields, by: Actor, *, status: str | None = None, uid: str | None = None
) -> PlanItem:
    """Return a new item of ``client``; raise `Invalid` for values that do not fit.

    It is an idea while it has no day and no caption, else a draft, unless ``status`` says. An item of the client that
    has this ``uid`` already (a second click) is returned as it stands.
    """
    known = session.scalar(select(PlanItem).where(PlanItem.uid == uid)) if uid else None
    if known is not None and known.client_id == client.id:
        return known
    _check(session, client, says)
    now = clock.now()
    item = PlanItem(
        **asdict(says),
        uid=uid if uid and known is None else str(uuid.uuid4()),
        client_id=client.id,
        status=status or (Status.DRAFT if says.planned_at or says.caption else Status.IDEA),
        created_at=now,
        created_by_id=by.user_id,
        updated_at=now,
    )
    session.add(item)
    history.keep(session, item, by)
    log.write(session, item, Action.CREATED, by)
    _look_for_post(session, item)
    session.flush()
    return item


def change(
    session: Session, item: PlanItem, says: ItemFields, version: int, by: Actor, *, action: Action = Action.CHANGED
) -> tuple[str, ...]:
    """Save what ``says`` and return the names of what it changed; nothing is written where that is nothing.

    Raises `Stale` unless ``version`` is still the item's, `Invalid` for values that do not fit.
    """
    before = history.snapshot(item)
    _check(session, session.get_one(Client, item.client_id), says, before)
    if version != item.version:
        raise Stale
    values = asdict(says)
    if all(getattr(item, name) == value for name, value in values.items()):
        return ()
    _claim(session, item, version, values)
    return _kept(session, item, before, by, action)


def move(session: Session, item: PlanItem, planned_at: datetime | None, version: int, by: Actor) -> tuple[str, ...]:
    """Give the item another time (``None``: back to the undated ideas); as `change` otherwise."""
    return change(session, item, replace(ItemFields.of(item), planned_at=planned_at), version, by, action=Action.MOVED)


def touch(session: Session, item: PlanItem, before: dict[str, Any], by: Actor) -> tuple[str, ...]:
    """Keep a version after the item's media were changed; ``before`` is its snapshot from before that."""
    session.flush()
    _claim(session, item, item.version, {})
    return _kept(session, item, before, by, Action.CHANGED)


def remove(session: Session, item: PlanItem) -> None:
    """Remove an item for good, with its history."""
    session.execute(delete(PlanItem).where(PlanItem.id == item.id))


def _claim(session: Session, item: PlanItem, version: int, values: dict[str, Any]) -> None:
    """Write ``values`` and the next version; of two saves at once the second waits here, and is `Stale`."""
    statement = update(PlanItem).where(PlanItem.id == item.id, PlanItem.version == version)
    values = {**values, "version": version + 1, "updated_at": clock.now()}
    if not changed_rows(session, statement.values(**values).execution_options(synchronize_session=False)):
        session.expire(item)
        raise Stale
    session.expire(item)


def _kept(session: Session, item: PlanItem, before: dict[str, Any], by: Actor, action: Action) -> tuple[str, ...]:
    names = history.changed(before, history.snapshot(item))
    again = history.asks_again(names)
    if again:
        item.revision += 1
    history.keep(session, item, by)
    log.write(session, item, action, by, note=", ".join(names))
    if again:
        flow.content_changed(session, item, by)
        _look_for_post(session, item)
    session.flush()
    return names


def _look_for_post(session: Session, item: PlanItem) -> None:
    """Have the item's post looked for, where it could be there already."""
    is_near = item.planned_at is not None and item.planned_at < clock.now() + EARLIEST
    if is_near and item.page_id is not None and item.post_id is None:
        send_after_commit(session, "match_page", item.page_id)


def _check(session: Session, client: Client, says: ItemFields, before: Mapping[str, Any] | None = None) -> None:
    """Raise `Invalid` for what cannot be; what the item says ``before`` may stay as it is."""
    before = before or {}
    if says.kind not in set(ItemKind):
        raise Invalid("kind", N_("Choose a post, carousel, reel or story."))
    if not says.title and not says.caption:
        raise Invalid("title", N_("Say in a few words what it is about, or write the caption."))
    if len(says.caption) > CAPTION_LENGTH:
        raise Invalid("caption", N_("The caption is longer than %(most)s characters. Shorten it."), most=CAPTION_LENGTH)
    if says.page_id is not None and says.page_id != before.get("page_id"):
        page = session.get(Page, says.page_id)
        if page is None or page.client_id != client.id:
            raise Invalid("page_id", N_("Choose one of this client's pages."))
    if says.rubric_id is not None and says.rubric_id != before.get("rubric_id"):
        rubric = session.get(Rubric, says.rubric_id)
        if rubric is None or rubric.client_id != client.id:
            raise Invalid("rubric_id", N_("Choose one of this client's rubrics."))
    if says.assignee_id is not None and says.assignee_id != before.get("assignee_id"):
        check_assignee(session, client.id, says.assignee_id, "assignee_id")
    if says.link and not says.link.startswith(("https://", "http://")):
        raise Invalid("link", N_("A link begins with https://. Copy the whole address from the browser."))


def check_open(client: Client) -> None:
    """Raise `Archived` for a client in the archive, whose plan is only read."""
    if client.archived_at is not None:
        raise Archived


def check_assignee(session: Session, client_id: int, user_id: int, field: str) -> None:
    """Raise `Invalid` unless the person works for the client: an owner, or a team member with access to it."""
    if user_id not in set(session.scalars(access.team_of(client_id))):
        raise Invalid(field, N_("Choose somebody of this client's team."))
