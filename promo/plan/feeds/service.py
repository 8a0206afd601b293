"""Calendar feeds: secret addresses, and the calendars behind them (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event, vDuration
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from promo import clock
from promo.clients.models import Client
from promo.errors import NotFound
from promo.plan import rights
from promo.plan.models import PlanFeed, PlanItem
from promo.plan.words import Status
from promo.secrets import hash_token, new_token
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from promo.users.models import User

PAST, AHEAD = timedelta(days=92), timedelta(days=366)
LASTS = timedelta(minutes=30)
REFRESH = timedelta(hours=1)
SURE = (Status.APPROVED, Status.SCHEDULED, Status.PUBLISHED)
SIGNS = {
    Status.IDEA: "○",
    Status.DRAFT: "✎",
    Status.IN_REVIEW: "?",
    Status.APPROVED: "✓",
    Status.SCHEDULED: "◷",
    Status.PUBLISHED: "●",
    Status.MISSED: "!",
}


def of(session: Session, viewer: User, client: Client | None) -> PlanFeed | None:
    """Return the viewer's own feed of a client (``None``: of all they see), if there is one."""
    wanted = PlanFeed.client_id.is_(None) if client is None else PlanFeed.client_id == client.id
    return session.scalar(select(PlanFeed).where(PlanFeed.user_id == viewer.id, wanted))


def make(session: Session, viewer: User, client: Client | None) -> str:
    """Return the token of a new address; an earlier one of the same calendar stops working."""
    token = new_token()
    feed = of(session, viewer, client)
    if feed is None:
        feed = PlanFeed(user_id=viewer.id, client_id=client.id if client else None, created_at=clock.now())
        session.add(feed)
    feed.token_hash, feed.created_at, feed.read_at = hash_token(token), clock.now(), None
    session.flush()
    return token


def revoke(session: Session, viewer: User, client: Client | None) -> None:
    """Make the address stop working."""
    feed = of(session, viewer, client)
    if feed is not None:
        session.delete(feed)
        session.flush()


def find(session: Session, token: str) -> PlanFeed:
    """Return the feed of ``token``; raise `NotFound` where there is none, or its person may see it no more."""
    feed = session.scalar(select(PlanFeed).where(PlanFeed.token_hash == hash_token(token)))
    if feed is None or feed.user.disabled_at is not None:
        raise NotFound
    if feed.client_id is not None:
        access.see(session, Client, feed.client_id, feed.user)
    return feed


def items(session: Session, feed: PlanFeed) -> Sequence[PlanItem]:
    """Return the items of a feed: a year ahead and a quarter back, of what its person may see now."""
    now = clock.now()
    statement = (
        select(PlanItem)
        .join(Client)
        .where(
            rights.may_see(feed.user),
            PlanItem.planned_at.between(now - PAST, now + AHEAD),
            Client.archived_at.is_(None) if feed.client_id is None else PlanItem.client_id == feed.client_id,
        )
        .options(selectinload(PlanItem.client), selectinload(PlanItem.page))
    )
    return session.scalars(statement.order_by(PlanItem.planned_at, PlanItem.id)).all()


def state(session: Session, feed: PlanFeed) -> str:
    """Return what changes whenever the calendar does: for its entity tag."""
    theirs = select(func.count(), func.max(PlanItem.updated_at), func.sum(PlanItem.version)).where(
        rights.may_see(feed.user)
    )
    if feed.client_id is not None:
        theirs = theirs.where(PlanItem.client_id == feed.client_id)
    count, newest, versions = session.execute(theirs).one()
    return f"{feed.id}-{count}-{newest}-{versions}-{clock.now().date()}"


def calendar(
    found: Sequence[PlanItem], name: str, told: Callable[[PlanItem], str], address: Callable[[int], str]
) -> bytes:
    """Return ``found`` as a calendar called ``name``.

    ``told`` says an item's kind and status in the reader's language, ``address`` gives an item's page by its id.
    """
    made = Calendar()
    made.add("prodid", "-//Promo//Content plan//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("name", name)
    made.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    for item in found:
        made.add_component(_event(item, told(item), address(item.id)))
    return bytes(made.to_ical())


def _event(item: PlanItem, told: str, address: str) -> Event:
    where = f"@{item.page.username}" if item.page else item.client.name
    event = Event()
    event.add("uid", f"{item.uid}@promo")
    event.add("dtstamp", item.updated_at.astimezone(UTC))
    event.add("last-modified", item.updated_at.astimezone(UTC))
    event.add("created", item.created_at.astimezone(UTC))
    event.add("sequence", item.version)
    if item.planned_at is not None:
        event.add("dtstart", item.planned_at.astimezone(UTC))
    event.add("duration", LASTS)
    title = item.title or item.caption.partition("\n")[0][:90]
    event.add("summary", f"{SIGNS[Status(item.status)]} {where}: {title}")
    event.add("description", f"{told} · {item.client.name}\n\n{item.caption}".strip())
    event.add("status", "CONFIRMED" if item.status in SURE else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [item.client.name])
    event.add("url", address)
    return event
