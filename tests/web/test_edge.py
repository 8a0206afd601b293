"""What holds for each request: sign-in, errors as pages, headers, the commit at the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import select

from promo.errors import Conflict
from promo.pages.models import Page
from promo.users.signin import db, public
from promo.web import create_app
from tests.test_db import NOON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from promo.config import Settings
    from promo.context import Context
    from tests.conftest import Browser, People

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """An application of its own: some of these tests add routes."""
    made = create_app(settings)
    yield made
    cast("Context", made.extensions["promo"]).close()


def test_every_page_but_the_public_ones_asks_for_sign_in(
    app: Flask, people: People, browse: Callable[..., Browser]
) -> None:
    assert people.owner.id
    visitor = browse(None)
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if "GET" not in (rule.methods or ()) or getattr(view, "is_public", False) or rule.endpoint == "static":
            continue
        values = {name: min(getattr(kind, "items", {"1"})) for name, kind in rule._converters.items()}
        address = rule.build({**dict.fromkeys(rule.arguments, "1"), **values}, append_unknown=False)
        assert address is not None
        answer = visitor.get(address[1])
        assert answer.status_code == 302, rule
        assert answer.location.startswith("/sign-in"), rule


def test_every_form_is_guarded_against_forgery(app: Flask, people: People, browse: Callable[..., Browser]) -> None:
    owner = browse(people.owner)
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert rules
    for rule in rules:
        address = rule.build(dict.fromkeys(rule.arguments, "1"), append_unknown=False)
        assert address is not None
        bare = getattr(app.view_functions[rule.endpoint], "needs_no_form", False)
        assert owner.post(address[1]).status_code == (404 if bare else 400), rule


def test_headers_stand_on_every_answer(people: People, browse: Callable[..., Browser]) -> None:
    for browser, address in (
        (browse(None), "/sign-in"),
        (browse(people.owner), "/nowhere"),
        (browse(None), "/-/health"),
    ):
        headers = browser.get(address).headers
        assert "script-src 'self';" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"


def test_an_unknown_address_is_a_page_with_a_sentence(people: People, browse: Callable[..., Browser]) -> None:
    answer = browse(people.owner).get("/nowhere")
    assert answer.status_code == 404
    assert "does not exist" in answer.text


def test_an_unexpected_error_shows_no_trace_but_is_logged(
    app: Flask, people: People, browse: Callable[..., Browser], caplog: pytest.LogCaptureFixture
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/broken", view_func=public(broken))
    answer = browse(people.owner).get("/broken")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "secret detail" in caplog.text


def broken() -> str:
    raise RuntimeError("secret detail")


def test_what_a_view_did_is_kept_when_it_returns_and_dropped_when_it_fails(
    app: Flask, session: Session, browse: Callable[..., Browser]
) -> None:
    @public
    def add(name: str) -> str:
        db().add(Page(username=name, created_at=NOON))
        db().flush()
        if name == "bad":
            raise Conflict
        return "done"

    app.add_url_rule("/add/<name>", view_func=add)
    assert browse(None).get("/add/good").status_code == 200
    assert browse(None).get("/add/bad").status_code == 409
    assert list(session.scalars(select(Page.username))) == ["good"]


def test_health_needs_no_account(browse: Callable[..., Browser]) -> None:
    assert browse(None).get("/-/health").json == {"status": "ok"}


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_the_language_switch_never_leads_elsewhere(browse: Callable[..., Browser], back: str) -> None:
    answer = browse(None).post_form("/-/language", {"language": "ru", "back": back})
    assert answer.status_code == 303
    assert answer.location == "/"


def test_a_visitor_chooses_a_language(browse: Callable[..., Browser]) -> None:
    visitor = browse(None)
    assert visitor.post_form("/-/language", {"language": "ru", "back": "/sign-in"}).location == "/sign-in"
    assert '<html lang="ru"' in visitor.get("/sign-in").text
