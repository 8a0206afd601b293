from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import select

from promo.db import transaction
from promo.errors import NotFound
from promo.secrets import hash_token
from promo.users import service
from promo.users.models import FirstStart, Role, User
from promo.users.service import NewPerson

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.context import Context
    from tests.conftest import Browser, People

    Browse = Callable[[User | None], Browser]

OWNER = {
    "name": "Olga",
    "email": "Olga@Example.com",
    "password": "four words make it",
    "repeat": "four words make it",
    "language": "ru",
    "time_zone": "Europe/Moscow",
}


@pytest.fixture
def token(session: Session) -> str:
    made = service.first_start_token(session)
    assert made is not None
    session.commit()
    return made


def test_every_visit_leads_to_the_console(browse: Browse) -> None:
    for address in ("/", "/settings", "/people", "/sign-in"):
        page = browse(None).get(address, follow_redirects=True)
        assert page.status_code == 200
        assert "Look at the console" in page.text
    assert browse(None).get("/first-start/guess").status_code == 404


def test_the_token_makes_the_owner_and_signs_in(browse: Browse, session: Session, token: str) -> None:
    assert session.scalars(select(FirstStart.token_hash)).one() != token
    visitor = browse(None)
    form = visitor.get(f"/first-start/{token}")
    assert form.status_code == 200
    assert "data-browser-time-zone" in form.text
    answer = visitor.post_form(f"/first-start/{token}", OWNER)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    owner = session.scalars(select(User)).one()
    assert (owner.email, owner.role, owner.language) == ("olga@example.com", Role.OWNER, "ru")
    assert owner.time_zone == "Europe/Moscow"
    assert "Olga" in visitor.get("/settings").text
    assert browse(None).get(f"/first-start/{token}").status_code == 404
    assert service.first_start_token(session) is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": "  "}, "Enter a name."),
        ({"email": "olga"}, "It should look like name@example.com."),
        ({"password": "short", "repeat": "short"}, "use at least 10 characters."),
        ({"password": "x" * 1001, "repeat": "x" * 1001}, "use at most 1000 characters."),
        ({"password": "olga@example.com", "repeat": "olga@example.com"}, "is the first thing to be guessed"),
        ({"name": "Olga Ivanova", "password": "olgaivanova", "repeat": "olgaivanova"}, "first thing to be guessed"),
        ({"password": "Password123", "repeat": "Password123"}, "one of the passwords that are tried first"),
        ({"password": "aaaaaaaaaaaa", "repeat": "aaaaaaaaaaaa"}, "one of the passwords that are tried first"),
        ({"repeat": "something else"}, "The two passwords differ."),
        ({"language": "xx"}, "Choose one from the list."),
        ({"time_zone": "Mars/Base"}, "Choose one from the list."),
    ],
)
@pytest.mark.sqlite_only
def test_what_is_wrong_is_said_and_the_token_still_works(
    browse: Browse, session: Session, token: str, changed: dict[str, str], sentence: str
) -> None:
    visitor = browse(None)
    answer = visitor.post_form(f"/first-start/{token}", {**OWNER, **changed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "data-browser-time-zone" not in answer.text
    assert changed.get("email", OWNER["email"]) in answer.text
    assert session.scalars(select(User)).all() == []
    assert visitor.post_form(f"/first-start/{token}", OWNER).status_code == 303


def test_of_two_submits_at_once_one_makes_the_owner(context: Context, session: Session, token: str) -> None:
    session.close()
    refused: list[str] = []

    def person(name: str) -> NewPerson:
        return NewPerson(f"{name}@example.com", name, "four words make it", Role.OWNER, "en", "UTC")

    def too_late() -> None:
        try:
            with transaction(context.sessions) as second:
                service.make_owner(second, token, person("second"), cheap=True)
        except NotFound:
            refused.append("second")

    with transaction(context.sessions) as first:
        service.make_owner(first, token, person("first"), cheap=True)
        thread = Thread(target=too_late)
        thread.start()
        thread.join(0.2)
        assert thread.is_alive(), "the second waits for the first"
    thread.join()
    assert refused == ["second"]
    assert session.scalars(select(User.name)).all() == ["first"]


def test_a_second_submit_finds_nothing(browse: Browse, session: Session, token: str) -> None:
    assert browse(None).post_form(f"/first-start/{token}", OWNER).status_code == 303
    again = {**OWNER, "email": "second@example.com"}
    assert browse(None).post_form(f"/first-start/{token}", again).status_code == 404
    assert len(session.scalars(select(User)).all()) == 1


def test_only_the_newest_token_works(browse: Browse, session: Session, token: str) -> None:
    newer = cast("str", service.first_start_token(session))
    session.commit()
    assert browse(None).get(f"/first-start/{token}").status_code == 404
    assert browse(None).get(f"/first-start/{newer}").status_code == 200


def test_no_token_when_there_is_somebody(people: People, browse: Browse, session: Session) -> None:
    session.add(FirstStart(id=1, token_hash=hash_token("left"), created_at=people.owner.created_at))
    session.commit()
    assert browse(None).get("/first-start/left").status_code == 404
    assert browse(None).post_form("/first-start/left", OWNER).status_code == 404
    assert service.first_start_token(session) is None
    assert session.scalars(select(FirstStart)).all() == []
