"""The days of a campaign: typing them in, what is refused, what somebody else changed, and the files."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo import clock
from promo.campaigns.days import service
from promo.campaigns.days.entering import UNKNOWN, told, understood
from promo.campaigns.days.models import CampaignDay, CampaignMonth
from promo.campaigns.models import Campaign
from promo.campaigns.transfer.models import CampaignImport
from promo.campaigns.words import METRICS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]

FIRST, SECOND = date(2026, 10, 1), date(2026, 10, 2)
CONFLICT = "Somebody else changed these figures"


@pytest.fixture(autouse=True)
def _november(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.fromisoformat("2026-11-04T09:00:00+00:00")
    monkeypatch.setattr(clock, "now", lambda: now)


def fields(html: str) -> dict[str, str]:
    """The fields of the grid as a browser would send them."""
    form = html[html.index("data-days") : html.index("</form>", html.index("data-days"))]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'\bname="([^"]*)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        if name and name.group(1) != "csrf_token":
            found[name.group(1)] = unescape(value.group(1)) if value else ""
    return found


def type_in(browser: Browser, campaign: Campaign, shown: dict[str, str], **cells: str) -> TestResponse:
    """Send the grid that was ``shown`` with ``cells`` changed (``spend_1``: spend of the first of October)."""
    changed = {
        f"{name.rsplit('_', 1)[0]}-2026-10-{int(name.rsplit('_', 1)[1]):02}": text for name, text in cells.items()
    }
    return browser.post_form(f"/campaigns/{campaign.id}/days?by=month&at=2026-10-01", {**shown, **changed})


def grid(browser: Browser, campaign: Campaign) -> dict[str, str]:
    return fields(browser.get(f"/campaigns/{campaign.id}/days?at=2026-10-07").text)


def kept(session: Session) -> dict[date, dict[str, Any]]:
    session.expire_all()
    rows = session.scalars(select(CampaignDay).order_by(CampaignDay.day))
    return {row.day: {name: getattr(row, name) for name in METRICS if getattr(row, name) is not None} for row in rows}


def test_days_are_typed_changed_and_removed(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign, manager = launch(), browse(people.manager)
    shown = grid(manager, campaign)
    assert len([name for name in shown if name.startswith("spend-")]) == 30
    typed = {"spend_1": "1 234,50", "impressions_1": "10 000", "value_2": "0", "reach_2": "300"}
    for _click in range(2):
        answer = type_in(manager, campaign, shown, **typed)
        assert answer.status_code == 303
        assert answer.location.endswith("/days?by=month&at=2026-10-01")
        assert kept(session) == {
            FIRST: {"spend": Decimal("1234.5"), "impressions": 10_000},
            SECOND: {"reach": 300, "value": Decimal(0)},
        }
    assert {row.updated_by_id for row in session.scalars(select(CampaignDay))} == {people.manager.id}
    (month,) = session.scalars(select(CampaignMonth))
    assert (month.days, month.spend, month.value, month.peak_reach) == (2, Decimal("1234.5"), Decimal(0), 300)

    shown = grid(manager, campaign)
    assert (shown["spend-2026-10-01"], shown["value-2026-10-02"]) == ("1234.5", "0")
    answer = manager.post_form(
        f"/campaigns/{campaign.id}/days", {**shown, "remove": "2026-10-01", "reach-2026-10-02": ""}
    )
    assert answer.status_code == 303
    assert kept(session) == {SECOND: {"value": Decimal(0)}}
    assert (
        "Nothing was changed."
        in manager.post_form(f"/campaigns/{campaign.id}/days", grid(manager, campaign), follow_redirects=True).text
    )


def test_what_somebody_else_changed_is_told(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign = launch()
    manager, mate = browse(people.manager), browse(people.teammate)
    type_in(manager, campaign, grid(manager, campaign), spend_1="10", clicks_1="5", leads_1="1")
    mine = grid(manager, campaign)
    type_in(mate, campaign, grid(mate, campaign), spend_1="20", clicks_1="6")
    answer = type_in(manager, campaign, mine, spend_1="30", leads_1="2", sales_2="3")
    assert answer.status_code == 409
    assert CONFLICT in answer.text
    assert "it is now: RUB\N{NO-BREAK SPACE}20.00" in answer.text
    again = fields(answer.text)
    assert (again["spend-2026-10-01"], again["leads-2026-10-01"], again["sales-2026-10-02"]) == ("30", "2", "3")
    assert again["clicks-2026-10-01"] == "6", "what was not touched is shown as it is now"
    assert kept(session) == {FIRST: {"spend": Decimal(20), "clicks": 6, "leads": 1}}, "nothing was written"

    assert type_in(manager, campaign, again).status_code == 303
    assert kept(session) == {FIRST: {"spend": Decimal(30), "clicks": 6, "leads": 2}, SECOND: {"sales": 3}}
    lost = grid(manager, campaign) | {"was-2026-10-01": "nonsense"}
    assert type_in(manager, campaign, lost, spend_1="40").status_code == 409, "what was seen is not known any more"


def test_both_may_work_on_one_day(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign = launch()
    manager, mate = browse(people.manager), browse(people.teammate)
    mine, theirs = grid(manager, campaign), grid(mate, campaign)
    assert type_in(mate, campaign, theirs, spend_1="20", clicks_1="7").status_code == 303
    assert type_in(manager, campaign, mine, leads_1="2", clicks_1="7").status_code == 303
    assert kept(session) == {FIRST: {"spend": Decimal(20), "leads": 2, "clicks": 7}}


@pytest.mark.sqlite_only
def test_what_is_wrong_stands_beside_its_cell(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign, manager = launch(), browse(people.manager)
    wrong = {
        "spend_1": ("12x", "This is not a number."),
        "clicks_1": ("1.5", "write a whole number"),
        "value_3": ("-5", "less than nothing"),
        "spend_4": ("1.23456", "At most 4 digits"),
        "impressions_5": ("1" * 13, "too large"),
    }
    typed = {name: text for name, (text, _) in wrong.items()}
    answer = type_in(manager, campaign, grid(manager, campaign), **typed, leads_9="7", spend_10="<b>")
    assert answer.status_code == 422
    again = fields(answer.text)
    assert again["leads-2026-10-09"] == "7"
    for name, (text, sentence) in wrong.items():
        metric, day = name.rsplit("_", 1)
        cell = f"{metric}-2026-10-{int(day):02}"
        assert again[cell] == text
        beside = re.search(rf'id="{cell}-error">([^<]*)<', answer.text)
        assert beside
        assert sentence in beside.group(1)
    assert "<b>" not in answer.text
    assert kept(session) == {}


@pytest.mark.sqlite_only
def test_days_to_come_and_nonsense_are_left_out(
    browse: Browse, people: People, launch: Launch, session: Session
) -> None:
    campaign, manager = launch(end_day=None), browse(people.manager)
    sent = {f"was-{day}": "" for day in ("2026-11-05", "2009-01-01", "soon", "2026-11-04")}
    sent |= {f"spend-{name.removeprefix('was-')}": "5" for name in sent}
    assert manager.post_form(f"/campaigns/{campaign.id}/days", sent).status_code == 303
    assert kept(session) == {date(2026, 11, 4): {"spend": Decimal(5)}}
    html = manager.get(f"/campaigns/{campaign.id}/days?by=week&at=2026-11-04").text
    assert re.findall(r'name="was-([-\d]+)"', html) == ["2026-11-02", "2026-11-03", "2026-11-04"]
    for query in ("at=never&by=decade", "at=2031-01-01", "at=0001-01-01"):
        assert manager.get(f"/campaigns/{campaign.id}/days?{query}").status_code == 200
    later = launch("Later", start_day=date(2026, 12, 1), end_day=None)
    assert "No day of it has come yet" in manager.get(f"/campaigns/{later.id}/days").text


def test_imported_days_are_marked_until_they_are_typed_over(
    browse: Browse, people: People, launch: Launch, session: Session
) -> None:
    campaign, manager = launch(), browse(people.manager)
    file = CampaignImport(
        client_id=people.client_row.id, name="october.csv", choices={}, counts={}, created_at=clock.now()
    )
    session.add(file)
    session.flush()
    rows = [{"campaign_id": campaign.id, "day": day, "spend": Decimal(7)} for day in (FIRST, SECOND, date(2026, 9, 30))]
    service.keep(session, rows, by_id=None, import_id=file.id)
    session.commit()
    assert manager.get(f"/campaigns/{campaign.id}/days?at=2026-10-01").text.count("From the file october.csv") == 2
    assert "outside the campaign" in manager.get(f"/campaigns/{campaign.id}/days?at=2026-09-01").text
    type_in(manager, campaign, grid(manager, campaign), clicks_1="5")
    html = manager.get(f"/campaigns/{campaign.id}/days?at=2026-10-01").text
    assert html.count("From the file october.csv") == 1
    assert "Typed by Manager" in html


def test_who_may(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    own = launch("Own", owner_id=people.specialist.id)
    other = launch("Other")
    shown = grid(browse(people.manager), own)
    for person, campaign, read, write in (
        (people.owner, own, 200, 303),
        (people.teammate, own, 200, 303),
        (people.specialist, own, 200, 303),
        (people.specialist, other, 200, 403),
        (people.client, own, 200, 403),
        (people.outsider, own, 404, 404),
    ):
        browser = browse(person)
        html = browser.get(f"/campaigns/{campaign.id}/days?at=2026-10-01")
        assert html.status_code == read
        assert ("data-days" in html.text) == (write == 303)
        assert browser.get(f"/campaigns/{campaign.id}/days.csv").status_code == read
        assert type_in(browser, campaign, shown).status_code == write
        assert browser.post_form(f"/campaigns/{campaign.id}/totals", {"version": "1"}).status_code == write
    people.client_row.archived_at = clock.now()
    session.merge(people.client_row)
    session.commit()
    manager = browse(people.manager)
    refused = type_in(manager, own, shown, spend_1="5")
    assert refused.status_code == 422
    assert "This client is archived." in refused.text
    assert manager.post_form(f"/campaigns/{own.id}/totals", {"reach": "5", "version": "1"}).status_code == 422
    assert kept(session) == {}


def test_totals(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign, manager = launch(), browse(people.manager)
    address = f"/campaigns/{campaign.id}/totals"
    typed = {"reach": "12 000", "spend": "99,90", "version": "1"}
    assert "At most 4 digits" in manager.post_form(address, {**typed, "spend": "1.00001"}).text
    for _click in range(2):
        assert manager.post_form(address, typed).status_code == 303
    stale = manager.post_form(address, {**typed, "reach": "13 000"})
    assert stale.status_code == 409
    assert 'value="13 000"' in stale.text
    assert 'value="2"' in re.search(r'<input[^>]*name="version"[^>]*>', stale.text).group()  # type: ignore[union-attr]
    session.expire_all()
    found = session.get_one(Campaign, campaign.id)
    assert (found.total_reach, found.total_spend, found.total_clicks, found.version) == (
        12_000,
        Decimal("99.9"),
        None,
        2,
    )
    assert manager.post_form(address, {"version": "2"}).status_code == 303
    session.expire_all()
    assert session.get_one(Campaign, campaign.id).total_reach is None


@pytest.mark.sqlite_only
def test_the_files(browse: Browse, people: People, launch: Launch) -> None:
    campaign, manager = launch(name="=cmd"), browse(people.manager)
    type_in(manager, campaign, grid(manager, campaign), spend_2="0.0001", reach_2="5")
    rows = list(csv.reader(io.StringIO(manager.get(f"/campaigns/{campaign.id}/days.csv").data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Day", "Spend", "Impressions"]
    assert rows[1:] == [["2026-10-02", "0.0001", "", "5", "", "", "", "", "", "typed by hand"]]
    assert manager.get(f"/campaigns/{campaign.id}/days.xlsx").status_code == 200


def test_what_a_form_carries_comes_back() -> None:
    known = {**UNKNOWN, "spend": Decimal("12.3456"), "clicks": 0, "value": Decimal(1200)}
    assert understood(told(known)) == known
    for lost in ("", "1;2", "x;;;;;;;", "1.5;1.5;;;;;;", ";" * 30):
        assert understood(lost) == UNKNOWN
