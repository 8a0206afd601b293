"""Importing from upload to undo, as a person does it: nothing unseen, nothing twice, nothing lost."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo import clock
from promo.campaigns.days import service as days
from promo.campaigns.days.models import CampaignDay, CampaignMonth
from promo.campaigns.models import Campaign
from promo.campaigns.transfer import choosing, reading
from promo.campaigns.transfer.models import CampaignImport
from promo.campaigns.words import METRICS, Status
from tests.campaigns.transfer.exports import ENGLISH, RUSSIAN, export, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]

RUB = {**ENGLISH, "spend": "Amount spent (RUB)"}
FIRST = date(2026, 10, 1)


def line(number: int = 0, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - cells
    """Return a line of the first campaign on a day of October."""
    said = {"day": (FIRST + timedelta(days=number)).isoformat(), "campaign": "Bread", "external_id": "120211"}
    return {**said, "spend": f"{10 + number}.50", "impressions": 1000 + number, **more}


def send(browser: Browser, client_id: int, content: bytes, name: str = "export.csv") -> Any:  # noqa: ANN401 - an answer
    data = {"csrf_token": browser.csrf_token(), "file": (io.BytesIO(content), name)}
    return browser.post(f"/clients/{client_id}/campaigns/import", data=data, content_type="multipart/form-data")


def upload(browser: Browser, client_id: int, *lines: dict[str, Any], headings: dict[str, str] = RUB) -> str:
    """Send a file with these lines and return the address of its import."""
    answer = send(browser, client_id, table(export(lines, headings)))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def shown(browser: Browser, address: str) -> str:
    """Return the preview as plain words."""
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", browser.get(f"{address}/preview").text, flags=re.DOTALL)
    return " ".join(text.split())


def bring(browser: Browser, client_id: int, *lines: dict[str, Any], **options: Any) -> str:  # noqa: ANN401 - passed on
    """Import these lines and return the address of the import."""
    address = upload(browser, client_id, *lines, **options)
    assert browser.post_form(f"{address}/apply", {"overwrite": "yes"}).status_code == 303
    return address


def kept(session: Session) -> dict[tuple[str, int], dict[str, Any]]:
    """Return what is known of the days, by the campaign's name and the day of the month."""
    session.expire_all()
    rows = session.execute(select(CampaignDay, Campaign.name).join(Campaign, Campaign.id == CampaignDay.campaign_id))
    return {
        (name, one.day.day): {metric: value for metric in METRICS if (value := getattr(one, metric)) is not None}
        for one, name in rows
    }


def months(session: Session) -> list[tuple[int, Decimal | None, int | None]]:
    """Return days, spend and impressions of the months."""
    rows = session.scalars(select(CampaignMonth).order_by(CampaignMonth.campaign_id, CampaignMonth.month))
    return [(one.days, one.spend, one.impressions) for one in rows]


def test_a_file_is_shown_written_once_and_taken_back(browse: Browse, people: People, session: Session) -> None:
    client, manager, mate = people.client_row, browse(people.manager), browse(people.teammate)
    lines = [
        line(0, spend="1 234,50", **{"Клики (все)": "9"}),
        line(1, spend="много", **{"Клики (все)": ""}),
        line(2, campaign="Пироги", external_id="120212", spend="0,06", **{"Клики (все)": ""}),
        {"day": "", "campaign": "", "external_id": "", "spend": "1 234,56", "impressions": "2 000", "Клики (все)": ""},
    ]
    headings = {**RUSSIAN, "spend": "Потраченная сумма (EUR)"}
    address = upload(manager, client.id, *lines, headings=headings)
    page = manager.get(address).text
    assert "Потраченная сумма (EUR)" in page
    assert page.count('<option value="new" selected>') == 2
    said = shown(manager, address)
    for sentence in (
        "New days 2 Changed days 0 Unchanged days 0 Lines with problems 1",
        "Clicks are those of the column “Клики (все)”.",
        "1 line names no campaign: it is the file's total and is left out.",
        "“много” in “Потраченная сумма (EUR)” is no number.",
        "€1,234.50",
    ):
        assert sentence in said, sentence
    assert kept(session) == {}, "nothing is written before a yes"
    for _click in range(2):
        assert mate.post_form(f"{address}/apply").status_code == 303
    written = {
        ("Bread", 1): {"spend": Decimal("1234.5"), "impressions": 1000, "clicks": 9},
        ("Пироги", 3): {"spend": Decimal("0.06"), "impressions": 1002},
    }
    assert kept(session) == written
    bread, pies = session.scalars(select(Campaign).order_by(Campaign.id))
    assert (bread.currency, bread.external_id, bread.status, bread.start_day) == ("EUR", "120211", Status.DONE, FIRST)
    assert pies.end_day == FIRST + timedelta(days=2)
    assert months(session) == [(1, Decimal("1234.5"), 1000), (1, Decimal("0.06"), 1002)]
    assert "New days 2" in shown(manager, address), "the import can be looked at later"
    assert manager.get(address).status_code == 303

    again = upload(manager, client.id, *lines, headings=headings)
    assert manager.get(again).text.count("by its ID") == 2
    assert "New days 0 Changed days 0 Unchanged days 2" in shown(manager, again)
    answer = manager.post_form(f"{again}/apply", follow_redirects=True)
    assert "There is nothing to import" in answer.text
    listed = manager.get(f"/clients/{client.id}/campaigns/import").text
    assert people.teammate.name in listed, "who said yes"
    assert "2 new days, 0 changed" in listed

    assert "2 days were taken back." in manager.post_form(f"{address}/undo", follow_redirects=True).text
    assert "taken back." not in mate.post_form(f"{address}/undo", follow_redirects=True).text
    assert (kept(session), months(session), session.scalars(select(Campaign)).all()) == ({}, [], [])
    assert "taken back" in shown(manager, address)


