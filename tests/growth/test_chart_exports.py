from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from openpyxl import load_workbook

from tests.growth.agency import NOW, add_days, add_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bread(people: People, session: Session) -> Page:
    page = add_page(session, people.client_row)
    add_days(session, page, {9: 1000, 7: 1010, 3: 990, 2: 1000, 1: 1000}, following=None)
    return page


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_charts_csv_has_the_numbers_that_are_drawn(browse: Browse, people: People, bread: Page) -> None:
    answer = browse(people.client).get(f"/pages/{bread.id}/growth/net.csv?period=7")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bread-2026-03-11-2026-03-17-net.csv"'
    found = rows(answer.data)
    assert found[0] == ["Day", "Gain", "Loss"]
    assert found[1] == ["2026-03-11", "10", ""]
    assert found[5] == ["2026-03-15", "", "-20"]
    assert found[2] == ["2026-03-12", "", ""]


def test_a_charts_workbook_has_typed_cells_and_what_it_is_about(browse: Browse, people: People, bread: Page) -> None:
    answer = browse(people.owner).get(f"/pages/{bread.id}/growth/growth.xlsx?period=7&against=none")
    book = load_workbook(io.BytesIO(answer.data))
    sheet = book.worksheets[0]
    assert sheet["A2"].value in {datetime(2026, 3, 11), date(2026, 3, 11)}  # noqa: DTZ001 - a day in a cell
    assert sheet["B2"].value == pytest.approx(1.0)
    assert book.worksheets[1]["B1"].value == "instagram.com/bread"


def test_a_chart_without_any_count_is_an_empty_file(browse: Browse, people: People, bread: Page) -> None:
    assert rows(browse(people.owner).get(f"/pages/{bread.id}/growth/following.csv").data) == [["Day"]]


def test_unknown_charts_and_outsiders_find_nothing(browse: Browse, people: People, bread: Page) -> None:
    assert browse(people.owner).get(f"/pages/{bread.id}/growth/everything.csv").status_code == 404
    assert browse(people.owner).get(f"/pages/{bread.id}/growth/net.pdf").status_code == 404
    assert browse(people.outsider).get(f"/pages/{bread.id}/growth/net.csv").status_code == 404


def test_each_chart_links_its_files(browse: Browse, people: People, bread: Page) -> None:
    text = browse(people.client).get(f"/pages/{bread.id}/growth?period=7").get_data(as_text=True)
    for chart in ("followers", "net", "growth"):
        assert f'/pages/{bread.id}/growth/{chart}.csv?period=7"' in text
        assert f'/pages/{bread.id}/growth/{chart}.xlsx?period=7"' in text
