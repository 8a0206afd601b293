"""Writing an item: who may, what is refused, two people at once, versions, copies, templates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from promo.content.models import Rubric
from promo.pages.models import Page
from promo.plan import limits
from promo.plan.items import differences
from promo.plan.items.history import SAYS
from promo.plan.items.merging import merge
from promo.plan.models import PlanItem, PlanTemplate, PlanVersion
from tests.plan.conftest import AT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


def typed(**changes: str) -> dict[str, str]:
    return {
        "title": "Rye bread", "kind": "post", "page_id": "", "rubric_id": "", "assignee_id": "",
        "planned_at": "2026-12-01T12:00", "caption": "Fresh bread every morning", "version": "1", **changes,
    }  # fmt: skip


def the_item(session: Session) -> PlanItem:
    session.expire_all()
    return session.scalars(select(PlanItem).order_by(PlanItem.id)).first()  # type: ignore[return-value]


def test_who_may_write(browse: Browse, people: People, write: Callable[..., PlanItem], session: Session) -> None:
    item = write()
    here = f"/plan/items/{item.id}"
    for person, status in ((people.outsider, 404), (people.client, 404), (people.specialist, 403)):
        assert browse(person).get(f"{here}/edit").status_code == status
        assert browse(person).post_form(f"{here}/edit", typed(title="Mine")).status_code == status
        for step in ("removal", "copies"):
            assert browse(person).post_form(f"{here}/{step}").status_code == status
    assert browse(people.teammate).post_form(f"{here}/edit", typed(title="Theirs", page_id="1")).status_code == 303
    assert the_item(session).title == "Theirs"
    assert browse(people.specialist).get(f"/clients/{people.client_row.id}/plan/items/new").status_code == 403
    assert browse(people.manager).post_form(f"{here}/removal").status_code == 303
    assert session.scalars(select(PlanItem)).all() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "", "caption": ""}, "Say in a few words what it is about"),
        ({"kind": "film"}, "Not a valid choice"),
        ({"page_id": "999"}, "Not a valid choice"),
        ({"planned_at": "soon"}, "Not a valid datetime"),
        ({"link": "javascript:alert(1)"}, "A link begins with https://"),
        ({"title": "x" * 161}, "longer than 160"),
        ({"assignee_id": "1000"}, "Not a valid choice"),
    ],
)
@pytest.mark.sqlite_only
def test_bad_input_is_told_and_kept(browse: Browse, people: People, changes: dict[str, str], sentence: str) -> None:
    address = f"/clients/{people.client_row.id}/plan/items/new"
    answer = browse(people.manager).post_form(address, typed(goal="Kept as typed", **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept as typed" in answer.text


def test_two_people_edit_at_once(
    browse: Browse, people: People, page: Page, write: Callable[..., PlanItem], session: Session
) -> None:
    item = write()
    here, own = f"/plan/items/{item.id}/edit", {"page_id": str(page.id)}
    first = typed(**own, caption="Fresh bread, still warm", goal="Guests")
    assert browse(people.teammate).post_form(here, first).status_code == 303
    mine = typed(**own, caption="Fresh bread and coffee", reference="My note")
    answer = browse(people.manager).post_form(here, mine)
    assert answer.status_code == 409
    for told in ("Teammate saved this", "<ins>", "You changed this too", "Taken over into the form below"):
        assert told in answer.text
    assert "Fresh bread and coffee" in answer.text, "what I typed"
    assert 'value="Guests"' in answer.text, "what only they changed"
    assert "My note" in answer.text
    assert the_item(session).caption == "Fresh bread, still warm"
    version = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert version
    again = {**mine, "goal": "Guests", "version": version[1]}
    assert browse(people.manager).post_form(here, again).status_code == 303
    saved = the_item(session)
    assert (saved.caption, saved.goal, saved.reference, saved.version) == (
        "Fresh bread and coffee",
        "Guests",
        "My note",
        3,
    )


def test_versions_are_kept_compared_and_brought_back(
    browse: Browse, people: People, page: Page, write: Callable[..., PlanItem], session: Session
) -> None:
    rubric = Rubric(client_id=people.client_row.id, name="Recipes", created_at=AT)
    session.add(rubric)
    session.commit()
    item = write(rubric_id=rubric.id)
    manager, here = browse(people.manager), f"/plan/items/{item.id}"
    manager.post_form(f"{here}/edit", typed(page_id=str(page.id), caption="Stale bread every evening"))
    shown = manager.get(f"{here}/versions").text
    assert "<del>Fresh</del><ins>Stale</ins>" in shown
    assert "Recipes" in manager.get(f"{here}/versions/1").text
    session.delete(session.get(Rubric, rubric.id))
    session.commit()
    for person, status in ((people.outsider, 404), (people.client, 404), (people.specialist, 403)):
        assert browse(person).post_form(f"{here}/versions/1/restoration").status_code == status
    answer = manager.post_form(f"{here}/versions/1/restoration", follow_redirects=True)
    assert "Not brought back, as it is no longer there: Rubric." in answer.text
    saved = the_item(session)
    assert (saved.caption, saved.rubric_id) == ("Fresh bread every morning", None)
    assert manager.get(f"{here}/versions/99").status_code == 404
    numbers = session.scalars(select(PlanVersion.number).order_by(PlanVersion.number)).all()
    assert list(numbers) == list(range(1, saved.version + 1))


def test_an_item_outlives_its_page(
    browse: Browse, people: People, page: Page, write: Callable[..., PlanItem], session: Session
) -> None:
    item = write()
    session.delete(session.get(Page, page.id))
    session.commit()
    manager = browse(people.manager)
    assert "@bakery is no longer among the client" in manager.get(f"/plan/items/{item.id}").text
    assert manager.get(f"/clients/{people.client_row.id}/plan").status_code == 200
    assert "Rye bread" in manager.get("/plan/events.json?start=2026-11-01T00:00&end=2026-12-31T00:00").text
    assert manager.post_form(f"/plan/items/{item.id}/edit", typed(title="Still here")).status_code == 303


def test_the_archive_is_only_read(
    browse: Browse, people: People, write: Callable[..., PlanItem], session: Session
) -> None:
    item = write()
    people.client_row.archived_at = AT
    session.merge(people.client_row)
    session.commit()
    manager = browse(people.manager)
    assert manager.get(f"/plan/items/{item.id}").status_code == 200
    for path, data in (
        ("edit", typed()),
        ("submission", {}),
        ("removal", {}),
        ("tasks", {}),
        ("comments", {"audience": "client"}),
    ):
        assert manager.post_form(f"/plan/items/{item.id}/{path}", data).status_code == 409, path
    assert the_item(session).version == 1


def test_copies_and_templates(
    browse: Browse, people: People, page: Page, write: Callable[..., PlanItem], session: Session
) -> None:
    item = write(goal="Guests")
    manager, client = browse(people.manager), people.client_row
    token = {"uid": "1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b"}
    for _click in range(2):
        assert manager.post_form(f"/plan/items/{item.id}/copies", token).status_code == 303
    copy = session.scalars(select(PlanItem).where(PlanItem.id != item.id)).one()
    assert (copy.caption, copy.planned_at, copy.status) == (item.caption, None, "draft")
    for _click in range(2):
        assert manager.post_form(f"/plan/items/{item.id}/template", {"name": "Monday"}).status_code == 303
    template = session.scalars(select(PlanTemplate)).one()
    assert manager.post_form(f"/plan/items/{item.id}/template", {"name": " "}).status_code == 422
    form = manager.get(f"/clients/{client.id}/plan/items/new?template={template.id}&kind=reel").text
    assert 'value="Guests"' in form
    assert '<option selected value="reel">' in form
    assert browse(people.outsider).post_form(f"/plan/templates/{template.id}/removal").status_code == 404
    assert browse(people.specialist).post_form(f"/plan/templates/{template.id}/removal").status_code == 403
    assert manager.post_form(f"/plan/templates/{template.id}/removal").status_code == 303
    assert page.id == item.page_id


@pytest.mark.sqlite_only
def test_captions_are_counted(browse: Browse, people: People, write: Callable[..., PlanItem]) -> None:
    item = write(caption="#a " * 31)
    shown = browse(people.manager).get(f"/plan/items/{item.id}").text
    assert "31 of 30 hashtags" in shown
    assert "More than Instagram takes" in shown


@pytest.mark.parametrize(
    ("text", "characters", "hashtags", "mentions"),
    [
        ("", 0, 0, 0),
        ("ab\r\ncd", 5, 0, 0),
        ("🥐", 2, 0, 0),
        ("#хлеб #2026 #a_b", 16, 2, 0),
        ("me@example.com @mill @a.b", 25, 0, 2),
        ("https://x.y/#top", 16, 0, 0),
    ],
)
def test_what_counts(text: str, characters: int, hashtags: int, mentions: int) -> None:
    found = limits.count(text)
    assert (found.characters, found.hashtags, found.mentions) == (characters, hashtags, mentions)


VALUES = st.fixed_dictionaries({name: st.sampled_from(["", "one", "two", "three"]) for name in SAYS})


@given(base=VALUES, theirs=VALUES, mine=VALUES)
def test_nothing_that_anybody_wrote_is_lost(base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]) -> None:
    merged = merge(base, theirs, mine)
    for name in SAYS:
        if mine[name] != base[name]:
            assert merged.values[name] == mine[name]
        else:
            assert merged.values[name] == theirs[name]
        both = mine[name] != base[name] and theirs[name] != base[name] and mine[name] != theirs[name]
        assert (name in merged.disputed) == both


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_a_difference_holds_both_texts(before: str, after: str) -> None:
    parts = differences.words(before, after)
    assert "".join(part.text for part in parts if part.kind != "added") == before
    assert "".join(part.text for part in parts if part.kind != "removed") == after
