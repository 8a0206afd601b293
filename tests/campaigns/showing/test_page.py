"""A campaign's page: what it says of results and pace, to whom, its statuses, and its files."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from promo import clock
from promo.campaigns.days import service as days
from promo.campaigns.words import Kind, Status
from promo.pages.models import PageDay

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]

FIRST = date(2026, 10, 1)
NOW = datetime.fromisoformat("2026-10-16T09:00:00+00:00")


@pytest.fixture(autouse=True)
def _october(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def tell(session: Session, campaign: Campaign, count: int, **facts: Any) -> None:  # noqa: ANN401 - metrics
    rows = [{"campaign_id": campaign.id, "day": FIRST + timedelta(days=number), **facts} for number in range(count)]
    days.keep(session, rows, by_id=None)
    session.commit()


def words(html: str) -> str:
    """What a page says, without its markup."""
    plain = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(plain).replace("\N{NO-BREAK SPACE}", " ").split())


def test_it_tells_what_was_spent_and_where_that_leads(
    browse: Browse, people: People, launch: Launch, page: Page, session: Session
) -> None:
    campaign = launch(
        budget=Decimal(120_000),
        page_ids=(page.id,),
        target="followers",
        target_value=400,
        contractor="Sokolova",
        terms="Half in advance",
    )
    for day, followers in ((date(2026, 9, 30), 1000), (date(2026, 10, 15), 1100)):
        session.add(PageDay(page_id=page.id, day=day, followers=followers, captured_at=NOW, source="graph"))
    tell(session, campaign, 15, spend=Decimal(3000), impressions=10_000, clicks=200, leads=None, reach=8_000)
    html = browse(people.manager).get(f"/campaigns/{campaign.id}").text
    said = words(html)
    assert "Spent RUB 45,000 of RUB 60,000 planned by the end of Oct 15; at this pace it comes to RUB 90,000" in said
    assert "Spends too little" in said
    assert "100 of 400 reached, 25% · 50% of the days are over" in said
    for told in ("CPM", "RUB 300", "CTR", "2.00%", "CPC", "RUB 15", "highest day: 8,000", "RUB 450"):
        assert told in said
    assert "Not known: leads, calls, sales, value of sales." in said
    assert "campaign-bar-under" in html
    for secret in ("Sokolova", "Half in advance"):
        assert secret in said
    client = browse(people.client).get(f"/campaigns/{campaign.id}").text
    for secret in ("Sokolova", "Half in advance", "/status", "/edit", "Type in figures"):
        assert secret not in client
    assert "RUB 45,000" in words(client)


@pytest.mark.sqlite_only
def test_every_state_is_said_in_words(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    manager, later = browse(people.manager), date(2026, 10, 20)
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({}, 0, "What it spends is not known yet."),
        ({"budget": Decimal(3_000_000), "end_day": None}, 15, "Spent RUB 1,500 of RUB 3,000,000. Without a last day"),
        ({}, 15, "Spent RUB 1,500 so far. Without a budget"),
        ({"budget": Decimal(2000)}, 15, "On Oct 20, 2026 the budget will be used up."),
        ({"start_day": later, "budget": Decimal(9)}, 0, "It has not begun yet. The budget is RUB 9."),
        ({"start_day": later}, 0, "It has not begun yet."),
        ({"end_day": date(2026, 10, 9), "budget": Decimal(1200)}, 15, "RUB 300 more than the budget of RUB 1,200"),
        ({"end_day": date(2026, 10, 9), "budget": Decimal(2000)}, 15, "It cost RUB 1,500 of RUB 2,000, RUB 500 are"),
        ({"end_day": date(2026, 10, 9)}, 15, "It cost RUB 1,500."),
        ({"target": "leads", "target_value": 7}, 0, "7 are to be reached. How many there are is not known."),
        ({"fee": Decimal(500), "kind": Kind.PLACEMENT}, 0, "paid once"),
    ]
    for says, days_told, sentence in cases:
        campaign = launch(**says)
        tell(session, campaign, days_told, spend=Decimal(100), clicks=4)
        assert sentence in words(manager.get(f"/campaigns/{campaign.id}").text)


@pytest.mark.sqlite_only
def test_what_needs_attention(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    manager = browse(people.manager)
    cases: dict[str, dict[str, Any]] = {
        "Should have begun on Oct 1": {"status": Status.PLANNED},
        "Should have ended on Oct 9": {"end_day": date(2026, 10, 9)},
        "No figures for 15 days": {},
    }
    for sentence, says in cases.items():
        assert sentence in words(manager.get(f"/campaigns/{launch(**says).id}").text)
    quiet = launch(kind=Kind.PLACEMENT)
    assert "No figures for" not in words(manager.get(f"/campaigns/{quiet.id}").text)
    tell(session, quiet, 10, clicks=1)
    assert "No figures for 5 days" in words(manager.get(f"/campaigns/{quiet.id}").text)


@pytest.mark.sqlite_only
def test_the_charts_and_the_periods(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign, manager = launch(budget=Decimal(3000), fee=Decimal(300)), browse(people.manager)
    tell(session, campaign, 12, spend=Decimal(100), clicks=4, sales=1, value=Decimal("250.5"))
    html = manager.get(f"/campaigns/{campaign.id}?chart=clicks&by=month").text
    assert 'id="chart-spend"' in html
    assert '"name":"Clicks"' in html
    assert "October 2026" in html
    assert "Fee and products are not in the spend" in html
    assert "Week 40" in manager.get(f"/campaigns/{campaign.id}?chart=nonsense&by=decade").text

    def rows(address: str) -> list[list[str]]:
        text = manager.get(f"/campaigns/{campaign.id}/{address}").data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text)))

    periods = rows("periods.csv?by=week")
    assert periods[0][:5] == ["First day", "Last day", "Days with figures", "Spend", "Impressions"]
    assert periods[1][:4] == ["2026-10-12", "2026-10-18", "1", "100"]
    assert [row[2] for row in periods[1:]] == ["1", "7", "4"]
    spend = rows("charts/spend.csv")
    assert spend[:2] == [["Day", "Spend, RUB", "Planned for a day, RUB"], ["2026-10-01", "100.0", "90.0"]]
    assert spend[-1] == ["2026-10-16", "", "90.0"]
    assert rows("charts/result.csv?chart=clicks")[1] == ["2026-10-01", "4"]
    assert manager.get(f"/campaigns/{campaign.id}/periods.xlsx").status_code == 200
    assert manager.get(f"/campaigns/{campaign.id}/charts/nonsense.csv").status_code == 404
    outsider = browse(people.outsider)
    for address in ("periods.csv", "charts/spend.xlsx"):
        assert outsider.get(f"/campaigns/{campaign.id}/{address}").status_code == 404
    empty = launch("Empty")
    assert manager.get(f"/campaigns/{empty.id}/charts/spend.csv").status_code == 200
