"""The profile as it will look, and swapping what is planned."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from promo import clock
from promo.pages.models import Page
from promo.plan.approvals.models import ApprovalRule
from promo.plan.words import Mode, Status
from tests.growth.agency import add_post
from tests.plan.conftest import AT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.plan.models import PlanItem
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Write = Callable[..., PlanItem]

DAY = timedelta(days=1)
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(AT - timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def two(write: Write) -> tuple[PlanItem, PlanItem]:
    """Items of tomorrow and of the day after."""
    return write("First", planned_at=AT + DAY), write("Second", planned_at=AT + 2 * DAY, status=Status.APPROVED)


def order(text: str) -> list[str]:
    """Return the names of the tiles, in their order."""
    tiles = text.partition('class="grid-tiles"')[2].partition("</ol>")[0]
    return [item or post for item, post in re.findall(r'class="grid-text">([^<]+)<|alt="Post of ([^"]+)"', tiles)]


def test_pinned_planned_and_published_stand_in_the_profiles_order(  # noqa: PLR0917 - fixtures
    browse: Browse, people: People, session: Session, page: Page, write: Write, two: tuple[PlanItem, PlanItem]
) -> None:
    add_post(session, page, AT - 30 * DAY, is_pinned=True)
    add_post(session, page, AT - 29 * DAY, kind="reel")
    add_post(session, page, AT - 28 * DAY, kind="carousel")
    write("Long gone", planned_at=AT - 3 * DAY, status=Status.MISSED)
    write("Just now", planned_at=AT - timedelta(minutes=90), status=Status.SCHEDULED)
    write("Morning story", kind="story", planned_at=AT + DAY)
    write("Evening story", kind="story", planned_at=AT + DAY + timedelta(hours=6), status=Status.SCHEDULED)
    write("No day", planned_at=None)
    midnight = AT.replace(hour=21, minute=30) + 4 * DAY  # half past midnight in Moscow
    write("At night", planned_at=midnight, status=Status.SCHEDULED)
    address = f"/clients/{people.client_row.id}/plan/grid"
    text = browse(people.manager).get(address).text
    assert order(text) == [
        "Nov 1, 2026", "At night", "Second", "First", "Just now", "Nov 3, 2026", "Nov 2, 2026",
    ]  # fmt: skip
    assert re.search(r"Scheduled, </span>Dec 6<", text), "the client's day"
    stories = text.partition('class="grid-stories"')[2].partition("</ul>")[0]
    assert stories.index("Morning story") < stories.index("Evening story")
    agreed = browse(people.manager).get(f"{address}?agreed=1").text
    assert order(agreed) == ["Nov 1, 2026", "At night", "Second", "Just now", "Nov 3, 2026", "Nov 2, 2026"]
    assert "Morning story" not in agreed
    client = browse(people.client).get(address).text
    assert "First" not in order(client)
    assert "/swap" not in client
    assert text.count('class="grid-swap"') == 3
    assert "/swap" not in browse(people.specialist).get(address).text
    assert two[0].client_id == people.client_row.id


def test_the_preview_is_of_a_page_and_for_those_who_may_see_it(
    browse: Browse, people: People, session: Session, page: Page, two: tuple[PlanItem, PlanItem]
) -> None:
    other = Page(username="bakery.two", client_id=people.client_row.id, created_at=AT)
    session.add(other)
    session.commit()
    address, manager = f"/clients/{people.client_row.id}/plan/grid", browse(people.manager)
    assert manager.get(f"/pages/{other.id}/plan/grid").location == f"{address}?page={other.id}"
    assert "Nothing to show yet" in manager.get(f"{address}?page={other.id}").text
    for bad in ("page=99", "page=x", "agreed=maybe"):
        assert order(manager.get(f"{address}?{bad}").text) == [two[1].title, two[0].title]
    assert browse(people.outsider).get(address).status_code == 404
    assert browse(people.outsider).get(f"/pages/{page.id}/plan/grid").status_code == 404
    empty = browse(people.outsider).get(f"/clients/{people.other_row.id}/plan/grid").text
    assert "This client has no page yet" in empty


def test_two_items_swap_their_times(
    browse: Browse, people: People, session: Session, two: tuple[PlanItem, PlanItem]
) -> None:
    session.add(ApprovalRule(client_id=people.client_row.id, mode=Mode.CLIENT))
    session.commit()
    first, second = two
    manager = browse(people.manager)
    address, client = f"/plan/items/{second.id}/swap", people.client_row.id
    grid = manager.get(f"/clients/{client}/plan/grid").text
    assert "If you swap it, approval is asked for again" in grid
    form = {"version": "1", "other": str(first.id), "other_version": "1", "agreed": "1"}
    answer = manager.post_form(address, form)
    assert answer.location == f"/clients/{client}/plan/grid?page={first.page_id}&agreed=1#item-{second.id}"
    session.expire_all()
    assert (first.planned_at, second.planned_at) == (AT + 2 * DAY, AT + DAY)
    assert (first.status, second.status, first.version, second.version) == ("draft", "in_review", 2, 2)
    assert "Approval is asked for again" in manager.get(f"/clients/{client}/plan/grid").text
    again = browse(people.teammate).post_form(address, form, headers=JSON)
    assert (again.status_code, "Somebody changed one of these items" in again.text) == (409, True)
    half = browse(people.teammate).post_form(address, {**form, "version": "2"}, headers=JSON)
    assert half.status_code == 409
    session.expire_all()
    assert (first.planned_at, second.planned_at, second.version) == (AT + 2 * DAY, AT + DAY, 2), "both or none"
    back = browse(people.teammate).post_form(address, {**form, "version": "2", "other_version": "2"}, headers=JSON)
    assert (back.status_code, back.json) == (200, {"message": "The two items changed their times."})
    refused = manager.post_form(address, form)
    assert refused.status_code == 303
    assert "Somebody changed one of these items" in manager.get(refused.location).text


def test_who_may_swap_and_what(  # noqa: PLR0917 - fixtures
    browse: Browse, people: People, session: Session, page: Page, write: Write, two: tuple[PlanItem, PlanItem]
) -> None:
    first, second = two
    elsewhere = Page(username="bakery.two", client_id=people.client_row.id, created_at=AT)
    session.add(elsewhere)
    session.flush()
    apart = write("Apart", page_id=elsewhere.id)
    theirs = write("Theirs", client=people.other_row)
    published = write("Out", planned_at=AT + DAY, status=Status.PUBLISHED)
    address = f"/plan/items/{first.id}/swap"

    def sent(person: object, other: object) -> int:
        form = {"version": "1", "other": str(other), "other_version": "1"}
        return browse(person).post_form(address, form, headers=JSON).status_code

    assert sent(people.outsider, second.id) == 404
    assert sent(people.specialist, second.id) == 403
    assert sent(people.client, second.id) == 404, "a draft"
    assert [sent(people.manager, other) for other in (first.id, apart.id, theirs.id, 999, "x")] == [404] * 5
    assert sent(people.manager, published.id) == 409
    assert page.client_id == people.client_row.id
    people.client_row.archived_at = clock.now()
    session.merge(people.client_row)
    session.commit()
    assert sent(people.manager, second.id) == 409
    assert "/swap" not in browse(people.manager).get(f"/clients/{people.client_row.id}/plan/grid").text
