"""Giving rubrics to posts: by hand, and by rules, which never give again what a person took away. Never commits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from promo.content.models import PostRubric, Rubric
from promo.content.rubrics.rules import Seen, cleaned, matcher
from promo.content.rubrics.service import of_client
from promo.content.rubrics.service import rubrics as rubrics_of
from promo.db import transaction, upsert
from promo.pages.models import Page, Post

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy.orm import Session

    from promo.context import Context

KEY = ("post_id", "rubric_id")
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would do: of ``posts`` it matches ``matched``, and ``new`` of them would get the rubric."""

    posts: int
    matched: int
    new: int


def assign(session: Session, rubric: Rubric, post_ids: Collection[int]) -> int:
    """Give ``rubric`` to the posts by a person's hand; return how many did not have it."""
    had = _having(session, rubric, post_ids)
    new = sorted(set(post_ids) - had)
    _write(session, ((ident, rubric.id) for ident in new), by_rule=False)
    return len(new)


def take_away(session: Session, rubric: Rubric, post_ids: Collection[int]) -> int:
    """Take ``rubric`` from the posts for good: no rule gives it again. Return how many had it."""
    had = sorted(_having(session, rubric, post_ids))
    for part in _parts(had):
        session.execute(
            update(PostRubric)
            .where(PostRubric.rubric_id == rubric.id, PostRubric.post_id.in_(part))
            .values(taken_away=True, by_rule=False)
            .execution_options(synchronize_session=False)
        )
    return len(had)


def apply(session: Session, rubrics: Sequence[Rubric], page_ids: Collection[int] | None = None) -> int:
    """Give ``rubrics`` (of one client) to all posts that their rules match; return how many were given.

    ``page_ids`` narrows it to posts of these pages. What posts have stays, and so does what a person took away.
    """
    ruled = [(one.id, [matcher(rule.kind, rule.pattern) for rule in one.rules]) for one in rubrics if one.rules]
    if not ruled:
        return 0
    posts = _posts(session, rubrics[0].client_id, page_ids)
    told = _told(session, [ident for ident, _ in ruled])
    new = [
        (post.id, ident)
        for post in posts
        for ident, found in ruled
        if (post.id, ident) not in told and any(matches(post) for matches in found)
    ]
    _write(session, new, by_rule=True)
    return len(new)


def preview(session: Session, rubric: Rubric, kind: str, pattern: str) -> Preview:
    """Return what a rule would do on all posts of the rubric's client; raise `Invalid` for one that cannot be."""
    matches = matcher(kind, cleaned(kind, pattern))
    posts = _posts(session, rubric.client_id, None)
    told = _told(session, [rubric.id])
    matched = [post.id for post in posts if matches(post)]
    return Preview(len(posts), len(matched), sum((ident, rubric.id) not in told for ident in matched))


def counts(session: Session, client_id: int | None) -> dict[int, int]:
    """Return how many posts have each rubric of a client; rubrics of no post are left out."""
    statement = (
        select(PostRubric.rubric_id, func.count())
        .join(Rubric)
        .where(of_client(client_id), PostRubric.taken_away.is_(False))
        .group_by(PostRubric.rubric_id)
    )
    found: list[tuple[int, int]] = [(ident, number) for ident, number in session.execute(statement)]
    return dict(found)


def apply_to_page(context: Context, page_id: int) -> int:
    """Give rubrics by their rules to the posts of a page that was just read; return how many were given."""
    with transaction(context.sessions) as session:
        page = session.get(Page, page_id)
        if page is None:
            return 0
        return apply(session, rubrics_of(session, page.client_id), [page_id])


def _posts(session: Session, client_id: int | None, page_ids: Collection[int] | None) -> list[Seen]:
    statement = (
        select(Post.id, Post.kind, Post.caption, Post.hashtags)
        .join(Page)
        .where(Page.client_id.is_(None) if client_id is None else Page.client_id == client_id)
    )
    if page_ids is not None:
        statement = statement.where(Post.page_id.in_(page_ids))
    return [Seen(ident, kind, caption or "", tags) for ident, kind, caption, tags in session.execute(statement)]


def _told(session: Session, rubric_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return which posts have or had these rubrics: what a person took away counts too."""
    rows = session.execute(select(PostRubric.post_id, PostRubric.rubric_id).where(PostRubric.rubric_id.in_(rubric_ids)))
    return {(post_id, rubric_id) for post_id, rubric_id in rows}


def _having(session: Session, rubric: Rubric, post_ids: Collection[int]) -> set[int]:
    statement = select(PostRubric.post_id).where(PostRubric.rubric_id == rubric.id, PostRubric.taken_away.is_(False))
    return set(session.scalars(statement)) & set(post_ids)


def _write(session: Session, pairs: Iterable[tuple[int, int]], *, by_rule: bool) -> None:
    """Write given rubrics; by hand over what stands there, by rule only where nothing does."""
    rows = [
        {"post_id": post_id, "rubric_id": rubric_id, "by_rule": by_rule, "taken_away": False}
        for post_id, rubric_id in pairs
    ]
    session.flush()
    upsert(session, PostRubric, rows, KEY, keep=("by_rule", "taken_away") if by_rule else ())


def _parts(idents: Sequence[int]) -> Iterable[Sequence[int]]:
    return (idents[start : start + AT_ONCE] for start in range(0, len(idents), AT_ONCE))
