"""What a comparison reads: a query for the pages, one for their days, one for their posts, however many they are."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, String, and_, case, cast, extract, false, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from promo.analytics.comparing import places
from promo.clients.models import Client, Label, client_labels
from promo.compare.selection import MOST
from promo.pages.models import Page, PageDay, Post, page_labels
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.compare.selection import Selection
    from promo.users.models import User

PAGE, DAY, POST = Page.__table__, PageDay.__table__, Post.__table__
ONE_DAY = timedelta(days=1)
DAY_SECONDS = 86_400


class iso_day(FunctionElement[str]):  # noqa: N801 - SQL's own manner
    """A day as text like 2026-10-01, whatever the server's style of dates is."""

    type = String()
    inherit_cache = True


@compiles(iso_day)
def _iso_day(element: iso_day, compiler: Any, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's signature
    inner = compiler.process(element.clauses, **options)
    return f"to_char({inner}, 'YYYY-MM-DD')" if compiler.dialect.name == "postgresql" else str(inner)


@dataclass(frozen=True, slots=True)
class ComparedPage:
    """A page of the set, with its client (``None``: a competitor's). `ui.avatar` takes it.

    ``first_day`` is the first day on which anything was seen, ``first_post_at`` the moment of the oldest post known.
    A competitor's days are the agency's.
    """

    id: int
    username: str
    full_name: str | None
    avatar_file: str | None
    client_id: int | None
    client: str | None
    time_zone: str
    created_at: datetime
    read_at: datetime | None
    posts_read_at: datetime | None
    first_day: date | None
    first_post_at: datetime | None

    @property
    def name(self) -> str:
        """How the page is called on the screen."""
        return f"@{self.username}"


def pages(session: Session, viewer: User, wanted: Selection, default_zone: str) -> list[ComparedPage]:
    """Return the pages that ``wanted`` names and that ``viewer`` may see, at most `MOST` + 1: those by number first."""
    first_day = select(DAY.c.day).where(DAY.c.page_id == Page.id).order_by(DAY.c.day).limit(1)
    first_post = (
        select(POST.c.published_at)
        .where(POST.c.page_id == Page.id, POST.c.is_pinned.is_not(True))  # pinned ones are seen however old they are
        .order_by(POST.c.published_at)
        .limit(1)
    )
    columns = (Page.id, Page.username, Page.full_name, Page.avatar_file, Page.client_id, Client.name, Client.time_zone,
               Page.created_at, Page.profile_read_at, Page.posts_read_at)  # fmt: skip
    statement = (
        select(*columns, first_day.correlate(Page).scalar_subquery(), first_post.correlate(Page).scalar_subquery())
        .outerjoin(Client, Client.id == Page.client_id)
        .where(access.may_see(viewer, Page), or_(Page.id.in_(wanted.pages), _labelled(wanted)))
        .order_by(case((Page.id.in_(wanted.pages), 0), else_=1), Page.username)
        .limit(MOST + 1)
    )
    rows: Sequence[Any] = session.execute(statement).all()
    made = [ComparedPage(*row) for row in rows]
    return [page if page.client_id else replace(page, time_zone=default_zone) for page in made]


def _labelled(wanted: Selection) -> ColumnElement[bool]:
    def has(label: str) -> ColumnElement[bool]:
        ident = select(Label.id).where(Label.name == label).scalar_subquery()
        return or_(
            Page.id.in_(select(page_labels.c.page_id).where(page_labels.c.label_id == ident)),
            Page.client_id.in_(select(client_labels.c.client_id).where(client_labels.c.label_id == ident)),
        )

    each = list(map(has, wanted.labels))
    return (and_(*each) if wanted.match == "all" else or_(*each)) if each else false()


def days(session: Session, page_ids: Sequence[int], start: date, end: date) -> pd.DataFrame:
    """Return the known follower counts from each page's last one before ``start`` up to ``end``, in any order.

    Columns ``page_id``, ``day``, ``followers``. The database hands over a text a page: 50 pages have 18,000 days a
    year, and making a row of each would take longer than all the rest.
    """
    before = (
        select(DAY.c.day)
        .where(DAY.c.page_id == PAGE.c.id, DAY.c.day < start, DAY.c.followers.is_not(None))
        .order_by(DAY.c.day.desc())
        .limit(1)
        .correlate(PAGE)
        .scalar_subquery()
    )
    seen, followers = iso_day(DAY.c.day), cast(DAY.c.followers, String)  # both texts go through the rows together
    statement = (
        select(PAGE.c.id, func.aggregate_strings(seen, ","), func.aggregate_strings(followers, ","), func.count())
        .join(DAY, DAY.c.page_id == PAGE.c.id)
        .where(PAGE.c.id.in_(page_ids), DAY.c.followers.is_not(None))
        .where(DAY.c.day >= func.coalesce(before, start), DAY.c.day <= end)
        .group_by(PAGE.c.id)
    )
    rows = session.execute(statement).all()
    told = ",".join(row[1] for row in rows)
    followers_told = ",".join(row[2] for row in rows)  # whole numbers: JSON reads them twice as fast as numpy
    return pd.DataFrame(
        {
            "page_id": np.repeat([row[0] for row in rows], [row[3] for row in rows]).astype(np.int64),
            "day": np.array(told.split(",") if told else [], dtype="datetime64[D]").astype("datetime64[s]"),
            "followers": np.array(json.loads(f"[{followers_told}]"), dtype=np.float64),
        },
        copy=False,
    )


def posts(session: Session, zones: Mapping[int, str], start: date, end: date) -> pd.DataFrame:
    """Return the posts published from ``start`` to ``end`` by each page's own days; ``zones`` are those of the pages.

    Columns: ``row`` (the page's place in ``zones``), ``day`` (its number since 1970), ``kind``, ``reactions`` (NaN
    where likes are hidden, or either count is unknown).
    """
    since, until = (datetime.combine(day, time(), UTC) for day in (start - ONE_DAY, end + 2 * ONE_DAY))
    moment = cast(extract("epoch", POST.c.published_at), BigInteger)
    known = case((POST.c.likes_hidden.is_(True), None), else_=POST.c.likes + POST.c.comments)
    statement = select(POST.c.page_id, moment, POST.c.kind, known).where(
        POST.c.page_id.in_(zones), POST.c.published_at >= since, POST.c.published_at < until
    )
    found = session.execute(statement).all()
    page_ids, moments, kinds, reactions = zip(*found, strict=True) if found else ((), (), (), ())
    rows = places(np.array(page_ids, dtype=np.int64), np.array(list(zones), dtype=np.int64))
    frame = pd.DataFrame(
        {
            "row": rows,
            "day": local_days(np.array(moments, dtype=np.int64), rows, list(zones.values())),
            "kind": np.array(kinds, dtype=object),
            "reactions": np.array(reactions, dtype=np.float64),
        },
        copy=False,
    )
    first, last = (np.datetime64(day, "D").astype(np.int64) for day in (start, end))
    return frame[(frame["day"] >= first) & (frame["day"] <= last)]


def local_days(moments: np.ndarray[Any, Any], rows: np.ndarray[Any, Any], zones: Sequence[str]) -> np.ndarray[Any, Any]:
    """Return the number of the day on which each of ``moments`` (seconds since 1970) fell where its row's page is."""
    made = np.zeros(len(moments), dtype=np.int64)
    row_zones = np.array(zones, dtype=object)[rows] if len(moments) else np.array([], dtype=object)
    for name in dict.fromkeys(zones):
        own = row_zones == name
        local = pd.DatetimeIndex(moments[own].astype("datetime64[s]")).tz_localize("UTC").tz_convert(name)
        made[own] = local.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)
    return made
