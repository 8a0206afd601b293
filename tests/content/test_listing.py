from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from openpyxl import load_workbook

from promo.content.models import PostRubric, Rubric
from promo.pages.models import Post
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
    """A page with four posts: a photo, a reel with views, one with hidden likes, one on a day without a count."""
    page = add_page(session, people.client_row)
    add_days(session, page, {days: 1000 for days in range(1, 9) if days != 5})
    add_post(session, page, local(ago(2)), likes=90, caption="Fresh bread\nSecond line", hashtags=["bread"])
    add_post(session, page, local(ago(3)), likes=190, kind="reel", views=4000, caption="Ёлка #Reel")
    add_post(session, page, local(ago(4)), likes=None, likes_hidden=True, caption="Hidden cake")
    add_post(session, page, local(ago(5)), likes=40, caption="=SUM(A1)")
    return page


def shown(text: str) -> list[str]:
    """Return the first lines of the posts in the table, in order."""
    return re.findall(r'class="promo-post-cell".*?<span>(.*?)</span>', text, re.DOTALL)


def test_posts_are_listed_newest_first_with_their_figures(browse: Browse, people: People, bread: Page) -> None:
    text = browse(people.client).get(f"/pages/{bread.id}/content").text
    assert shown(text) == ["Fresh bread", "Ёлка #Reel", "Hidden cake", "=SUM(A1)"]
    assert "10.00%" in text
    assert ">hidden<" in text
    assert "2 posts have no engagement rate" in text
    assert "1 with hidden likes" in text
    assert "Median of what was found" in text


def test_a_client_leads_to_the_first_page(browse: Browse, people: People, bread: Page) -> None:
    answer = browse(people.client).get(f"/clients/{people.client_row.id}/content?sort=er&kind=reel&kind=image")
    assert answer.location == f"/pages/{bread.id}/content?sort=er&kind=reel&kind=image"
    assert "No pages yet" in browse(people.owner).get(f"/clients/{people.other_row.id}/content").text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=likes", ["Ёлка #Reel", "Fresh bread", "=SUM(A1)", "Hidden cake"]),
        ("sort=likes&order=asc", ["=SUM(A1)", "Fresh bread", "Ёлка #Reel", "Hidden cake"]),
        ("sort=kind&order=asc", ["Fresh bread", "Hidden cake", "=SUM(A1)", "Ёлка #Reel"]),
        ("er_min=10&er_max=15", ["Fresh bread"]),
        ("er_min=10,5 %25", ["Ёлка #Reel"]),
        ("views_min=1", ["Ёлка #Reel"]),
        ("likes_max=90", ["Fresh bread", "=SUM(A1)"]),
        ("kind=reel", ["Ёлка #Reel"]),
        ("kind=reel&kind=image&q=bread", ["Fresh bread"]),
        ("q=ёЛКА", ["Ёлка #Reel"]),
        ("q=nothing", []),
        ("period=own&from=2026-03-14&to=2026-03-15", ["Ёлка #Reel", "Hidden cake"]),
        ("sort=everything&order=sideways&page=99&kind=party", ["Fresh bread", "Ёлка #Reel", "Hidden cake", "=SUM(A1)"]),
    ],
)
def test_the_address_narrows_and_sorts(
    browse: Browse, people: People, bread: Page, query: str, expected: list[str]
) -> None:
    assert shown(browse(people.client).get(f"/pages/{bread.id}/content?{query}").text) == expected


def test_rubrics_narrow_and_are_shown(browse: Browse, people: People, bread: Page, session: Session) -> None:
    rubric = Rubric(client_id=people.client_row.id, name="Seasonal", created_at=NOW)
    session.add(rubric)
    session.flush()
    first = session.query(Post).order_by(Post.published_at).first()
    assert first is not None
    session.add(PostRubric(post_id=first.id, rubric_id=rubric.id))
    session.commit()
    browser = browse(people.manager)
    assert shown(browser.get(f"/pages/{bread.id}/content?rubric={rubric.id}").text) == ["=SUM(A1)"]
    assert len(shown(browser.get(f"/pages/{bread.id}/content?rubric=none").text)) == 3
    assert len(shown(browser.get(f"/pages/{bread.id}/content?rubric=none&rubric={rubric.id}").text)) == 4


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("likes_min=many", "Write a number like 1500 or 2.5, or leave it empty."),
        ("er_max=-1", "Write a number like 1500 or 2.5, or leave it empty."),
        ("likes_min=nan", "Write a number like 1500 or 2.5, or leave it empty."),
        ("likes_min=9&likes_max=3", "The most is less than the least: swap them."),
    ],
)
def test_what_cannot_be_used_is_told_beside_the_field_and_kept(
    browse: Browse, people: People, bread: Page, query: str, sentence: str
) -> None:
    answer = browse(people.client).get(f"/pages/{bread.id}/content?{query}")
    assert answer.status_code == 200
    assert sentence in answer.text
    assert f'value="{query.split("=")[1].split("&", maxsplit=1)[0]}"' in answer.text
    assert len(shown(answer.text)) == 4


def test_the_grid_shows_the_same_posts(browse: Browse, people: People, bread: Page) -> None:
    text = browse(people.client).get(f"/pages/{bread.id}/content?view=grid&sort=likes").text
    assert text.count("<dt>ER</dt>") == 4
    assert 'class="promo-grid"' in text


