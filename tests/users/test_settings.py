from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from promo.secrets import hash_token
from promo.users import passwords
from promo.users.models import User, UserSession
from promo.users.screens import browser_of
from tests.conftest import FAR, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[User | None], Browser]

NEW = "a brand new secret"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def elsewhere(people: People, session: Session) -> int:
    """A second session of the owner, in another browser; its id."""
    made = UserSession(
        user_id=people.owner.id,
        token_hash=hash_token("elsewhere"),
        user_agent=FIREFOX,
        address="198.51.100.7",
        created_at=people.owner.created_at,
        last_seen_at=people.owner.created_at,
        expires_at=FAR,
    )
    session.add(made)
    session.commit()
    return made.id


@pytest.mark.parametrize("role", ["owner", "manager", "specialist", "client"])
@pytest.mark.sqlite_only
def test_everyone_has_settings(people: People, browse: Browse, role: str) -> None:
    person = getattr(people, role)
    for address in ("/settings", "/settings/password"):
        assert browse(person).get(address).status_code == 200
    assert browse(None).get("/settings").status_code == 302


def test_the_name_changes_without_the_password(people: People, browse: Browse, session: Session) -> None:
    answer = browse(people.client).post_form("/settings", {"name": " Clara ", "email": people.client.email})
    assert answer.status_code == 303
    session.refresh(people.client)
    assert people.client.name == "Clara"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"email": "new@example.com"}, "The current password is wrong."),
        ({"email": "new@example.com", "current_password": "wrong"}, "The current password is wrong."),
        ({"email": "MANAGER@example.com", "current_password": PASSWORD}, "has an account with this e-mail already"),
        ({"email": "new", "current_password": PASSWORD}, "This is not an e-mail address."),
        ({"name": "x" * 121}, "Use at most 120 characters."),
    ],
)
def test_what_is_wrong_with_the_profile_is_said(
    people: People, browse: Browse, session: Session, data: dict[str, str], sentence: str
) -> None:
    typed = {"name": "Else", "email": people.owner.email, **data}
    answer = browse(people.owner).post_form("/settings", typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{typed["email"]}"' in answer.text
    session.refresh(people.owner)
    assert (people.owner.name, people.owner.email) == ("Owner", "owner@example.com")


def test_the_email_changes_with_the_password(people: People, browse: Browse, session: Session) -> None:
    data = {"name": "Owner", "email": "New@Example.com", "current_password": PASSWORD}
    assert browse(people.owner).post_form("/settings", data).status_code == 303
    session.refresh(people.owner)
    assert people.owner.email == "new@example.com"


def test_guessing_the_current_password_is_throttled(people: People, browse: Browse) -> None:
    browser = browse(people.owner)
    data = {"current_password": "wrong", "password": NEW, "repeat": NEW}
    statuses = [browser.post_form("/settings/password", data).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    changed = {"name": "Owner", "email": "new@example.com", "current_password": PASSWORD}
    refused = browser.post_form("/settings", changed)
    assert refused.status_code == 429
    assert "Try again in" in refused.text
    assert "Retry-After" in refused.headers


def test_a_new_password_ends_the_other_sessions(
    people: People, browse: Browse, session: Session, elsewhere: int
) -> None:
    browser = browse(people.owner)
    data = {"current_password": PASSWORD, "password": NEW, "repeat": NEW}
    assert browser.post_form("/settings/password", data).status_code == 303
    session.expire_all()
    assert passwords.matches(NEW, people.owner.password_hash)
    assert session.get(UserSession, elsewhere) is None
    assert browser.get("/settings").status_code == 200


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"current_password": "wrong"}, "The current password is wrong."),
        ({"password": "short", "repeat": "short"}, "use at least 10 characters."),
        ({"repeat": "other"}, "The two passwords differ."),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    people: People, browse: Browse, session: Session, changed: dict[str, str], sentence: str
) -> None:
    data = {"current_password": PASSWORD, "password": NEW, "repeat": NEW, **changed}
    answer = browse(people.owner).post_form("/settings/password", data)
    assert answer.status_code == 422
    assert sentence in answer.text
    session.expire_all()
    assert passwords.matches(PASSWORD, people.owner.password_hash)


