"""The ways out: what the owner sets, tried against real servers; who started the bot."""

from __future__ import annotations

import ssl
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo.operations.doctor import State, examine
from promo.reports.delivery.ways import mail, service
from promo.reports.delivery.ways.checking import check_way
from promo.reports.delivery.ways.models import WayCheck, Ways
from promo.secrets import Cipher
from tests.reports.delivery.conftest import TOKEN, set_up
from tests.reports.delivery.servers import PASSWORD, USER, MailServer, Telegram, certificate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.orm import Session

    from promo.context import Context
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

ADDRESS = "/settings/delivery"
FORM = {
    "base_url": "https://promo.example.com/", "host": "127.0.0.1", "port": "25", "security": "none", "user": "me",
    "password": "the secret", "sender": "reports@agency.example", "telegram_token": TOKEN, "version": "1",
}  # fmt: skip


def test_an_owner_sets_them_and_secrets_are_never_shown(
    browse: Browse, people: People, session: Session, context: Context
) -> None:
    owner = browse(people.owner)
    assert 'value="http://localhost"' in owner.get(ADDRESS).text, "the address that is used now is suggested"
    assert "Only this machine can open this address" in owner.get(ADDRESS).text
    for _click in range(2):
        assert owner.post_form(ADDRESS, FORM).status_code == 303
    (kept,) = session.scalars(select(Ways)).all()
    assert (kept.host, kept.base_url, kept.version) == ("127.0.0.1", "https://promo.example.com", 2)
    shown = owner.get(ADDRESS).text
    assert "Only this machine" not in shown
    for secret in ("the secret", TOKEN):
        assert secret not in shown
        assert secret not in str(vars(kept))
    assert service.mail_way(session, context.cipher) == mail.MailWay(
        "127.0.0.1", 25, "none", "reports@agency.example", "me", "the secret"
    )
    assert "the secret" not in repr(service.mail_way(session, context.cipher))
    assert owner.post_form(ADDRESS, {**FORM, "port": "26"}).status_code == 409
    keeps = {**FORM, "password": "", "telegram_token": "", "version": "2", "port": "26"}
    assert owner.post_form(ADDRESS, keeps).status_code == 303
    session.expire_all()
    assert service.are_set(session) == {"mail", "telegram"}
    assert context.cipher.decrypt(kept.password or "") == "the secret", "empty keeps it"
    gone = {**keeps, "host": "", "user": "", "no_bot": "y", "version": "3"}
    assert owner.post_form(ADDRESS, gone).status_code == 303
    session.expire_all()
    assert (service.are_set(session), kept.password, kept.telegram_token) == (set(), None, None)


@pytest.mark.sqlite_only
def test_who_may_and_what_is_refused(browse: Browse, people: People, session: Session) -> None:
    for person in (people.manager, people.specialist, people.client):
        browser = browse(person)
        assert browser.get(ADDRESS).status_code == 403
        posts = (ADDRESS, f"{ADDRESS}/checks/mail", f"{ADDRESS}/checks/telegram")
        assert [browser.post_form(one, FORM).status_code for one in posts] == [403] * 3
    chats = f"/clients/{people.client_row.id}/reports/chats"
    for person, status in ((people.outsider, 404), (people.specialist, 403), (people.client, 403)):
        assert browse(person).get(chats).status_code == status
        assert browse(person).post_form(chats).status_code == status
    owner = browse(people.owner)
    for changes, sentence in (
        ({"host": "smtp.example.com:25"}, "without a port"),
        ({"host": "smtp.example.com"}, "only a server on this machine"),
        ({"port": "70000"}, "A port is a number from 1 to 65535."),
        ({"sender": "Agency"}, "Write the address that mails come from"),
        ({"sender": "a@example.com\r\nBcc: b@example.com"}, "Write the address that mails come from"),
        ({"base_url": "promo.example.com"}, "Write the address like https://promo.example.com."),
        ({"base_url": "javascript:alert(1)"}, "Write the address like"),
        ({"telegram_token": "123/../getMe"}, "A token looks like"),
    ):
        answer = owner.post_form(ADDRESS, {**FORM, **changes})
        assert answer.status_code == 422
        assert sentence in answer.text
    assert session.scalar(select(Ways)) is None
    assert owner.post_form(f"{ADDRESS}/checks/pigeon").status_code == 404
    assert owner.get(f"{ADDRESS}/checks/pigeon").status_code == 404


def test_a_test_message_goes_to_the_owner(browse: Browse, people: People, context: Context, post: MailServer) -> None:
    owner = browse(people.owner)
    post.answers["RCPT"] = ["550 5.1.1 unknown"]
    for said in ("The server said: 550 5.1.1 unknown", "The server said: 250 OK"):
        assert owner.post_form(f"{ADDRESS}/checks/mail").status_code == 303
        assert "Being tried" in owner.get(f"{ADDRESS}/checks/mail").text
        check_way(context, "mail")
        check_way(context, "mail")
        assert said in owner.get(ADDRESS).text
    (letter,) = post.letters
    assert (letter["To"], letter["Subject"]) == ("owner@example.com", "A test message from Promo")


