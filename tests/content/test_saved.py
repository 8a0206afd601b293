from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from promo.content.models import SavedView
from tests.growth.agency import NOW, add_days, add_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bread(people: People, session: Session) -> Page:
    page = add_page(session, people.client_row)
    add_days(session, page, {1: 1000})
    return page


def views(session: Session) -> list[SavedView]:
    session.expire_all()
    return session.query(SavedView).order_by(SavedView.id).all()


def test_a_view_keeps_the_address_and_opens_it(browse: Browse, people: People, bread: Page, session: Session) -> None:
    browser = browse(people.manager)
    address = f"/pages/{bread.id}/content/views?sort=er&kind=reel&kind=video&page=3&likes_min="
    assert "Save this view" in browser.get(address).text
    answer = browser.post_form(address, {"name": "Reels by ER"})
    assert (answer.status_code, answer.location) == (
        303,
        f"/pages/{bread.id}/content?sort=er&kind=reel&kind=video",
    )
    assert [(one.name, one.query, one.is_shared) for one in views(session)] == [
        ("Reels by ER", "sort=er&kind=reel&kind=video", False)
    ]
    link = f'href="/pages/{bread.id}/content?sort=er&amp;kind=reel&amp;kind=video">Reels by ER'
    assert link in browser.get(f"/pages/{bread.id}/content").text
    assert "Reels by ER" not in browse(people.teammate).get(f"/pages/{bread.id}/content").text


def test_the_same_name_is_replaced_and_a_second_click_changes_nothing(
    browse: Browse, people: People, bread: Page, session: Session
) -> None:
    browser = browse(people.client)
    for query in ("sort=er", "sort=likes", "sort=likes"):
        browser.post_form(f"/pages/{bread.id}/content/views?{query}", {"name": "Best"})
    assert [one.query for one in views(session)] == ["sort=likes"]
    browse(people.owner).post_form(f"/pages/{bread.id}/content/views?sort=er", {"name": "Best"})
    assert [one.user_id for one in views(session)] == [people.client.id, people.owner.id]


def test_a_shared_view_is_the_teams(browse: Browse, people: People, bread: Page, session: Session) -> None:
    browse(people.manager).post_form(f"/pages/{bread.id}/content/views?sort=er", {"name": "By ER", "is_shared": "y"})
    (view,) = views(session)
    removal = f"/pages/{bread.id}/content/views/{view.id}/removal"
    assert "By ER" in browse(people.client).get(f"/pages/{bread.id}/content").text
    assert browse(people.client).post_form(removal).status_code == 403
    assert browse(people.outsider).post_form(removal).status_code == 404
    assert browse(people.teammate).post_form(removal).status_code == 303
    assert browse(people.teammate).post_form(removal).status_code == 404
    assert views(session) == []


def test_nobody_removes_anothers_own_view(browse: Browse, people: People, bread: Page, session: Session) -> None:
    browse(people.client).post_form(f"/pages/{bread.id}/content/views", {"name": "Mine"})
    (view,) = views(session)
    removal = f"/pages/{bread.id}/content/views/{view.id}/removal"
    assert browse(people.manager).post_form(removal).status_code == 404
    assert browse(people.client).post_form(removal).status_code == 303


def test_bad_input_is_told_and_readers_do_not_share(
    browse: Browse, people: People, bread: Page, session: Session
) -> None:
    browser = browse(people.client)
    empty = browser.post_form(f"/pages/{bread.id}/content/views?sort=er", {"name": "  "})
    assert (empty.status_code, "Name the view." in empty.text) == (422, True)
    shared = browser.post_form(f"/pages/{bread.id}/content/views", {"name": "Mine", "is_shared": "y"})
    assert (shared.status_code, "Only managers share views." in shared.text) == (422, True)
    long = browser.post_form(f"/pages/{bread.id}/content/views?q={'x' * 2000}", {"name": "Long"})
    assert (long.status_code, "too many filters" in long.text) == (422, True)
    assert browse(people.outsider).get(f"/pages/{bread.id}/content/views").status_code == 404
    assert views(session) == []


def test_competitors_pages_share_their_views(browse: Browse, people: People, session: Session) -> None:
    page, other = add_page(session, None, "rival"), add_page(session, None, "rival.two")
    session.commit()
    browse(people.owner).post_form(f"/pages/{page.id}/content/views?sort=er", {"name": "Rivals"})
    assert "Rivals" in browse(people.owner).get(f"/pages/{other.id}/content").text
