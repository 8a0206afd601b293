"""Linking items to the posts that became of them: by the program where it is sure, by people else. Never commits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from promo import clock
from promo.analytics import matching
from promo.analytics.matching import Pair, Planned, Published
from promo.db import changed_rows, transaction
from promo.errors import Invalid
from promo.pages.models import Post
from promo.plan.approvals.flow import Moved
from promo.plan.items import log
from promo.plan.items.log import PROGRAM
from promo.plan.models import PlanEvent, PlanItem
from promo.plan.words import Action, ItemKind, Status
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.context import Context
    from promo.plan.items.log import Actor

GRACE = timedelta(hours=1)
"""So long after its time an item that was not seen is missed."""
REACH = timedelta(hours=matching.FURTHEST_HOURS)
LOOKED_BACK = timedelta(days=60)
AROUND = timedelta(days=14)
OFFERED = 40
OPEN = (Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.SCHEDULED, Status.MISSED)


def match_page(context: Context, page_id: int) -> None:
    """Find the posts of a page's items: after each reading of it, and after items were written or moved."""
    with transaction(context.sessions) as session:
        match(session, page_id)


def match(session: Session, page_id: int) -> int:
    """Link a page's items to the posts that surely are theirs, ask about the doubtful; return how many it linked."""
    now = clock.now()
    theirs = select(PlanItem).where(PlanItem.page_id == page_id, PlanItem.planned_at > now - LOOKED_BACK)
    items = session.scalars(
        theirs.where(PlanItem.post_id.is_(None), PlanItem.status.in_(OPEN), PlanItem.planned_at < now + REACH)
    ).all()
    if not items:
        return 0
    first = min(item.planned_at for item in items if item.planned_at) - REACH
    columns = select(Post.id, Post.published_at, Post.kind, Post.caption, PlanItem.id.label("item_id"))
    rows = session.execute(
        columns.outerjoin(PlanItem, PlanItem.post_id == Post.id).where(
            Post.page_id == page_id, Post.published_at >= first
        )
    ).all()
    posts = [Published(row.id, row.published_at, row.kind, row.caption) for row in rows if row.item_id is None]
    linked = session.scalars(theirs.where(PlanItem.post_id.is_not(None)).with_only_columns(PlanItem.caption))
    others = [*(row.caption for row in rows if row.item_id is not None), *linked]
    pairs = matching.match([planned(item) for item in items], posts, others)
    _ask(session, items, {pair.item: pair for pair in pairs if not pair.is_sure})
    by_item, by_post = {item.id: item for item in items}, {post.id: post for post in posts}
    return sum(
        _link(session, by_item[pair.item], pair.post, by_post[pair.post].at, PROGRAM, score=pair.confidence)
        for pair in pairs
        if pair.is_sure
    )


def choose(session: Session, item: PlanItem, post: Post, by: Actor) -> None:
    """Link an item to the post that a person says it is; raise `Invalid` for one that it cannot be."""
    if item.post_id == post.id:
        return
    if post.page_id != item.page_id:
        raise Invalid("post", N_("Choose a post of the item's page."))
    if session.scalar(select(PlanItem.id).where(PlanItem.post_id == post.id)) is not None:
        raise Invalid("post", N_("This post belongs to another item already. Take it off there first."))
    if item.post_id is not None:
        take_off(session, item, by)
    item.refused_posts = [ident for ident in item.refused_posts if ident != post.id]
    if not _link(session, item, post.id, post.published_at, by):
        raise Moved


def refuse(session: Session, item: PlanItem, post_id: int) -> None:
    """Remember that the item is not this post: it is not asked about again."""
    item.refused_posts = sorted({*item.refused_posts, post_id})
    if item.suggested_post_id == post_id:
        item.suggested_post_id = item.suggested_score = None
    session.flush()


def take_off(session: Session, item: PlanItem, by: Actor) -> None:
    """Let an item be not published after all: it is what it was before, or was missed. Its post is not asked about."""
    if item.status != Status.PUBLISHED:
        return
    old = item.status
    late = item.kind != ItemKind.STORY and item.planned_at is not None and item.planned_at < clock.now() - GRACE
    before = _before(session, item)
    to = before if before in {Status.IDEA, Status.DRAFT} or not late else Status.MISSED
    if item.post_id is not None:
        item.refused_posts = sorted({*item.refused_posts, item.post_id})
    values = {"status": to, "post_id": None, "match_score": None, "published_at": None}
    missed_at = clock.now() if to == Status.MISSED else None
    if not write(session, item, {**values, "missed_at": missed_at}):
        raise Moved
    log.write(session, item, Action.UNMATCHED, by, old_status=old)
    session.flush()


