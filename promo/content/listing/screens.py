"""What the list of a page's posts shows: those that are let through, in order, and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from promo.analytics import engagement, periods
from promo.campaigns.posts import reading as campaigns
from promo.clock import local_day
from promo.content import reading
from promo.content.listing import filters as listing
from promo.growth import reading as pages
from promo.pages.post_frames import objects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import pandas as pd
    from sqlalchemy.orm import Session

    from promo.analytics.engagement import Choice, Engagement
    from promo.campaigns.posts.reading import Label
    from promo.clients.models import Client
    from promo.content.listing.filters import Column, Filters
    from promo.pages.models import Page
    from promo.users.models import User

PER_PAGE = {"table": 50, "grid": 60}
SUMMED = ("likes", "comments", "views", "reactions", "er", "love", "talk", "caption_length")


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as it is shown: figures as they are, unknown ones ``None``; rates are fractions."""

    id: int
    shortcode: str
    kind: str
    published_at: datetime
    caption: str
    likes: int | None
    comments: int | None
    views: int | None
    likes_hidden: bool
    is_sponsored: bool | None
    is_pinned: bool | None
    reactions: int | None
    er: float | None
    love: float | None
    talk: float | None
    caption_length: int
    rubrics: Sequence[int]


@dataclass(frozen=True, slots=True)
class Listing:
    """The screen. ``found`` posts of ``total`` in the period are let through; ``rows`` are those of part ``number``.

    ``medians`` are those of the posts found, by column, over ``counted`` known values; ``rubrics`` the names by id,
    ``rates`` says what has no rate, ``unpaid`` the same without paid posts, ``None`` where none are among them.
    ``labels`` are the campaigns by post, ``campaigns`` the names of all that the page's posts belong to, by id.
    """

    page: Page
    client: Client | None
    siblings: Sequence[Page]
    time_zone: str
    choice: periods.Choice
    er: Choice
    filters: Filters
    columns: Sequence[Column]
    rows: Sequence[PostRow]
    total: int
    found: int
    medians: Mapping[str, float | None]
    counted: Mapping[str, int]
    rates: Engagement
    unpaid: Engagement | None
    rubrics: Mapping[int, str]
    labels: Mapping[int, Sequence[Label]]
    campaigns: Mapping[int, str]
    number: int
    parts: int
    posts_read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The posts that an address asks for, in order, as a frame, and how many there are in the period.

    ``labels`` are the campaigns of the page's posts, by post.
    """

    posts: pd.DataFrame
    labels: Mapping[int, Sequence[Label]]
    total: int
    choice: periods.Choice
    er: Choice
    filters: Filters
    time_zone: str


def chosen(
    session: Session, page: Page, viewer: User, query: Mapping[str, Sequence[str]], *, default_zone: str, now: datetime
) -> Chosen:
    """Return the posts of ``page`` that ``query`` asks for, with the campaigns that ``viewer`` may see.

    Days are those of the page's client.
    """
    client = page.client
    time_zone = client.time_zone if client else default_zone
    known = pages.known(session, page, time_zone)
    single = {name: values[0] for name, values in query.items() if values}
    choice = periods.choose({"period": "90", **single}, local_day(now, time_zone), known.first if known else None)
    er = engagement.Choice.of(client.er_variant, client.er_average) if client else engagement.USUAL
    asked = listing.read(query)
    labels = campaigns.labels(session, viewer, page_id=page.id)
    posts = _labelled(reading.posts_frame(session, [page.id], choice.period, time_zone, er, tags=False), labels)
    through = np.flatnonzero(listing.matching(posts, asked))
    found = posts.take(through)
    return Chosen(found.take(listing.ordered(found, asked)), labels, len(posts), choice, er, asked, time_zone)


def page_listing(
    session: Session, page: Page, viewer: User, query: Mapping[str, Sequence[str]], *, default_zone: str, now: datetime
) -> Listing:
    """Return the list of the posts of ``page`` that ``query`` asks for, at ``now``."""
    siblings = pages.siblings(session, page)
    made = chosen(session, page, viewer, query, default_zone=default_zone, now=now)
    size = PER_PAGE[made.filters.view]
    parts = max(-(-len(made.posts) // size), 1)
    number = min(made.filters.page, parts)
    summed = {name: made.posts[name].to_numpy(dtype=np.float64) for name in SUMMED}
    rates = made.posts.assign(hidden=made.posts["likes_hidden"])
    return Listing(
        page=page,
        client=page.client,
        siblings=siblings,
        time_zone=made.time_zone,
        choice=made.choice,
        er=made.er,
        filters=made.filters,
        columns=listing.columns(made.er.post_metric),
        rows=rows(made.posts.iloc[(number - 1) * size : number * size]),
        total=made.total,
        found=len(made.posts),
        medians={name: _median(values) for name, values in summed.items()},
        counted={name: int((~np.isnan(values)).sum()) for name, values in summed.items()},
        rates=engagement.engagement(rates, made.er.variant),
        unpaid=engagement.without(rates, rates["paid"].to_numpy(dtype=bool), made.er.variant),
        rubrics=reading.rubrics(session, page.client_id),
        labels=made.labels,
        campaigns={label.id: label.name for given in made.labels.values() for label in given},
        number=number,
        parts=parts,
        posts_read_at=page.posts_read_at,
    )


def _labelled(posts: pd.DataFrame, labels: Mapping[int, Sequence[Label]]) -> pd.DataFrame:
    given = [labels.get(ident, ()) for ident in posts["post_id"].tolist()] if labels else [()] * len(posts)
    return posts.assign(
        paid=np.fromiter((any(label.is_paid for label in found) for found in given), bool, len(posts)),
        campaigns=objects([[label.id for label in found] for found in given]),
    )


def rows(posts: pd.DataFrame) -> list[PostRow]:
    """Return the posts of a frame as rows."""
    moments = [moment.to_pydatetime() for moment in posts["published_at"]]
    plain = {name: posts[name].tolist() for name in PostRow.__slots__ if name not in {"id", "published_at"}}
    plain |= {name: [_count(one) for one in plain[name]] for name in ("likes", "comments", "views", "reactions")}
    plain |= {name: [_known(one) for one in plain[name]] for name in ("er", "love", "talk")}
    made: list[dict[str, Any]] = [dict(zip(plain, values, strict=True)) for values in zip(*plain.values(), strict=True)]
    ids = posts["post_id"].tolist()
    return [PostRow(id=ident, published_at=at, **row) for ident, at, row in zip(ids, moments, made, strict=True)]


def _median(values: np.ndarray[Any, np.dtype[np.float64]]) -> float | None:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else None


def _known(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124 - NaN


def _count(value: float) -> int | None:
    return None if value != value else int(value)  # noqa: PLR0124 - NaN
