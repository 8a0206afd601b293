"""Where campaigns stand, on Home and on the overview: what runs, what spends beside its plan, what is late."""

from __future__ import annotations

import csv
import io
import random
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select

from promo.analytics.placements import State
from promo.campaigns.days import service as days
from promo.campaigns.models import Campaign, Placement
from promo.campaigns.placements.reading import items
from promo.campaigns.results.reading import results_of
from promo.campaigns.results.telling import Notice, attention
from promo.campaigns.standing import Standing, ahead, standings, together
from promo.campaigns.words import Kind, Status
from promo.clients.models import Client
from tests.home.test_portfolio import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.context import Context
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]

TODAY = date(2026, 3, 18)
NOW = datetime(2026, 3, 18, 22, 30, tzinfo=UTC)
"""In Moscow it is the 19th already, in Honolulu still the 18th."""
MOSCOW = TODAY + timedelta(days=1)
ZONES = ("Europe/Moscow", "UTC", "Pacific/Honolulu", "Pacific/Kiritimati")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def ago(number: int) -> date:
    """Return a day so many days before today in Moscow."""
    return MOSCOW - timedelta(days=number)


def spend(session: Session, campaign: Campaign, *amounts: int | None, until: date) -> None:
    """Keep the spend of the days that end with ``until``."""
    first = until - timedelta(days=len(amounts) - 1)
    rows = [
        {"campaign_id": campaign.id, "day": first + timedelta(days=number), "clicks": 5,
         "spend": None if amount is None else Decimal(amount)}
        for number, amount in enumerate(amounts)
    ]  # fmt: skip
    days.keep(session, rows, by_id=None)
    session.commit()


def scattered(session: Session, people: People, chance: random.Random) -> list[Campaign]:
    """Write campaigns of all sorts for clients all around the world."""
    clients = []
    for number, zone in enumerate(ZONES):
        client = Client(name=f"Client {number}", time_zone=zone, currency="RUB", manager_id=people.manager.id,
                        created_at=NOW)  # fmt: skip
        session.add(client)
        clients.append(client)
    session.flush()
    made = []
    for number in range(60):
        start = TODAY + timedelta(days=chance.randint(-30, 3))
        end = chance.choice([None, start + timedelta(days=chance.randint(0, 40))])
        kind = chance.choice([Kind.ADVERTISING, Kind.ADVERTISING, Kind.PLACEMENT])
        campaign = Campaign(
            uid=f"uid-{number}", client_id=chance.choice(clients).id, kind=kind, name=f"Campaign {number}",
            status=chance.choice(list(Status)), start_day=start, end_day=end, currency="RUB", created_at=NOW,
            budget=chance.choice([None, Decimal(0), Decimal(300), Decimal(1000)]),
            fee=chance.choice([None, None, Decimal(200)]), total_spend=chance.choice([None, None, Decimal(400)]),
        )  # fmt: skip
        if kind == Kind.PLACEMENT:
            agreed = NOW + timedelta(hours=chance.randint(-48, 24))
            campaign.placement = Placement(
                format="reel", agreed_at=chance.choice([None, agreed]),
                published_at=chance.choice([None, None, agreed]),
            )  # fmt: skip
        session.add(campaign)
        session.flush()
        made.append(campaign)
        if chance.random() < 0.7:
            amounts = [chance.choice([None, 10, 20, 60]) for _ in range(chance.randint(1, 12))]
            spend(session, campaign, *amounts, until=TODAY + timedelta(days=chance.randint(-3, 1)))
    session.commit()
    return made


@pytest.mark.parametrize("seed", range(2))
def test_home_and_the_campaigns_own_page_agree(people: People, session: Session, seed: int) -> None:
    made = scattered(session, people, random.Random(seed))  # noqa: S311 - of no secret
    results = results_of(session, made, NOW)
    overdue = {one.id for one in items(session, people.owner, NOW) if one.standing.state == State.OVERDUE}
    expected: dict[int, dict[str, int]] = {}
    for one in made:
        notices = {found.notice for found in attention(one, results[one.id])}
        agreed = one.placement is not None and one.placement.agreed_at is not None
        begins = Notice.START in notices and not agreed
        counts = expected.setdefault(one.client_id, dict.fromkeys(("running", "over", "under", "overdue", "late"), 0))
        counts["running"] += one.status == Status.ACTIVE
        counts["over"] += bool(notices & {Notice.OVER, Notice.OVER_BUDGET})
        counts["under"] += Notice.UNDER in notices
        counts["overdue"] += one.id in overdue
        counts["late"] += (begins or Notice.END in notices) and one.id not in overdue
    found = standings(session, people.owner, NOW, ZONES)
    assert found == {ident: Standing(**counts) for ident, counts in expected.items() if any(counts.values())}
    whole = together(found.values())
    assert all(getattr(whole, name) for name in ("running", "over", "under", "overdue", "late")), "each of them occurs"
    for client in session.scalars(select(Client).where(Client.name.startswith("Client "))):
        shown, theirs = ahead(session, client, people.owner, NOW), found.get(client.id, Standing())
        assert len(shown.overdue) == min(theirs.overdue, 5)
        assert len(shown.late) == min(theirs.late, 5)
        for line in (*shown.running, *shown.late, *shown.next):
            assert line.pacing == results[line.id].pacing


