"""What the form of a campaign offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from promo.campaigns.models import Campaign
from promo.pages.models import Page
from promo.users import access
from promo.users.models import User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.clients.models import Client


@dataclass(frozen=True, slots=True)
class Choices:
    """What a campaign can be given: ids and names, and the names that several campaigns share already."""

    pages: Sequence[tuple[int, str]]
    people: Sequence[tuple[int, str]]
    series: Sequence[str]


def choices(session: Session, client: Client, campaign: Campaign | None = None) -> Choices:
    """Return what campaigns of ``client`` can be given, and what ``campaign`` has already."""
    pages = select(Page.id, Page.username).where(Page.client_id == client.id).order_by(Page.username)
    now = User.id == (campaign.owner_id if campaign else None)
    people = select(User.id, User.name).where(or_(User.id.in_(access.team_of(client.id)), now)).order_by(User.name)
    series = select(Campaign.series).where(Campaign.client_id == client.id, Campaign.series != "").distinct()
    return Choices(
        pages=[(ident, f"@{name}") for ident, name in session.execute(pages)],
        people=[(ident, name) for ident, name in session.execute(people)],
        series=sorted(session.scalars(series), key=str.casefold),
    )
