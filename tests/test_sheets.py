from __future__ import annotations

import csv
import io
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from promo.money import written
from promo.sheets import FORMATS, Column, csv_file, guarded, xlsx_file

if TYPE_CHECKING:
    from promo.sheets import Value

COLUMNS = [Column(kind, kind) for kind in FORMATS]
MOSCOW = ZoneInfo("Europe/Moscow")
WORDS = st.text(st.characters(exclude_categories=["C"]), max_size=40)
DAYS = st.dates(date(1901, 1, 1), date(2200, 1, 1))
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2200, 1, 1), timezones=st.just(MOSCOW)).map(  # noqa: DTZ001 - bounds
    lambda moment: moment.replace(second=0, microsecond=0)
)
COUNTS = st.integers(-(10**12), 10**12)
NUMBERS = st.floats(-1e9, 1e9)
AMOUNTS = st.decimals(-(10**9), 10**9, places=4)
ROWS = st.lists(
    st.tuples(*(st.none() | kind for kind in (WORDS, DAYS, MOMENTS, COUNTS, COUNTS, NUMBERS, NUMBERS, AMOUNTS))),
    max_size=8,
)


def same(text: str) -> str:
    return text


def told(value: Value) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, Decimal):
        return written(value)
    return "" if value is None else guarded(value) if isinstance(value, str) else str(value)


@given(rows=ROWS)
def test_csv_reads_back(rows: list[tuple[Value, ...]]) -> None:
    made = csv_file(COLUMNS, rows, str.upper)
    assert made.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert found[0] == [column.name.upper() for column in COLUMNS]
    assert found[1:] == [[told(value) for value in row] for row in rows]


@given(rows=ROWS)
def test_a_workbook_reads_back(rows: list[tuple[Value, ...]]) -> None:
    book = load_workbook(io.BytesIO(xlsx_file("Posts", COLUMNS, rows, [("Page", "=1")], same)))
    sheet = book["Posts"]
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])
    assert list(book["About"].values) == [("Page", "'=1")]
    found = [list(row) for row in sheet.iter_rows(min_row=2, max_row=1 + len(rows), values_only=True)] if rows else []
    for row, cells in zip(rows, found, strict=True):
        text, day, moment, *numbers = [float(value) if isinstance(value, Decimal) else value for value in row]
        assert cells[0] == (guarded(str(text)) if text else None)
        assert cells[1] == (None if day is None else datetime.combine(day, datetime.min.time()))  # type: ignore[arg-type]
        assert cells[2] == (moment.replace(tzinfo=None) if isinstance(moment, datetime) else None)
        assert cells[3:] == pytest.approx(numbers)
        assert [cell.data_type for cell in sheet[2] if cell.value is not None].count("f") == 0


def test_cells_have_the_formats_of_their_columns() -> None:
    row = ("a", date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, tzinfo=UTC), 1, -1, 1.5, 0.5, Decimal("2.5"))
    sheet = load_workbook(io.BytesIO(xlsx_file("x", COLUMNS, [row], [], same)))["x"]
    assert [cell.number_format for cell in sheet[2]] == list(FORMATS.values())


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_becomes_a_formula(first: str) -> None:
    assert guarded(f"{first}1") == f"'{first}1"
    assert guarded(f"a{first}1") == f"a{first}1"
    assert csv_file([Column("a", "text")], [(f"{first}1",)], same).decode("utf-8-sig").count(f"'{first}1") == 1


@pytest.mark.parametrize("title", ["a/b: [c]*?", "x" * 80, "'quoted'", "", "::"])
def test_any_title_names_a_sheet(title: str) -> None:
    name = load_workbook(io.BytesIO(xlsx_file(title, [Column("a", "text")], [], [], same))).sheetnames[0]
    assert 1 <= len(name) <= 31


@pytest.mark.parametrize("text", ["a\x00b\x0bc", "a\ufffeb", "a\uffffb", "a\ud800b"])
def test_what_a_workbook_cannot_hold_does_not_break_it(text: str) -> None:
    book = load_workbook(io.BytesIO(xlsx_file("x", [Column(text, "text")], [(text,)], [(text, text)], same)))
    assert str(book["x"]["A2"].value).startswith("a")


def test_not_a_number_is_an_empty_cell() -> None:
    columns = [Column("a", "number"), Column("b", "count")]
    assert csv_file(columns, [(float("nan"), 1)], same).decode("utf-8-sig").split() == ["a,b", ",1"]
    assert (
        load_workbook(io.BytesIO(xlsx_file("x", [Column("a", "number")], [(float("nan"),)], [], same)))["x"]["A2"].value
        is None
    )


def test_the_library_of_workbooks_is_loaded_late() -> None:
    code = "import sys, promo.sheets; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own words
