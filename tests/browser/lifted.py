"""A campaign of the made-up agency whose lift can be measured."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from promo import clock
from promo.campaigns.editing import service
from promo.campaigns.editing.service import CampaignFields
from promo.campaigns.words import Kind, Status

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.pages.models import Page
    from promo.users.models import User


def fill(session: Session, client: Client, page: Page, by: User) -> int:
    """Write a campaign of last month, and one that ran at the same time; return the first one's id."""
    today = clock.today(client.time_zone)

    def launch(name: str, start: int, end: int) -> int:
        fields = CampaignFields(
            kind=Kind.ADVERTISING,
            name=name,
            start_day=today - timedelta(days=start),
            end_day=today - timedelta(days=end),
            page_ids=(page.id,),
            currency="RUB",
            fee=Decimal(48_000),
        )
        return service.add(session, client, fields, by, uid=str(uuid.uuid4()), status=Status.DONE).id

    found = launch("Sunrise classes", 30, 21)
    launch("First class free", 22, 20)
    session.flush()
    return found
