"""The block on campaigns: those that touch the period, each in its currency; reach is never added up."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo import clock
from promo.campaigns.days import service as days
from promo.campaigns.models import Campaign

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import People

    Told = Callable[..., tuple[dict[str, Any], str]]


def campaign(client_id: int, name: str, first: date, last: date | None, currency: str, **more: object) -> Campaign:
    known = {"uid": str(uuid.uuid4()), "kind": "advertising", "channel": "instagram", "status": "done"}
    return Campaign(
        client_id=client_id, name=name, start_day=first, end_day=last, currency=currency, created_at=clock.now(),
        **{**known, **more},
    )  # fmt: skip


def test_campaigns_of_the_period_in_their_currencies(session: Session, page: Page, people: People, told: Told) -> None:
    assert page.id
    client = people.client_row.id
    whole = {"total_reach": 900, "total_impressions": 2000, "total_leads": 4}
    session.add_all(
        [
            campaign(client, "Autumn", date(2026, 9, 20), date(2026, 10, 10), "EUR", total_reach=5000),
            campaign(client, "Boxes", date(2026, 10, 5), date(2026, 10, 9), "EUR", total_spend=Decimal(100), **whole),
            campaign(client, "Abroad", date(2026, 10, 30), None, "USD", status="active", total_spend=Decimal("7.5")),
            campaign(client, "Over", date(2026, 8, 1), date(2026, 9, 30), "EUR", total_spend=Decimal(999)),
            campaign(client, "Called off", date(2026, 10, 1), None, "EUR", status="cancelled"),
        ]
    )
    session.flush()
    autumn = session.scalars(select(Campaign).where(Campaign.name == "Autumn")).one()
    for day, spend in (("2026-09-30", 30), ("2026-10-01", 20)):
        row = {"campaign_id": autumn.id, "day": date.fromisoformat(day), "spend": Decimal(spend), "clicks": 10}
        days.keep(session, [row], by_id=None)
    session.commit()
    data, shown = told("campaigns")
    first, second, third = data["campaigns"]
    assert [one["name"] for one in data["campaigns"]] == ["Autumn", "Boxes", "Abroad"]
    assert (first["spend_in_period"], first["spend"], first["reach"]) == (20, 50, 5000)
    assert (second["spend_in_period"], second["spend"], second["cpl"], second["cpm"]) == (None, 100, 25, 50)
    assert (third["currency"], third["leads"]) == ("USD", None)
    (total,) = data["totals"]
    assert (total["currency"], total["campaigns"], total["spend"], total["reach"]) == ("EUR", 2, 150, None)
    assert (total["leads"], total["cpl"]) == (4, None), "Autumn's leads are not known"
    assert first["cost_per_follower"] == pytest.approx(50 / first["net"], abs=1e-4)
    for sentence in ("Autumn", "€150", "$7.50", "never added up"):
        assert sentence in shown, sentence
    assert "Called off" not in shown


@pytest.mark.sqlite_only
def test_the_laws_note_is_for_russia(session: Session, page: Page, people: People, told: Told) -> None:
    assert page.id
    assert "Meta" not in told("campaigns")[1]
    people.client_row.jurisdiction = "ru"
    session.merge(people.client_row)
    session.commit()
    shown = told("campaigns", language="ru")[1]
    assert "принадлежит компании Meta" in shown
    assert "В этом периоде кампаний не было." in shown
