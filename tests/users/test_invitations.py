from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select

from promo.db import transaction
from promo.errors import Invalid
from promo.secrets import hash_token
from promo.users import invitations, passwords
from promo.users.models import ClientAccess, Invitation, Role, User, UserSession
from promo.users.service import NewPerson

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.context import Context
    from tests.conftest import Browser, People

    Browse = Callable[[User | None], Browser]

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ACCOUNT = {
    "name": "Nina",
    "password": "four words make it",
    "repeat": "four words make it",
    "language": "en",
    "time_zone": "Asia/Almaty",
}


def wish(people: People, **changed: object) -> dict[str, Any]:
    usual = {"email": "Nina@Example.com", "name": "Nina", "role": "specialist", "days": "7"}
    return {**usual, "clients": [people.client_row.id], **changed}


def shown_link(page: str) -> str | None:
    found = re.search(r'id="new-link"[^>]*value="http://localhost(/invitations/[^"]+)"', page)
    return html.unescape(found.group(1)) if found else None


def invite(browser: Browser, people: People, **changed: object) -> str:
    answer = browser.post_form("/people/invite", wish(people, **changed))
    assert answer.status_code == 303, answer.text
    link = shown_link(browser.get(answer.headers["Location"]).text)
    assert link is not None
    return link


def clients_of(session: Session, person: User) -> set[int]:
    return set(session.scalars(select(ClientAccess.client_id).where(ClientAccess.user_id == person.id)))


def by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email))


@pytest.mark.parametrize("role", ["owner", "manager"])
def test_an_invitation_becomes_an_account(people: People, browse: Browse, session: Session, role: str) -> None:
    browser = browse(getattr(people, role))
    link = invite(browser, people)
    assert shown_link(browser.get("/people/invite").text) is None, "it is shown once"
    stored = session.scalars(select(Invitation)).one()
    assert stored.token_hash == hash_token(link.rpartition("/")[2])
    visitor = browse(None)
    page = visitor.get(link)
    assert page.status_code == 200
    assert "nina@example.com" in page.text
    answer = visitor.post_form(link, ACCOUNT)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    nina = by_email(session, "nina@example.com")
    assert nina is not None
    assert (nina.role, nina.time_zone) == (Role.SPECIALIST, "Asia/Almaty")
    assert clients_of(session, nina) == {people.client_row.id}
    assert "Nina" in visitor.get("/settings").text


def test_a_link_works_once(people: People, browse: Browse, session: Session) -> None:
    link = invite(browse(people.owner), people)
    browse(None).post_form(link, ACCOUNT)
    for answer in (browse(None).get(link), browse(None).post_form(link, {**ACCOUNT, "name": "Eve"})):
        assert answer.status_code == 410
        assert "was used already" in answer.text
    assert session.scalar(select(User).where(User.name == "Eve")) is None


@pytest.mark.parametrize("kind", ["invitation", "reset"])
def test_of_two_submits_one_uses_the_link(people: People, context: Context, session: Session, kind: str) -> None:
    if kind == "reset":
        token = invitations.reset_link(session, people.client, people.owner)
    else:
        mail = invitations.Wish("nina@example.com", "Nina", Role.SPECIALIST, (people.client_row.id,))
        token = invitations.invite(session, people.owner, mail)
    session.commit()
    session.close()
    refused: list[str] = []

    def use(own: Session, name: str) -> None:
        link = invitations.find(own, token)
        if kind == "reset":
            invitations.reset(own, link, f"password of {name}", cheap=True)
        else:
            new = NewPerson("nina@example.com", name, "four words make it", Role.SPECIALIST, "en", "UTC")
            invitations.accept(own, link, new, cheap=True)

    def too_late() -> None:
        try:
            with transaction(context.sessions) as second:
                use(second, "second")
        except (invitations.LinkUsed, Invalid):
            refused.append("second")

    with transaction(context.sessions) as first:
        use(first, "first")
        thread = Thread(target=too_late)
        thread.start()
        thread.join(0.2)
        assert thread.is_alive(), "the second waits for the first"
    thread.join()
    assert refused == ["second"]


