"""Posts and their snapshots as DataFrames, beside `promo.pages.frames`, which has the days.

Unknown is NaN. ``day`` and ``local`` are the client's; ``published_at`` is aware, in UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import null, select

from promo.clock import zone
from promo.pages.frames import NOTHING
from promo.pages.models import Post, PostSnapshot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.analytics.periods import Period

POST, SNAPSHOT = Post.__table__, PostSnapshot.__table__
COLUMNS = (
    "id",
    "page_id",
    "shortcode",
    "kind",
    "published_at",
    "caption",
    "hashtags",
    "likes",
    "comments",
    "views",
    "likes_hidden",
    "is_sponsored",
    "is_pinned",
    "thumbnail_file",
)
EMPTY: list[str] = []
ONE_DAY = timedelta(days=1)
HOUR = 3600
MILLION = 1_000_000
"""Microseconds of a second."""


def posts(
    session: Session,
    page_ids: Sequence[int],
    period: Period | None,
    time_zone: str,
    *,
    tags: bool = True,
    also: Mapping[str, ColumnElement[bool]] = NOTHING,
) -> pd.DataFrame:
    """Return the posts published in ``period`` (``None``: all), by page and moment.

    Columns: ``post_id``, ``page_id``, ``shortcode``, ``kind``, ``published_at``, ``local`` (naive, in ``time_zone``),
    ``day``, ``caption`` (str), ``hashtags`` (lists), ``likes``, ``comments``, ``views`` (float, NaN: unknown),
    ``likes_hidden`` (bool; what is not known counts as not hidden), ``is_sponsored`` and ``is_pinned`` (objects: True,
    False or ``None``), ``thumbnail_file`` (object), ``caption_length`` (characters). Without ``tags``, ``hashtags`` are
    not read, which is a third of the work: they are empty. ``also`` are further conditions, as in `frames.posts`.
    """
    place = zone(time_zone)
    columns = (POST.c[name] if tags or name != "hashtags" else null().label(name) for name in COLUMNS)
    statement = select(*columns, *also.values()).where(POST.c.page_id.in_(page_ids))
    if period is not None:
        since = datetime.combine(period.start, time.min, place).astimezone(UTC)
        until = datetime.combine(period.end + ONE_DAY, time.min, place).astimezone(UTC)
        statement = statement.where(POST.c.published_at >= since, POST.c.published_at < until)
    rows = session.execute(statement.order_by(POST.c.page_id, POST.c.published_at, POST.c.id)).all()
    found: dict[str, Sequence[Any]] = dict(
        zip((*COLUMNS, *also), zip(*rows, strict=True) if rows else [()] * (len(COLUMNS) + len(also)), strict=True)
    )
    moments = _moments(found["published_at"])
    local = moments.tz_convert(place).tz_localize(None).to_numpy().astype("datetime64[s]")
    captions = [caption or "" for caption in found["caption"]]
    return pd.DataFrame(
        {
            "post_id": np.array(found["id"], dtype=np.int64),
            "page_id": np.array(found["page_id"], dtype=np.int64),
            "shortcode": objects(found["shortcode"]),
            "kind": objects(found["kind"]),
            "published_at": moments,
            "local": local,
            "day": local.astype("datetime64[D]").astype("datetime64[s]"),
            "caption": objects(captions),
            "hashtags": objects(found["hashtags"] if tags else [EMPTY] * len(moments)),
            **{name: np.array(found[name], dtype=np.float64) for name in ("likes", "comments", "views")},
            **{name: np.array([bool(one) for one in found[name]], dtype=bool) for name in ("likes_hidden", *also)},
            "is_sponsored": objects(found["is_sponsored"]),
            "is_pinned": objects(found["is_pinned"]),
            "thumbnail_file": objects(found["thumbnail_file"]),
            "caption_length": np.array([len(caption) for caption in captions], dtype=np.int64),
        },
        copy=False,
    )


def snapshots(session: Session, post_ids: Sequence[int] | None = None, *, page_id: int | None = None) -> pd.DataFrame:
    """Return what was seen of posts at each moment: of the posts named, or of all of a page; by post and moment.

    Columns: ``post_id``, ``captured_at`` (aware, UTC), ``hours`` since publication (float), ``likes``, ``comments``,
    ``views`` (float, NaN: unknown).
    """
    names = ("likes", "comments", "views")
    statement = (
        select(SNAPSHOT.c.post_id, SNAPSHOT.c.captured_at, POST.c.published_at, *(SNAPSHOT.c[name] for name in names))
        .join(POST, POST.c.id == SNAPSHOT.c.post_id)
        .order_by(SNAPSHOT.c.post_id, SNAPSHOT.c.captured_at)
    )
    if post_ids is not None:
        statement = statement.where(SNAPSHOT.c.post_id.in_(post_ids))
    if page_id is not None:
        statement = statement.where(POST.c.page_id == page_id)
    rows = session.execute(statement).all()
    ids, moments, published, *counts = zip(*rows, strict=True) if rows else [()] * 6
    hours = [(seen - at).total_seconds() / HOUR for seen, at in zip(moments, published, strict=True)]
    return pd.DataFrame(
        {
            "post_id": np.array(ids, dtype=np.int64),
            "captured_at": _moments(moments),
            "hours": np.array(hours, dtype=np.float64),
            **{name: np.array(values, dtype=np.float64) for name, values in zip(names, counts, strict=True)},
        },
        copy=False,
    )


def _moments(values: Sequence[datetime]) -> pd.DatetimeIndex:
    """Return moments as an index of them in UTC; by way of numbers, which takes a tenth of the time."""
    seconds = np.array([one.timestamp() for one in values], dtype=np.float64)
    return pd.DatetimeIndex(np.rint(seconds * MILLION).astype(np.int64).view("datetime64[us]"), tz=UTC)


def objects(values: Sequence[Any]) -> np.ndarray[Any, Any]:
    """Return ``values`` as an array of objects, lists among them as they are."""
    return np.fromiter(values, dtype=object, count=len(values))  # np.array takes lists of one length for a dimension
