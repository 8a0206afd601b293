from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from promo.db import transaction
from promo.users import service
from promo.users.models import ClientAccess, Invitation, Role, User, UserSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from promo.context import Context
    from tests.conftest import Browser, People

    Browse = Callable[[User | None], Browser]

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def seen(browser: Browser, person: User) -> str:
    page = browser.get(f"/people/{person.id}").text
    return page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]


def save(browser: Browser, person: User, role: str, clients: list[int]) -> TestResponse:
    data = {"role": role, "clients": clients, "seen": seen(browser, person)}
    return browser.post_form(f"/people/{person.id}", data)


def clients_of(session: Session, person: User) -> set[int]:
    return set(session.scalars(select(ClientAccess.client_id).where(ClientAccess.user_id == person.id)))


def test_an_owner_sees_everybody(people: People, browse: Browse, session: Session) -> None:
    people.specialist.disabled_at = NOW
    session.commit()
    page = browse(people.owner).get("/people").text
    for person in (people.owner, people.manager, people.client, people.outsider, people.specialist):
        assert person.email in page
    assert "Bakery" in page
    assert "Studio" in page
    assert page.count("Disabled") == 1
    assert page.rindex(people.specialist.email) > page.rindex(people.teammate.email), "who is out stands last"


def test_a_manager_sees_who_works_for_their_clients(people: People, browse: Browse) -> None:
    page = browse(people.manager).get("/people").text
    assert people.teammate.email in page
    assert people.client.email in page
    assert people.outsider.email not in page
    assert "Studio" not in page
    assert f"/people/{people.client.id}" not in page


@pytest.mark.parametrize("role", ["specialist", "client"])
@pytest.mark.sqlite_only
def test_readers_see_no_list(people: People, browse: Browse, role: str) -> None:
    assert browse(getattr(people, role)).get("/people").status_code == 403


ACTIONS = ("", "/disabling", "/disabling/end", "/sessions/end", "/reset-link")


@pytest.mark.parametrize("action", ACTIONS)
def test_only_owners_act_on_people(people: People, browse: Browse, session: Session, action: str) -> None:
    address = f"/people/{people.client.id}{action}"
    data = {"role": "owner", "clients": [], "seen": ""}
    for person, status in (
        (people.manager, 403),
        (people.teammate, 403),
        (people.specialist, 403),
        (people.client, 403),
        (people.outsider, 404),
    ):
        assert browse(person).post_form(address, data).status_code == status
    assert browse(None).post_form(address, data).headers["Location"] == "/sign-in"
    assert browse(people.owner).post(address, data=data).status_code == 400
    assert browse(people.owner).post_form(f"/people/999999{action}", data).status_code == 404
    if action:
        assert browse(people.owner).get(address).status_code == 405
    session.refresh(people.client)
    assert (people.client.role, people.client.disabled_at) == (Role.CLIENT, None)
    assert clients_of(session, people.client) == {people.client_row.id}