@pytest.mark.parametrize("days", [1, 7])
def test_a_link_expires(people: People, browse: Browse, session: Session, days: int) -> None:
    with time_machine.travel(NOW, tick=False) as now:
        link = invite(browse(people.owner), people, days=days)
        now.shift(timedelta(days=days, seconds=-1))
        assert browse(None).get(link).status_code == 200
        now.shift(timedelta(seconds=1))
        for answer in (browse(None).get(link), browse(None).post_form(link, ACCOUNT)):
            assert answer.status_code == 410
            assert "has expired" in answer.text
    assert by_email(session, "nina@example.com") is None


@pytest.mark.usefixtures("people")
def test_an_unknown_link_is_not_found(browse: Browse) -> None:
    assert browse(None).get("/invitations/guess").status_code == 404
    assert browse(None).post_form("/invitations/guess", ACCOUNT).status_code == 404


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": "CLIENT@example.com"}, "has an account with this e-mail already"),
        ({"email": "nina@localhost"}, "This is not an e-mail address."),
        ({"email": ""}, "Enter an e-mail address."),
        ({"name": ""}, "Enter a name."),
        ({"role": "emperor"}, "Choose one from the list."),
        ({"role": ""}, "Choose one from the list."),
        ({"days": "365"}, "Choose one from the list."),
        ({"clients": ["999999"]}, "You can give access only to clients that you can edit."),
        ({"clients": ["x"]}, "Invalid choice"),
    ],
)
@pytest.mark.sqlite_only
def test_what_is_wrong_with_an_invitation_is_said(
    people: People, browse: Browse, session: Session, changed: dict[str, Any], sentence: str
) -> None:
    answer = browse(people.owner).post_form("/people/invite", wish(people, **changed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert html.escape(changed.get("email", "Nina@Example.com")) in answer.text
    assert session.scalars(select(Invitation)).all() == []


@pytest.mark.parametrize("role", ["owner", "manager"])
def test_a_manager_invites_no_equals(people: People, browse: Browse, session: Session, role: str) -> None:
    page = browse(people.manager).get("/people/invite").text
    assert f'value="{role}"' not in page
    assert 'value="specialist"' in page
    answer = browse(people.manager).post_form("/people/invite", wish(people, role=role))
    assert answer.status_code == 422
    assert session.scalars(select(Invitation)).all() == []


def test_a_manager_opens_only_their_own_clients(people: People, browse: Browse, session: Session) -> None:
    browser = browse(people.outsider)
    assert people.client_row.name not in browser.get("/people/invite").text
    mixed = wish(people, clients=[people.other_row.id, people.client_row.id])
    assert browser.post_form("/people/invite", mixed).status_code == 422
    none = browser.post_form("/people/invite", wish(people, clients=[]))
    assert none.status_code == 422
    assert "Choose at least one client." in none.text
    assert session.scalars(select(Invitation)).all() == []


@pytest.mark.parametrize("role", ["specialist", "client"])
@pytest.mark.sqlite_only
def test_readers_invite_nobody(people: People, browse: Browse, session: Session, role: str) -> None:
    browser = browse(getattr(people, role))
    assert browser.get("/people/invite").status_code == 403
    assert browser.post_form("/people/invite", wish(people)).status_code == 403
    assert session.scalars(select(Invitation)).all() == []


def test_a_link_gives_no_more_than_the_inviter_has(people: People, browse: Browse, session: Session) -> None:
    link = invite(browse(people.manager), people)
    session.delete(session.get_one(ClientAccess, (people.manager.id, people.client_row.id)))
    session.commit()
    assert browse(None).post_form(link, ACCOUNT).status_code == 303
    nina = by_email(session, "nina@example.com")
    assert nina is not None
    assert clients_of(session, nina) == set()


def test_inviting_again_replaces_the_link(people: People, browse: Browse, session: Session) -> None:
    browser = browse(people.manager)
    first, second = invite(browser, people), invite(browser, people)
    other = invite(browse(people.owner), people)
    assert browse(None).get(first).status_code == 404
    assert browse(None).get(second).status_code == 200
    assert browse(None).get(other).status_code == 200
    assert browse(None).post_form(other, ACCOUNT).status_code == 303
    late = browse(None).post_form(second, ACCOUNT)
    assert late.status_code == 422
    assert "has an account with this e-mail already" in late.text
    assert len(session.scalars(select(Invitation)).all()) == 2


def test_open_links_are_listed_and_revoked(people: People, browse: Browse, session: Session) -> None:
    link = invite(browse(people.manager), people)
    ident = session.scalars(select(Invitation.id)).one()
    address = f"/people/invitations/{ident}/revocation"
    for person, status in ((people.teammate, 404), (people.outsider, 404), (people.specialist, 403)):
        assert browse(person).post_form(address).status_code == status
        if status != 403:
            assert "nina@example.com" not in browse(person).get("/people/invite").text
    assert browse(people.manager).post(address).status_code == 400
    assert browse(None).get(link).status_code == 200
    assert "nina@example.com" in browse(people.manager).get("/people/invite").text
    assert "nina@example.com" in browse(people.owner).get("/people").text
    assert browse(people.owner).post_form(address).status_code == 303
    assert browse(None).get(link).status_code == 404
    assert browse(people.owner).post_form(address).status_code == 404


@pytest.mark.sqlite_only
def test_who_is_signed_in_is_told_and_changes_over(people: People, browse: Browse, session: Session) -> None:
    link = invite(browse(people.owner), people)
    browser = browse(people.client)
    assert "You are signed in as Client" in browser.get(link).text
    assert browser.post_form(link, ACCOUNT).status_code == 303
    ids = session.scalars(select(UserSession.user_id)).all()
    assert people.client.id not in ids


def test_a_weak_password_leaves_the_link_open(people: People, browse: Browse) -> None:
    link = invite(browse(people.owner), people)
    weak = {**ACCOUNT, "password": "nina@example.com", "repeat": "nina@example.com"}
    answer = browse(None).post_form(link, weak)
    assert answer.status_code == 422
    assert "first thing to be guessed" in answer.text
    assert browse(None).post_form(link, ACCOUNT).status_code == 303


def test_a_reset_link_sets_a_new_password_once(people: People, browse: Browse, session: Session) -> None:
    victim = browse(people.client)
    assert victim.get("/settings").status_code == 200
    for _ in range(10):
        browse(None).post_form("/sign-in", {"email": people.client.email, "password": "forgotten"})
    browser = browse(people.owner)
    answer = browser.post_form(f"/people/{people.client.id}/reset-link")
    link = shown_link(browser.get(answer.headers["Location"]).text)
    assert link is not None
    assert shown_link(browser.get(answer.headers["Location"]).text) is None
    visitor = browse(None)
    assert people.client.email in visitor.get(link).text
    short = {"password": "short", "repeat": "short"}
    assert visitor.post_form(link, short).status_code == 422
    new = {"password": "the new password", "repeat": "the new password"}
    assert visitor.post_form(link, new).status_code == 303
    session.expire_all()
    assert passwords.matches("the new password", people.client.password_hash)
    assert victim.get("/settings").status_code == 302, "their other browsers are signed out"
    assert visitor.get("/settings").status_code == 200
    data = {"email": people.client.email, "password": "the new password"}
    assert browse(None).post_form("/sign-in", data).status_code == 303, "the attempts before are forgotten"
    again = browse(None).post_form(link, new)
    assert again.status_code == 410


def test_only_owners_make_reset_links(people: People, browse: Browse, session: Session) -> None:
    address = f"/people/{people.client.id}/reset-link"
    for person, status in ((people.manager, 403), (people.specialist, 403), (people.outsider, 404)):
        assert browse(person).post_form(address).status_code == status
    assert browse(people.owner).post(address).status_code == 400
    assert session.scalars(select(Invitation)).all() == []
