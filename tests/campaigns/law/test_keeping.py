"""Keeping a campaign's ERID, label and removal; the list of what is still live; who may."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from promo import clock
from promo.campaigns.law.reading import findings_of, severity_of
from promo.campaigns.models import Blogger, Campaign, Placement
from promo.campaigns.words import Channel, Format, Kind, Status
from promo.clients.models import Client

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]

START = date(2025, 10, 1)
RECENT = {"start_day": START, "end_day": date(2026, 2, 1)}


@pytest.fixture
def launch(launch: Launch) -> Launch:
    """Give the function that makes a campaign; it began in October 2025."""
    return partial(launch, **RECENT)


@pytest.fixture
def russian(session: Session, people: People) -> None:
    """Let both clients advertise under Russian law."""
    session.execute(update(Client).values(jurisdiction="ru"))
    session.commit()
    for client in (people.client_row, people.other_row):
        session.refresh(client)


def publish(session: Session, campaign: Campaign, at: datetime, form: str = Format.POST) -> None:
    session.execute(update(Placement).where(Placement.campaign_id == campaign.id).values(published_at=at, format=form))
    session.commit()
    session.expire_all()


def kept(session: Session) -> list[tuple[str, date | None, date | None, int]]:
    session.expire_all()
    found = session.scalars(select(Campaign).order_by(Campaign.id))
    return [(one.erid, one.marked_on, one.removed_on, one.version) for one in found]


@pytest.mark.usefixtures("russian")
def test_what_is_kept_for_the_law(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign = launch(channel=Channel.TELEGRAM, owner_id=people.specialist.id)
    address, specialist = f"/campaigns/{campaign.id}/law", browse(people.specialist)
    assert "No ERID is noted." in specialist.get(f"/campaigns/{campaign.id}").text
    typed = {"erid": "https://example.com/?a=1&erid=2VtzqxKJ8mQ&b", "marked_on": "2025-10-01", "version": "1"}
    for status in (303, 303):
        assert specialist.post_form(address, typed).status_code == status, "a second click says nothing new"
    assert kept(session) == [("2VtzqxKJ8mQ", START, None, 2)]
    assert 'value="2VtzqxKJ8mQ"' in browse(people.teammate).get(address).text

    stale = browse(people.manager).post_form(address, {**typed, "erid": "Other123"})
    assert stale.status_code == 409
    assert 'value="Other123"' in stale.text
    assert 'value="2"' in re.search(r'<input[^>]*name="version"[^>]*>', stale.text).group()  # type: ignore[union-attr]
    again = {"erid": "Other123", "removed_on": "2025-10-02", "version": "2"}
    assert browse(people.manager).post_form(address, again).status_code == 303
    assert kept(session) == [("Other123", None, date(2025, 10, 2), 3)]


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("russian")
def test_what_is_refused(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign, manager = launch(), browse(people.manager)
    for typed, sentence in (
        ({"erid": "два слова"}, "An ERID is 5 to 80 Latin letters"),
        ({"erid": "2Vt"}, "An ERID is 5 to 80 Latin letters"),
        ({"marked_on": "soon"}, "Not a valid date"),
        ({"marked_on": "2999-01-01"}, "Choose today or an earlier day"),
        ({"removed_on": "2009-01-01"}, "Choose today or an earlier day"),
        ({"removed_on": "2025-09-30"}, "before it was shown"),
    ):
        values = {"erid": "Typed-123", "version": "1", **typed}
        answer = manager.post_form(f"/campaigns/{campaign.id}/law", values)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert all(f'value="{value}"' in answer.text for value in values.values())
    assert kept(session) == [("", None, None, 1)]


@pytest.mark.usefixtures("russian")
def test_who_may(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign = launch()
    page, removal = f"/campaigns/{campaign.id}/law", f"/campaigns/{campaign.id}/law/removal"
    lists = ("/campaigns/live", f"/clients/{people.client_row.id}/campaigns/live")
    for person, get, post in (
        (people.outsider, 404, 404),
        (people.client, 403, 403),
        (people.specialist, 200, 403),
    ):
        browser = browse(person)
        assert browser.get(page).status_code == get
        assert [browser.post_form(one, {"erid": "Theirs-1"}).status_code for one in (page, removal)] == [post] * 2
        for address in (lists[1], f"{lists[1]}.csv", f"{lists[1]}.xlsx"):
            assert browser.get(address).status_code == get
    assert kept(session) == [("", None, None, 1)]
    assert "Save" not in browse(people.specialist).get(page).text
    assert "Taken down today" not in browse(people.specialist).get(lists[1]).text
    assert "Spring sale" not in browse(people.outsider).get(lists[0]).text
    client = browse(people.client)
    assert [client.get(one).status_code for one in ("/campaigns/live", "/campaigns/live.csv")] == [403] * 2
    assert "72-FZ" not in browse(people.client).get(f"/campaigns/{campaign.id}").text, "clients are not warned here"
    assert "72-FZ" in browse(people.owner).get(f"/campaigns/{campaign.id}").text


@pytest.mark.usefixtures("russian")
def test_the_list_of_what_is_still_live(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    now = clock.now()
    blogger = Blogger(handle="masha", created_at=now)
    session.add(blogger)
    session.flush()
    launch("Running ad")
    launch("Ended ad", status=Status.DONE)
    launch("Planned ad", status=Status.PLANNED)
    launch("Given away", kind=Kind.GIVEAWAY, status=Status.DONE)
    launch("In order", channel=Channel.VK)
    session.execute(update(Campaign).where(Campaign.name == "In order").values(erid="2Vtzq", marked_on=START))
    post, story = launch("=Old post", kind=Kind.PLACEMENT, status=Status.DONE), launch("Story", kind=Kind.PLACEMENT)
    launch("Of others", client=people.other_row)
    session.execute(update(Placement).where(Placement.campaign_id == post.id).values(blogger_id=blogger.id))
    publish(session, post, datetime(2025, 8, 1, 22, tzinfo=UTC))
    publish(session, story, now - timedelta(days=3), Format.STORIES)

    manager, address = browse(people.manager), f"/clients/{people.client_row.id}/campaigns/live"
    needing = manager.get(address).text
    names = ("Running ad", "Given away", "=Old post", "In order", "Ended ad", "Planned ad", "Story", "Of others")
    assert [name in needing for name in names] == [True] * 3 + [False] * 5
    assert "It began before the ban of Sep 1, 2025" in needing
    assert needing.index("=Old post") < needing.index("Running ad") < needing.index("Given away"), "the worst first"
    assert "In order" in manager.get(f"{address}?show=all").text
    assert "Of others" in browse(people.owner).get("/campaigns/live").text

    lines = manager.get(f"{address}.csv").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 5
    assert lines[1].startswith("Bakery,'=Old post,Placement with a blogger,Instagram,Done,masha,2025-08-02,")
    sheet = load_workbook(io.BytesIO(browse(people.owner).get("/campaigns/live.xlsx").data)).worksheets[0]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)].count("Of others") == 1

    pages = [manager.get(f"/campaigns/{one.id}/placement").text for one in (post, story)]
    assert ["72-FZ" in page for page in pages] == [True, False]
    for _click in range(2):
        answer = manager.post_form(f"/campaigns/{post.id}/law/removal", {"back": "client"})
        assert (answer.status_code, answer.location) == (303, address)
    assert "=Old post" not in manager.get(address).text
    session.expire_all()
    assert (post.removed_on, post.version) == (clock.today("Europe/Moscow"), 2)


@pytest.mark.usefixtures("russian")
def test_marks_for_lists_and_the_clients_nobody_spoke_of(
    browse: Browse, people: People, launch: Launch, session: Session
) -> None:
    campaign = launch()
    assert [one.code for one in findings_of(campaign)] == ["take_down", "advertised"]
    assert (severity_of(campaign), severity_of(campaign, START - timedelta(days=1))) == (3, 3)
    manager, mark = browse(people.manager), f'href="/campaigns/{campaign.id}/law"'
    assert mark in manager.get("/campaigns?state=attention").text
    assert "Law" in manager.get("/campaigns.csv").text
    assert mark not in browse(people.client).get("/campaigns").text
    assert "nobody said under whose law" not in manager.get("/campaigns/live").text
    session.execute(update(Client).values(jurisdiction=""))
    session.commit()
    session.expire_all()
    assert severity_of(campaign) == 0
    assert mark not in manager.get("/campaigns").text
    shown = manager.get("/campaigns/live").text
    assert "nobody said under whose law" in shown
    assert "Bakery" in shown
    assert "Studio" not in shown
    assert "Nobody said under whose law" in manager.get(f"/campaigns/{campaign.id}").text


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("russian")
def test_the_form_of_a_campaign_warns(browse: Browse, people: People, session: Session) -> None:
    address = f"/clients/{people.client_row.id}/campaigns/new"
    shown = browse(people.manager).get(address).text
    placed = browse(people.manager).get(f"/clients/{people.client_row.id}/placements/new").text
    assert re.search(r'data-channels="instagram">', placed), "a new placement is on Instagram"
    assert re.search(r'data-channels="instagram">', shown), "Instagram is suggested: its notice is shown"
    assert re.search(r'data-channels="telegram vk youtube tiktok search" hidden>', shown)
    session.execute(update(Client).values(jurisdiction="us"))
    session.commit()
    assert "data-channels" not in browse(people.manager).get(address).text


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("russian")
def test_an_archived_client_is_only_read(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign, manager = launch(), browse(people.manager)
    session.execute(update(Client).values(archived_at=clock.now()))
    session.commit()
    assert manager.get(f"/campaigns/{campaign.id}/law").status_code == 200
    assert manager.post_form(f"/campaigns/{campaign.id}/law", {"erid": "2Vtzq", "version": "1"}).status_code == 422
    assert manager.post_form(f"/campaigns/{campaign.id}/law/removal").status_code == 303
    assert kept(session) == [("", None, None, 1)]
    assert "Spring sale" not in manager.get("/campaigns/live").text
    assert "Spring sale" in manager.get(f"/clients/{people.client_row.id}/campaigns/live").text
