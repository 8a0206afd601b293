from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import delete, func, select

from promo.clients.models import Client
from promo.demo import filling, place
from promo.users.models import ClientAccess
from promo.web import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from promo.config import Settings
    from promo.users.models import User
    from promo.web.demo import DemoSwitch
    from tests.conftest import Browser, People

pytestmark = pytest.mark.sqlite_only
LONGEST = 120


@pytest.fixture
def empty(people: People, session: Session) -> People:
    """The named people before there is any client."""
    session.execute(delete(ClientAccess))
    session.execute(delete(Client))
    session.commit()
    return people


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    yield app
    cast("DemoSwitch", app.wsgi_app).close()


def watch(browser: Browser) -> str:
    """Return the last state of the progress, once there is nothing more to wait for."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        text = browser.get("/demo/progress").text
        if 'hx-trigger="every 1s"' not in text:
            return text
        time.sleep(0.2)
    raise AssertionError("the demo was not filled in time")


def test_one_button_leads_into_the_demo_and_out_again(
    empty: People,
    browse: Callable[[User | None], Browser],
    session: Session,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(filling, "POSTS", 700)  # of 5,000: how it is filled is seen elsewhere
    owner = browse(empty.owner)
    assert 'action="/demo"' in owner.get("/").text
    started = owner.post_form("/demo")
    assert (started.status_code, started.location) == (303, "/demo")
    assert "<progress" in owner.get("/demo").text
    assert "Open the demo" in watch(owner)
    assert session.scalar(select(func.count()).select_from(Client)) == 0

    assert owner.post_form("/demo/entry").status_code == 303
    inside = owner.get("/").text
    assert "Harbour Yoga" in inside
    assert "made up" in inside
    assert "Leave the demo" in inside
    assert not (settings.data_dir / place.PROGRESS).exists()

    assert owner.post_form("/demo/exit").status_code == 303
    outside = owner.get("/").text
    assert "Harbour Yoga" not in outside
    assert "made up" not in outside
    assert 'action="/demo"' in outside


def test_the_demo_is_for_owners_of_empty_installations(
    people: People, browse: Callable[[User | None], Browser], settings: Settings
) -> None:
    assert browse(people.owner).post_form("/demo").status_code == 409
    assert browse(people.manager).post_form("/demo").status_code == 403
    assert browse(people.owner).post_form("/demo/entry").status_code == 409
    assert browse(None).post_form("/demo").location.startswith("/sign-in")
    assert not (settings.data_dir / place.FOLDER).exists()


def test_there_is_nothing_to_enter_or_to_watch_before_it_is_filled(
    empty: People, browse: Callable[[User | None], Browser]
) -> None:
    owner = browse(empty.owner)
    assert owner.post_form("/demo/entry").status_code == 404
    assert owner.get("/demo").location == "/"


def test_the_cookie_alone_shows_nothing(empty: People, browse: Callable[[User | None], Browser]) -> None:
    owner = browse(empty.owner)
    owner.set_cookie(place.COOKIE, place.INSIDE)
    assert "made up" not in owner.get("/").text


def test_only_one_fill_at_a_time(settings: Settings) -> None:
    assert place.begin(settings)
    assert not place.begin(settings)
    place.tell(settings, done=3)
    assert place.progress(settings) == {"done": 3}
    assert not place.begin(settings)
    place.tell(settings, failed=1)
    assert place.begin(settings)
    place.end(settings)
    assert place.progress(settings) is None


def test_a_failed_fill_says_so_and_leaves_nothing(
    empty: People, browse: Callable[[User | None], Browser], settings: Settings
) -> None:
    (settings.data_dir / place.FOLDER).write_text("in the way")
    owner = browse(empty.owner)
    place.tell(settings, failed=1)
    text = owner.get("/demo").text
    assert "could not be filled" in text
    assert "untouched" in text


def test_a_form_of_the_real_installation_is_not_good_in_the_demo(settings: Settings) -> None:
    demo = place.demo_settings(settings)
    assert demo.secret_key != settings.secret_key
    assert demo.demo
    assert not demo.worker
    assert demo.data_dir.is_relative_to(settings.data_dir)
    assert demo.database_url != settings.database_url


def test_the_two_have_cookies_of_their_own(settings: Settings) -> None:
    real = create_app(settings)
    demo = create_app(replace(place.demo_settings(settings), data_dir=settings.data_dir))
    try:
        for name in ("PROMO_COOKIE", "SESSION_COOKIE_NAME"):
            assert real.config[name] != demo.config[name]
    finally:
        for one in (real, demo):
            one.extensions["promo"].close()
