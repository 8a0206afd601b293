"""What is read of bloggers: their pages where those are collected, and the placements that somebody may see."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from promo.analytics.engagement import engagement, post_rates
from promo.campaigns.models import Blogger, Campaign, Placement
from promo.campaigns.placements import reading
from promo.pages import frames
from promo.pages.models import Page
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from promo.campaigns.placements.reading import Item
    from promo.users.models import User

ER_DAYS = 30
"""The days whose posts make a blogger's engagement rate."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A blogger's page, as it is collected: its newest count, and the median engagement rate of ``posts`` posts.

    What is unknown is ``None``.
    """

    page: Page
    followers: int | None
    counted_on: date | None
    er: float | None
    posts: int


def seen(session: Session, bloggers: Iterable[Blogger], viewer: User, today: date, zone: str) -> dict[int, Seen]:
    """Return the pages of ``bloggers`` that ``viewer`` may see, by the blogger's id; days are those of ``zone``."""
    owners = {one.page_id: one.id for one in bloggers if one.page_id is not None}
    pages = session.scalars(access.narrow(select(Page).where(Page.id.in_(owners)), viewer, Page)).all()
    ids = [page.id for page in pages]
    if not ids:
        return {}
    start = today - timedelta(days=ER_DAYS - 1)
    newest = frames.newest(session, ids, today)
    counts = dict(zip(newest["page_id"].tolist(), newest["followers"].tolist(), strict=True))
    days = dict(zip(newest["page_id"].tolist(), newest["day"].dt.date.tolist(), strict=True))
    posts = frames.posts(session, ids, start, today, zone)
    rates = post_rates(posts, frames.page_days(session, ids, start, today))
    made = {}
    for page in pages:
        found, count = engagement(rates[posts["page_id"] == page.id]), counts.get(page.id)
        made[owners[page.id]] = Seen(
            page=page,
            followers=None if count is None else int(count),
            counted_on=days.get(page.id),
            er=found.median,
            posts=found.counted,
        )
    return made


def placements(session: Session, viewer: User, now: datetime) -> Mapping[int, Sequence[Item]]:
    """Return the placements with bloggers that ``viewer`` may see, by the blogger's id, those begun last first."""
    found: dict[int, list[Item]] = defaultdict(list)
    for item in reading.items(session, viewer, now, Placement.blogger_id.is_not(None)):
        if item.blogger_id is not None:
            found[item.blogger_id].append(item)
    for those in found.values():
        those.sort(key=lambda item: (item.start_day, item.id), reverse=True)
    return found


def of_blogger(session: Session, blogger: Blogger, viewer: User, now: datetime) -> list[Item]:
    """Return the placements with ``blogger`` that ``viewer`` may see, those begun last first."""
    found = reading.items(session, viewer, now, Placement.blogger_id == blogger.id)
    return sorted(found, key=lambda item: (item.start_day, item.id), reverse=True)


def beside(session: Session, blogger: Blogger, viewer: User, now: datetime, most: int) -> list[Item]:
    """Return the newest ``most`` published placements with others, of the formats that ``blogger`` published."""
    formats = select(Placement.format).where(Placement.blogger_id == blogger.id)
    found = reading.items(
        session,
        viewer,
        now,
        Placement.format.in_(formats),
        Placement.published_at.is_not(None),
        or_(Placement.blogger_id != blogger.id, Placement.blogger_id.is_(None)),
        Campaign.currency.in_(
            select(Campaign.currency)
            .join(Placement, Placement.campaign_id == Campaign.id)
            .where(Placement.blogger_id == blogger.id)
        ),
    )
    return sorted(found, key=lambda item: (item.start_day, item.id), reverse=True)[:most]
