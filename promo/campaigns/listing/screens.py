"""What the lists of campaigns show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from promo.campaigns.models import Campaign
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.users.models import User


@dataclass(frozen=True, slots=True)
class Listing:
    """The screen: campaigns, those that began last first."""

    campaigns: Sequence[Campaign]


def listing(session: Session, viewer: User, client: Client | None) -> Listing:
    """Return the campaigns of ``client``, or of all clients that ``viewer`` may see."""
    statement = access.narrow(select(Campaign), viewer, Campaign).options(joinedload(Campaign.client))
    if client is not None:
        statement = statement.where(Campaign.client_id == client.id)
    return Listing(session.scalars(statement.order_by(Campaign.start_day.desc(), Campaign.id.desc())).all())
