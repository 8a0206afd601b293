"""What the content screens read of a page's posts: a handful of queries, whatever the number of posts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import select

from promo.analytics import engagement
from promo.content.models import PostRubric, Rubric
from promo.pages import frames, post_frames
from promo.pages.frames import NOTHING
from promo.pages.models import Post

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.analytics.engagement import Choice
    from promo.analytics.periods import Period

GIVEN, POST = PostRubric.__table__, Post.__table__
NONE: list[int] = []


def posts_frame(
    session: Session,
    page_ids: Sequence[int],
    period: Period | None,
    time_zone: str,
    choice: Choice = engagement.USUAL,
    *,
    tags: bool = True,
    also: Mapping[str, ColumnElement[bool]] = NOTHING,
) -> pd.DataFrame:
    """Return the posts of the pages, with their rates and rubrics, by page and moment. Three queries.

    The columns of `promo.pages.post_frames.posts`, and ``reactions``, ``followers`` (on the day of publication), ``er``
    (by the variant of ``choice``), ``love``, ``talk`` (fractions, NaN: unknown), ``rubrics`` (lists of ids).
    """
    posts = post_frames.posts(session, page_ids, period, time_zone, tags=tags, also=also)
    posts = posts.assign(**dict.fromkeys(("reactions", "followers", "er", "love", "talk"), np.nan))
    if not len(posts):
        return posts.assign(rubrics=post_frames.objects([]))
    first, last = posts["day"].min().date(), posts["day"].max().date()
    days = frames.page_days(session, page_ids, first, last)
    rates = engagement.post_rates(posts, days, choice.variant)
    followers = rates["followers"].to_numpy()
    likes = np.where(posts["likes_hidden"].to_numpy(), np.nan, posts["likes"].to_numpy())
    with np.errstate(divide="ignore", invalid="ignore"):
        love = np.where(followers > 0, likes / followers, np.nan)
        talk = np.where(followers > 0, posts["comments"].to_numpy() / followers, np.nan)
    return posts.assign(
        reactions=rates["reactions"].to_numpy(),
        followers=followers,
        er=rates["er"].to_numpy(),
        love=love,
        talk=talk,
        rubrics=_rubrics(session, posts["post_id"].tolist(), page_ids),
    )


def rubrics(session: Session, client_id: int | None) -> dict[int, str]:
    """Return the names of the client's rubrics by id, in alphabetical order; those of no client for ``None``."""
    theirs = select(Rubric.id, Rubric.name).where(
        Rubric.client_id.is_(None) if client_id is None else Rubric.client_id == client_id
    )
    found: list[tuple[int, str]] = [(ident, name) for ident, name in session.execute(theirs)]
    return dict(sorted(found, key=lambda pair: pair[1].casefold()))


def _rubrics(session: Session, post_ids: Sequence[int], page_ids: Sequence[int]) -> np.ndarray[Any, Any]:
    given = (
        select(GIVEN.c.post_id, GIVEN.c.rubric_id)
        .join(POST, POST.c.id == GIVEN.c.post_id)
        .where(POST.c.page_id.in_(page_ids), GIVEN.c.taken_away.is_(False))
    )
    found: dict[int, list[int]] = defaultdict(list)
    for post_id, rubric_id in session.execute(given):
        found[post_id].append(rubric_id)
    return post_frames.objects([found.get(post_id, NONE) for post_id in post_ids])
