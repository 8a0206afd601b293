from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import func, select

from promo.secrets import hash_token
from promo.users import passwords
from promo.users.models import SignInAttempt, User, UserSession
from promo.users.signin import COOKIE, local_path
from promo.web import create_app
from tests.conftest import PASSWORD, Browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from promo.config import Settings
    from promo.context import Context
    from tests.conftest import People

    Browse = Callable[[User | None], Browser]

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WRONG = "The e-mail or the password is wrong."


def sign_in(browser: Browser, email: str, password: str = PASSWORD, **options: object) -> TestResponse:
    return browser.post_form("/sign-in", {"email": email, "password": password}, **options)


def token_of(browser: Browser) -> str:
    cookie = browser.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(people: People, browse: Browse) -> None:
    visitor = browse(None)
    sent = visitor.get("/settings/password?a=b")
    assert sent.status_code == 302
    answer = visitor.post_form(sent.headers["Location"], {"email": "Manager@Example.com ", "password": PASSWORD})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/settings/password?a=b"
    assert people.manager.name in visitor.get("/settings").text


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
        None,
    ],
)
def test_nobody_is_sent_elsewhere(address: str | None) -> None:
    assert local_path(address) == "/"


@pytest.mark.sqlite_only
def test_next_leads_nowhere_else(people: People, browse: Browse) -> None:
    visitor = browse(None)
    answer = visitor.post_form("/sign-in?next=//evil.example", {"email": people.owner.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert browse(people.owner).get("/sign-in?next=https://evil.example").headers["Location"] == "/"


def test_the_cookie_is_well_kept(people: People, browse: Browse, session: Session) -> None:
    visitor = browse(None)
    header = next(
        line for line in sign_in(visitor, people.owner.email).headers.getlist("Set-Cookie") if line.startswith(COOKIE)
    )
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Max-Age=2592000" in header
    assert "Secure" not in header
    stored = session.scalars(select(UserSession)).one()
    assert stored.token_hash == hash_token(token_of(visitor))
    assert stored.token_hash != token_of(visitor)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("base_url", "seen_as"), [("https://promo.example", "http://"), (None, "https://")])
def test_the_cookie_is_secure_when_the_address_is(
    people: People, settings: Settings, base_url: str | None, seen_as: str
) -> None:
    app = create_app(replace(settings, base_url=base_url))
    app.test_client_class = Browser
    with cast("Browser", app.test_client()) as browser:
        options = {"base_url": f"{seen_as}localhost", "headers": {"Referer": f"{seen_as}localhost/"}}
        page = browser.get("/sign-in", base_url=f"{seen_as}localhost").text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        form_cookie = browser.get_cookie("promo_form")
        assert form_cookie is not None
        browser.set_cookie("promo_form", form_cookie.value)
        data = {"csrf_token": token, "email": people.owner.email, "password": PASSWORD}
        answer = browser.post("/sign-in", data=data, **options)
    cast("Context", app.extensions["promo"]).close()
    assert answer.status_code == 303
    (header,) = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith(COOKIE)]
    assert "Secure" in header


def test_a_wrong_password_an_unknown_and_a_disabled_account_look_alike(
    people: People, browse: Browse, session: Session, verifications: list[str]
) -> None:
    people.specialist.disabled_at = NOW
    session.commit()
    tries = [
        (people.owner.email, "not the password"),
        ("nobody@example.com", PASSWORD),
        (people.specialist.email, PASSWORD),
        (people.owner.email, "x" * 5000),
    ]
    shown, counts = [], []
    for email, password in tries:
        verifications.clear()
        answer = sign_in(browse(None), email, password)
        assert answer.status_code == 422
        assert WRONG in answer.text
        assert password not in answer.text
        counts.append(len(verifications))
        page = answer.text.replace(email, "E-MAIL")
        shown.append(page.partition("<main")[2].partition('name="csrf_token"')[0])
    assert counts == [1, 1, 1, 1]
    assert len(set(shown)) == 1


@pytest.mark.sqlite_only
def test_the_hash_of_nobody_costs_as_much_as_any(people: People) -> None:
    real = passwords.nobodys_hash().rpartition("$")[0].rpartition("$")[0]
    assert real == passwords.hash_password("anything at all").rpartition("$")[0].rpartition("$")[0]
    assert not passwords.is_outdated(passwords.nobodys_hash(cheap=True), cheap=True)
    assert people.owner.password_hash.split("$")[3] == passwords.nobodys_hash(cheap=True).split("$")[3]


def test_an_old_hash_is_made_again(people: People, browse: Browse, session: Session) -> None:
    people.owner.password_hash = old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    session.commit()
    assert sign_in(browse(None), people.owner.email).status_code == 303
    session.refresh(people.owner)
    assert people.owner.password_hash != old
    assert passwords.matches(PASSWORD, people.owner.password_hash)


@pytest.mark.sqlite_only
def test_empty_fields_are_told_and_the_email_is_kept(people: People, browse: Browse) -> None:
    answer = browse(None).post_form("/sign-in", {"email": people.owner.email, "password": ""})
    assert answer.status_code == 422
    assert "Enter a password." in answer.text
    assert people.owner.email in answer.text


