from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from promo.commands.user import user
from promo.db import make_engine, make_sessions
from promo.users import passwords
from promo.users.models import Role, User
from tests.conftest import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result
    from sqlalchemy.orm import Session

    from promo.config import Settings

    Run = Callable[..., Result]

ANN = ("add", "--email", "Ann@Example.com", "--name", "Ann", "--role", "owner")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a database that does not exist yet: the command makes its tables."""
    from promo.config import Settings  # noqa: PLC0415 - shadowed above for types only

    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    return Settings(data_dir=tmp_path, database_url=url, secret_key="k" * 40, testing=True)


@pytest.fixture
def session(settings: Settings) -> Iterator[Session]:
    engine = make_engine(settings.database_url)
    with make_sessions(engine)() as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def run(settings: Settings) -> Run:
    def invoke(*words: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(user, words, input=typed, obj=settings)

    return invoke


def test_a_person_is_added_with_a_password_from_standard_input(run: Run, session: Session) -> None:
    done = run(*ANN, "--password-stdin", typed=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    ann = session.scalars(select(User)).one()
    assert (ann.email, ann.name, ann.role) == ("ann@example.com", "Ann", Role.OWNER)
    assert passwords.matches(PASSWORD, ann.password_hash)
    assert PASSWORD not in done.output


def test_a_person_is_added_by_answering(run: Run, session: Session) -> None:
    done = run("add", typed=f"ann@example.com\nAnn\nmanager\n{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert session.scalars(select(User.role)).one() == Role.MANAGER
    assert "gives them access" in done.output
    assert PASSWORD not in done.output


@pytest.mark.parametrize(
    ("words", "typed", "sentence"),
    [
        ((*ANN, "--password-stdin"), "short\n", "use at least 10 characters."),
        ((*ANN, "--password-stdin"), "ann@example.com\n", "first thing to be guessed"),
        (("add", "--email", "ann", "--name", "Ann", "--role", "owner"), "", "This is not an e-mail address."),
        ((*ANN, "--password-stdin", "--invite"), "", "not both"),
        (
            ("add", "--email", "a@b.org", "--name", " ", "--role", "owner", "--password-stdin"),
            PASSWORD,
            "Enter a name.",
        ),
        (("add", "--email", "a@b.org", "--name", "A", "--role", "king"), "", "'king' is not one of"),
        (("reset-link", "--email", "ann@example.com"), "", "Nobody has an account with ann@example.com."),
        (("sign-out", "--email", "ann@example.com"), "", "Nobody has an account with ann@example.com."),
    ],
)
def test_what_is_wrong_ends_with_a_sentence(run: Run, words: tuple[str, ...], typed: str, sentence: str) -> None:
    done = run(*words, typed=typed)
    assert done.exit_code != 0
    assert sentence in done.output
    assert "Traceback" not in done.output
    assert run("list").output == ""


def test_an_email_is_added_once(run: Run, session: Session) -> None:
    run(*ANN, "--password-stdin", typed=f"{PASSWORD}\n")
    again = run(*ANN, "--password-stdin", typed=f"{PASSWORD}\n")
    assert again.exit_code == 1
    assert "has an account with this e-mail already" in again.output
    assert len(session.scalars(select(User)).all()) == 1


def test_an_invitation_is_printed(run: Run, session: Session) -> None:
    done = run(*ANN, "--invite")
    assert re.search(r"http://127\.0\.0\.1:5000/invitations/\S{40,}", done.output)
    assert session.scalars(select(User)).all() == []


def test_people_are_listed_and_get_a_reset_link(run: Run) -> None:
    run(*ANN, "--password-stdin", typed=f"{PASSWORD}\n")
    assert run("list").output == "ann@example.com\towner\tactive\tnever\tAnn\n"
    assert "/invitations/" in run("reset-link", "--email", "ANN@example.com").output
    assert "Signed out of 0 browsers." in run("sign-out", "--email", "ann@example.com").output
