"""The profile as it will look: planned items above what is published, stories in their row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from promo import clock
from promo.errors import Conflict
from promo.pages.models import Page, Post
from promo.plan import rights
from promo.plan.items import service as items
from promo.plan.items.service import Stale
from promo.plan.matching.service import GRACE
from promo.plan.models import PlanItem
from promo.plan.words import ItemKind, Status
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.plan.items.log import Actor
    from promo.users.models import User

POSTS = 24
AHEAD = (Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.SCHEDULED)
AGREED = (Status.APPROVED, Status.SCHEDULED)


class Changed(Conflict):
    """An item is not as the person saw it."""

    message = N_("Somebody changed one of these items meanwhile. Look at the grid as it is now, and swap again.")


@dataclass(frozen=True, slots=True)
class Grid:
    """What the profile will show: pinned posts, planned items (the last one first), posts, and planned stories.

    Items stay for an hour after their time, until they are seen or missed.
    """

    page: Page
    pinned: Sequence[Post]
    planned: Sequence[PlanItem]
    posts: Sequence[Post]
    stories: Sequence[PlanItem]


def grid(session: Session, page: Page, viewer: User, *, only_agreed: bool) -> Grid:
    """Return the preview of the profile of ``page``; with ``only_agreed`` drafts and what is in review are left out."""
    statement = (
        select(PlanItem)
        .where(
            PlanItem.page_id == page.id,
            rights.may_see(viewer),
            PlanItem.status.in_(AGREED if only_agreed else AHEAD),
            PlanItem.planned_at >= clock.now() - GRACE,
        )
        .options(selectinload(PlanItem.media))
        .order_by(PlanItem.planned_at.desc(), PlanItem.id.desc())
    )
    planned = session.scalars(statement.limit(60)).all()
    posts = session.scalars(
        select(Post).where(Post.page_id == page.id).order_by(Post.published_at.desc(), Post.id).limit(POSTS)
    ).all()
    pinned = session.scalars(
        select(Post).where(Post.page_id == page.id, Post.is_pinned.is_(True)).order_by(Post.published_at.desc())
    ).all()
    return Grid(
        page=page,
        pinned=pinned,
        planned=[item for item in planned if item.kind != ItemKind.STORY],
        posts=[post for post in posts if not post.is_pinned],
        stories=[item for item in reversed(planned) if item.kind == ItemKind.STORY],
    )


def swap(session: Session, one: PlanItem, other: PlanItem, versions: tuple[int, int], by: Actor) -> bool:
    """Let two items of a page change their times; return whether approval is asked for again.

    Raises `Changed` where one of them was saved since, or has no time ahead of it any more. They are written in the
    order of their ids: of two swaps at once, one waits for the other.
    """
    if not all(item.status in AHEAD and item.planned_at for item in (one, other)):
        raise Changed
    before = (one.status, other.status)
    wanted = ((one, other.planned_at, versions[0]), (other, one.planned_at, versions[1]))
    try:
        with session.begin_nested():
            for item, at, version in sorted(wanted, key=lambda each: each[0].id):
                items.move(session, item, at, version, by)
    except Stale as error:
        raise Changed from error
    return (one.status, other.status) != before
