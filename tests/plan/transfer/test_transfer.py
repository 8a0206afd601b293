"""Plans from files and to files: understood in both languages, previewed, never written twice."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from promo import sheets
from promo.content.models import Rubric
from promo.errors import Invalid
from promo.plan.models import PlanItem
from promo.plan.transfer import reading
from promo.sheets import Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

RUSSIAN = (
    "Время;ТЕКСТ;Дата;Тип;Рубрика;Бюджет;Страница\n"
    "18:30;=Хлеб, с корочкой;01.12.2026;Рилс;Рецепты;500;@bakery\n"
    ";Без даты;;;;;\n"
    "25:99;Плохое время;2026-12-02;пост;;;\n"
    ";Чужая;2026-12-03;пост;Нет такой;;@stranger\n"
    ";Дата;03/04/2026;танец;;;\n"
)


def send(browser: Browser, client_id: int, content: bytes, name: str = "plan.csv") -> Any:  # noqa: ANN401 - an answer
    data = {"csrf_token": browser.csrf_token(), "file": (io.BytesIO(content), name)}
    return browser.post(f"/clients/{client_id}/plan/import", data=data, content_type="multipart/form-data")


def plan(session: Session) -> list[PlanItem]:
    session.expire_all()
    return list(session.scalars(select(PlanItem).order_by(PlanItem.id)))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_a_russian_table(browse: Browse, people: People, page: Page, session: Session, encoding: str) -> None:
    client = people.client_row
    session.add(Rubric(client_id=client.id, name="Рецепты", created_at=datetime(2026, 1, 1, tzinfo=UTC)))
    session.commit()
    manager = browse(people.manager)
    answer = send(manager, client.id, RUSSIAN.encode(encoding))
    assert answer.status_code == 303
    shown = manager.get(answer.location).text
    assert plan(session) == [], "nothing is written before a yes"
    assert "New: 2 · changed: 0 · unchanged: 0 · not imported: 3" in shown
    for sentence in (
        "Бюджет",
        "“25:99” is no time",
        "no page “stranger”",
        "no rubric “нет такой”",
        "may be two days",
        "“танец” is no kind",
    ):
        assert sentence in shown, sentence
    for _click in range(2):
        assert manager.post_form(answer.location).status_code == 303
    first, second = plan(session)
    assert first.caption == "=Хлеб, с корочкой"
    assert (first.kind, first.status, first.page_id) == ("reel", "draft", page.id)
    assert first.planned_at == datetime(2026, 12, 1, 15, 30, tzinfo=UTC)
    assert first.rubric
    assert first.rubric.name == "Рецепты"
    assert (second.planned_at, second.status) == (None, "draft")
    again = send(manager, client.id, RUSSIAN.encode(encoding))
    assert "New: 0 · changed: 0 · unchanged: 2" in manager.get(again.location).text
    for person, status in ((people.outsider, 404), (people.specialist, 403), (people.client, 403)):
        assert send(browse(person), client.id, b"title\nx").status_code == status


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again(
    browse: Browse, people: People, write: Callable[..., PlanItem], session: Session, ending: str
) -> None:
    nasty = '=1+1\n"quoted"; with, commas\nи эмодзи 🥐'
    write("+7 to call", caption=nasty, goal="-5", reference="@mood", first_comment="#one")
    write("Published", status="published")
    client, manager = people.client_row, browse(people.manager)
    out = manager.get(f"/clients/{client.id}/plan/export.{ending}")
    answer = send(manager, client.id, out.data, f"plan.{ending}")
    assert "New: 0 · changed: 0 · unchanged: 2 · not imported: 0" in manager.get(answer.location).text
    if ending == "csv":
        rows = list(csv.DictReader(io.StringIO(out.data.decode("utf-8-sig"))))
        assert rows[0]["Title"] == "'+7 to call", "no spreadsheet takes it for a formula"
        rows[0]["Caption"], rows[0]["Date"] = "New words", "2026-12-24"
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
        answer = send(manager, client.id, text.getvalue().encode())
        assert "changed: 1" in manager.get(answer.location).text
        manager.post_form(answer.location)
        assert plan(session)[0].caption == "New words"
        assert plan(session)[0].version == 2
    assert b"goal" not in browse(people.client).get(f"/clients/{client.id}/plan/export.csv").data.lower()


def test_a_row_that_was_changed_since_is_left(
    browse: Browse, people: People, write: Callable[..., PlanItem], session: Session
) -> None:
    item, client, manager = write(), people.client_row, browse(people.manager)
    answer = send(manager, client.id, f"id,title,caption\n{item.uid},From the file,x".encode())
    manager.post_form(f"/plan/items/{item.id}/time", {"at": "2026-12-20T10:00", "version": "1"})
    shown = manager.post_form(answer.location, follow_redirects=True).text
    assert "Left as they are, since somebody changed them meanwhile: 1." in shown
    assert plan(session)[0].title == "Rye bread"


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "empty"), (b"a,b\n1,2", "No column is called"), (b"\x00\x01\x02", "neither CSV nor XLSX"),
     (b"PK\x03\x04broken", "cannot be read"), (b"title\n" + b"x\n" * 2001, "more than 2000 rows")],
)  # fmt: skip
def test_files_that_cannot_be_read(browse: Browse, people: People, content: bytes, sentence: str) -> None:
    answer = send(browse(people.manager), people.client_row.id, content)
    assert answer.status_code == 422
    assert sentence in answer.text


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40).map(str.strip).filter(bool)


@given(rows=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_any_text_comes_back_from_both_kinds_of_files(rows: list[tuple[str, str]]) -> None:
    columns = (Column("Title", "text"), Column("Caption", "text"))
    for ending in ("csv", "xlsx"):
        if ending == "csv":
            data = sheets.csv_file(columns, rows, str)
        else:
            data = sheets.xlsx_file("Plan", columns, rows, (), str)
        table = reading.read(f"plan.{ending}", data)
        writable = [(sheets.UNWRITABLE.sub("", one), sheets.UNWRITABLE.sub("", other)) for one, other in rows]
        found = [(line.values["title"], line.values["caption"]) for line in table.lines]
        assert found == (rows if ending == "csv" else [pair for pair in writable if any(pair)])


@given(data=st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        reading.read("any", data)
    except Invalid as error:
        assert error.field == "file"  # noqa: PT017 - either answer is right


def test_dates_of_a_workbook() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Date", "Time", "Title"])
    sheet.append([datetime(2026, 12, 1, 18, 30), None, "One"])  # noqa: DTZ001 - as a workbook has it
    sheet.append([datetime(2026, 12, 2), datetime(1899, 12, 30, 9, 15).time(), "Two"])  # noqa: DTZ001 - the same
    file = io.BytesIO()
    book.save(file)
    lines = reading.read("plan.xlsx", file.getvalue()).lines
    assert [line.values["wall"] for line in lines] == [
        datetime(2026, 12, 1, 18, 30),  # noqa: DTZ001 - a wall time
        datetime(2026, 12, 2, 9, 15),  # noqa: DTZ001 - a wall time
    ]
    assert load_workbook(io.BytesIO(file.getvalue())).active


def test_weeks_and_months_are_copied_and_moved(
    browse: Browse, people: People, write: Callable[..., PlanItem], session: Session
) -> None:
    client, manager = people.client_row, browse(people.manager)
    write("Tuesday", planned_at=datetime(2026, 12, 8, 9, tzinfo=UTC))
    write("Done", planned_at=datetime(2026, 12, 9, 9, tzinfo=UTC), status="published")
    wish = {
        "action": "copy",
        "unit": "week",
        "start": "2026-12-10",
        "target": "2026-12-20",
        "uid": "1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b",
    }
    preview = manager.get(f"/clients/{client.id}/plan/bulk", query_string=wish)
    assert "Dec 15, 2026, 12:00" in preview.text
    for _click in range(2):
        assert manager.post_form(f"/clients/{client.id}/plan/bulk", wish).status_code == 303
    assert [item.planned_at.day for item in plan(session) if item.planned_at] == [8, 9, 15, 16]
    assert [item.status for item in plan(session)] == ["draft", "published", "draft", "draft"]
    move = {"action": "move", "unit": "month", "start": "2026-12-01", "target": "2027-01-01"}
    manager.post_form(f"/clients/{client.id}/plan/bulk", move)
    days = [(item.planned_at.month, item.planned_at.day) for item in plan(session) if item.planned_at]
    assert days == [(1, 12), (12, 9), (1, 19), (1, 20)], "the second Tuesday stays the second Tuesday"
    same = {**move, "target": "2026-12-05"}
    assert (
        "another week or month"
        in manager.post_form(f"/clients/{client.id}/plan/bulk", same, follow_redirects=True).text
    )
    for person, status in ((people.outsider, 404), (people.specialist, 403)):
        assert browse(person).post_form(f"/clients/{client.id}/plan/bulk", move).status_code == status