def test_many_posts_come_in_parts(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    for number in range(53):
        add_post(session, page, local(ago(3), minute=number), caption=f"Post {number}")
    browser = browse(people.client)
    assert len(shown(browser.get(f"/pages/{page.id}/content").text)) == 50
    assert shown(browser.get(f"/pages/{page.id}/content?page=2").text) == ["Post 2", "Post 1", "Post 0"]


def test_nothing_published_and_nothing_read_are_told_apart(browse: Browse, people: People, session: Session) -> None:
    read = add_page(session, people.client_row)
    unread = add_page(session, people.client_row, "unread", posts_read_at=None)
    session.commit()
    assert "No posts in this period" in browse(people.owner).get(f"/pages/{read.id}/content").text
    assert "were not read yet" in browse(people.owner).get(f"/pages/{unread.id}/content").text


def test_outsiders_find_nothing(browse: Browse, people: People, bread: Page) -> None:
    for address in ("content", "content.csv", "content.xlsx"):
        assert browse(people.outsider).get(f"/pages/{bread.id}/{address}").status_code == 404
    assert browse(people.outsider).get(f"/clients/{people.client_row.id}/content").status_code == 404


def test_the_file_holds_what_is_filtered_in_its_order(browse: Browse, people: People, bread: Page) -> None:
    answer = browse(people.client).get(f"/pages/{bread.id}/content.csv?sort=likes&likes_max=90")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bread-posts-2025-12-18-2026-03-17.csv"'
    head, *rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert head[:7] == ["Published", "Kind", "Likes", "Comments", "Views", "Reactions", "ER"]
    assert [row[2] for row in rows] == ["90", "40"]
    assert rows[0][6] == "0.1"
    assert rows[1][6] == ""
    assert rows[1][-2] == "'=SUM(A1)"
    book = load_workbook(io.BytesIO(browse(people.client).get(f"/pages/{bread.id}/content.xlsx").data))
    sheet = book.worksheets[0]
    assert (sheet["C2"].value, sheet["G2"].value, sheet["G2"].number_format) == (90, 0.1, "0.00%")
    assert sheet["C4"].value is None


def test_the_number_of_queries_does_not_grow(
    browse: Browse, people: People, bread: Page, session: Session, context: Context
) -> None:
    browser = browse(people.manager)
    with counted(context.engine) as few:
        browser.get(f"/pages/{bread.id}/content")
    for number in range(30):
        add_post(session, bread, local(ago(3), minute=number), caption=f"Post {number}")
    with counted(context.engine) as many:
        browser.get(f"/pages/{bread.id}/content")
    assert len(few) == len(many) <= 11


def test_ticked_posts_get_a_rubric_and_lose_it(browse: Browse, people: People, bread: Page, session: Session) -> None:
    rubric = Rubric(client_id=people.client_row.id, name="Seasonal", created_at=NOW)
    session.add(rubric)
    session.commit()
    ids = [ident for (ident,) in session.query(Post.id).order_by(Post.id)]
    browser = browse(people.specialist)
    address = f"/pages/{bread.id}/content/rubrics?kind=image&sort=likes"

    def given() -> set[int]:
        session.expire_all()
        rows = session.query(PostRubric).filter_by(rubric_id=rubric.id, taken_away=False)
        return {row.post_id for row in rows}

    answer = browser.post_form(address, {"post": ids[:2], "rubric": rubric.id, "action": "assign"})
    assert (answer.status_code, answer.location) == (303, f"/pages/{bread.id}/content?kind=image&sort=likes")
    assert given() == set(ids[:2])
    browser.post_form(address, {"post": ids[:2], "rubric": rubric.id, "action": "assign"})
    assert given() == set(ids[:2])
    browser.post_form(address, {"post": ids[0], "rubric": rubric.id, "action": "remove"})
    assert given() == {ids[1]}
    browser.post_form(address, {"all": "yes", "rubric": rubric.id, "action": "assign"})
    assert given() == {ids[0], ids[1], ids[2], ids[3]}  # all that the address lets through, beside what was given
    browser.post_form(address, {"rubric": rubric.id, "action": "assign", "post": ["x", 10**6]})
    assert len(given()) == 4


def test_only_the_team_gives_rubrics_of_the_same_client(
    browse: Browse, people: People, bread: Page, session: Session
) -> None:
    foreign = Rubric(client_id=people.other_row.id, name="Foreign", created_at=NOW)
    own = Rubric(client_id=people.client_row.id, name="Own", created_at=NOW)
    other = add_page(session, people.other_row, "studio")
    theirs = add_post(session, other, local(ago(2)))
    session.add_all([foreign, own])
    session.commit()
    (mine,) = session.query(Post.id).filter_by(page_id=bread.id).first() or (0,)
    address = f"/pages/{bread.id}/content/rubrics"
    for person, status in ((people.client, 403), (people.outsider, 404)):
        answer = browse(person).post_form(address, {"post": mine, "rubric": own.id, "action": "assign"})
        assert answer.status_code == status
    browser = browse(people.manager)
    assert browser.post_form(address, {"post": mine, "rubric": foreign.id, "action": "assign"}).status_code == 404
    browser.post_form(address, {"post": theirs.id, "rubric": own.id, "action": "assign"})
    assert session.query(PostRubric).count() == 0
