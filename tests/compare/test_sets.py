from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo.compare.models import SavedSet
from promo.compare.selection import Selection
from tests.compare.agency import Pages, pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.users.models import User
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


@pytest.fixture
def set_(people: People, session: Session) -> Pages:
    return pages(session, people)


def query(set_: Pages, more: str = "&period=90") -> str:
    return Selection.of_text(set_.url("bread", "cakes", more=more).partition("?")[2]).text()


def kept(session: Session) -> list[tuple[str, str, bool]]:
    session.expire_all()
    rows = session.scalars(select(SavedSet).order_by(SavedSet.id))
    return [(one.name, one.query, one.is_shared) for one in rows]


def add(session: Session, user: User, text: str, name: str = "Monday", *, is_shared: bool = False) -> SavedSet:
    made = SavedSet(user_id=user.id, name=name, query=text, is_shared=is_shared, created_at=datetime.now(UTC))
    session.add(made)
    session.commit()
    return made


@pytest.mark.parametrize("name", ["owner", "manager", "teammate", "specialist", "client"])
def test_everybody_keeps_sets_of_their_own(
    browse: Browse, people: People, session: Session, set_: Pages, name: str
) -> None:
    browser = browse(getattr(people, name))
    answer = browser.post_form("/compare/sets", {"name": "  Our   set ", "query": query(set_)})
    assert answer.status_code == 303
    assert answer.location == f"/compare?{query(set_)}"
    assert kept(session) == [("Our set", query(set_), False)]
    html = browser.get(answer.location).text
    assert "Our set" in html
    assert "90 days" in html


def test_second_submit_changes_nothing(browse: Browse, people: People, session: Session, set_: Pages) -> None:
    browser = browse(people.manager)
    for _ in range(2):
        form = {"name": "Monday", "query": query(set_), "is_shared": "y"}
        assert browser.post_form("/compare/sets", form).status_code == 303
    assert kept(session) == [("Monday", query(set_), True)]


def test_a_name_that_is_taken_can_be_overwritten(browse: Browse, people: People, session: Session, set_: Pages) -> None:
    browser = browse(people.manager)
    add(session, people.manager, query(set_))
    form = {"name": "Monday", "query": query(set_, "&sort=er")}
    answer = browser.post_form("/compare/sets", form)
    assert answer.status_code == 422
    assert "You have a set of this name already" in answer.text
    assert 'value="Monday"' in answer.text
    assert kept(session)[0][1] == query(set_)
    assert browser.post_form("/compare/sets", form | {"overwrite": "y"}).status_code == 303
    assert kept(session) == [("Monday", query(set_, "&sort=er"), False)]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": " "}, "Give the set a name."),
        ({"name": "x" * 61}, "Use at most 60 characters."),
        ({"query": ""}, "there is nothing to save yet"),
        ({"query": "pages=x"}, "there is nothing to save yet"),
        ({"query": "labels=" + ",".join("я" * 55 + str(number) for number in range(20))}, "too long to be saved"),
    ],
)
def test_bad_input(
    browse: Browse, people: People, session: Session, set_: Pages, *, form: dict[str, str], sentence: str
) -> None:
    answer = browse(people.manager).post_form("/compare/sets", {"name": "Monday", "query": query(set_)} | form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert kept(session) == []


def test_two_people_may_use_the_same_name(browse: Browse, people: People, session: Session, set_: Pages) -> None:
    for person in (people.manager, people.teammate):
        assert browse(person).post_form("/compare/sets", {"name": "M", "query": query(set_)}).status_code == 303
    assert len(kept(session)) == 2


def test_shared_sets_are_seen_by_the_team_only(browse: Browse, people: People, session: Session, set_: Pages) -> None:
    text = Selection.of_text(set_.url("bread", "cakes", "studio").partition("?")[2]).text()
    add(session, people.owner, text, "Everything", is_shared=True)
    add(session, people.owner, text, "Private")
    for person, seen in ((people.owner, True), (people.manager, True), (people.outsider, True), (people.client, False)):
        html = browse(person).get("/compare").text
        assert ("Everything" in html) == seen
        assert ("Private" in html) == (person is people.owner)
    assert "1 page of this address is left out" in browse(people.manager).get(f"/compare?{text}").text


def test_clients_cannot_share(browse: Browse, people: People, session: Session, set_: Pages) -> None:
    form = {"name": "Mine", "query": query(set_), "is_shared": "y"}
    assert browse(people.client).post_form("/compare/sets", form).status_code == 403
    assert kept(session) == []


def test_overwriting_a_set(browse: Browse, people: People, session: Session, set_: Pages) -> None:
    one = add(session, people.manager, query(set_), is_shared=True)
    url, form = f"/compare/sets/{one.id}", {"query": query(set_, "&chart=net")}
    assert browse(people.client).post_form(url, form).status_code == 404
    assert browse(people.outsider).post_form(url, form).status_code == 403
    assert browse(people.teammate).post_form(url, form).status_code == 403
    assert browse(people.manager).post_form("/compare/sets/999", form).status_code == 404
    browser = browse(people.manager)
    for _ in range(2):
        assert browser.post_form(url, form).location == f"/compare?{query(set_, '&chart=net')}"
    assert kept(session) == [("Monday", query(set_, "&chart=net"), True)]
    assert browser.post_form(url, {"query": ""}, follow_redirects=True).text.count("nothing to save yet") == 1
    assert kept(session)[0][1] == query(set_, "&chart=net")


def test_deleting_a_set(browse: Browse, people: People, session: Session, set_: Pages) -> None:
    private, shared = (
        add(session, people.manager, query(set_)),
        add(session, people.manager, "pages=1", "S", is_shared=True),
    )
    assert browse(people.teammate).post_form(f"/compare/sets/{private.id}/removal").status_code == 404
    assert browse(people.teammate).post_form(f"/compare/sets/{shared.id}/removal").status_code == 403
    assert browse(people.owner).post_form(f"/compare/sets/{shared.id}/removal").status_code == 303
    browser = browse(people.manager)
    answer = browser.post_form(f"/compare/sets/{private.id}/removal", {"query": query(set_)})
    assert answer.location == f"/compare?{query(set_)}"
    assert browser.post_form(f"/compare/sets/{private.id}/removal").status_code == 404
    assert kept(session) == []


def test_sets_need_a_token(browse: Browse, people: People, set_: Pages) -> None:
    answer = browse(people.manager).post("/compare/sets", data={"name": "x", "query": query(set_)})
    assert answer.status_code == 400


def test_the_state_has_one_text() -> None:
    text = "order=asc&pages=3,1,3&sort=name&chart=index&match=any&focus=3&unknown=1"
    wanted = Selection.of_text(text)
    assert wanted.query() == {"pages": "3,1", "sort": "name", "order": "asc", "focus": "3"}
    assert Selection.of_text(wanted.text()).text() == wanted.text()
    assert re.fullmatch(r"[\w=&%.-]+", wanted.text())
