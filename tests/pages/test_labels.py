from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo.clients.models import Client, Label
from promo.pages.models import Page
from tests.growth.agency import add_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


@pytest.fixture
def bread(people: People, session: Session) -> Page:
    page = add_page(session, people.client_row)
    session.commit()
    return page


def sent(page: Page, labels: str, **more: object) -> dict[str, object]:
    return {
        "username": page.username,
        "client_id": page.client_id or 0,
        "version": page.version,
        "labels": labels,
    } | more


def labels(session: Session, page: Page) -> list[str]:
    session.expire_all()
    return [label.name for label in page.labels]


@pytest.mark.parametrize("name", ["owner", "manager", "teammate"])
def test_labels_are_kept_each_once(browse: Browse, people: People, session: Session, bread: Page, name: str) -> None:
    session.add(Label(name="Food"))
    session.commit()
    browser = browse(getattr(people, name))
    answer = browser.post_form(f"/pages/{bread.id}/edit", sent(bread, "food, rivals;  Rivals"))
    assert answer.status_code == 303
    assert labels(session, bread) == ["Food", "rivals"]
    form = browser.get(f"/pages/{bread.id}/edit").text
    assert 'value="Food, rivals"' in form
    browser.post_form(f"/pages/{bread.id}/edit", sent(bread, "rivals"))
    assert labels(session, bread) == ["rivals"]


def test_second_submit_is_told_and_changes_nothing(
    browse: Browse, people: People, session: Session, bread: Page
) -> None:
    browser, form = browse(people.manager), sent(bread, "food")
    assert browser.post_form(f"/pages/{bread.id}/edit", form).status_code == 303
    assert browser.post_form(f"/pages/{bread.id}/edit", form).status_code == 409
    assert labels(session, bread) == ["food"]


def test_outsiders_and_readers_change_none(browse: Browse, people: People, session: Session, bread: Page) -> None:
    assert browse(people.outsider).post_form(f"/pages/{bread.id}/edit", sent(bread, "x")).status_code == 404
    for person in (people.specialist, people.client):
        assert browse(person).post_form(f"/pages/{bread.id}/edit", sent(bread, "x")).status_code == 403
    assert labels(session, bread) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("x" * 61, "A label has at most 60 characters. Shorten “xxxxxxxxxxxxxxxxxxxx…”."),
        (",".join(f"label {number}" for number in range(21)), "A page has at most 20 labels. Remove some."),
    ],
)
def test_bad_labels_stay_in_the_field(
    browse: Browse, people: People, session: Session, bread: Page, *, typed: str, sentence: str
) -> None:
    answer = browse(people.manager).post_form(f"/pages/{bread.id}/edit", sent(bread, typed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed in answer.text
    assert labels(session, bread) == []


def test_a_form_without_the_field_leaves_labels_alone(
    browse: Browse, people: People, session: Session, bread: Page
) -> None:
    bread.labels = [Label(name="food")]
    session.commit()
    form = sent(bread, "")
    del form["labels"]
    assert browse(people.manager).post_form(f"/pages/{bread.id}/edit", form).status_code == 303
    assert labels(session, bread) == ["food"]


def test_the_form_suggests_only_labels_of_what_one_may_see(
    browse: Browse, people: People, session: Session, bread: Page
) -> None:
    session.get_one(Client, people.other_row.id).labels = [Label(name="theirs")]
    session.get_one(Client, people.client_row.id).labels = [Label(name="ours")]
    add_page(session, None, "rival").labels = [Label(name="rivals")]
    session.commit()
    form = browse(people.manager).get(f"/pages/{bread.id}/edit").text
    assert 'value="ours"' in form
    assert 'value="rivals"' in form
    assert "theirs" not in form


def test_competitors_are_listed_by_label(browse: Browse, people: People, session: Session) -> None:
    rivals = Label(name="rivals")
    add_page(session, None, "one").labels = [rivals]
    add_page(session, None, "two").labels = [rivals, Label(name="far")]
    add_page(session, None, "three")
    session.commit()
    browser = browse(people.specialist)
    everything = browser.get("/competitors").text
    assert all(name in everything for name in ("@one", "@two", "@three", "label=rivals"))
    found = browser.get("/competitors?label=far").text
    assert "@two" in found
    assert "@one" not in found
    nothing = browser.get("/competitors?label=unknown")
    assert nothing.status_code == 200
    assert "No page matches." in nothing.text
    assert session.scalar(select(Page.id).where(Page.username == "three")) is not None
