"""Making, changing and removing campaigns: who may, what is refused, and what a second click does."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo.campaigns.days import service as days
from promo.campaigns.models import Campaign
from promo.campaigns.words import Kind, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]

TYPED = {
    "kind": "advertising",
    "name": "  Spring   sale ",
    "channel": "instagram",
    "target": "followers",
    "target_value": "1 500",
    "budget": "120 000,50",
    "currency": "rub",
    "start_day": "2026-10-01",
    "end_day": "2026-10-31",
    "terms": "Half in advance",
    "uid": "6f5a1c1e-7f5e-4f53-9c38-0a4f6f9c1a11",
}


def all_of(session: Session) -> list[Campaign]:
    session.expire_all()
    return list(session.scalars(select(Campaign).order_by(Campaign.id)))


def test_a_campaign_is_made_once_and_changed(browse: Browse, people: People, page: Page, session: Session) -> None:
    manager, address = browse(people.manager), f"/clients/{people.client_row.id}/campaigns/new"
    assert "2026-" in manager.get(address).text, "today is suggested"
    for _click in range(2):
        answer = manager.post_form(address, {**TYPED, "page_ids": str(page.id), "owner_id": str(people.specialist.id)})
        assert answer.status_code == 303
    (made,) = all_of(session)
    assert (made.name, made.budget, made.currency, made.target_value) == (
        "Spring sale",
        Decimal("120000.5"),
        "RUB",
        1500,
    )
    assert [one.id for one in made.pages] == [page.id]
    assert (made.status, made.owner_id, made.version) == (Status.PLANNED, people.specialist.id, 1)

    mate = browse(people.teammate)
    shown = mate.get(f"/campaigns/{made.id}/edit").text
    assert 'value="120000.5"' in shown
    for version, status in (("1", 303), ("1", 409), ("2", 303)):
        answer = mate.post_form(f"/campaigns/{made.id}/edit", {**TYPED, "name": "Summer sale", "version": version})
        assert answer.status_code == status
        if status == 409:
            assert "was changed while you were editing" in answer.text
            assert 'value="2"' in re.search(r'<input[^>]*name="version"[^>]*>', answer.text).group()  # type: ignore[union-attr]
    (made,) = all_of(session)
    assert (made.name, made.version, made.pages) == ("Summer sale", 3, [])


def test_who_may(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign, client = launch(terms="Secret terms", note="Secret note"), people.client_row
    addresses = (f"/campaigns/{campaign.id}/edit", f"/clients/{client.id}/campaigns/new")
    for person, status in ((people.outsider, 404), (people.specialist, 403), (people.client, 403)):
        browser = browse(person)
        assert [browser.get(address).status_code for address in addresses] == [status] * 2
        posts = (f"/campaigns/{campaign.id}/status", f"/campaigns/{campaign.id}/removal", *addresses)
        assert [browser.post_form(address, TYPED).status_code for address in posts] == [status] * 4
    for person, status in ((people.outsider, 404), (people.specialist, 200), (people.client, 200), (people.owner, 200)):
        browser = browse(person)
        assert browser.get(f"/campaigns/{campaign.id}").status_code == status
        assert browser.get(f"/clients/{client.id}/campaigns").status_code == status
        assert ("Spring sale" in browser.get("/campaigns").text) == (status == 200)
    assert "Secret" not in browse(people.client).get(f"/campaigns/{campaign.id}").text
    assert browse(people.owner).get("/campaigns/999").status_code == 404
    assert [one.name for one in all_of(session)] == ["Spring sale"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": " "}, "Say what the campaign is called."),
        ({"budget": "12x"}, "This is not a number."),
        ({"budget": "-5"}, "less than nothing"),
        ({"budget": "1.23456"}, "At most 4 digits"),
        ({"budget": "1" * 14}, "too large"),
        ({"target_value": "1.5"}, "write a whole number"),
        ({"target": ""}, "A target needs both"),
        ({"currency": "XYZ"}, "This currency is not known."),
        ({"start_day": "soon"}, "Choose the day, like 2026-10-01."),
        ({"start_day": "2009-01-01"}, "between October 2010"),
        ({"end_day": "2026-09-01"}, "The last day is before the first one."),
        ({"end_day": "2036-09-01"}, "at most three years"),
        ({"page_ids": "999"}, "is no longer the client"),
        ({"kind": "war"}, "Not a valid choice"),
        ({"external_id": "123"}, "Another campaign of this client has this ID already."),
    ],
)
def test_what_is_refused(browse: Browse, people: People, launch: Launch, typed: dict[str, str], sentence: str) -> None:
    launch("Other", external_id="123")
    answer = browse(people.manager).post_form(
        f"/clients/{people.client_row.id}/campaigns/new", {**TYPED, "objective": "Kept as typed", **typed}
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept as typed" in answer.text


def test_figures_on_record_stay(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign, manager = launch(), browse(people.manager)
    days.keep(session, [{"campaign_id": campaign.id, "day": date(2026, 10, 1), "spend": Decimal(5)}], by_id=None)
    session.commit()
    answer = manager.post_form(f"/campaigns/{campaign.id}/edit", {**TYPED, "currency": "USD", "version": "1"})
    assert answer.status_code == 422
    assert "its currency stays" in answer.text
    shown = manager.post_form(f"/campaigns/{campaign.id}/removal", follow_redirects=True).text
    assert "Cancel it instead" in shown
    for _click in range(2):
        manager.post_form(f"/campaigns/{campaign.id}/status", {"status": "cancelled"})
    assert [(one.status, one.version) for one in all_of(session)] == [(Status.CANCELLED, 2)]
    manager.post_form(f"/campaigns/{campaign.id}/status", {"status": "gone"})
    days.remove(session, campaign.id, [date(2026, 10, 1)])
    session.commit()
    assert [(one.status, one.version) for one in all_of(session)] == [(Status.CANCELLED, 2)]
    assert manager.post_form(f"/campaigns/{campaign.id}/removal").status_code == 303
    assert all_of(session) == []


def test_an_archived_client_is_only_read(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign = launch(kind=Kind.PLACEMENT)
    assert campaign.placement is not None
    people.client_row.archived_at = campaign.created_at
    session.merge(people.client_row)
    session.commit()
    manager = browse(people.manager)
    assert manager.get(f"/campaigns/{campaign.id}").status_code == 200
    assert manager.post_form(f"/campaigns/{campaign.id}/edit", {**TYPED, "version": "1"}).status_code == 422
    assert manager.post_form(f"/clients/{people.client_row.id}/campaigns/new", TYPED).status_code == 422
    assert "archived" in manager.post_form(f"/campaigns/{campaign.id}/removal", follow_redirects=True).text
    assert len(all_of(session)) == 1