@pytest.mark.sqlite_only
def test_a_form_without_its_token_is_refused_with_a_sentence(people: People, browse: Browse) -> None:
    answer = browse(None).post("/sign-in", data={"email": people.owner.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert "reload the page and send it again" in answer.text


def test_signing_in_gives_a_fresh_token_and_ends_the_old_session(
    people: People, browse: Browse, session: Session
) -> None:
    browser = browse(None)
    browser.set_cookie(COOKIE, "a-token-planted-by-somebody")
    sign_in(browser, people.owner.email)
    assert token_of(browser) != "a-token-planted-by-somebody"
    planted = browse(people.manager)
    stale = session.scalars(select(UserSession).where(UserSession.user_id == people.manager.id)).one()
    stale.expires_at = NOW - timedelta(days=400)
    session.commit()
    sign_in(planted, people.owner.email)
    session.expire_all()
    assert session.scalars(select(UserSession.user_id)).all() == [people.owner.id, people.owner.id]


def test_too_many_wrong_passwords_stop_the_account_everywhere(
    people: People, browse: Browse, settings: Settings, verifications: list[str]
) -> None:
    other = create_app(settings)
    other.test_client_class = Browser
    browsers = [browse(None), cast("Browser", other.test_client())]
    with time_machine.travel(NOW, tick=False) as now:
        for number in range(10):
            place = {"REMOTE_ADDR": f"198.51.100.{number}"}
            answer = sign_in(browsers[number % 2], "OWNER@example.com", "wrong password", environ_overrides=place)
            assert answer.status_code == 422
        verifications.clear()
        for browser in browsers:
            refused = sign_in(browser, people.owner.email)
            assert refused.status_code == 429
            assert "Try again in 15 min" in refused.text
            assert refused.headers["Retry-After"] == "900"
        assert verifications == []
        now.shift(timedelta(minutes=10))
        assert "Try again in 5 min" in sign_in(browsers[0], people.owner.email).text
        assert sign_in(browsers[0], people.manager.email).status_code == 303
        now.shift(timedelta(minutes=5, seconds=1))
        assert sign_in(browsers[1], people.owner.email).status_code == 303
    cast("Context", other.extensions["promo"]).close()


@pytest.mark.usefixtures("people")
def test_an_unknown_account_is_stopped_as_a_known_one_is(browse: Browse) -> None:
    statuses = [
        sign_in(browse(None), "nobody@example.com", "wrong", environ_overrides={"REMOTE_ADDR": f"203.0.113.{n}"})
        for n in range(11)
    ]
    assert [answer.status_code for answer in statuses] == [422] * 10 + [429]


def test_too_many_wrong_passwords_stop_the_address(people: People, browse: Browse) -> None:
    visitor = browse(None)
    households = [f"2001:db8::{n:x}" for n in range(1, 31)]
    for number, address in enumerate(households):
        place = {"REMOTE_ADDR": address}
        assert sign_in(visitor, f"nobody{number}@example.com", "wrong", environ_overrides=place).status_code == 422
    same = sign_in(visitor, people.owner.email, environ_overrides={"REMOTE_ADDR": "2001:db8::ffff"})
    assert same.status_code == 429
    assert sign_in(visitor, people.owner.email, environ_overrides={"REMOTE_ADDR": "2001:db9::1"}).status_code == 303


def test_a_right_password_clears_the_account_but_not_the_address(
    people: People, browse: Browse, session: Session
) -> None:
    for _ in range(9):
        sign_in(browse(None), people.owner.email, "wrong")
    assert sign_in(browse(None), people.owner.email).status_code == 303
    left = session.scalars(select(SignInAttempt.key)).all()
    assert len(left) == 9
    assert len(set(left)) == 1
    assert not any(people.owner.email in key or "127.0.0.1" in key for key in left)
    for _ in range(9):
        assert sign_in(browse(None), people.owner.email, "wrong").status_code == 422


def test_a_session_slides_and_is_written_seldom(people: People, browse: Browse, session: Session) -> None:
    with time_machine.travel(NOW, tick=False) as now:
        browser = browse(None)
        sign_in(browser, people.owner.email)

        def stored() -> UserSession:
            session.expire_all()
            return session.scalars(select(UserSession)).one()

        now.shift(timedelta(minutes=4))
        assert "promo_session" not in str(browser.get("/settings").headers)
        assert stored().last_seen_at == NOW
        now.shift(timedelta(days=29))
        assert "promo_session" in str(browser.get("/settings").headers)
        assert stored().last_seen_at == NOW + timedelta(days=29, minutes=4)
        assert stored().user.last_seen_at == stored().last_seen_at
        now.shift(timedelta(days=29))
        assert browser.get("/settings").status_code == 200
        now.shift(timedelta(days=30, seconds=1))
        assert browser.get("/settings").status_code == 302


def test_signing_out_ends_the_session_for_good(people: People, browse: Browse, session: Session) -> None:
    browser = browse(people.owner)
    token = token_of(browser)
    assert browser.get("/sign-out").status_code == 405
    assert browser.post_form("/sign-out").headers["Location"] == "/sign-in"
    assert browser.get_cookie(COOKIE) is None
    assert session.scalar(select(func.count()).select_from(UserSession)) == 0
    browser.set_cookie(COOKIE, token)
    assert browser.get("/settings").status_code == 302


def test_a_disabled_persons_cookie_lets_nobody_in(people: People, browse: Browse, session: Session) -> None:
    browser = browse(people.specialist)
    assert browser.get("/settings").status_code == 200
    people.specialist.disabled_at = NOW
    session.commit()
    assert browser.get("/settings").status_code == 302


@pytest.mark.sqlite_only
def test_the_sign_in_page_speaks_the_visitors_language(people: People, browse: Browse) -> None:
    page = browse(None).get("/sign-in", headers={"Accept-Language": "ru-RU,ru;q=0.9"})
    assert '<html lang="ru"' in page.text
    browser = browse(people.owner)
    assert '<html lang="en"' in browser.get("/settings", headers={"Accept-Language": "ru"}).text