def test_who_sees_what_and_archived_clients_are_over(people: People, session: Session, launch: Launch) -> None:
    launch(start_day=ago(5), end_day=None)
    launch("Theirs", client=people.other_row, start_day=ago(5), end_day=None)
    one = {people.client_row.id: Standing(running=1)}
    for person in (people.manager, people.specialist, people.client):
        assert standings(session, person, NOW, ZONES) == one
    assert standings(session, people.outsider, NOW, ZONES) == {people.other_row.id: Standing(running=1)}
    people.client_row.archived_at = NOW
    session.merge(people.client_row)
    session.commit()
    assert standings(session, people.manager, NOW, ZONES) == {}


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_home_counts_warns_and_sorts(
    browse: Browse, people: People, session: Session, launch: Launch, context: Context
) -> None:
    browser = browse(people.owner)
    browser.get("/")
    with counted(context.engine) as before:
        assert "Spend too much" not in browser.get("/").text.split("promo-portfolio")[0]
    fast = launch("Fast", start_day=ago(10), end_day=ago(-9), budget=Decimal(1000))
    spend(session, fast, *[200] * 10, until=ago(1))
    slow = launch("Slow", start_day=ago(10), end_day=ago(-9), budget=Decimal(1000))
    spend(session, slow, *[1] * 10, until=ago(1))
    launch("Begin", status=Status.PLANNED, start_day=ago(1), end_day=None)
    launch("End", start_day=ago(9), end_day=ago(2))
    placement = launch("Blogger", kind=Kind.PLACEMENT, status=Status.PLANNED, start_day=ago(1), end_day=None)
    assert placement.placement is not None
    placement.placement.agreed_at = NOW - timedelta(hours=3)
    session.commit()
    with counted(context.engine) as after:
        page = browser.get("/?sort=warnings").text
    assert len(after) == len(before)
    text = text_of(page)
    for told in ("overspending: 1", "underspending: 1", "placements overdue: 1", "to begin or end: 2"):
        assert told in text
    for name, value in (("Campaigns running", 3), ("Spend too little", 1), ("Placements overdue", 1)):
        assert re.search(rf"{name} (What “[^”]+” means)?.{{0,1200}}? {value} ", text)
    assert page.index(">Bakery") < page.index(">Studio"), "most warnings first"
    assert browser.get("/?sort=campaigns").text.index(">Bakery") < page.index(">Studio")
    told = browser.get("/portfolio.csv").data.decode("utf-8-sig")
    rows = {row["Client"]: row for row in csv.DictReader(io.StringIO(told, newline=""))}
    columns = ("Campaigns running", "Spend too much", "Spend too little", "Placements overdue",
               "Campaigns to begin or end")  # fmt: skip
    assert [rows["Bakery"][name] for name in columns] == ["3", "1", "1", "1", "2"]
    assert [rows["Studio"][name] for name in columns] == ["0"] * 5


def test_the_overview_shows_how_the_money_goes(
    browse: Browse, people: People, session: Session, launch: Launch, context: Context
) -> None:
    address, browser = f"/clients/{people.client_row.id}", browse(people.client)
    with counted(context.engine) as before:
        assert "No campaign runs or is planned." in browser.get(address).text
    fast = launch("Fast", start_day=ago(10), end_day=ago(-9), budget=Decimal(2000))
    spend(session, fast, *[150] * 10, until=ago(1))
    launch("Without a budget", start_day=ago(10), end_day=None)
    launch("Begin", status=Status.PLANNED, start_day=ago(1), end_day=None)
    launch("Later", status=Status.PLANNED, start_day=ago(-20), end_day=None)
    launch("Sooner", status=Status.PLANNED, start_day=ago(-10), end_day=None)
    launch("Cancelled", status=Status.CANCELLED, start_day=ago(-10), end_day=None)
    placement = launch("Blogger", kind=Kind.PLACEMENT, status=Status.PLANNED, start_day=ago(1), end_day=None)
    assert placement.placement is not None
    placement.placement.agreed_at = NOW - timedelta(hours=3)
    session.commit()
    with counted(context.engine) as after:
        html = browser.get(address).text
    assert len(after) == len(before)
    text = text_of(html)
    order = ("Placements overdue", "Blogger", "Mar 18, 2026, 10:30", "To begin or end", "Begin", "Should have begun on",
             "Running", "Fast", "Spends too much", "Spent RUB 1,500 of RUB 1,000 planned", "Without a budget",
             "Next", "Sooner", "Later")  # fmt: skip
    places = [text.index(told, text.index("Campaigns Open")) for told in order]
    assert places == sorted(places)
    assert "Cancelled" not in text
    assert "campaign-bar-over" in html
    assert browse(people.outsider).get(address).status_code == 404
