"""What the page of a post shows: its figures beside those of the page's other posts, and how it lived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from promo.analytics import engagement, lifetime
from promo.analytics.periods import Period
from promo.charts import content as charts
from promo.charts import figures
from promo.clock import local_day
from promo.content import reading
from promo.growth import reading as pages
from promo.pages import post_frames

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import pandas as pd
    from sqlalchemy.orm import Session

    from promo.analytics.engagement import Choice
    from promo.analytics.lifetime import FirstDay
    from promo.charts.content import Words
    from promo.clients.models import Client
    from promo.pages.models import Page, Post

AROUND = timedelta(days=182)
"""The posts published so long before and after are what is usual at that time."""
FEWEST = 5
FRACTIONS = ("er", "love", "talk")


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure of the post beside the ``others`` with one: their median, and how many percent do no better.

    ``metric`` is the registry's key. ``median`` and ``percentile`` are ``None`` for fewer than 5 others.
    """

    key: str
    metric: str
    value: float | None
    median: float | None
    percentile: int | None
    others: int

    @property
    def is_fraction(self) -> bool:
        """Whether it is a rate."""
        return self.key in FRACTIONS


@dataclass(frozen=True, slots=True)
class Moment:
    """What was seen of the post at one moment."""

    seen_at: datetime
    hours: float
    likes: int | None
    comments: int | None
    views: int | None


@dataclass(frozen=True, slots=True)
class PostScreen:
    """The screen. Charts are JSON by name: ``reactions``, ``views``."""

    post: Post
    page: Page
    client: Client | None
    siblings: Sequence[Page]
    time_zone: str
    rubrics: Sequence[str]
    standings: Sequence[Standing]
    first_day: FirstDay | None
    moments: Sequence[Moment]
    charts: Mapping[str, str]


def post_screen(session: Session, post: Post, *, default_zone: str, words: Words) -> PostScreen:
    """Return the page of ``post``. What is usual comes from the page's posts half a year before and after it."""
    page = post.page
    client = page.client
    zone = client.time_zone if client else default_zone
    er = engagement.Choice.of(client.er_variant, client.er_average) if client else engagement.USUAL
    day = local_day(post.published_at, zone)
    posts = reading.posts_frame(session, [page.id], Period(day - AROUND, day + AROUND), zone, er, tags=False)
    seen = post_frames.snapshots(session, posts["post_id"].tolist())
    own = seen["post_id"].to_numpy() == post.id
    hidden = set(posts.loc[posts["likes_hidden"], "post_id"])
    others = seen[~own & ~seen["post_id"].isin(hidden)]
    names = reading.rubrics(session, page.client_id)
    given: list[int] = next(iter(posts.loc[posts["post_id"] == post.id, "rubrics"]), [])
    return PostScreen(
        post=post,
        page=page,
        client=client,
        siblings=pages.siblings(session, page),
        time_zone=zone,
        rubrics=[names[ident] for ident in given if ident in names],
        standings=standings(posts, post.id, er),
        first_day=lifetime.first_day(seen[own], others, likes_hidden=bool(post.likes_hidden)),
        moments=moments(seen[own], likes_hidden=bool(post.likes_hidden)),
        charts=_charts(seen[own], others, words, likes_hidden=bool(post.likes_hidden)),
    )


def standings(posts: pd.DataFrame, post_id: int, er: Choice) -> list[Standing]:
    """Return the figures of the post with this id beside those of the other ``posts``."""
    metrics = {
        "er": er.post_metric,
        "reactions": "reactions",
        "likes": "likes",
        "comments": "comments",
        "views": "views",
        "love": "love_rate",
        "talk": "talk_rate",
    }
    own = posts["post_id"].to_numpy() == post_id
    hidden = posts["likes_hidden"].to_numpy()
    made = []
    for key, metric in metrics.items():
        values = posts[key].to_numpy(dtype=np.float64)
        values = np.where(hidden, np.nan, values) if key == "likes" else values
        known = values[~own & ~np.isnan(values)]
        value = next((one for one in values[own].tolist() if one == one), None)  # noqa: PLR0124 - NaN
        enough = len(known) >= FEWEST
        rank = round(100 * float((known <= value).mean())) if enough and value is not None else None
        made.append(Standing(key, metric, value, float(np.median(known)) if enough else None, rank, len(known)))
    return made


def moments(seen: pd.DataFrame, *, likes_hidden: bool = False) -> list[Moment]:
    """Return what was seen of a post, the newest first; hidden likes are not told."""

    def count(value: float) -> int | None:
        return None if value != value else int(value)  # noqa: PLR0124 - NaN

    columns = (seen[name].tolist() for name in ("captured_at", "hours", "likes", "comments", "views"))
    return [
        Moment(at.to_pydatetime(), hours, None if likes_hidden else count(likes), count(comments), count(views))
        for at, hours, likes, comments, views in zip(*columns, strict=True)
    ][::-1]


def _charts(own: pd.DataFrame, others: pd.DataFrame, words: Words, *, likes_hidden: bool) -> dict[str, str]:
    curve = lifetime.curve(own, likes_hidden=likes_hidden)
    made = {}
    for name in ("reactions", "views"):
        figure = charts.lifetime(curve, lifetime.usual(others, name), name, words) if len(curve) else None
        if figure is not None:
            made[name] = figures.encode(figure)
    return made