@pytest.mark.sqlite_only
def test_the_bot_is_tried_and_tells_who_started_it(
    browse: Browse, people: People, context: Context, telegram: Telegram
) -> None:
    owner, manager = browse(people.owner), browse(people.manager)
    wrong = owner.post_form(f"{ADDRESS}/checks/telegram", {"chat": "@me"}, follow_redirects=True)
    assert "“@me” is no number of a chat" in wrong.text
    owner.post_form(f"{ADDRESS}/checks/telegram", {"chat": "42"})
    check_way(context, "telegram")
    assert "@bakery_reports_bot" in owner.get(ADDRESS).text
    assert [one.method for one in telegram.calls] == ["getMe", "sendMessage"]
    chats = f"/clients/{people.client_row.id}/reports/chats"
    code = service.start_code(people.client_row.id, context.settings.secret_key)
    other = service.start_code(people.other_row.id, context.settings.secret_key)
    assert f"https://t.me/bakery_reports_bot?start={code}" in manager.get(chats).text
    person = {"id": 77, "first_name": "Marta", "last_name": "<L>", "username": "marta"}
    telegram.updates = [
        {"update_id": 1, "message": {"text": f"/start {code}", "chat": person}},
        {
            "update_id": 2,
            "message": {"text": f"/start@bakery_reports_bot {code}", "chat": {"id": -100, "title": "Team"}},
        },
        {"update_id": 3, "message": {"text": f"/start {other}", "chat": {"id": 88, "first_name": "Stranger"}}},
        {"update_id": 4, "message": {"text": "hello", "chat": {"id": 99, "first_name": "Nobody"}}},
        {"update_id": 5, "edited_message": {}},
    ]
    for _again in range(2):
        manager.post_form(chats, headers={"HX-Request": "true"})
        check_way(context, "chats")
        shown = manager.get(chats, headers={"HX-Request": "true"}).text
        assert "<code>77</code> Marta &lt;L&gt; @marta" in shown
        assert "<code>-100</code> Team" in shown
        assert "Stranger" not in shown, "they started it about another client"
        assert "Nobody" not in shown
        assert "<html" not in shown
        assert 'id="chats"' not in shown, "a field of the form beside it has this name"
        telegram.updates = []  # Telegram forgets within a day
    context.cipher = Cipher("another key" * 4)
    owner.post_form(f"{ADDRESS}/checks/telegram", {"chat": "42"})
    check_way(context, "telegram")
    assert "cannot be read with the present secret key" in owner.get(f"{ADDRESS}/checks/telegram").text


@pytest.mark.sqlite_only
def test_connections_are_encrypted_and_certificates_judged(
    session: Session, context: Context, tmp_path: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tried(**changes: object) -> tuple[str, str]:
        set_up(session, context, **changes)
        service.want(session, "mail", people.owner)
        session.commit()
        check_way(context, "mail")
        session.expire_all()
        found = session.get_one(WayCheck, "mail")
        return found.problem, found.detail

    tls = certificate(tmp_path)
    with MailServer(tls) as server:
        usual = {"host": "127.0.0.1", "port": server.port, "security": "starttls", "user": USER, "password": PASSWORD}
        problem, detail = tried(**usual)
        assert problem == "no_tls", "nobody vouches for this certificate"
        assert "CERTIFICATE" in detail
        monkeypatch.setattr(mail, "tls", lambda: ssl.create_default_context(cafile=str(tmp_path / "ca.pem")))
        assert tried(**usual)[0] == ""
        assert len(server.letters) == 1
        problem, detail = tried(**usual | {"password": "wrong"})
        assert (problem, detail[:3]) == ("login", "535")
        assert tried(**usual | {"security": "tls"})[0] in {"no_tls", "unreachable"}, "it speaks plainly at first"
    with MailServer() as server:
        assert tried(**usual | {"port": server.port})[0] == "no_tls", "it offers no encryption, so nothing is sent"
        assert server.attempts == 0
    assert tried(**usual)[0] == "unreachable"


@pytest.mark.sqlite_only
def test_the_demo_sends_nothing(browse: Browse, people: People, session: Session, context: Context) -> None:
    context.settings = replace(context.settings, demo=True)
    owner = browse(people.owner)
    owner.set_cookie("promo_session_demo", f"token-of-{people.owner.email}")
    assert owner.post_form(f"{ADDRESS}/checks/mail").status_code == 409
    assert owner.post_form(f"/clients/{people.client_row.id}/reports/chats").status_code == 409
    assert session.scalar(select(WayCheck)) is None


@pytest.mark.sqlite_only
def test_the_doctor_looks_at_the_mail(session: Session, context: Context, post: MailServer) -> None:
    def found(name: str = "mail") -> tuple[State, str]:
        return next((one.state, one.detail) for one in examine(context) if one.name == name)

    assert found() == (State.OK, "127.0.0.1 takes mail from reports@agency.example")
    assert post.attempts == 0, "nothing was sent"
    set_up(session, context, user="me", password="x")
    state, detail = found()
    assert (state, detail[:31]) == (State.PROBLEM, "127.0.0.1: The mail server refu")
    set_up(session, context, host="")
    assert found() == (State.LEFT_OUT, "no mail server is set up")
