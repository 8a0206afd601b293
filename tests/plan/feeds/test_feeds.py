"""Calendar feeds: valid for an independent parser, stable in their UIDs, and only for whom they are."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import vobject
from sqlalchemy import delete, select

from promo import clock
from promo.plan.models import PlanFeed, PlanItem
from promo.users.models import ClientAccess

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

LONG = "Очень длинная подпись, которая не помещается в строку; с запятой, \\ и «кавычками» 🥐" * 3


def address(browser: Browser, path: str) -> str:
    assert browser.post_form(path).status_code == 303
    found = re.search(r'value="http://localhost(/calendar/[^"]+)"', browser.get(path).text)
    assert found
    return found[1]


def events(body: bytes) -> dict[str, Any]:
    calendar = vobject.readOne(body.decode())
    calendar.validate(raiseException=True)
    return {one.uid.value: one for one in calendar.contents.get("vevent", [])}


def test_a_calendar_follows_the_plan(
    browse: Browse, people: People, write: Callable[..., PlanItem], session: Session
) -> None:
    at = clock.now().replace(microsecond=0) + timedelta(days=2)
    item = write("Хлеб; с корочкой, да", planned_at=at, caption=LONG, goal="SECRET")
    write("No day", planned_at=None)
    manager, path = browse(people.manager), f"/clients/{people.client_row.id}/plan/feeds"
    secret = address(manager, path)
    assert secret not in manager.get(path).text, "shown once"
    assert session.scalars(select(PlanFeed.token_hash)).one() not in secret
    visitor = browse(None)
    answer = visitor.get(secret)
    assert answer.mimetype == "text/calendar"
    assert "Set-Cookie" not in answer.headers
    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75
    assert b"SECRET" not in answer.data
    found = events(answer.data)
    assert list(found) == [f"{item.uid}@promo"]
    event = found[f"{item.uid}@promo"]
    assert event.dtstart.value == at
    assert LONG in event.description.value
    assert "Хлеб; с корочкой, да" in event.summary.value
    assert event.status.value == "TENTATIVE"
    assert visitor.get(secret, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304

    token = manager.csrf_token()
    data = {"csrf_token": token, "at": "2027-01-10T10:00", "version": "1"}
    assert manager.post(f"/plan/items/{item.id}/time", data=data).status_code == 303
    again = visitor.get(secret, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 200
    moved = events(again.data)[f"{item.uid}@promo"]
    assert moved.dtstart.value == datetime(2027, 1, 10, 7, tzinfo=UTC)
    assert int(moved.sequence.value) > int(event.sequence.value)
    manager.post_form(f"/plan/items/{item.id}/removal")
    assert events(visitor.get(secret).data) == {}


def test_an_address_ends(browse: Browse, people: People, write: Callable[..., PlanItem], session: Session) -> None:
    write(planned_at=clock.now() + timedelta(days=2))
    manager, path = browse(people.manager), f"/clients/{people.client_row.id}/plan/feeds"
    first, visitor = address(manager, path), browse(None)
    second = address(manager, path)
    assert visitor.get(first).status_code == 404
    assert len(events(visitor.get(second).data)) == 1
    assert browse(people.outsider).post_form(path).status_code == 404
    own = address(browse(people.client), path)
    assert events(visitor.get(own).data) == {}, "drafts are not for the client's eyes"
    everything = address(manager, "/plan/feeds")
    assert len(events(visitor.get(everything).data)) == 1
    session.execute(delete(ClientAccess).where(ClientAccess.user_id == people.manager.id))
    session.commit()
    assert visitor.get(second).status_code == 404
    assert events(visitor.get(everything).data) == {}
    browse(people.client).post_form(path, {"action": "revoke"})
    assert visitor.get(own).status_code == 404


def test_guessing_addresses_is_slowed_down(browse: Browse, people: People) -> None:
    assert people.owner.id
    visitor = browse(None)
    answers = [visitor.get(f"/calendar/guess{number}.ics").status_code for number in range(32)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert visitor.get("/review/guess").status_code == 429
