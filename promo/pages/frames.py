"""Rows to DataFrames: the only such door. Plain columns instead of objects, so that a year of days costs little.

Unknown is NaN. ``day`` is ``datetime64[s]`` at midnight: the day of the page's client. Moments are aware, in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import select

from promo.clock import zone
from promo.pages.models import Page, PageDay, Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Executable
    from sqlalchemy.orm import Session

ONE_DAY = timedelta(days=1)
PAGE, DAY, POST = Page.__table__, PageDay.__table__, Post.__table__
"""The tables themselves: the mapper need not look at each row."""
NOTHING: Mapping[str, ColumnElement[bool]] = {}


def page_days(session: Session, page_ids: Sequence[int], start: date, end: date) -> pd.DataFrame:
    """Return what was seen of the pages from ``start`` to ``end`` (both included), by page and day.

    Columns: ``page_id``, ``day``, ``followers``, ``following``, ``posts_count`` (float, NaN: unknown).
    """
    statement = (
        select(DAY.c.page_id, DAY.c.day, DAY.c.followers, DAY.c.following, DAY.c.posts_count)
        .where(DAY.c.page_id.in_(page_ids), DAY.c.day.between(start, end))
        .order_by(DAY.c.page_id, DAY.c.day)
    )
    pages, days, *metrics = _columns(session, statement, 5)
    names = ("followers", "following", "posts_count")
    return pd.DataFrame(
        {"page_id": _ints(pages), "day": _days(days)}
        | {name: _floats(values) for name, values in zip(names, metrics, strict=True)},
        copy=False,
    )


def baseline(session: Session, page_ids: Sequence[int], before: date) -> pd.DataFrame:
    """Return each page's last known follower count on a day before ``before``; pages without one are left out.

    Columns: ``page_id``, ``day``, ``followers``.
    """
    return _newest(session, page_ids, DAY.c.day < before)


def newest(session: Session, page_ids: Sequence[int], end: date) -> pd.DataFrame:
    """Return each page's last known follower count on or before ``end``, as `baseline` does."""
    return _newest(session, page_ids, DAY.c.day <= end)


def first_days(session: Session, page_ids: Sequence[int]) -> dict[int, date]:
    """Return the first day on which anything was seen of each page; pages without one are left out."""
    first = (
        select(DAY.c.day).where(DAY.c.page_id == PAGE.c.id).order_by(DAY.c.day).limit(1).correlate(PAGE)
    ).scalar_subquery()
    rows = session.execute(select(PAGE.c.id, first).where(PAGE.c.id.in_(page_ids)))
    days: list[tuple[int, date | None]] = [(page_id, day) for page_id, day in rows]
    return {page_id: day for page_id, day in days if day is not None}


def posts(
    session: Session,
    page_ids: Sequence[int],
    start: date,
    end: date,
    time_zone: str,
    *,
    also: Mapping[str, ColumnElement[bool]] = NOTHING,
) -> pd.DataFrame:
    """Return the posts published from ``start`` to ``end`` (both included) in ``time_zone``, by page and moment.

    Columns: ``post_id``, ``page_id``, ``day``, ``kind``, ``likes``, ``comments``, ``views`` (float, NaN: unknown),
    ``likes_hidden`` (bool; what is not known counts as not hidden), and the conditions on posts ``also`` by name
    (bool): what features that stand above know of them.
    """
    place = zone(time_zone)
    since = datetime.combine(start, time.min, place).astimezone(UTC)
    until = datetime.combine(end + ONE_DAY, time.min, place).astimezone(UTC)
    statement = (
        select(
            POST.c.id,
            POST.c.page_id,
            POST.c.published_at,
            POST.c.kind,
            POST.c.likes,
            POST.c.comments,
            POST.c.views,
            POST.c.likes_hidden,
            *also.values(),
        )
        .where(POST.c.page_id.in_(page_ids), POST.c.published_at >= since, POST.c.published_at < until)
        .order_by(POST.c.page_id, POST.c.published_at, POST.c.id)
    )
    ids, pages, moments, kinds, likes, comments, views, hidden, *more = _columns(session, statement, 8 + len(also))
    return pd.DataFrame(
        {
            "post_id": _ints(ids),
            "page_id": _ints(pages),
            "day": _days([moment.astimezone(place).date() for moment in moments]),
            "kind": pd.Series(list(kinds), dtype=object),
            "likes": _floats(likes),
            "comments": _floats(comments),
            "views": _floats(views),
            **{name: _flags(values) for name, values in zip(("likes_hidden", *also), (hidden, *more), strict=True)},
        },
        copy=False,
    )


def _newest(session: Session, page_ids: Sequence[int], condition: ColumnElement[bool]) -> pd.DataFrame:
    # One step in the index a page, however long its history is.
    last = (
        select(DAY.c.day)
        .where(DAY.c.page_id == PAGE.c.id, condition, DAY.c.followers.is_not(None))
        .order_by(DAY.c.day.desc())
        .limit(1)
        .correlate(PAGE)
        .scalar_subquery()
    )
    statement = (
        select(DAY.c.page_id, DAY.c.day, DAY.c.followers)
        .select_from(PAGE)
        .join(DAY, (DAY.c.page_id == PAGE.c.id) & (DAY.c.day == last))
        .where(PAGE.c.id.in_(page_ids))
        .order_by(DAY.c.page_id)
    )
    pages, days, followers = _columns(session, statement, 3)
    return pd.DataFrame(
        {"page_id": _ints(pages), "day": _days(days), "followers": _floats(followers)},
        copy=False,
    )


def _columns(session: Session, statement: Executable, width: int) -> list[Sequence[Any]]:
    rows = session.execute(statement).all()
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _ints(values: Iterable[int]) -> np.ndarray[Any, Any]:
    return np.array(list(values), dtype=np.int64)


def _floats(values: Iterable[int | None]) -> np.ndarray[Any, Any]:
    return np.array(list(values), dtype=np.float64)


def _flags(values: Iterable[bool | None]) -> np.ndarray[Any, Any]:
    return np.array([bool(value) for value in values], dtype=bool)


def _days(values: Iterable[date]) -> np.ndarray[Any, Any]:
    return np.array(list(values), dtype="datetime64[D]").astype("datetime64[s]")