def publish_by_hand(session: Session, item: PlanItem, at: datetime, by: Actor) -> None:
    """Say that an item was published at ``at``, without a post that shows it (stories are never seen)."""
    if item.status == Status.PUBLISHED:
        return
    if item.status not in OPEN:
        raise Invalid("at", N_("Write it first: an idea cannot have been published."))
    if at > clock.now():
        raise Invalid("at", N_("This time has not come yet."))
    old = item.status
    values = {"status": Status.PUBLISHED, "stage": None, "published_at": at, "missed_at": None}
    if not write(session, item, {**values, "suggested_post_id": None, "suggested_score": None}):
        raise Moved
    log.write(session, item, Action.STATUS, by, old_status=old)
    session.flush()


def around(session: Session, item: PlanItem) -> list[Any]:
    """Return the posts that a person could mean: of the item's page, two weeks around its time, the nearest first.

    Columns: ``id``, ``published_at``, ``caption``.
    """
    if item.page_id is None:
        return []
    at = item.planned_at or clock.now()
    taken = select(PlanItem.post_id).where(PlanItem.page_id == item.page_id, PlanItem.post_id.is_not(None))
    statement = select(Post.id, Post.published_at, Post.caption).where(
        Post.page_id == item.page_id,
        Post.published_at.between(at - AROUND, at + AROUND),
        Post.id.not_in(taken),
    )
    rows = session.execute(statement.order_by(Post.published_at.desc()).limit(200)).all()
    return sorted(rows, key=lambda row: abs(row.published_at - at))[:OFFERED]


def told(item: PlanItem, post: Post) -> Pair | None:
    """Return what speaks for ``post`` being ``item``; ``None`` where nothing does, or the item has no time."""
    if item.planned_at is None:
        return None
    seen = Published(post.id, post.published_at, post.kind, post.caption)
    return matching.score(Planned(item.id, item.planned_at, item.kind, item.caption), seen)


def planned(item: PlanItem) -> Planned:
    """Return what is compared of an item that has a time."""
    return Planned(item.id, item.planned_at or clock.now(), item.kind, item.caption, frozenset(item.refused_posts))


def write(session: Session, item: PlanItem, values: dict[str, Any]) -> bool:
    """Write ``values`` if nobody took a step with the item meanwhile; return whether it was so."""
    session.flush()
    mine = update(PlanItem).where(PlanItem.id == item.id, PlanItem.status == item.status)
    mine = mine.where(PlanItem.post_id.is_(None) if item.post_id is None else PlanItem.post_id == item.post_id)
    done = changed_rows(session, mine.values(**values).execution_options(synchronize_session=False)) == 1
    session.expire(item)
    return done


def _ask(session: Session, items: Sequence[PlanItem], asked: dict[int, Pair]) -> None:
    for item in items:
        pair = asked.get(item.id)
        item.suggested_post_id = pair.post if pair else None
        item.suggested_score = pair.confidence if pair else None
    session.flush()


def _link(
    session: Session, item: PlanItem, post_id: int, at: datetime, by: Actor, *, score: float | None = None
) -> bool:
    """Link them, and return whether it could be: of two people who link one post at once the second cannot."""
    old = item.status
    values = {
        "post_id": post_id,
        "match_score": score,
        "suggested_post_id": None,
        "suggested_score": None,
        "status": Status.PUBLISHED,
        "stage": None,
        "published_at": at,
        "missed_at": None,
    }
    try:
        with session.begin_nested():
            done = write(session, item, values)
    except IntegrityError:
        return False
    if done:
        asked = update(PlanItem).where(PlanItem.suggested_post_id == post_id)
        session.execute(asked.values(suggested_post_id=None, suggested_score=None))
        log.write(session, item, Action.MATCHED, by, old_status=old)
        session.flush()
    return done


def _before(session: Session, item: PlanItem) -> str:
    """Return the status from which the item was published; one in review is a draft, as nobody was asked since."""
    steps = select(PlanEvent.old_status).where(PlanEvent.item_id == item.id, PlanEvent.new_status == Status.PUBLISHED)
    before = session.scalars(steps.order_by(PlanEvent.id.desc()).limit(1)).first()
    kept = {Status.IDEA, Status.DRAFT, Status.APPROVED, Status.SCHEDULED}
    return before if before in kept else Status.APPROVED if before == Status.MISSED else Status.DRAFT
