"""What the tests of the plan share: a page, and items on it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from promo.pages.models import Page
from promo.plan.items import service
from promo.plan.items.log import Actor
from promo.plan.items.service import ItemFields

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.plan.models import PlanItem
    from promo.users.models import User
    from tests.conftest import People

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
"""Noon in Moscow, where the clients are."""


@pytest.fixture
def page(session: Session, people: People) -> Page:
    """A page of the client's."""
    made = Page(username="bakery", client_id=people.client_row.id, created_at=AT)
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def write(session: Session, people: People, page: Page) -> Callable[..., PlanItem]:
    """Give a function that writes an item by the manager: fields, and ``status``, ``client`` or ``by`` besides."""

    def made(
        title: str = "Rye bread",
        *,
        status: str | None = None,
        client: Client | None = None,
        by: User | None = None,
        **says: Any,  # noqa: ANN401 - an item's fields
    ) -> PlanItem:
        client = client or people.client_row
        values = {"title": title, "planned_at": AT, "caption": "Fresh bread every morning", **says}
        if client.id == people.client_row.id:
            values.setdefault("page_id", page.id)
        item = service.add(session, client, ItemFields(**values), Actor.of_user(by or people.manager), status=status)
        session.commit()
        return item

    return made
