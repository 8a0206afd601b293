"""What Home and the overview say of the plans: due, overdue, waiting."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from promo.plan import standing
from promo.plan.items import service
from promo.plan.items.log import Actor
from promo.plan.items.service import ItemFields
from promo.plan.models import PlanTask
from promo.plan.standing import Standing
from promo.plan.words import Stage, Status
from tests.home.agency import at, make_page, make_post, steadily

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.plan.models import PlanItem
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

TODAY = date(2026, 3, 18)  # a Wednesday
NOW = at(TODAY, 15)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def write(session: Session, people: People) -> Callable[..., PlanItem]:
    """Give a function that writes an item: its title, moment and status, and stage, kind, review_by or client."""

    def made(
        title: str,
        moment: datetime | None,
        status: str,
        *,
        client: Client | None = None,
        stage: str | None = None,
        **says: Any,  # noqa: ANN401 - an item's fields
    ) -> PlanItem:
        fields = ItemFields(title=title, planned_at=moment, **says)
        item = service.add(session, client or people.client_row, fields, Actor.of_user(people.manager), status=status)
        item.stage = stage
        session.commit()
        return item

    return made


@pytest.fixture
def plan(session: Session, people: People, write: Callable[..., PlanItem]) -> list[PlanItem]:
    items = [
        write("Monday", at(TODAY - 2 * DAY), Status.PUBLISHED),
        write("Yesterday", at(TODAY - DAY), Status.MISSED),
        write("This morning", at(TODAY, 9), Status.DRAFT),
        write("Tonight", at(TODAY, 20), Status.SCHEDULED),
        write("Story tonight", at(TODAY, 21), Status.APPROVED, kind="story"),
        write("Sunday, late", at(TODAY + 4 * DAY, 23), Status.IN_REVIEW, stage=Stage.CLIENT, review_by=NOW - DAY),
        write("Next Monday", at(TODAY + 5 * DAY, 0), Status.IN_REVIEW, stage=Stage.INTERNAL),
        write("Long ago", at(TODAY - 30 * DAY), Status.MISSED),
        write("Some day", None, Status.IDEA),
        write("Theirs", at(TODAY, 10), Status.APPROVED, client=people.other_row),
    ]
    for day, done in ((TODAY - DAY, None), (TODAY - DAY, NOW), (TODAY, None)):
        task = {"item_id": items[3].id, "speciality": "text", "title": "Words", "due": day, "done_at": done}
        session.add(PlanTask(**task, created_at=NOW))
    session.commit()
    return items


def test_the_standing_of_each_plan(session: Session, people: People, plan: list[PlanItem]) -> None:
    assert len(plan) == 10
    mine, theirs = people.client_row.id, people.other_row.id
    found = standing.standings(session, people.manager, NOW)
    assert found == {
        mine: Standing(planned=5, tasks=1, today=3, team=1, client=1, overdue=2, unanswered=1),
    }
    assert standing.standings(session, people.owner, NOW)[theirs] == Standing(planned=1, today=1, overdue=1)
    seen = standing.standings(session, people.client, NOW)[mine]
    assert (seen.planned, seen.tasks, seen.today, seen.team, seen.client, seen.overdue) == (4, 0, 2, 0, 1, 1)
    people.client_row.archived_at = NOW
    session.merge(people.client_row)
    session.flush()
    assert mine not in standing.standings(session, people.owner, NOW)


def test_home_has_the_cards_and_the_week_against_the_plan(
    browse: Browse, people: People, session: Session, plan: list[PlanItem]
) -> None:
    page = make_page(session, people.client_row, "bread", steadily(TODAY - DAY, 5, 100, 1), posts_read_at=NOW)
    make_post(session, page, TODAY - DAY, 1, 1)
    session.commit()
    assert plan[0].client_id == people.client_row.id
    text = browse(people.manager).get("/").text
    cards = dict(
        re.findall(r'promo-kpi-label">([^<]+?)\s*<.*?promo-kpi-value">([^<]+)<', text, flags=re.DOTALL),
    )
    assert {name: cards[name] for name in ("To publish today", "Overdue in plans", "Waiting for approval")} == {
        "To publish today": "3", "Overdue in plans": "2", "Waiting for approval": "2",
    }  # fmt: skip
    assert cards["Overdue tasks"] == "1"
    assert "1 with the team, 1 with clients" in text
    assert 'href="/plan/due"' in text
    assert 'href="/plan/waiting"' in text
    row = text.partition('data-label="Posts this week">')[2].partition("</td>")[0]
    assert re.sub(r"<[^>]+>", " ", row).split() == ["1", "of", "5", "planned"]
    assert f'href="/plan/due?client={people.client_row.id}"' in text
    client = browse(people.client).get("/").text
    assert "Overdue tasks" not in client
    assert 'href="/plan/waiting"' not in client
    rows = list(csv.reader(io.StringIO(browse(people.manager).get("/portfolio.csv").data.decode("utf-8-sig"))))
    assert dict(zip(rows[0], rows[1], strict=True))["Planned this week"] == "5"


def test_the_overview_has_what_is_next_late_and_waiting(browse: Browse, people: People, plan: list[PlanItem]) -> None:
    address = f"/clients/{people.client_row.id}"
    text = browse(people.manager).get(address).text
    for item in plan:
        is_shown = item.title not in {"Monday", "Long ago", "Some day", "Theirs"}
        assert (f'href="/plan/items/{item.id}"' in text) == is_shown, item.title
    assert "Text: Words" in text
    client = browse(people.client).get(address).text
    for hidden in ("This morning", "Next Monday", "Text: Words"):
        assert hidden not in client
    assert "Tonight" in client


def test_what_is_due_is_one_list(browse: Browse, people: People, session: Session, plan: list[PlanItem]) -> None:
    def shown(person: object, query: str = "") -> list[str]:
        text = browse(person).get(f"/plan/due{query}").text
        return [item.title for item in plan if f'href="/plan/items/{item.id}"' in text]

    manager = browse(people.manager).get("/plan/due").text
    assert manager.index("Yesterday") < manager.index("This morning") < manager.index("Tonight")
    assert shown(people.manager) == ["Yesterday", "This morning", "Tonight", "Story tonight"]
    assert "Text: Words" in manager
    assert shown(people.owner)[-1] == "Theirs"
    assert shown(people.owner, f"?client={people.client_row.id}") == shown(people.manager)
    assert shown(people.outsider) == ["Theirs"]
    assert shown(people.client) == ["Yesterday", "Tonight", "Story tonight"]
    assert "Text: Words" not in browse(people.client).get("/plan/due").text
    assert browse(people.outsider).get(f"/plan/due?client={people.client_row.id}").status_code == 404
    assert browse(people.manager).get("/plan/due?client=x").status_code == 200
    for row in (people.client_row, people.other_row):
        row.archived_at = NOW
        session.merge(row)
    session.commit()
    assert "Nothing is due today" in browse(people.owner).get("/plan/due").text
