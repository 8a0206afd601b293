"""The rules of comments: two threads that never mix. They flush and never commit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import clock
from promo.errors import Forbidden, Invalid, NotFound
from promo.plan.models import PlanComment
from promo.plan.words import Audience
from promo.speech import N_
from promo.users.models import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.plan.items.log import Actor
    from promo.plan.models import PlanItem
    from promo.users.models import User

LENGTH = 4_000
TWICE = timedelta(minutes=1)
"""The same words of the same person again within this are a second click."""


def thread(session: Session, item: PlanItem, audience: str) -> Sequence[PlanComment]:
    """Return the comments of one thread in their order; removed ones stand there without their text."""
    statement = select(PlanComment).where(PlanComment.item_id == item.id, PlanComment.audience == audience)
    return session.scalars(statement.order_by(PlanComment.created_at, PlanComment.id)).all()


def add(session: Session, item: PlanItem, audience: str, text: str, by: Actor) -> PlanComment:
    """Return a new comment; raise `Invalid` for an empty or overlong one, or a thread that there is not."""
    if audience not in set(Audience):
        raise Invalid("audience", N_("Choose who reads this: the team only, or the client too."))
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid("text", N_("Write something first."))
    if len(text) > LENGTH:
        raise Invalid("text", N_("That is longer than %(most)s characters. Shorten it."), most=LENGTH)
    now = clock.now()
    twin = session.scalar(
        select(PlanComment).where(
            PlanComment.item_id == item.id,
            PlanComment.audience == audience,
            PlanComment.text == text,
            PlanComment.user_id == by.user_id if by.user_id else PlanComment.link_id == by.link_id,
            PlanComment.created_at > now - TWICE,
            PlanComment.removed_at.is_(None),
        )
    )
    if twin is not None:
        return twin
    made = PlanComment(
        item_id=item.id,
        audience=audience,
        user_id=by.user_id,
        link_id=by.link_id,
        author=by.name,
        text=text,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def remove(session: Session, item: PlanItem, ident: int, viewer: User) -> None:
    """Take a comment back: one's own, or as an owner anybody's. That it was there stays visible."""
    found = session.get(PlanComment, ident)
    hidden = viewer.role == Role.CLIENT and found is not None and found.audience != Audience.CLIENT
    if found is None or found.item_id != item.id or hidden:
        raise NotFound
    if found.user_id != viewer.id and viewer.role != Role.OWNER:
        raise Forbidden
    found.removed_at = found.removed_at or clock.now()
    session.flush()
