"""The lists of campaigns: who sees which, filters and order, what needs attention, totals, files, number of queries."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from promo import clock
from promo.campaigns.days import service as days
from promo.campaigns.listing import screens
from promo.campaigns.words import Kind, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]

NOW = datetime.fromisoformat("2026-10-16T09:00:00+00:00")
FIRST = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _october(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def tell(session: Session, campaign: Campaign, count: int = 15, **facts: Any) -> Campaign:  # noqa: ANN401 - metrics
    rows = [{"campaign_id": campaign.id, "day": FIRST + timedelta(days=number), **facts} for number in range(count)]
    days.keep(session, rows, by_id=None)
    session.commit()
    return campaign


def listed(browser: Browser, address: str) -> list[str]:
    """The names of the campaigns of a list, in its order."""
    html = browser.get(address).text
    return [unescape(name) for name in re.findall(r'scope="row"><a href="/campaigns/\d+">([^<]*)<', html)]


@pytest.fixture
def many(session: Session, launch: Launch, people: People) -> None:
    """Campaigns in all states, of two clients, in two currencies."""
    tell(session, launch("Fast", budget=Decimal(30_000), owner_id=people.specialist.id), spend=Decimal(1500), clicks=9)
    tell(session, launch("Slow", budget=Decimal(30_000), series="Осень"), spend=Decimal(400), leads=2)
    tell(session, launch("Dollars", currency="USD", fee=Decimal(50)), spend=Decimal("0.5"), value=Decimal(2))
    launch("Late", status=Status.PLANNED, kind=Kind.PLACEMENT, fee=Decimal(700), start_day=date(2026, 10, 10))
    launch(
        "Over", status=Status.DONE, channel="telegram", end_day=date(2026, 10, 9), objective="Гости", fee=Decimal(1000)
    )
    launch("Dropped", status=Status.CANCELLED, fee=Decimal(90), contractor="Sokolova")
    launch("Elsewhere", client=people.other_row)


@pytest.mark.usefixtures("many")
def test_filters_and_order(browse: Browse, people: People) -> None:
    manager, mine = browse(people.manager), f"/clients/{people.client_row.id}/campaigns"
    everything = ["Dollars", "Slow", "Fast", "Late", "Over", "Dropped"]
    assert listed(manager, mine) == listed(manager, "/campaigns") == everything
    assert listed(browse(people.owner), "/campaigns") == ["Elsewhere", *everything]
    for query, names in {
        "q=осень": ["Slow"],
        "q=ГОСТИ": ["Over"],
        "q=sokolova": ["Dropped"],
        "state=open": everything[:4],
        "state=cancelled": ["Dropped"],
        "state=attention": ["Slow", "Fast", "Late"],
        "kind=placement": ["Late"],
        "channel=telegram": ["Over"],
        f"owner={people.specialist.id}": ["Fast"],
        "series=Осень": ["Slow"],
        f"client={people.other_row.id}": [],
        "state=gone&kind=war&channel=x&owner=x&sort=x&order=x&page=x": everything,
        "page=9": everything,
        "sort=name": sorted(everything),
        "sort=name&order=desc": sorted(everything, reverse=True),
        "sort=start&order=asc": ["Dropped", "Over", "Dollars", "Slow", "Fast", "Late"],
        "sort=spend": ["Fast", "Slow", "Over", "Dollars", "Late", "Dropped"],
        "sort=pace": ["Fast", "Slow", "Late", "Dropped", "Over", "Dollars"],
    }.items():
        assert listed(manager, f"/campaigns?{query}") == names, query
    assert listed(browse(people.client), "/campaigns?q=sokolova") == [], "who was hired is the team's"
    assert listed(browse(people.outsider), "/campaigns") == ["Elsewhere"]
    assert browse(people.outsider).get(mine).status_code == 404


@pytest.mark.usefixtures("many")
def test_what_it_says(browse: Browse, people: People) -> None:
    html = unescape(browse(people.manager).get("/campaigns").text).replace("\N{NO-BREAK SPACE}", " ")
    said = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    assert "Should have begun on Oct 10" in said
    assert "RUB 700 agreed" in said
    assert "RUB 22,500 of RUB 30,000" in said
    assert "150% of the plan" in said
    assert "135 clicks RUB 166.67 each" in said
    assert "Spent, RUB" in said
    assert "RUB 29,500 RUB 28,500 of it from budgets of RUB 60,000 known of 3 of 5 campaigns" in said
    assert "Spent, USD" in said
    assert "$57.50" in said
    assert "campaign-bar-over" in html
    client = browse(people.client).get("/campaigns").text
    assert 'name="owner"' not in client
    assert "campaigns/new" not in client


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("many")
def test_the_files(browse: Browse, people: People) -> None:
    def rows(browser: Browser, address: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(browser.get(address).data.decode("utf-8-sig"))))

    manager = browse(people.manager)
    found = rows(manager, "/campaigns.csv?sort=name&state=open")
    assert [row["Campaign"] for row in found] == ["Dollars", "Fast", "Late", "Slow"]
    fast = found[1]
    assert (fast["Budget"], fast["Spent"], fast["Planned by now"], fast["Spent of the plan"]) == (
        "30000",
        "22500",
        "15000",
        "1.5",
    )
    assert (fast["CPC"], fast["Pace"], fast["Warnings"]) == ("166.666667", "Spends too much", "Spends too much")
    assert fast["Who looks after it"] == "Specialist"
    assert rows(browse(people.client), "/campaigns.csv?sort=name")[1]["Who looks after it"] == ""
    mine = f"/clients/{people.client_row.id}/campaigns"
    assert len(rows(manager, f"{mine}.csv")) == 6
    assert manager.get(f"{mine}.xlsx").status_code == 200
    assert browse(people.outsider).get(f"{mine}.csv").status_code == 404


@pytest.mark.sqlite_only
def test_nothing_yet_and_nothing_like_that(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    manager = browse(people.manager)
    assert "No campaigns yet" in manager.get(f"/clients/{people.client_row.id}/campaigns").text
    launch()
    assert "No campaign is like that" in manager.get("/campaigns?q=zzz").text
    people.client_row.archived_at = NOW
    session.merge(people.client_row)
    session.commit()
    assert listed(manager, "/campaigns") == []
    assert listed(manager, f"/clients/{people.client_row.id}/campaigns") == ["Spring sale"]


def test_many_take_as_many_queries_as_one(
    browse: Browse,
    people: People,
    launch: Launch,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(screens, "ON_A_SCREEN", 4)
    manager, counts = browse(people.manager), []
    said: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: said.append(args[2]))
    for number in (1, 4):
        for turn in range(number):
            tell(session, launch(f"{number}-{turn}"), clicks=1)
        manager.get("/campaigns")
        said.clear()
        assert manager.get("/campaigns").status_code == 200
        counts.append(len(said))
    assert counts[0] == counts[1]
    assert [len(listed(manager, f"/campaigns?page={part}")) for part in (1, 2)] == [4, 1]