def test_sessions_are_listed_and_ended_one_by_one(
    people: People, browse: Browse, session: Session, elsewhere: int
) -> None:
    browser = browse(people.owner)
    page = browser.get("/settings").text
    assert "Firefox on Linux" in page
    assert "198.51.100.7" in page
    assert page.index("This one") < page.index("Firefox on Linux")
    assert browser.post_form("/settings/sessions/end", {"session_id": elsewhere}).status_code == 303
    assert session.scalars(select(UserSession.address)).all() == ["127.0.0.1"]
    assert browser.post_form("/settings/sessions/end", {"session_id": elsewhere}).status_code == 404


def test_nobody_ends_anothers_session(people: People, browse: Browse, session: Session, elsewhere: int) -> None:
    for person in (people.teammate, people.outsider, people.client):
        assert browse(person).post_form("/settings/sessions/end", {"session_id": elsewhere}).status_code == 404
        browse(person).post_form("/settings/sessions/end")
    assert session.get(UserSession, elsewhere) is not None


def test_all_others_are_ended_at_once(people: People, browse: Browse, session: Session, elsewhere: int) -> None:
    browser, teammate = browse(people.owner), browse(people.teammate)
    assert browser.post_form("/settings/sessions/end").status_code == 303
    session.expire_all()
    assert session.get(UserSession, elsewhere) is None
    assert browser.get("/settings").status_code == 200
    assert teammate.get("/settings").status_code == 200


def test_preferences_change_alone_or_together(people: People, browse: Browse, session: Session) -> None:
    browser = browse(people.client)
    answer = browser.post_form("/settings/preferences", {"theme": "light", "back": "/settings/password"})
    assert answer.headers["Location"] == "/settings/password"
    session.refresh(people.client)
    assert (people.client.theme, people.client.language) == ("light", "en")
    assert people.client.time_zone == "Europe/Moscow"
    everything = {"theme": "dark", "language": "ru", "time_zone": "Asia/Tokyo", "back": "//evil.example"}
    assert browser.post_form("/settings/preferences", everything).headers["Location"] == "/"
    session.refresh(people.client)
    assert (people.client.theme, people.client.language) == ("dark", "ru")
    assert people.client.time_zone == "Asia/Tokyo"
    page = browser.get("/settings").text
    assert '<html lang="ru"' in page
    assert 'data-bs-theme="dark"' in page


@pytest.mark.parametrize("wrong", [{"theme": "pink"}, {"language": "xx"}, {"time_zone": "Mars/Base"}])
def test_preferences_that_do_not_exist_are_refused(
    people: People, browse: Browse, session: Session, wrong: dict[str, str]
) -> None:
    answer = browse(people.client).post_form("/settings/preferences", wrong)
    assert answer.status_code == 422
    assert "Choose one from the list." in answer.text
    session.refresh(people.client)
    assert (people.client.theme, people.client.language) == ("auto", "en")


@pytest.mark.parametrize(
    "address", ["/settings", "/settings/password", "/settings/preferences", "/settings/sessions/end"]
)
@pytest.mark.sqlite_only
def test_forms_without_their_token_are_refused(people: People, browse: Browse, address: str) -> None:
    answer = browse(people.owner).post(address, data={"theme": "dark", "name": "X", "email": "x@example.com"})
    assert answer.status_code == 400
    assert "reload the page" in answer.text


@pytest.mark.parametrize(
    ("user_agent", "named"),
    [
        (FIREFOX, ("Firefox", "Linux")),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            ("Safari", "iPhone"),
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", ("Chrome", "Android")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 YaBrowser/25.8 Safari/537.36", ("Yandex Browser", "Windows")),
        ("curl/8.0", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_browser_is_told_by_what_it_says(user_agent: str, named: tuple[str | None, str | None]) -> None:
    assert browser_of(user_agent) == named


def test_the_clean_up_takes_what_has_expired(people: People, session: Session, elsewhere: int) -> None:
    from promo.users import service  # noqa: PLC0415 - only here
    from promo.users.models import SignInAttempt  # noqa: PLC0415 - only here

    old = people.owner.created_at
    session.add_all([SignInAttempt(key="k", at=old), SignInAttempt(key="k", at=FAR)])
    session.add(
        UserSession(
            user_id=people.owner.id,
            token_hash="x",
            user_agent="",
            address="",
            created_at=old,
            last_seen_at=old,
            expires_at=old + timedelta(days=30),
        )
    )
    session.flush()
    service.clean_up(session)
    assert session.scalars(select(UserSession.id)).all() == [elsewhere]
    assert session.scalars(select(SignInAttempt.at)).all() == [FAR]
