from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from openpyxl import load_workbook

from promo.sheets import guarded
from tests.growth.agency import NOW, add_days, add_page, add_post, ago, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl import Workbook
    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

HEAD = [
    "From",
    "To",
    "Followers",
    "Net growth",
    "Net growth seen over days",
    "Growth rate",
    "Following",
    "Posts on the page",
    "Posts published",
]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bread(people: People, session: Session) -> Page:
    """A page with a gap, a loss and a post."""
    page = add_page(session, people.client_row)
    add_days(session, page, {9: 1000, 7: 1010, 4: None, 3: 990, 2: 1000, 1: 1000}, following=None)
    add_post(session, page, local(ago(2)))
    return page


def rows(content: bytes) -> list[list[str]]:
    """Return the cells of a CSV file."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_has_plain_numbers_iso_days_and_empty_unknowns(browse: Browse, people: People, bread: Page) -> None:
    answer = browse(people.client).get(f"/pages/{bread.id}/growth.csv?period=7&order=asc")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bread-2026-03-11-2026-03-17-day.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert rows(answer.data) == [
        HEAD,
        ["2026-03-11", "2026-03-11", "1010", "10", "2", "0.01", "", "50", "0"],
        ["2026-03-12", "2026-03-12", "", "", "", "", "", "", "0"],
        ["2026-03-13", "2026-03-13", "", "", "", "", "", "", "0"],
        ["2026-03-14", "2026-03-14", "", "", "", "", "", "50", "0"],
        ["2026-03-15", "2026-03-15", "990", "-20", "4", str(-20 / 1010), "", "50", "0"],
        ["2026-03-16", "2026-03-16", "1000", "10", "1", str(10 / 990), "", "50", "1"],
        ["2026-03-17", "2026-03-17", "1000", "0", "1", "0.0", "", "50", "0"],
    ]


def test_xlsx_has_typed_cells(browse: Browse, people: People, bread: Page) -> None:
    answer = browse(people.client).get(f"/pages/{bread.id}/growth.xlsx?period=7&order=asc")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bread-2026-03-11-2026-03-17-day.xlsx"'
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["Growth", "About"]
    sheet = book["Growth"]
    values = list(sheet.iter_rows(values_only=True))
    assert list(values[0]) == HEAD
    assert values[5][:2] == (datetime(2026, 3, 15), datetime(2026, 3, 15))  # noqa: DTZ001 - a day
    assert list(values[5][2:]) == pytest.approx([990, -20, 4, -20 / 1010, None, 50, 0])
    assert [cell.number_format for cell in sheet[6]][:6] == [
        "yyyy-mm-dd",
        "yyyy-mm-dd",
        "#,##0",
        "+#,##0;-#,##0;0",
        "#,##0",
        "0.00%",
    ]
    about = notes(book)
    assert about["Page"] == "instagram.com/bread"
    assert about["Period"] == "2026-03-11 – 2026-03-17"
    assert about["Net growth"].startswith("Followers at the end")


def test_the_workbook_tells_the_clients_own_engagement_rate(
    browse: Browse, people: People, bread: Page, session: Session
) -> None:
    add_post(session, bread, local(ago(1)), None, likes_hidden=True, views=50)
    for variant, told in (
        ("followers", ("Engagement rate", "10.00%; 1 of 2 posts counted")),
        ("views", ("Engagement rate by views", "n/a; 0 of 2 posts counted")),
    ):
        people.client_row.er_variant = variant
        session.commit()
        content = browse(people.client).get(f"/pages/{bread.id}/growth.xlsx?period=7").data
        lines = list(load_workbook(io.BytesIO(content))["About"].iter_rows(values_only=True))
        assert told in lines
        definition = next(str(text) for name, text in lines[::-1] if name == told[0])
        assert "are left out" in definition


@pytest.mark.parametrize(
    "query", ["period=7", "period=30&by=week&sort=net&order=asc", "period=all&by=month", "period=abc"]
)
def test_the_files_hold_what_the_screen_shows(browse: Browse, people: People, bread: Page, query: str) -> None:
    browser = browse(people.client)
    html = browser.get(f"/pages/{bread.id}/growth?{query}").text
    shown = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)]
    screen = [_number(cells[0]) for cells in shown if cells], [_number(cells[1]) for cells in shown if cells]
    table = rows(browser.get(f"/pages/{bread.id}/growth.csv?{query}").data)[1:]
    assert ([row[2] for row in table], [row[3] for row in table]) == screen
    book = load_workbook(io.BytesIO(browser.get(f"/pages/{bread.id}/growth.xlsx?{query}").data))
    cells = list(book["Growth"].iter_rows(min_row=2, values_only=True))
    assert len(cells) == len(table)
    for row, texts in zip(cells, table, strict=True):
        assert [_plain(value) for value in row] == pytest.approx([_value(text) for text in texts])


def test_a_page_without_counts_gives_the_head_alone(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    session.commit()
    assert rows(browse(people.owner).get(f"/pages/{page.id}/growth.csv").data) == [HEAD]
    book = load_workbook(io.BytesIO(browse(people.owner).get(f"/pages/{page.id}/growth.xlsx").data))
    assert book["Growth"].max_row == 1


def test_a_competitors_file_names_it(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, None, "rival")
    add_days(session, page, {1: 5})
    book = load_workbook(io.BytesIO(browse(people.owner).get(f"/pages/{page.id}/growth.xlsx").data))
    assert notes(book)["Client"] == "Competitor"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    assert guarded(text) == "'" + text
    assert guarded(f"x{text}") == f"x{text}"


def _number(cell: str) -> str:
    text = re.sub(r"<small>.*?</small>|<[^>]+>|[\s,+]", "", cell, flags=re.DOTALL)
    return "" if text == "n/a" else text.replace("\N{MINUS SIGN}", "-")


def _plain(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def _value(text: str) -> object:
    if not text:
        return None
    return date.fromisoformat(text) if text.count("-") == 2 else float(text)


def notes(book: Workbook) -> dict[str, str]:
    """Return the lines of the second sheet."""
    return {str(name): str(text) for name, text in book["About"].iter_rows(values_only=True)}
