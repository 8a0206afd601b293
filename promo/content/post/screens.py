"""What the page of a post shows: its figures beside those of the page's other posts, and how it lived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

from promo.analytics import engagement, lifetime
from promo.analytics.periods import ONE_DAY, Period
from promo.campaigns.posts import reading as campaigns
from promo.charts import content as charts
from promo.charts import figures
from promo.charts.content import Span
from promo.clock import local_day, zone
from promo.content import reading
from promo.growth import reading as pages
from promo.pages import post_frames

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    import pandas as pd
    from sqlalchemy.orm import Session

    from promo.analytics.engagement import Choice
    from promo.analytics.lifetime import FirstDay
    from promo.campaigns.posts.reading import Label
    from promo.charts.content import Words
    from promo.clients.models import Client
    from promo.pages.models import Page, Post
    from promo.users.models import User

HOUR = 3600
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
    """The screen. Charts are JSON by name: ``reactions``, ``views``. ``campaigns`` are those the post belongs to."""

    post: Post
    page: Page
    client: Client | None
    siblings: Sequence[Page]
    time_zone: str
    rubrics: Sequence[str]
    campaigns: Sequence[Label]
    standings: Sequence[Standing]
    first_day: FirstDay | None
    moments: Sequence[Moment]
    charts: Mapping[str, str]


def post_screen(
    session: Session, post: Post, viewer: User, *, default_zone: str, words: Words, tell: Callable[[Label], str]
) -> PostScreen:
    """Return the page of ``post``. What is usual comes from the page's posts half a year before and after it.

    ``tell`` says a campaign in a few words, for charts.
    """
    page = post.page
    client = page.client
    place = client.time_zone if client else default_zone
    er = engagement.Choice.of(client.er_variant, client.er_average) if client else engagement.USUAL
    day = local_day(post.published_at, place)
    posts = reading.posts_frame(session, [page.id], Period(day - AROUND, day + AROUND), place, er, tags=False)
    seen = post_frames.snapshots(session, posts["post_id"].tolist())
    own = seen["post_id"].to_numpy() == post.id
    hidden = set(posts.loc[posts["likes_hidden"], "post_id"])
    others = seen[~own & ~seen["post_id"].isin(hidden)]
    names = reading.rubrics(session, page.client_id)
    labels = campaigns.labels(session, viewer, post_id=post.id).get(post.id, [])
    ran = _spans(labels, post, place, tell)
    given: list[int] = next(iter(posts.loc[posts["post_id"] == post.id, "rubrics"]), [])
    return PostScreen(
        post=post,
        page=page,
        client=client,
        siblings=pages.siblings(session, page),
        time_zone=place,
        rubrics=[names[ident] for ident in given if ident in names],
        campaigns=labels,
        standings=standings(posts, post.id, er),
        first_day=lifetime.first_day(seen[own], others, likes_hidden=bool(post.likes_hidden)),
        moments=moments(seen[own], likes_hidden=bool(post.likes_hidden)),
        charts=_charts(seen[own], others, words, ran, likes_hidden=bool(post.likes_hidden)),
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


def _spans(labels: Sequence[Label], post: Post, time_zone: str, tell: Callable[[Label], str]) -> list[Span]:
    """Return when in the life of ``post`` its campaigns ran."""

    def hours(day: date) -> float:
        return (datetime.combine(day, time(), zone(time_zone)) - post.published_at).total_seconds() / HOUR

    return [
        Span(hours(one.start), hours(one.end + ONE_DAY) if one.end else None, tell(one))
        for one in labels
        if one.has_run
    ]


def _charts(
    own: pd.DataFrame, others: pd.DataFrame, words: Words, ran: Sequence[Span], *, likes_hidden: bool
) -> dict[str, str]:
    curve = lifetime.curve(own, likes_hidden=likes_hidden)
    made = {}
    for name in ("reactions", "views"):
        figure = charts.lifetime(curve, lifetime.usual(others, name), name, words, ran) if len(curve) else None
        if figure is not None:
            made[name] = figures.encode(figure)
    return made
