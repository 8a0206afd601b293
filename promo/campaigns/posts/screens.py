"""What the screen of a campaign's posts shows: those that are its, those that may be, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from promo.campaigns.models import CampaignPost
from promo.campaigns.posts import service
from promo.campaigns.words import Kind
from promo.clock import local_day
from promo.pages.models import Page, Post
from promo.speech import N_
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from promo.users.models import User

VIEWS = ("suggested", "all", "chosen")
PER_PAGE = 48
BEFORE, AFTER = timedelta(days=14), timedelta(days=3)
"""So long before a campaign's first and after its last day posts are suggested: what is promoted stood there before."""
AROUND = timedelta(days=2)
"""So long around a placement's publication the blogger's posts are suggested."""
PAID = (Kind.ADVERTISING, Kind.PLACEMENT)
"""Campaigns that buy reach, so that this is ticked before."""
IN_TIME, SPONSORED, MENTIONS = N_("published then"), N_("marked as advertising"), N_("mentions @%(name)s")
PANEL = 12


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for a post being the campaign's, as a message id with what is put in."""

    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A post that can be chosen; ``reasons`` speak for it. ``is_own``: it is on one of the client's pages."""

    id: int
    username: str
    is_own: bool
    kind: str
    published_at: datetime
    caption: str
    is_chosen: bool
    is_paid: bool
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class Choosing:
    """The screen: ``choices`` are those of part ``number`` of ``parts``; ``counts`` by view, of what the search finds.

    ``first`` and ``last`` are the days of which posts are suggested; ``pages`` how many pages are looked at.
    """

    view: str
    search: str
    choices: Sequence[Choice]
    counts: Mapping[str, int]
    pages: int
    first: date
    last: date
    number: int
    parts: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """The campaign's posts for its page, the newest first: ``some`` of ``count``, of which ``paid`` were paid for."""

    some: Sequence[Choice]
    count: int
    paid: int


def choosing(session: Session, campaign: Campaign, viewer: User, query: Mapping[str, str], now: datetime) -> Choosing:
    """Return the posts that can be the campaign's, as ``query`` asks (``view``, ``q``, ``page``): its own first."""
    search = query.get("q", "").strip()[:200]
    pages = session.execute(_pages(campaign, viewer)).all()
    names = {page.id: page.username for page in pages}
    own = {page.username for page in pages if page.client_id == campaign.client_id}
    first, last = days(campaign, now)
    words = _plain(search).split()
    found = [
        choice
        for choice in _choices(session, campaign, names, own, (first, last))
        if all(word in _plain(f"{choice.caption} {choice.username}") for word in words)
    ]
    by_view = {
        "suggested": [one for one in found if one.is_chosen or one.reasons],
        "all": found,
        "chosen": [one for one in found if one.is_chosen],
    }
    view = query.get("view", "")
    view = view if view in VIEWS else "suggested"
    shown = sorted(by_view[view], key=_order)
    parts = max(-(-len(shown) // PER_PAGE), 1)
    asked = query.get("page", "")
    number = min(max(int(asked) if asked.isdecimal() and len(asked) < 6 else 1, 1), parts)  # noqa: PLR2004 - enough
    return Choosing(
        view=view,
        search=search,
        choices=shown[(number - 1) * PER_PAGE : number * PER_PAGE],
        counts={name: len(some) for name, some in by_view.items()},
        pages=len(pages),
        first=first,
        last=last,
        number=number,
        parts=parts,
    )


def chosen(session: Session, campaign: Campaign, viewer: User) -> Chosen:
    """Return the campaign's posts that ``viewer`` may see. Two queries at most."""
    mine = (
        select(CampaignPost.post_id, CampaignPost.is_paid, Page.username, Page.client_id)
        .join(Post, Post.id == CampaignPost.post_id)
        .join(Page, Page.id == Post.page_id)
        .where(CampaignPost.campaign_id == campaign.id, access.may_see(viewer, Page))
    )
    rows = session.execute(
        mine.add_columns(Post.kind, Post.published_at, Post.caption).order_by(Post.published_at.desc(), Post.id.desc())
    ).all()
    some = [
        Choice(
            id=row.post_id,
            username=row.username,
            is_own=row.client_id == campaign.client_id,
            kind=row.kind,
            published_at=row.published_at,
            caption=row.caption or "",
            is_chosen=True,
            is_paid=row.is_paid,
            reasons=(),
        )
        for row in rows[:PANEL]
    ]
    return Chosen(some, len(rows), sum(row.is_paid for row in rows))


def days(campaign: Campaign, now: datetime) -> tuple[date, date]:
    """Return the days of which posts are suggested: around a placement's publication, else before and in its days."""
    zone = campaign.client.time_zone
    placement = campaign.placement
    at = placement.published_at or placement.agreed_at if placement else None
    if at is not None:
        day = local_day(at, zone)
        return day - AROUND, day + AROUND
    end = campaign.end_day or max(local_day(now, zone), campaign.start_day)
    return campaign.start_day - BEFORE, end + AFTER


def _pages(campaign: Campaign, viewer: User) -> Select[int, str, int | None]:
    possible = Page.id.in_(service.pages_of(campaign))
    return select(Page.id, Page.username, Page.client_id).where(possible, access.may_see(viewer, Page))


def _choices(
    session: Session, campaign: Campaign, names: Mapping[int, str], own: set[str], period: tuple[date, date]
) -> list[Choice]:
    """Return all posts of the pages ``names``, and those that are the campaign's already."""
    before = service.posts_of(session, campaign)
    columns = (Post.id, Post.page_id, Post.kind, Post.published_at, Post.caption, Post.is_sponsored, Post.mentions)
    rows = session.execute(select(*columns).where(Post.page_id.in_(names)))
    return [
        Choice(
            id=row.id,
            username=names[row.page_id],
            is_own=names[row.page_id] in own,
            kind=row.kind,
            published_at=row.published_at,
            caption=row.caption or "",
            is_chosen=row.id in before,
            is_paid=before.get(row.id, campaign.kind in PAID),
            reasons=_reasons(row, campaign, names[row.page_id] not in own, own, period),
        )
        for row in rows
    ]


def _reasons(
    row: Any,  # noqa: ANN401 - a row of `_choices`
    campaign: Campaign,
    is_bloggers: bool,  # noqa: FBT001 - private
    own: set[str],
    period: tuple[date, date],
) -> list[Reason]:
    """Return what speaks for a post: its time, its mark, whom it mentions. A page's own posts need the right time."""
    first, last = period
    in_time = first <= local_day(row.published_at, campaign.client.time_zone) <= last
    named = sorted(own.intersection(row.mentions or ())) if is_bloggers else []
    if not in_time and not named:
        return []
    when = [Reason(IN_TIME)] if in_time else []
    return [*when, *([Reason(SPONSORED)] if row.is_sponsored else []), *(Reason(MENTIONS, name) for name in named)]


def _order(one: Choice) -> tuple[bool, int, float, int]:
    return not one.is_chosen, -len(one.reasons), -one.published_at.timestamp(), -one.id


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")
