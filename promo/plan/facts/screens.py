"""What the screen of plan and fact shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import func, select

from promo import clock, times
from promo.analytics import engagement, periods, plan
from promo.analytics.periods import Period
from promo.content import reading as content
from promo.content.models import Rubric
from promo.pages.models import Page
from promo.plan import rights
from promo.plan.matching.service import GRACE
from promo.plan.models import PlanItem
from promo.plan.words import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.analytics.periods import Choice
    from promo.analytics.plan import Entry, Facts, Group
    from promo.clients.models import Client
    from promo.users.models import User

USUAL_DAYS = timedelta(days=89)
MARGIN = timedelta(days=14)
"""A post may come so long before or after the day it was planned for."""
ON_A_SCREEN = 50
UNPLANNED = 12


@dataclass(frozen=True, slots=True)
class Row:
    """An item with what became of it; ``told`` is its title, or the beginning of its caption."""

    told: str
    status: str
    page: str | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A post that no item became."""

    id: int
    page: str
    kind: str
    published_at: datetime
    caption: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The screen. ``found`` are all items of the period in order, ``rows`` those of part ``number`` of ``parts``.

    Of ``posts`` in the period ``unplanned`` belong to no item (the newest are ``examples``). ``has_usual``: a page has
    enough posts to be told against. Posts are known up to ``read_at``.
    """

    choice: Choice
    er: engagement.Choice
    facts: Facts
    groups: Mapping[str, Sequence[Group]]
    found: Sequence[Row]
    rows: Sequence[Row]
    number: int
    parts: int
    sort: str
    order: str
    posts: int
    unplanned: int
    examples: Sequence[Unplanned]
    has_usual: bool
    read_at: datetime | None


GROUP_KEYS: dict[str, Callable[[Group], Any]] = {
    "planned": lambda one: one.planned,
    "published": lambda one: one.published,
    "missed": lambda one: one.missed,
    "likes": lambda one: one.likes,
    "er": lambda one: one.er,
    "difference": lambda one: one.difference,
}
ROW_KEYS: dict[str, Callable[[Row], Any]] = {
    "item": lambda one: one.told.casefold(),
    "time": lambda one: one.entry.planned_at,
    "late": lambda one: one.entry.late,
    "item_likes": lambda one: one.entry.likes,
    "item_er": lambda one: one.entry.er,
    "ratio": lambda one: one.entry.ratio,
}


def shown(session: Session, client: Client, viewer: User, query: Mapping[str, str]) -> Shown:
    """Return the plan and the facts of ``client`` over the period that ``query`` asks for."""
    choice, er = _choice(session, client, query), engagement.Choice.of(client.er_variant, client.er_average)
    pages = {page.id: page for page in session.scalars(select(Page).where(Page.client_id == client.id))}
    around = Period(choice.period.start - MARGIN, choice.period.end + MARGIN)
    around = Period(min(around.start, choice.period.end - USUAL_DAYS), around.end)
    posts = content.posts_frame(session, list(pages), around, client.time_zone, er, tags=False)
    usual = _usual(posts, choice.period.end)
    found = _rows(session, client, viewer, choice.period, _results(posts, usual))
    entries = [row.entry for row in found]
    sort, order = query.get("sort", ""), "asc" if query.get("order") == "asc" else "desc"
    ordered = _sorted(found, ROW_KEYS.get(sort), order)
    parts = max(1, -(-len(found) // ON_A_SCREEN))
    number = min(_number(query.get("page", "")), parts)
    unplanned = _unplanned(session, client, posts, choice.period)
    return Shown(
        choice=choice,
        er=er,
        facts=plan.facts(entries),
        groups={
            "rubric": _sorted(plan.groups(entries, lambda one: one.rubric, er.average), GROUP_KEYS.get(sort), order),
            "kind": _sorted(plan.groups(entries, lambda one: one.kind, er.average), GROUP_KEYS.get(sort), order),
        },
        found=ordered,
        rows=ordered[(number - 1) * ON_A_SCREEN : number * ON_A_SCREEN],
        number=number,
        parts=parts,
        sort=sort,
        order=order,
        posts=int(_inside(posts, choice.period).sum()),
        unplanned=len(unplanned),
        examples=[
            Unplanned(one["post_id"], pages[one["page_id"]].username, one["kind"], one["published_at"], one["caption"])
            for one in unplanned.tail(UNPLANNED)[::-1].to_dict("records")
        ],
        has_usual=bool(usual),
        read_at=min((page.posts_read_at for page in pages.values() if page.posts_read_at), default=None),
    )


def _choice(session: Session, client: Client, query: Mapping[str, str]) -> Choice:
    first = session.scalar(select(func.min(PlanItem.planned_at)).where(PlanItem.client_id == client.id))
    return periods.choose(
        query, clock.today(client.time_zone), clock.local_day(first, client.time_zone) if first else None
    )


def _number(text: str) -> int:
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) <= 6 else 1  # noqa: PLR2004 - a page


def _inside(posts: pd.DataFrame, period: Period) -> pd.Series[bool]:
    return posts["day"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))


def _usual(posts: pd.DataFrame, end: Any) -> dict[int, float]:  # noqa: ANN401 - a date
    told = posts[_inside(posts, Period(end - USUAL_DAYS, end)) & posts["er"].notna()]
    return plan.usual({int(page): told["er"][told["page_id"] == page].tolist() for page in set(told["page_id"])})


def _results(posts: pd.DataFrame, usual: Mapping[int, float]) -> dict[int, dict[str, float | None]]:
    """Return likes, rate and ratio of each post, ``None`` where not known."""
    likes = np.where(posts["likes_hidden"].to_numpy(dtype=bool), np.nan, posts["likes"].to_numpy(dtype=np.float64))
    found: dict[int, dict[str, float | None]] = {}
    for ident, page, liked, rate in zip(posts["post_id"], posts["page_id"], likes, posts["er"], strict=True):
        er = None if np.isnan(rate) else float(rate)
        base = usual.get(int(page))
        found[int(ident)] = {
            "likes": None if np.isnan(liked) else float(liked),
            "er": er,
            "ratio": er / base if er is not None and base else None,
        }
    return found


def _rows(
    session: Session, client: Client, viewer: User, period: Period, results: Mapping[int, dict[str, float | None]]
) -> list[Row]:
    start, end = (
        times.utc(datetime.combine(day, time()), client.time_zone)
        for day in (period.start, period.end + timedelta(days=1))
    )
    item = PlanItem.__table__.c
    columns = (item.id, item.title, item.caption, item.kind, item.status, item.planned_at, item.published_at)
    statement = (
        select(*columns, item.post_id, Rubric.name.label("rubric"), Page.username)
        .outerjoin(Rubric, Rubric.id == item.rubric_id)
        .outerjoin(Page, Page.id == item.page_id)
        .where(item.client_id == client.id, rights.may_see(viewer), item.status != Status.IDEA)
        .where(item.planned_at >= start, item.planned_at < end)
        .order_by(item.planned_at, item.id)
    )
    now = clock.now()
    return [
        Row(
            told=row.title or row.caption.strip().partition("\n")[0],
            status=row.status,
            page=row.username,
            entry=plan.Entry(
                id=row.id,
                kind=row.kind,
                rubric=row.rubric,
                planned_at=row.planned_at.astimezone(UTC),
                published_at=row.published_at if row.status == Status.PUBLISHED else None,
                is_seen=row.post_id is not None,
                is_due=row.planned_at < now - GRACE,
                **results.get(row.post_id, {}),
            ),
        )
        for row in session.execute(statement)
    ]


def _unplanned(session: Session, client: Client, posts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the posts of the period that no item of the client became, by moment."""
    linked = select(PlanItem.post_id).where(PlanItem.client_id == client.id, PlanItem.post_id.is_not(None))
    theirs = posts[_inside(posts, period)]
    return theirs[~theirs["post_id"].isin(set(session.scalars(linked)))].sort_values("published_at", kind="stable")


def _sorted(rows: Sequence[Any], key: Callable[[Any], Any] | None, order: str) -> list[Any]:
    """Return ``rows`` by ``key`` (as they are without one); what is unknown stands last whichever way one sorts."""
    if key is None:
        return list(rows)
    known = [row for row in rows if key(row) is not None]
    return [*sorted(known, key=key, reverse=order == "desc"), *(row for row in rows if key(row) is None)]
