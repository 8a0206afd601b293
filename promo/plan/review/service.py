"""The rules of review links. They flush and never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from promo import clock
from promo.errors import Invalid, NotFound
from promo.links import service as links
from promo.plan import rights
from promo.plan.models import PlanItem
from promo.plan.review.models import ReviewLink, ReviewLinkItem
from promo.plan.words import Status
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.users.models import User

RECENT = timedelta(days=30)
MOST_ITEMS = 200
CHOOSABLE = (Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.SCHEDULED)


@dataclass(frozen=True, slots=True)
class LinkFields:
    """What a person may set of a link. ``days`` 0 means: until it is revoked; ``items`` are those of a batch."""

    name: str
    is_standing: bool
    may_decide: bool
    language: str
    message: str
    days: int
    password: str
    items: tuple[int, ...] = ()


def make(session: Session, client: Client, fields: LinkFields, by: User, *, cheap: bool) -> tuple[ReviewLink, str]:
    """Return a new link and its token, which is kept nowhere; raise `Invalid` for values that cannot be."""
    links.check(fields.language, fields.password)
    if fields.is_standing and _standing(session, client, fields.name):
        raise Invalid(
            "name", N_("This person has a standing link already. Give that one a new address, or revoke it first.")
        )
    chosen = () if fields.is_standing else _chosen(session, client, fields.items)
    link = ReviewLink(
        client_id=client.id,
        name=fields.name,
        is_standing=fields.is_standing,
        may_decide=fields.may_decide,
        language=fields.language,
        message=fields.message,
        created_by_id=by.id,
    )
    token = links.give(session, link, days=fields.days, password=fields.password, cheap=cheap)
    session.add_all(ReviewLinkItem(link_id=link.id, item_id=one) for one in chosen)
    session.flush()
    return link, token


def shown(session: Session, link: ReviewLink) -> Sequence[PlanItem]:
    """Return the items that the link shows, by their time: only what is meant for the client's eyes.

    A standing link shows what waits for the client and what was agreed on for the days from a month ago on.
    """
    statement = select(PlanItem).where(_visible(link))
    if link.is_standing:
        since = clock.now() - RECENT
        lately = or_(PlanItem.status == Status.IN_REVIEW, PlanItem.planned_at >= since, PlanItem.updated_at >= since)
        statement = statement.where(lately)
    ordered = statement.order_by(PlanItem.planned_at.is_(None), PlanItem.planned_at, PlanItem.id)
    return session.scalars(ordered.limit(MOST_ITEMS)).all()


def item_of(session: Session, link: ReviewLink, ident: int) -> PlanItem:
    """Return the item with this id if the link shows it; raise `NotFound` otherwise."""
    found = session.scalar(select(PlanItem).where(PlanItem.id == ident, _visible(link)))
    if found is None:
        raise NotFound
    return found


def links_of(session: Session, client: Client) -> Sequence[ReviewLink]:
    """Return all links of a client, those in force first, the newest in front."""
    statement = select(ReviewLink).where(ReviewLink.client_id == client.id)
    found = session.scalars(statement.order_by(ReviewLink.created_at.desc(), ReviewLink.id.desc())).all()
    return sorted(found, key=lambda one: not links.in_force(one))


def choosable(session: Session, client: Client) -> Sequence[PlanItem]:
    """Return the items that a batch can show, by their time."""
    statement = select(PlanItem).where(PlanItem.client_id == client.id, PlanItem.status.in_(CHOOSABLE))
    return session.scalars(statement.order_by(PlanItem.planned_at.is_(None), PlanItem.planned_at).limit(500)).all()


def sizes(session: Session, client: Client) -> dict[int, int]:
    """Return how many items each batch of the client holds, by the link's id."""
    statement = (
        select(ReviewLinkItem.link_id, func.count())
        .join(ReviewLink)
        .where(ReviewLink.client_id == client.id)
        .group_by(ReviewLinkItem.link_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _visible(link: ReviewLink) -> ColumnElement[bool]:
    wanted = (PlanItem.client_id == link.client_id) & rights.for_clients()
    if link.is_standing:
        return wanted
    return wanted & PlanItem.id.in_(select(ReviewLinkItem.item_id).where(ReviewLinkItem.link_id == link.id))


def _chosen(session: Session, client: Client, items: tuple[int, ...]) -> list[int]:
    theirs = {one.id for one in choosable(session, client)}
    if not items or not set(items) <= theirs:
        raise Invalid("items", N_("Choose at least one item for this person."))
    return sorted(set(items))


def _standing(session: Session, client: Client, name: str) -> bool:
    same = (ReviewLink.client_id == client.id) & ReviewLink.is_standing & (ReviewLink.name == name)
    return any(links.in_force(one) for one in session.scalars(select(ReviewLink).where(same)))