def test_role_and_clients_change_together(people: People, browse: Browse, session: Session) -> None:
    browser = browse(people.owner)
    page = browser.get(f"/people/{people.client.id}").text
    assert "Bakery" in page
    assert "Studio" in page
    assert save(browser, people.client, "manager", [people.other_row.id]).status_code == 303
    session.refresh(people.client)
    assert people.client.role == Role.MANAGER
    assert clients_of(session, people.client) == {people.other_row.id}
    assert save(browser, people.client, "manager", [people.other_row.id]).status_code == 303
    assert save(browser, people.client, "specialist", []).status_code == 303
    assert clients_of(session, people.client) == set()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (("emperor", []), "Choose one from the list."),
        (("", []), "Choose one from the list."),
        (("client", [999999]), "999999"),
    ],
)
def test_what_does_not_exist_is_refused(
    people: People, browse: Browse, session: Session, wrong: tuple[str, list[int]], sentence: str
) -> None:
    answer = save(browse(people.owner), people.client, *wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert clients_of(session, people.client) == {people.client_row.id}


def test_an_edit_that_would_overwrite_anothers_is_told(people: People, browse: Browse, session: Session) -> None:
    browser = browse(people.owner)
    before = seen(browser, people.client)
    save(browser, people.client, "specialist", [people.client_row.id])
    late = browser.post_form(f"/people/{people.client.id}", {"role": "client", "clients": [], "seen": before})
    assert late.status_code == 409
    assert "changed this in the meantime" in late.text
    session.refresh(people.client)
    assert people.client.role == Role.SPECIALIST
    assert clients_of(session, people.client) == {people.client_row.id}


def test_the_last_owner_stays(people: People, browse: Browse, session: Session) -> None:
    browser = browse(people.owner)
    demoted = save(browser, people.owner, "manager", [])
    assert demoted.status_code == 409
    assert "This is the last owner." in demoted.text
    disabled = browser.post_form(f"/people/{people.owner.id}/disabling")
    assert disabled.status_code == 409
    session.refresh(people.owner)
    assert (people.owner.role, people.owner.disabled_at) == (Role.OWNER, None)
    people.manager.role, people.manager.disabled_at = Role.OWNER, NOW
    session.commit()
    assert save(browser, people.owner, "manager", []).status_code == 409, "a disabled owner does not count"
    people.manager.disabled_at = None
    session.commit()
    assert save(browser, people.owner, "manager", []).status_code == 303


def test_two_owners_cannot_take_each_other_out_at_once(people: People, context: Context, session: Session) -> None:
    people.manager.role = Role.OWNER
    session.commit()
    session.close()
    refused: list[str] = []

    def disable_the_other() -> None:
        try:
            with transaction(context.sessions) as second:
                service.disable(second, second.get_one(User, people.owner.id))
        except service.LastOwner:
            refused.append("the second")

    with transaction(context.sessions) as first:
        service.change_person(first, first.get_one(User, people.manager.id), Role.MANAGER, [], [])
        thread = Thread(target=disable_the_other)
        thread.start()
        thread.join(0.2)
        assert thread.is_alive(), "the second waits for the first"
    thread.join()
    assert refused == ["the second"]
    session.expire_all()
    owners = select(User.id).where(User.role == Role.OWNER, User.disabled_at.is_(None))
    assert session.scalars(owners).all() == [people.owner.id]


def test_disabling_ends_sessions_and_links(people: People, browse: Browse, session: Session) -> None:
    browser, theirs = browse(people.owner), browse(people.manager)
    browser.post_form(f"/people/{people.manager.id}/reset-link")
    invited = {"email": "n@example.com", "name": "N", "role": "client", "clients": [people.client_row.id], "days": "7"}
    assert theirs.post_form("/people/invite", invited).status_code == 303
    assert len(session.scalars(select(Invitation)).all()) == 2
    for _ in range(2):
        assert browser.post_form(f"/people/{people.manager.id}/disabling").status_code == 303
    assert theirs.get("/settings").status_code == 302
    assert session.scalars(select(Invitation)).all() == []
    assert browser.post_form(f"/people/{people.manager.id}/reset-link").status_code == 422
    assert browser.post_form(f"/people/{people.manager.id}/disabling/end").status_code == 303
    session.refresh(people.manager)
    assert people.manager.disabled_at is None
    assert theirs.get("/settings").status_code == 302, "enabling brings no session back"


def test_nobody_disables_themselves(people: People, browse: Browse, session: Session) -> None:
    people.manager.role = Role.OWNER
    session.commit()
    answer = browse(people.owner).post_form(f"/people/{people.owner.id}/disabling")
    assert answer.status_code == 409
    assert "You cannot disable your own account." in answer.text
    session.refresh(people.owner)
    assert people.owner.disabled_at is None


def test_a_person_is_signed_out_everywhere(people: People, browse: Browse, session: Session) -> None:
    browser, theirs, others = browse(people.owner), browse(people.client), browse(people.specialist)
    assert "test" not in browser.get(f"/people/{people.client.id}").text.partition("Signed-in browsers")[0]
    assert browser.post_form(f"/people/{people.client.id}/sessions/end").status_code == 303
    assert theirs.get("/settings").status_code == 302
    assert others.get("/settings").status_code == 200
    assert browser.post_form(f"/people/{people.owner.id}/sessions/end").status_code == 303
    assert browser.get("/settings").status_code == 200
    assert people.client.id not in session.scalars(select(UserSession.user_id)).all()


def test_a_change_of_role_drops_the_invitations_made(people: People, browse: Browse, session: Session) -> None:
    invited = {"email": "n@example.com", "name": "N", "role": "client", "clients": [people.client_row.id], "days": "7"}
    browse(people.manager).post_form("/people/invite", invited)
    assert save(browse(people.owner), people.manager, "specialist", [people.client_row.id]).status_code == 303
    assert session.scalars(select(Invitation)).all() == []
