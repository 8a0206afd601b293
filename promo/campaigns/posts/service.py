"""The rules by which posts are said to be a campaign's. They flush and never commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, or_, select

from promo import clock
from promo.campaigns.models import CampaignPost, campaign_pages
from promo.db import upsert
from promo.pages.models import Page, Post

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign

KEY = ("campaign_id", "post_id")


class Changed(NamedTuple):
    """How many posts came to a campaign, went from it, and are paid now or are not any more."""

    added: int
    removed: int
    changed: int

    @property
    def any(self) -> bool:
        """Whether anything is different."""
        return any(self)


def choose(
    session: Session, campaign: Campaign, shown: Collection[int], chosen: Collection[int], paid: Collection[int]
) -> Changed:
    """Let ``chosen`` of the posts that were ``shown`` be the campaign's, the rest of them not.

    For those in ``paid`` it bought reach. Posts that were not shown stay what they are; posts of pages that the
    campaign has nothing to do with are left out.
    """
    before = posts_of(session, campaign)
    theirs = select(Post.id).where(Post.id.in_(set(shown)), Post.page_id.in_(pages_of(campaign)))
    possible = set(session.scalars(theirs)) | (before.keys() & set(shown))
    wanted = {ident: ident in paid for ident in chosen if ident in possible}
    gone = [ident for ident in before if ident in possible and ident not in wanted]
    rows = [
        {"campaign_id": campaign.id, "post_id": ident, "is_paid": is_paid, "created_at": clock.now()}
        for ident, is_paid in wanted.items()
    ]
    upsert(session, CampaignPost, rows, KEY, keep=("created_at",))
    session.execute(
        delete(CampaignPost).where(CampaignPost.campaign_id == campaign.id, CampaignPost.post_id.in_(gone)),
        execution_options={"synchronize_session": False},
    )
    return Changed(
        added=len(wanted.keys() - before.keys()),
        removed=len(gone),
        changed=sum(ident in before and before[ident] != is_paid for ident, is_paid in wanted.items()),
    )


def posts_of(session: Session, campaign: Campaign) -> dict[int, bool]:
    """Return the campaign's posts, each with whether it bought reach for it."""
    rows = session.execute(
        select(CampaignPost.post_id, CampaignPost.is_paid).where(CampaignPost.campaign_id == campaign.id)
    )
    return dict(rows.all())


def pages_of(campaign: Campaign) -> Select[int]:
    """Return the query of the pages whose posts can be the campaign's: its own (or all of its client's), the blogger's.

    The blogger's page counts where it is collected as a competitor's, or is the client's too.
    """
    own = select(campaign_pages.c.page_id).where(campaign_pages.c.campaign_id == campaign.id)
    blogger = campaign.placement.blogger if campaign.placement else None
    client = Page.client_id == campaign.client_id
    theirs = client & or_(Page.id.in_(own), ~own.exists())
    if blogger is not None and blogger.page_id is not None:
        theirs |= (Page.id == blogger.page_id) & or_(Page.client_id.is_(None), client)
    return select(Page.id).where(theirs)
