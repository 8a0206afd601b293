"""What other screens read of the posts of campaigns: which are of which, and whose reach was bought."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from promo.campaigns.models import Campaign, CampaignPost
from promo.campaigns.words import HAPPENED, Status
from promo.pages.models import Page, Post
from promo.users import access

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.users.models import User

POST = Post.__table__


class Label(NamedTuple):
    """A campaign that a post belongs to; ``is_paid``: it really ran, or runs, and bought reach for the post."""

    id: int
    name: str
    kind: str
    start: date
    end: date | None
    has_run: bool
    is_paid: bool


def labels(
    session: Session, viewer: User, *, page_id: int | None = None, post_id: int | None = None
) -> dict[int, list[Label]]:
    """Return by post the campaigns of a page's posts (or of one post), the newest first. One query.

    Cancelled ones are not among them. Of a page of a client they are this client's; of a competitor's page, those that
    ``viewer`` may see.
    """
    theirs = or_(Campaign.client_id == Page.client_id, and_(Page.client_id.is_(None), access.may_see(viewer, Campaign)))
    statement = (
        select(
            CampaignPost.post_id,
            Campaign.id,
            Campaign.name,
            Campaign.kind,
            Campaign.start_day,
            Campaign.end_day,
            Campaign.status.in_(HAPPENED),
            CampaignPost.is_paid,
        )
        .join(Campaign, Campaign.id == CampaignPost.campaign_id)
        .join(Post, Post.id == CampaignPost.post_id)
        .join(Page, Page.id == Post.page_id)
        .where(theirs, Campaign.status != Status.CANCELLED)
        .order_by(Campaign.start_day.desc(), Campaign.id.desc())
    )
    if page_id is not None:
        statement = statement.where(Post.page_id == page_id)
    if post_id is not None:
        statement = statement.where(Post.id == post_id)
    found: dict[int, list[Label]] = defaultdict(list)
    for of_post, ident, name, kind, start, end, has_run, bought in session.execute(statement):
        found[of_post].append(Label(ident, name, kind, start, end, bool(has_run), bool(has_run and bought)))
    return dict(found)


def is_paid() -> ColumnElement[bool]:
    """Return the condition for posts for which a campaign of their page's client bought reach: a column for frames."""
    owner = aliased(Page)
    return (
        select(CampaignPost.post_id)
        .join(Campaign, Campaign.id == CampaignPost.campaign_id)
        .join(owner, owner.client_id == Campaign.client_id)
        .where(
            CampaignPost.post_id == POST.c.id,
            owner.id == POST.c.page_id,
            CampaignPost.is_paid,
            Campaign.status.in_(HAPPENED),
        )
        .correlate(POST)
        .exists()
    )