def test_what_the_file_lacks_stays_and_what_was_typed_gives_way_only_if_told(
    browse: Browse, people: People, launch: Launch, session: Session
) -> None:
    campaign, client, manager = launch("Bread"), people.client_row, browse(people.manager)
    typed = {"campaign_id": campaign.id, "spend": Decimal("9.5"), "impressions": None, "leads": 4}
    days.keep(session, [{**typed, "day": FIRST}, {**typed, "day": FIRST + timedelta(days=1)}], by_id=people.owner.id)
    session.commit()
    lines = [line(0, spend=""), line(1), line(2)]
    address = upload(manager, client.id, *lines)
    said = shown(manager, address)
    assert "New days 1 Changed days 2" in said
    assert "Overwrite 1 day whose numbers a person had typed" in said
    assert "typed by hand" in said
    assert "RUB 9.50 RUB 11.50" in said
    manager.post_form(f"{address}/apply")
    by_hand = {"spend": Decimal("9.5"), "leads": 4}
    assert kept(session) == {
        ("Bread", 1): {**by_hand, "impressions": 1000},
        ("Bread", 2): by_hand,
        ("Bread", 3): {"spend": Decimal("12.5"), "impressions": 1002},
    }
    assert "1 day kept the numbers that a person had typed." in shown(manager, address)
    second = bring(manager, client.id, *lines)
    assert kept(session)["Bread", 2] == {"spend": Decimal("11.5"), "impressions": 1001, "leads": 4}
    for one in (address, second):
        manager.post_form(f"{one}/undo")
    assert kept(session) == {("Bread", 1): by_hand, ("Bread", 2): by_hand}
    rows = session.scalars(select(CampaignDay)).all()
    assert {(one.import_id, one.updated_by_id) for one in rows} == {(None, people.owner.id)}
    assert months(session) == [(2, Decimal(19), None)]


