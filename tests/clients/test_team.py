from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo.users.models import ClientAccess

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


@pytest.fixture
def url(people: People) -> str:
    return f"/clients/{people.client_row.id}/team"


def members(session: Session, people: People) -> set[int]:
    return set(session.scalars(select(ClientAccess.user_id).where(ClientAccess.client_id == people.client_row.id)))


@pytest.mark.parametrize("person", ["owner", "manager", "teammate"])
def test_adding_works_and_a_second_submit_changes_nothing(
    browse: Browse, people: People, session: Session, url: str, person: str
) -> None:
    browser = browse(getattr(people, person))
    for _ in range(2):
        answer = browser.post_form(url, {"person": str(people.outsider.id)})
        assert (answer.status_code, answer.location) == (303, url)
    assert people.outsider.id in members(session, people)
    assert browse(people.outsider).get(url).status_code == 200


def test_removing_works_and_a_second_submit_changes_nothing(
    browse: Browse, people: People, session: Session, url: str
) -> None:
    browser = browse(people.manager)
    for _ in range(2):
        data = {"action": "remove", "person": str(people.specialist.id)}
        assert browser.post_form(url, data).status_code == 303
    assert people.specialist.id not in members(session, people)
    assert browse(people.specialist).get(url).status_code == 404


@pytest.mark.sqlite_only
def test_one_who_leaves_lands_on_home(browse: Browse, people: People, url: str) -> None:
    answer = browse(people.teammate).post_form(url, {"action": "remove", "person": str(people.teammate.id)})
    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.sqlite_only
def test_the_clients_manager_cannot_be_removed(browse: Browse, people: People, session: Session, url: str) -> None:
    answer = browse(people.owner).post_form(url, {"action": "remove", "person": str(people.manager.id)})
    assert answer.status_code == 422
    assert "Choose another manager" in answer.text
    assert people.manager.id in members(session, people)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("value", ["", "junk", "999999"])
def test_bad_input(browse: Browse, people: People, url: str, value: str) -> None:
    assert browse(people.manager).post_form(url, {"person": value}).status_code == 422


@pytest.mark.sqlite_only
def test_a_manager_does_not_learn_of_other_clients_people(browse: Browse, people: People) -> None:
    """The outsider's client has a person too: managers of another client neither see nor can add them."""
    other = f"/clients/{people.other_row.id}/team"
    assert people.client.email not in browse(people.outsider).get(other).text
    assert browse(people.outsider).post_form(other, {"person": str(people.client.id)}).status_code == 422
    assert browse(people.owner).post_form(other, {"person": str(people.client.id)}).status_code == 303


@pytest.mark.sqlite_only
def test_outsider_404_and_read_only_403(browse: Browse, people: People, url: str) -> None:
    assert browse(people.outsider).get(url).status_code == 404
    assert browse(people.outsider).post_form(url, {"person": "1"}).status_code == 404
    for person in (people.specialist, people.client):
        assert browse(person).get(url).status_code == 200
        assert browse(person).post_form(url, {"person": str(people.outsider.id)}).status_code == 403


@pytest.mark.sqlite_only
def test_a_client_sees_names_but_no_addresses(browse: Browse, people: People, url: str) -> None:
    text = browse(people.client).get(url).text
    assert people.manager.name in text
    assert people.manager.email not in text
    assert people.manager.email in browse(people.specialist).get(url).text
