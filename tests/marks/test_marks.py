from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from promo.campaigns.timeline.reading import happenings
from promo.marks.models import EventMark
from tests.growth.agency import NOW, TODAY, add_days, add_page, ago

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

TYPED = {"title": "Giveaway of cakes", "kind": "giveaway", "day": "2026-03-10", "end_day": "", "note": "With a cafe"}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bread(people: People, session: Session) -> Page:
    page = add_page(session, people.client_row)
    add_days(session, page, {number: 1000 - number for number in range(1, 20)})
    return page


def marks(session: Session) -> list[EventMark]:
    session.expire_all()
    return session.query(EventMark).order_by(EventMark.id).all()


def test_an_event_is_noted_listed_and_drawn(browse: Browse, people: People, bread: Page, session: Session) -> None:
    browser = browse(people.manager)
    answer = browser.post_form(f"/pages/{bread.id}/marks", TYPED)
    assert (answer.status_code, answer.location) == (303, f"/pages/{bread.id}/marks")
    (mark,) = marks(session)
    assert (mark.page_id, mark.client_id, mark.day, mark.created_by_id) == (
        bread.id,
        people.client_row.id,
        date(2026, 3, 10),
        people.manager.id,
    )
    assert "Giveaway of cakes" in browse(people.client).get(f"/pages/{bread.id}/marks").text
    assert "Giveaway: Giveaway of cakes (Mar 10, 2026)" in browse(people.client).get(f"/pages/{bread.id}/growth").text


def test_a_second_click_notes_it_once(browse: Browse, people: People, bread: Page, session: Session) -> None:
    for person in (people.manager, people.manager, people.teammate):
        assert browse(person).post_form(f"/pages/{bread.id}/marks", TYPED).status_code == 303
    assert len(marks(session)) == 1


def test_one_for_all_pages_is_shown_on_each(browse: Browse, people: People, bread: Page, session: Session) -> None:
    other = add_page(session, people.client_row, "bread.two")
    stranger = add_page(session, people.other_row, "studio")
    session.commit()
    browse(people.owner).post_form(f"/pages/{bread.id}/marks", {**TYPED, "all_pages": "y", "end_day": "2026-03-12"})
    assert marks(session)[0].page_id is None
    assert "Giveaway of cakes" in browse(people.owner).get(f"/pages/{other.id}/marks").text
    assert "Giveaway of cakes" not in browse(people.owner).get(f"/pages/{stranger.id}/marks").text
    clients = [people.client_row.id]
    assert len(happenings(session, [other.id], clients, date(2026, 3, 12), TODAY)) == 1
    assert happenings(session, [other.id], clients, date(2026, 3, 13), TODAY) == []
    assert happenings(session, [other.id], clients, ago(99), date(2026, 3, 9)) == []


def test_a_teammate_changes_and_removes_it(browse: Browse, people: People, bread: Page, session: Session) -> None:
    browse(people.manager).post_form(f"/pages/{bread.id}/marks", TYPED)
    (mark,) = marks(session)
    address = f"/pages/{bread.id}/marks/{mark.id}"
    browser = browse(people.teammate)
    assert "Giveaway of cakes" in browser.get(address).text
    assert browser.post_form(address, {**TYPED, "title": "Cakes", "version": "1"}).status_code == 303
    assert [(one.title, one.version) for one in marks(session)] == [("Cakes", 2)]
    stale = browser.post_form(address, {**TYPED, "title": "Bread", "version": "1"})
    assert stale.status_code == 409
    assert 'value="Bread"' in stale.text
    assert "<strong>Cakes</strong>" in stale.text
    assert browser.post_form(f"{address}/removal").status_code == 303
    assert marks(session) == []
    assert browser.post_form(f"{address}/removal").status_code == 404


def test_readers_may_not_write_and_outsiders_find_nothing(
    browse: Browse, people: People, bread: Page, session: Session
) -> None:
    browse(people.manager).post_form(f"/pages/{bread.id}/marks", TYPED)
    (mark,) = marks(session)
    for person, status in ((people.client, 403), (people.specialist, 403), (people.outsider, 404)):
        browser = browse(person)
        assert browser.post_form(f"/pages/{bread.id}/marks", TYPED).status_code == status
        assert browser.post_form(f"/pages/{bread.id}/marks/{mark.id}", TYPED).status_code == status
        assert browser.post_form(f"/pages/{bread.id}/marks/{mark.id}/removal").status_code == status
    assert browse(people.outsider).get(f"/pages/{bread.id}/marks").status_code == 404
    assert "New event" not in browse(people.client).get(f"/pages/{bread.id}/marks").text
    other = add_page(session, people.other_row, "studio")
    session.commit()
    assert browse(people.owner).get(f"/pages/{other.id}/marks/{mark.id}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": "  "}, "Say in a few words what happened."),
        ({"day": ""}, "Choose the day, like 2026-10-01."),
        ({"day": "2001-01-01"}, "Choose a day between"),
        ({"day": "2030-01-01"}, "Choose a day between"),
        ({"end_day": "2026-03-09"}, "The last day is before the first one."),
        ({"end_day": "2027-12-09"}, "An event lasts at most a year."),
        ({"kind": "party"}, "Not a valid choice."),
    ],
)
def test_bad_input_is_told_beside_the_field_and_kept(
    browse: Browse, people: People, bread: Page, wrong: dict[str, str], sentence: str
) -> None:
    answer = browse(people.manager).post_form(f"/pages/{bread.id}/marks", {**TYPED, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "With a cafe" in answer.text
    assert "No events yet" in answer.text


def test_a_competitors_page_has_events_of_its_own(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, None, "rival")
    session.commit()
    browser = browse(people.owner)
    assert browser.post_form(f"/pages/{page.id}/marks", {**TYPED, "all_pages": "y"}).status_code == 422
    assert browser.post_form(f"/pages/{page.id}/marks", TYPED).status_code == 303
    assert browser.post_form(f"/pages/{page.id}/marks", TYPED).status_code == 303
    assert [(one.page_id, one.client_id) for one in marks(session)] == [(page.id, None)]
    assert happenings(session, [page.id], [], ago(30), TODAY + timedelta(days=1))


def test_the_day_of_a_link_is_filled_in(browse: Browse, people: People, bread: Page) -> None:
    browser = browse(people.manager)
    assert 'value="2026-03-05"' in browser.get(f"/pages/{bread.id}/marks?day=2026-03-05").text
    assert browser.get(f"/pages/{bread.id}/marks?day=today").status_code == 200