def test_what_came_later_stays(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign, client, manager = launch("Bread", external_id="120211"), people.client_row, browse(people.manager)
    first = bring(manager, client.id, line(0), line(1), line(2))
    second = bring(manager, client.id, line(1, spend="99.99"))
    days.keep(
        session, [{"campaign_id": campaign.id, "day": FIRST + timedelta(days=2), "leads": 7}], by_id=people.owner.id
    )
    session.commit()
    answer = manager.post_form(f"{first}/undo", follow_redirects=True).text
    assert "1 day was taken back." in answer
    assert "Left as they are, since they were changed later: 2." in answer
    typed = {"spend": Decimal("12.5"), "impressions": 1002, "leads": 7}
    assert kept(session) == {("Bread", 2): {"spend": Decimal("99.99"), "impressions": 1001}, ("Bread", 3): typed}
    manager.post_form(f"{second}/undo")
    assert kept(session) == {("Bread", 3): typed}, "what the second replaced was taken back before it"


def test_names_are_found_chosen_and_remembered(
    browse: Browse, people: People, launch: Launch, session: Session
) -> None:
    client, manager = people.client_row, browse(people.manager)
    by_id, by_name, other = launch("Other name", external_id="120211"), launch("  fresh ROLLS "), launch("Cakes")
    theirs = launch("Not ours", client=people.other_row)
    lines = [
        line(0),
        line(0, campaign="Fresh rolls", external_id=""),
        line(0, campaign="Торты", external_id=""),
        line(0, campaign="Test", external_id=""),
    ]
    address = upload(manager, client.id, *lines)
    page = manager.get(address).text
    chosen = re.findall(r'<option value="(\w+)" selected>', page)
    assert [one for one in chosen if one] == [str(by_id.id), str(by_name.id), "new", "new"]
    for wrong in (str(theirs.id), "anything"):
        answer = manager.post_form(address, {"is-0": "skip", "is-2": wrong})
        assert answer.status_code == 422
        assert "no longer the client&#39;s" in answer.text
        assert '<option value="skip" selected>' in answer.text, "what was chosen is still there"
    assert manager.post_form(address, {"is-2": str(other.id), "is-3": "skip"}).location == f"{address}/preview"
    assert "1 line is of campaigns that you leave out." in shown(manager, address)
    manager.post_form(f"{address}/apply")
    assert set(kept(session)) == {("Other name", 1), (by_name.name, 1), ("Cakes", 1)}
    again = manager.get(upload(manager, client.id, *lines)).text
    assert re.findall(r'<option value="(\w+)" selected>', again) == [
        str(by_id.id),
        str(by_name.id),
        str(other.id),
        "skip",
    ]
    assert again.count("as in the last import") == 3


def test_columns_are_given_a_meaning_once(browse: Browse, people: People, session: Session) -> None:
    client, manager = people.client_row, browse(people.manager)
    cells = {"Акция": "Bread", "Когда": "2026-10-01", "Траты": "10,5", "Заявок": "3", "Показы": "100"}
    address = upload(manager, client.id, cells, headings={})
    assert manager.get(f"{address}/preview").location == address
    page = manager.get(address).text
    assert "No column says whose the lines are." in page
    assert "No column says the day." in page
    twice = manager.post_form(address, {"means-0": "campaign", "means-2": "spend", "means-3": "spend"})
    assert twice.status_code == 422
    assert "Two columns cannot mean the same." in twice.text
    assert twice.text.count('<option value="spend" selected>') == 2, "what was chosen is still there"
    said = {"means-0": "campaign", "means-1": "day", "means-2": "spend", "means-3": "leads"}
    answer = manager.post_form(address, said, follow_redirects=True)
    assert "the file has other campaigns. Look at them." in answer.text
    assert "The headings name no currency" in answer.text
    assert manager.post_form(address, {**said, "is-0": "new"}).location == f"{address}/preview"
    manager.post_form(f"{address}/apply")
    assert kept(session) == {("Bread", 1): {"spend": Decimal("10.5"), "leads": 3, "impressions": 100}}
    assert session.scalars(select(Campaign.currency)).all() == [client.currency]
    later = upload(manager, client.id, {**cells, "Когда": "2026-10-02"}, headings={})
    assert "New days 1" in shown(manager, later), "the meanings are remembered"


def test_lines_that_cannot_be_kept(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    client, manager = people.client_row, browse(people.manager)
    launch("Bread", external_id="120211", currency="USD")
    soon = clock.today(client.time_zone) + timedelta(days=3)
    address = upload(
        manager, client.id, line(0), line(1), line(2, campaign="Rolls", external_id="2", day=soon.isoformat())
    )
    said = shown(manager, address)
    assert "“Bread” has its amounts in USD, and the file is in RUB: 2 lines are left out." in said
    assert "This day is still to come." in said
    assert "Lines with problems 3" in said
    assert "There is nothing to import" in manager.post_form(f"{address}/apply", follow_redirects=True).text
    counted = {name: value for name, value in line(0).items() if name != "spend"}
    bring(manager, client.id, counted)
    assert kept(session) == {("Bread", 1): {"impressions": 1000}}, "a file without amounts has no currency to differ in"


def test_a_line_of_several_days_is_a_total(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    client, manager = people.client_row, browse(people.manager)
    bread = launch("Bread", start_day=FIRST)
    bread.total_reach, bread.total_leads = 500, 5
    launch("Rolls", start_day=date(2026, 9, 1))
    session.commit()
    span = {"starts": "2026-10-01", "ends": "2026-10-31", "spend": "100.25", "reach": 900, "leads": ""}
    lines = [
        {"campaign": "Bread", **span},
        {"campaign": "Rolls", **span},
        {"campaign": "Pies", **span},
        {"campaign": "Cakes", **span},
        {"campaign": "Cakes", **span, "starts": "2026-10-08"},
    ]
    address = upload(manager, client.id, *lines)
    said = shown(manager, address)
    for sentence in (
        "5 lines cover more than one day each",
        "For days, export again with the breakdown By time → Day.",
        "This line begins on 2026-10-01 and the campaign on 2026-09-01: it is not the whole of it.",
        "Several lines of this campaign cover more than one day each",
        "Reach 500 900",
        "Lines with problems 3",
    ):
        assert sentence in said, sentence
    manager.post_form(f"{address}/apply")

    def totals() -> dict[str, tuple[Any, ...]]:
        session.expire_all()
        rows = session.scalars(select(Campaign).order_by(Campaign.id))
        return {one.name: (one.total_spend, one.total_reach, one.total_leads) for one in rows}

    assert totals() == {
        "Bread": (Decimal("100.25"), 900, 5),
        "Rolls": (None, None, None),
        "Pies": (Decimal("100.25"), 900, None),
    }
    assert kept(session) == {}
    again = upload(manager, client.id, *lines)
    assert "There is nothing to import" in shown(manager, again)
    manager.post_form(f"{address}/undo")
    assert totals() == {"Bread": (None, 500, 5), "Rolls": (None, None, None)}


def test_who_may(browse: Browse, people: People, session: Session) -> None:
    client = people.client_row
    address = upload(browse(people.manager), client.id, line(0))
    start = f"/clients/{client.id}/campaigns/import"
    for person, status in ((people.outsider, 404), (people.specialist, 403), (people.client, 403)):
        browser = browse(person)
        assert browser.get(start).status_code == status
        assert send(browser, client.id, table(export([line(0)]))).status_code == status
        assert browser.get(f"{address}/preview").status_code == status
        for action in ("", "/apply", "/undo"):
            assert browser.post_form(f"{address}{action}").status_code == status
    number = address.rpartition("/")[2]
    there = f"/clients/{people.other_row.id}/campaigns/import/{number}"
    assert browse(people.outsider).post_form(f"{there}/apply").status_code == 404, "another client's import"
    assert kept(session) == {}
    assert "campaigns/import" not in browse(people.specialist).get(f"/clients/{client.id}/campaigns").text
    client.archived_at = datetime(2026, 11, 1, tzinfo=UTC)
    session.commit()
    owner = browse(people.owner)
    assert send(owner, client.id, table(export([line(0)]))).status_code == 422
    assert owner.post_form(address, {"is-0": "new"}).status_code == 422
    assert "archived" in owner.post_form(f"{address}/apply", follow_redirects=True).text
    assert kept(session) == {}


@pytest.mark.sqlite_only
def test_bad_files_and_old_ones(browse: Browse, people: People, session: Session) -> None:
    client, manager = people.client_row, browse(people.manager)
    for content, sentence in (
        (b"", "The file is empty."),
        (b"a,b\n1,2", "None of the first rows has a heading"),
        (table(export([line(0)], {**ENGLISH, "spend": "Amount spent (ABC)"})), "which is no currency that is used"),
    ):
        answer = send(manager, client.id, content)
        assert answer.status_code == 422
        assert sentence in answer.text
    answer = manager.post_form(f"/clients/{client.id}/campaigns/import")
    assert (answer.status_code, "Choose a file." in answer.text) == (422, True)
    upload(manager, client.id, line(0))
    done = bring(manager, client.id, line(1))
    for one in session.scalars(select(CampaignImport)):
        one.created_at = datetime(2026, 1, 1, tzinfo=UTC)
    session.commit()
    newest = upload(manager, client.id, line(2))
    left = {str(one) for one in session.scalars(select(CampaignImport.id))}
    assert left == {done.rpartition("/")[2], newest.rpartition("/")[2]}, "unfinished ones are forgotten"


@pytest.mark.sqlite_only
def test_problems_are_told_in_parts(browse: Browse, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_PROBLEMS", 70)
    manager = browse(people.manager)
    address = upload(manager, people.client_row.id, *(line(number, spend=f"?{number}") for number in range(80)))
    first, last = (manager.get(f"{address}/preview?page={page}").text for page in (1, 2))
    assert ("“?0”" in first, "“?50”" in first, "“?50”" in last, "“?70”" in last) == (True, False, True, False)
    assert "Page 2 of 2" in last
    assert "Only the first of them are listed" in last
    assert "Lines with problems 80" in shown(manager, address)


@pytest.mark.sqlite_only
def test_a_meaning_by_which_the_file_cannot_be_read(browse: Browse, people: People) -> None:
    manager = browse(people.manager)
    cells = [line(0, shop="9999999999"), line(0, shop="9999999999")]
    address = upload(manager, people.client_row.id, *cells)
    answer = manager.post_form(address, {"means-5": "value"})
    assert answer.status_code == 422
    assert "add up to more than can be true" in answer.text
    assert manager.get(f"{address}/preview").status_code == 200, "it was not remembered"


@pytest.mark.sqlite_only
def test_many_campaigns_are_offered_by_the_nearest_names(
    browse: Browse, people: People, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "MOST_OPTIONS", 5)
    monkeypatch.setattr(choosing, "NEAREST", 2)
    for name in ("Bread of October", "Rolls", "Cakes", "Pies", "Bread, old"):
        launch(name)
    manager = browse(people.manager)
    lines = [line(0, campaign="Bread", external_id=""), line(0, campaign="Rolls", external_id="")]
    page = manager.get(upload(manager, people.client_row.id, *lines)).text
    assert "each is offered those with the nearest names" in page
    assert page.count("Bread of October") == 1
    assert "Pies" not in page
