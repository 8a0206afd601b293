"""A placement from its making to its end: who may, what is refused, what a second click does."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo import clock
from promo.campaigns.models import Blogger, Campaign
from promo.campaigns.words import Kind, Status
from promo.pages.models import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]

NEW = {
    "blogger": "https://www.instagram.com/Masha.Pechet/?hl=ru",
    "format": "reel",
    "agreed_at": "2024-11-20T18:30",
    "fee": "18 000,50",
    "currency": "rub",
    "uid": "6f5a1c1e-7f5e-4f53-9c38-0a4f6f9c1a12",
}
TERMS = {
    "blogger": "@kofe.i.gorod",
    "format": "story",
    "agreed_at": "2024-11-22T10:00",
    "keep_until": "2024-11-30",
    "fee": "9000",
    "product_cost": "1450.5",
    "promo_code": "KOFE10",
    "link": "https://example.com/?a=1#menu",
    "utm_source": "kofe & город",
    "utm_medium": "influencer",
}


def only(session: Session) -> Campaign:
    session.expire_all()
    return session.scalars(select(Campaign)).one()


def make(browse: Browse, people: People, session: Session, **typed: str) -> Campaign:
    answer = browse(people.manager).post_form(f"/clients/{people.client_row.id}/placements/new", {**NEW, **typed})
    assert answer.status_code == 303, answer.text
    return only(session)


def version_in(text: str) -> str:
    return re.search(r'name="version"[^>]*value="(\d+)"', text).group(1)  # type: ignore[union-attr]


def test_made_once_in_one_step(browse: Browse, people: People, session: Session) -> None:
    session.add(Page(username="masha.pechet", client_id=None, created_at=clock.now()))
    session.commit()
    address = f"/clients/{people.client_row.id}/placements/new"
    assert 'value="RUB"' in browse(people.manager).get(address).text
    for _click in range(2):
        made = make(browse, people, session)
    told = made.placement
    assert told is not None
    assert told.blogger is not None
    assert (made.kind, made.name, made.fee, made.currency) == (
        Kind.PLACEMENT,
        "@masha.pechet · Reel · Nov 20",
        Decimal("18000.5"),
        "RUB",
    )
    assert (made.start_day, made.end_day) == (date(2024, 11, 20), date(2024, 11, 26))
    assert told.agreed_at == datetime(2024, 11, 20, 15, 30, tzinfo=UTC), "on the client's clock"
    assert told.blogger.handle == "masha.pechet"
    assert told.blogger.page is not None, "their page is collected already"
    browse(people.manager).post_form(address, {**NEW, "blogger": "@MASHA.pechet", "uid": ""})
    assert len(session.scalars(select(Blogger)).all()) == 1, "no twin"


@pytest.mark.sqlite_only
def test_what_is_refused_of_a_new_one(browse: Browse, people: People, session: Session) -> None:
    address, manager = f"/clients/{people.client_row.id}/placements/new", browse(people.manager)
    for typed, sentence in (
        ({"blogger": ""}, "Say who it is"),
        ({"blogger": "Маша"}, "cannot stand in a name on Instagram"),
        ({"blogger": "https://t.me/masha"}, "This is an address of another site."),
        ({"fee": "12x"}, "This is not a number."),
        ({"currency": "XYZ"}, "This currency is not known."),
        ({"agreed_at": "2036-11-20T18:30"}, "Choose a day between October 2010 and three years from now."),
        ({"agreed_at": "soon"}, "Not a valid"),
        ({"format": "song"}, "Not a valid choice"),
    ):
        answer = manager.post_form(address, {**NEW, "name": "Kept as typed", **typed})
        assert answer.status_code == 422, typed
        assert sentence in answer.text, typed
        assert "Kept as typed" in answer.text
    assert session.scalars(select(Campaign)).all() == []
    assert session.scalars(select(Blogger)).all() == []


def test_terms_change_and_the_days_follow(browse: Browse, people: People, session: Session) -> None:
    made = make(browse, people, session)
    address, mate = f"/campaigns/{made.id}/placement/terms", browse(people.teammate)
    shown = mate.get(address).text
    assert 'value="masha.pechet"' in shown, "the usual tags are suggested"
    assert 'value="masha-pechet-reel-nov-20"' in shown
    for code, version, status in (("FIRST", "1", 303), ("FIRST", "1", 303), ("KOFE10", "1", 409), ("KOFE10", "2", 303)):
        answer = mate.post_form(address, {**TERMS, "promo_code": code, "version": version})
        assert answer.status_code == status
        if status == 409:
            assert "KOFE10" in answer.text
            assert version_in(answer.text) == "2"
    made = only(session)
    told = made.placement
    assert told is not None
    assert told.blogger is not None
    assert (told.blogger.handle, told.format, told.promo_code, made.product_cost, made.version) == (
        "kofe.i.gorod",
        "story",
        "KOFE10",
        Decimal("1450.5"),
        3,
    )
    assert (made.start_day, made.end_day) == (date(2024, 11, 22), date(2024, 11, 28))
    page = mate.get(f"/campaigns/{made.id}/placement").text
    encoded = "kofe%20%26%20%D0%B3%D0%BE%D1%80%D0%BE%D0%B4"
    assert f"https://example.com/?a=1&amp;utm_source={encoded}&amp;utm_medium=influencer#menu" in page
    made.start_day = date(2024, 11, 1)
    session.commit()
    mate.post_form(address, {**TERMS, "agreed_at": "2024-11-25T10:00", "blogger": "", "version": "3"})
    made = only(session)
    assert made.start_day == date(2024, 11, 1), "days that somebody chose stay"
    assert made.placement is not None
    assert made.placement.blogger_id is None


@pytest.mark.sqlite_only
def test_what_is_refused(browse: Browse, people: People, session: Session) -> None:
    made, manager = make(browse, people, session), browse(people.manager)
    soon = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    for form, typed, sentence in (
        ("terms", {"link": "example.com"}, "A link begins with https://"),
        ("terms", {"link": "https://exa mple.com"}, "This is not a whole address."),
        ("terms", {"keep_until": "2024-11-21"}, "It cannot stay until a day before it is published."),
        ("terms", {"keep_until": "2046-11-21"}, "six years from now"),
        ("terms", {"blogger": "a..b"}, "no two dots in a row"),
        ("terms", {"product_cost": "-1"}, "less than nothing"),
        ("outcome", {"published_at": "2099-01-01T10:00"}, "Choose a day between October 2010"),
        ("outcome", {"published_at": soon}, "This is still to come."),
        ("outcome", {"removed_on": "2099-01-01"}, "This is still to come."),
        ("outcome", {"published_at": "2024-11-20T10:00", "removed_on": "2024-11-19"}, "cannot have gone before"),
        ("outcome", {"proof_url": "javascript:alert(1)"}, "A link begins with https://"),
        ("outcome", {"reach": "1.5"}, "write a whole number"),
    ):
        data = {**(TERMS if form == "terms" else {"clicks": "777"}), **typed, "version": "1"}
        answer = manager.post_form(f"/campaigns/{made.id}/placement/{form}", data)
        assert answer.status_code == 422, typed
        assert sentence in answer.text, typed
        assert ("KOFE10" if form == "terms" else "777") in answer.text
    assert only(session).version == 1


def test_what_came_of_it(browse: Browse, people: People, session: Session) -> None:
    made = make(browse, people, session, agreed_at="2024-11-20T18:30")
    address, manager = f"/campaigns/{made.id}/placement/outcome", browse(people.manager)
    told = {"published_at": "2024-11-21T19:00", "proof_url": "https://example.com/p", "reach": "21 400", "sales": "0",
            "value": "23800,50"}  # fmt: skip
    for reach, status in (("21 400", 303), ("21400", 303), ("5", 409)):
        assert manager.post_form(address, {**told, "reach": reach, "version": "1"}).status_code == status
    made = only(session)
    assert (made.total_reach, made.total_clicks, made.total_sales, made.total_value) == (
        21_400,
        None,
        0,
        Decimal("23800.5"),
    )
    assert (made.status, made.start_day, made.end_day) == (Status.ACTIVE, date(2024, 11, 21), date(2024, 11, 27))
    assert 'value="21400"' in manager.get(address).text
    answer = manager.post_form(address, {**told, "removed_on": "2024-11-23", "version": "2"}, follow_redirects=True)
    assert "Gone" in answer.text
    assert (only(session).status, only(session).removed_on) == (Status.DONE, date(2024, 11, 23))


def test_one_click_notes(browse: Browse, people: People, session: Session) -> None:
    agreed = (clock.now() - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    made = make(browse, people, session, agreed_at=agreed)
    mine = browse(people.specialist)
    assert mine.post_form(f"/campaigns/{made.id}/placement/publication").status_code == 403
    made.owner_id = people.specialist.id
    session.commit()
    for _click in range(2):
        answer = mine.post_form(f"/campaigns/{made.id}/placement/publication", {"back": "client"})
        assert answer.location == f"/clients/{people.client_row.id}/placements"
        told = only(session)
        assert told.placement is not None
        assert told.placement.published_at is not None
        assert (told.status, told.version) == (Status.ACTIVE, 2)
    for _click in range(2):
        assert mine.post_form(f"/campaigns/{made.id}/placement/takedown", {"back": "all"}).location == "/placements"
        assert (only(session).removed_on, only(session).status) == (clock.today("Europe/Moscow"), Status.DONE)
        assert only(session).version == 3
    assert mine.get(f"/campaigns/{made.id}/placement/outcome").status_code == 200
    assert mine.get(f"/campaigns/{made.id}/placement/terms").status_code == 403
    made.client.archived_at = clock.now()
    session.merge(made.client)
    session.commit()
    answer = browse(people.manager).post_form(f"/campaigns/{made.id}/placement/takedown", follow_redirects=True)
    assert "This client is archived." in answer.text


def test_who_may(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    made = make(browse, people, session)
    forms = (f"/campaigns/{made.id}/placement/terms", f"/campaigns/{made.id}/placement/outcome",
             f"/clients/{people.client_row.id}/placements/new")  # fmt: skip
    notes = (f"/campaigns/{made.id}/placement/publication", f"/campaigns/{made.id}/placement/takedown")
    for person, status in ((people.outsider, 404), (people.specialist, 403), (people.client, 403)):
        browser = browse(person)
        assert [browser.get(address).status_code for address in forms] == [status] * 3
        assert [browser.post_form(address).status_code for address in (*forms, *notes)] == [status] * 5
    for person, status in ((people.outsider, 404), (people.specialist, 200), (people.client, 200), (people.owner, 200)):
        shown = browse(person).get(f"/campaigns/{made.id}/placement")
        assert shown.status_code == status
        assert ("Next steps" in shown.text) == (status == 200 and person is not people.client)
        panel = browse(person).get(f"/campaigns/{made.id}").text
        assert ("Overdue" in panel) == (status == 200)
        assert ("Ask the blogger when it comes" in panel) == (status == 200 and person is not people.client)
    other = launch("An advertisement")
    owner = browse(people.owner)
    assert [owner.get(f"/campaigns/{other.id}/placement{part}").status_code for part in ("", "/terms")] == [404, 404]
    assert owner.get("/campaigns/999/placement").status_code == 404
