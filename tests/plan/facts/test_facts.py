"""The plan beside what was published."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from promo.content.models import Rubric
from promo.pages.models import Page, PageDay
from promo.plan.facts import screens
from promo.plan.words import Status
from tests.growth.agency import add_post
from tests.plan.conftest import AT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.plan.models import PlanItem
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Write = Callable[..., PlanItem]

NOW = AT + timedelta(days=20)
DAY = timedelta(days=1)
QUERY = {"period": "own", "from": "2026-12-01", "to": "2026-12-14"}
WHOLE = "period=own&from=2026-12-01&to=2026-12-14"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(session: Session, people: People, page: Page, write: Write) -> list[PlanItem]:
    """Six posts of a rubric (the last a day late), a story, a draft of yesterday's and posts nobody had planned."""
    page.posts_read_at = NOW - timedelta(hours=2)
    rubric = Rubric(client_id=people.client_row.id, name="Recipes", created_at=AT)
    session.add(rubric)
    session.flush()
    for number in range(-60, 20):
        day = (AT + number * DAY).date()
        session.add(PageDay(page_id=page.id, day=day, followers=1000, captured_at=AT, source="test"))
    for number in range(7):
        add_post(session, page, AT - (number + 10) * DAY, likes=10)  # 2 % with the 10 comments
    items = []
    for number in range(6):
        at = AT + number * DAY
        item = write(f"Recipe {number}", planned_at=at, rubric_id=rubric.id, status=Status.PUBLISHED)
        late = DAY if number == 5 else timedelta(minutes=number)
        item.post_id = add_post(session, page, at + late, likes=30, caption=f"Recipe {number}").id
        item.published_at = at + late
        items.append(item)
    story = write("Story", kind="story", planned_at=AT, status=Status.PUBLISHED)
    story.published_at = AT
    items += [story, write("Late", kind="reel", planned_at=AT + 7 * DAY, status=Status.DRAFT)]
    write("Next month", planned_at=AT + 40 * DAY)
    add_post(session, page, AT + 6 * DAY, likes=10, caption="By itself")
    foreign = Page(username="studio", client_id=people.other_row.id, created_at=AT)
    session.add(foreign)
    session.flush()
    add_post(session, foreign, AT, caption="Not theirs")
    session.commit()
    return items


def test_what_was_planned_beside_what_came(session: Session, people: People, plan: list[PlanItem]) -> None:
    shown = screens.shown(session, people.client_row, people.manager, QUERY)
    facts = shown.facts
    assert (facts.planned, facts.published, facts.seen, facts.missed, facts.ahead) == (len(plan), 7, 6, 1, 0)
    assert [facts.within_quarter, facts.within_hour] == pytest.approx([5 / 6, 5 / 6])
    assert facts.delay == pytest.approx(2.5)
    assert (shown.posts, shown.unplanned, [one.caption for one in shown.examples]) == (7, 1, ["By itself"])
    recipes, none = shown.groups["rubric"]
    assert (recipes.key, recipes.planned, recipes.counted, recipes.er, recipes.likes) == ("Recipes", 6, 6, 0.04, 30)
    # The usual: 7 posts before and the unplanned one at 2 %, these 6 at 4 %.
    assert recipes.difference == pytest.approx(1.0)
    assert recipes.differs
    assert (none.key, none.planned, none.difference, none.too_few) == (None, 2, None, True)
    assert [one.key for one in shown.groups["kind"]] == ["post", "reel", "story"]
    client = screens.shown(session, people.client_row, people.client, QUERY)
    assert client.facts.planned == 7, "the draft is not for the client's eyes"


def test_the_choice_of_the_client_decides_how_it_is_told(
    session: Session, people: People, plan: list[PlanItem]
) -> None:
    client = people.client_row
    client.er_average = "mean"
    plan[0].post_id = add_post(session, session.get_one(Page, plan[0].page_id), AT, likes=90).id
    session.commit()
    assert screens.shown(session, client, people.manager, QUERY).groups["rubric"][0].er == pytest.approx(0.05)
    client.er_average = "median"
    assert screens.shown(session, client, people.manager, QUERY).groups["rubric"][0].er == pytest.approx(0.04)


def test_too_few_posts_say_so_and_no_usual_too(session: Session, people: People, page: Page, write: Write) -> None:
    item = write(status=Status.PUBLISHED)
    item.post_id, item.published_at = add_post(session, page, AT).id, AT
    session.commit()
    shown = screens.shown(session, people.client_row, people.manager, QUERY)
    assert (shown.has_usual, shown.groups["kind"][0].too_few, shown.facts.within_quarter) == (False, True, 1.0)


def test_the_screen_its_orders_and_files(browse: Browse, people: People, plan: list[PlanItem]) -> None:
    address = f"/clients/{people.client_row.id}/plan/facts"
    manager = browse(people.manager)
    text = manager.get(f"{address}?{WHOLE}").text
    for said in ("7 of 8", "83%", "Recipes", "+100%", "too few posts", "By itself", "1 day later than planned",
                 "by a person's word", "last read 2 hr. ago"):  # fmt: skip
        assert said in text, said
    assert "Not theirs" not in text
    assert text.index("Recipe 0") < text.index("Recipe 5")
    late = manager.get(f"{address}?{WHOLE}&sort=late&order=desc").text
    assert late.index("Recipe 5") < late.index("Recipe 4") < late.index("Recipe 0") < late.index("Late")
    for bad in ("period=own&from=x&to=y", "period=&sort=nothing&order=up&page=-3", f"{WHOLE}&page=99", "page=١"):
        assert manager.get(f"{address}?{bad}").status_code == 200
    assert browse(people.outsider).get(address).status_code == 404
    assert browse(people.specialist).get(address).status_code == 200
    assert "Late" not in browse(people.client).get(f"{address}?{WHOLE}").text
    groups = list(csv.reader(io.StringIO(manager.get(f"{address}.csv?{WHOLE}").data.decode("utf-8-sig"))))
    assert groups[1][:5] == ["Rubric", "Recipes", "6", "6", "0"]
    assert float(groups[1][8]) == pytest.approx(1.0)
    items = list(csv.reader(io.StringIO(manager.get(f"{address}.csv?{WHOLE}&table=items").data.decode("utf-8-sig"))))
    assert len(items) == len(plan) + 1
    assert items[3][:1] + items[3][7:8] == ["Recipe 1", "1.0"]
    assert manager.get(f"{address}.xlsx?{WHOLE}&table=items").data[:2] == b"PK"
    assert browse(people.outsider).get(f"{address}.csv").status_code == 404


def test_a_period_without_anything_says_what_to_do(browse: Browse, people: People, page: Page) -> None:
    assert page.client_id == people.client_row.id
    text = browse(people.manager).get(f"/clients/{people.client_row.id}/plan/facts?{WHOLE}").text
    assert "Nothing was planned for these days" in text
