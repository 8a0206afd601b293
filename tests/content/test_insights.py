from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from promo.content.models import PostRubric, Rubric
from tests.growth.agency import NOW, add_days, add_page, add_post, ago, local
from tests.home.test_portfolio import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.context import Context
    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bread(people: People, session: Session) -> Page:
    """A page of 1,000 followers whose reels do twice as well as its images: forty posts, two with hidden likes."""
    page = add_page(session, people.client_row)
    add_days(session, page, dict.fromkeys(range(1, 90), 1000))
    rubric = Rubric(client_id=people.client_row.id, name="Recipes", created_at=NOW)
    session.add(rubric)
    session.flush()
    for number in range(40):
        reel = number % 5 < 2
        likes = (200 if reel else 100) + number % 5
        post = add_post(
            session,
            page,
            local(ago(2 * number + 2), hour=9 + number % 3),
            likes=likes if number not in {7, 14} else None,
            likes_hidden=number in {7, 14},
            kind="reel" if reel else "image",
            caption="Свежий хлеб каждый день" if number % 4 else None,
            hashtags=["bread"] if number % 3 else [],
            views=3000 if reel else None,
        )
        if number < 6:
            session.add(PostRubric(post_id=post.id, rubric_id=rubric.id))
    session.commit()
    return page


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_what_worked_is_said_with_its_numbers(browse: Browse, people: People, bread: Page) -> None:
    text = browse(people.client).get(f"/pages/{bread.id}/content/insights").text
    assert "Kind “Reel” does better" in text or "Kind “Image” does worse" in text
    assert "n = 16 against 22" in text or "n = 22 against 16" in text
    assert "No reliable difference: 38 posts" in text
    assert 'id="chart-time"' in text
    assert "2 posts have no engagement rate" in text


def test_each_group_has_its_n(browse: Browse, people: People, bread: Page) -> None:
    browser = browse(people.client)
    kinds = rows(browser.get(f"/pages/{bread.id}/content/insights/kind.csv").data)
    assert kinds[0][:4] == ["Group", "Posts", "Posts with an engagement rate", "ER, median"]
    assert [row[:3] for row in kinds[1:]] == [["Image", "24", "22"], ["Reel", "16", "16"]]
    assert [row[-2:] for row in kinds[1:]] == [["2", "24"], ["0", "0"]]
    assert float(kinds[2][3]) == pytest.approx(0.2105, abs=0.002)
    for subject, name in (
        ("rubric", "Recipes"),
        ("hashtag", "#bread"),
        ("word", "день"),
        ("length", "No caption"),
        ("weekday", "Monday"),
        ("hour", "9:00"),
    ):
        assert rows(browser.get(f"/pages/{bread.id}/content/insights/{subject}.csv").data)[1][0] == name
        assert browser.get(f"/pages/{bread.id}/content/insights/{subject}.xlsx").data[:2] == b"PK"
    grid = rows(browser.get(f"/pages/{bread.id}/content/insights/time.csv").data)
    assert grid[0] == ["Weekday", "Hour", "Difference from the usual, %", "n"]
    assert sum(int(row[3]) for row in grid[1:]) == 40
    assert browser.get(f"/pages/{bread.id}/content/insights/luck.csv").status_code == 404


def test_few_posts_claim_nothing(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, dict.fromkeys(range(1, 30), 1000))
    for number in range(4):
        add_post(session, page, local(ago(number + 2)))
    text = browse(people.client).get(f"/pages/{page.id}/content/insights").text
    assert "4 posts with an engagement rate are too few to tell" in text
    assert "too few posts" in text
    assert "The grid shows how many posts were published when." in text
    assert "Outliers" not in text
    empty = add_page(session, people.client_row, "empty")
    session.commit()
    assert "No posts in this period" in browse(people.client).get(f"/pages/{empty.id}/content/insights").text
    assert rows(browse(people.client).get(f"/pages/{empty.id}/content/insights/time.csv").data)[0] == [
        "Weekday",
        "Hour",
        "Posts",
    ]


def test_equal_groups_are_not_told_apart_and_outliers_are(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, dict.fromkeys(range(1, 90), 1000))
    for number in range(30):
        likes = 5000 if number == 3 else 90 + number % 7
        add_post(session, page, local(ago(number + 2)), likes=likes, caption=f"Post {number}",
                 kind="reel" if number % 2 else "image")  # fmt: skip
    text = browse(people.client).get(f"/pages/{page.id}/content/insights").text
    assert "can be told from chance: 2 comparisons of 30 posts" in text
    assert ">Post 3<" in text
    assert "501.00%" in text


def test_the_period_is_picked_and_outsiders_find_nothing(browse: Browse, people: People, bread: Page) -> None:
    text = browse(people.client).get(f"/pages/{bread.id}/content/insights?period=7").text
    assert "3 posts with an engagement rate" in text
    assert "is not one of the choices" in browse(people.client).get(f"/pages/{bread.id}/content/insights?period=x").text
    for address in ("insights", "insights/kind.csv"):
        assert browse(people.outsider).get(f"/pages/{bread.id}/content/{address}").status_code == 404


def test_the_number_of_queries_does_not_grow(
    browse: Browse, people: People, bread: Page, session: Session, context: Context
) -> None:
    browser = browse(people.client)
    with counted(context.engine) as few:
        browser.get(f"/pages/{bread.id}/content/insights")
    for number in range(20):
        add_post(session, bread, local(ago(3)) + timedelta(minutes=number))
    with counted(context.engine) as many:
        browser.get(f"/pages/{bread.id}/content/insights")
    assert len(few) == len(many) <= 10
