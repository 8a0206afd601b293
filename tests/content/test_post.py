from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from promo.content.models import PostRubric, Rubric
from promo.pages.models import PostSnapshot
from tests.growth.agency import NOW, add_days, add_page, add_post, ago, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.pages.models import Page, Post
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bread(people: People, session: Session) -> Page:
    """A page of 1,000 followers with six posts, each seen after 20 and 28 hours."""
    page = add_page(session, people.client_row)
    add_days(session, page, dict.fromkeys(range(1, 20), 1000))
    for number in range(6):
        seen(session, add_post(session, page, local(ago(10 - number)), likes=90 + number), 90 + number)
    return page


def seen(session: Session, post: Post, likes: int) -> None:
    for hours, part in ((20, 0.8), (28, 1.2)):
        at = post.published_at + timedelta(hours=hours)
        count = round(likes * part)
        session.add(PostSnapshot(post_id=post.id, captured_at=at, likes=count, comments=10, source="instagram"))
    session.commit()


def test_a_post_stands_beside_the_pages_others(browse: Browse, people: People, bread: Page, session: Session) -> None:
    post = add_post(session, bread, local(ago(3)), likes=490, kind="reel", views=9000, caption="Bread\n#reel")
    seen(session, post, 500)
    rubric = Rubric(client_id=people.client_row.id, name="Seasonal", created_at=NOW)
    session.add(rubric)
    session.flush()
    session.add(PostRubric(post_id=post.id, rubric_id=rubric.id))
    session.commit()
    text = browse(people.client).get(f"/posts/{post.id}").text
    assert "50.00%" in text
    assert "100%" in text
    assert "10.25%" in text
    assert "Seasonal" in text
    assert "reactions after 24 hours; usual at that age are" in text
    assert "(n = 6)" in text
    assert 'id="chart-reactions"' in text
    assert "20 hours" in text


def test_too_few_others_say_nothing(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    post = add_post(session, page, local(ago(3)), caption=None)
    text = browse(people.client).get(f"/posts/{post.id}").text
    assert "Not known: it takes counts shortly before and after" in text
    assert "Only its newest counts are known" in text
    assert "Post without a caption" in text
    assert "chart-reactions" not in text


def test_hidden_likes_are_not_told(browse: Browse, people: People, bread: Page, session: Session) -> None:
    post = add_post(session, bread, local(ago(3)), likes=3, likes_hidden=True)
    seen(session, post, 3)
    text = browse(people.client).get(f"/posts/{post.id}").text
    assert "Its likes are hidden" in text
    assert ">hidden<" in text
    rows = list(
        csv.reader(io.StringIO(browse(people.client).get(f"/posts/{post.id}/seen.csv").data.decode("utf-8-sig")))
    )
    assert rows[1][1:] == ["28.0", "", "10", ""]


def test_the_numbers_of_its_life_are_files(browse: Browse, people: People, bread: Page, session: Session) -> None:
    post = add_post(session, bread, local(ago(3)), likes=490)
    seen(session, post, 500)
    answer = browse(people.client).get(f"/posts/{post.id}/reactions.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][0] == "Hours since publication"
    assert next(row for row in rows if row[0] == "20.0")[rows[0].index("This post")] == "410"
    assert browse(people.client).get(f"/posts/{post.id}/views.xlsx").data[:2] == b"PK"
    assert browse(people.client).get(f"/posts/{post.id}/likes.csv").status_code == 404
    standings = browse(people.client).get(f"/posts/{post.id}/standings.csv")
    first = list(csv.reader(io.StringIO(standings.data.decode("utf-8-sig"))))[1]
    assert first[:2] == ["Engagement rate of a post", "%"]
    assert [float(one) for one in first[2:]] == pytest.approx([50.0, 10.25, 100, 6])


def test_outsiders_find_nothing(browse: Browse, people: People, bread: Page, session: Session) -> None:
    post = add_post(session, bread, local(ago(3)))
    assert browse(people.outsider).get(f"/posts/{post.id}").status_code == 404
    assert browse(people.outsider).get(f"/posts/{post.id}/seen.csv").status_code == 404
    assert browse(people.owner).get("/posts/999999").status_code == 404
    assert browse(None).get(f"/posts/{post.id}").status_code == 302
