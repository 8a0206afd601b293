"""What the tests of campaigns share: a page, and campaigns for it."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from promo.campaigns.editing import service
from promo.campaigns.editing.service import CampaignFields
from promo.campaigns.words import Kind, Status
from promo.pages.models import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from promo.clients.models import Client
    from tests.conftest import People

AT = datetime(2026, 1, 1, 9, tzinfo=UTC)


@pytest.fixture
def page(session: Session, people: People) -> Page:
    """A page of the client's."""
    made = Page(username="bakery", client_id=people.client_row.id, created_at=AT)
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def launch(session: Session, people: People) -> Callable[..., Campaign]:
    """Give a function that makes a campaign by the manager: fields, and ``client`` or ``status`` besides."""

    def made(
        name: str = "Spring sale",
        *,
        client: Client | None = None,
        status: str = Status.ACTIVE,
        **says: Any,  # noqa: ANN401 - a campaign's fields
    ) -> Campaign:
        values = {"kind": Kind.ADVERTISING, "start_day": date(2026, 10, 1), "end_day": date(2026, 10, 30), **says}
        fields = CampaignFields(name=name, **{"currency": "RUB", **values})
        owner = client or people.client_row
        campaign = service.add(session, owner, fields, people.manager, uid=str(uuid.uuid4()), status=status)
        session.commit()
        return campaign

    return made
