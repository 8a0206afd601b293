from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import event

from promo.marks.models import EventMark
from tests.growth.agency import NOW, TODAY, add_days, add_page, ago
from tests.growth.test_page import chart, text_of

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


def wavy(days: int) -> int:
    """Return a count that grows by about 10 a day, a little more at some days."""
    return 20_000 - 10 * days + 7 * (days % 5)


@pytest.fixture
def bread(people: People, session: Session) -> Page:
    """A page with 400 days, 5 of them not counted; today has a count already, which does not belong there."""
    page = add_page(session, people.client_row)
    counts: dict[int, int | None] = {days: wavy(days) for days in range(400, 0, -1)}
    add_days(session, page, {**counts, **dict.fromkeys(range(50, 55)), 0: 999_999})
    return page


@pytest.mark.parametrize("name", ["owner", "manager", "teammate", "specialist", "client"])
def test_everybody_of_the_client_sees_it(browse: Browse, people: People, bread: Page, name: str) -> None:
    answer = browse(getattr(people, name)).get(f"/pages/{bread.id}/forecast")
    assert answer.status_code == 200
    assert "How the forecast is made" in answer.text


@pytest.mark.parametrize("ending", ["forecast", "forecast/line", "forecast.csv", "forecast.xlsx"])
def test_an_outsider_finds_nothing(browse: Browse, people: People, bread: Page, ending: str) -> None:
    assert browse(people.outsider).get(f"/pages/{bread.id}/{ending}").status_code == 404
    assert browse(people.owner).get(f"/pages/{bread.id + 99}/{ending}").status_code == 404
    assert browse(people.owner).post(f"/pages/{bread.id}/{ending}").status_code in {400, 405}
    assert browse(None).get(f"/pages/{bread.id}/{ending}").status_code == 302


def test_the_outlook_goes_on_from_the_last_complete_day(browse: Browse, people: People, bread: Page) -> None:
    html = browse(people.manager).get(f"/pages/{bread.id}/forecast").text
    text = text_of(html)
    assert "From the count of Mar 17, 2026: 19,997 followers" in text
    assert "395 days with a count" in text
    found = re.search(r"In 30 days, on Apr 16, 2026 .*? ([\d,]+) \+(\d+) net growth expected", text)
    assert found
    assert 20_230 <= int(found[1].replace(",", "")) <= 20_330
    assert "999,999" not in html
    figure = chart(html, "forecast")
    lines = {trace["meta"]["role"]: trace for trace in figure["data"]}
    assert len(lines["followers"]["y"]) == 180
    assert lines["followers"]["y"][-1] == 19_997
    assert len(lines["forecast"]["y"]) == 91
    assert "goal" not in lines


def test_a_goal_is_answered_in_sentences(browse: Browse, people: People, bread: Page) -> None:
    browser = browse(people.manager)
    day = TODAY + timedelta(days=80)
    html = browser.get(f"/pages/{bread.id}/forecast?goal=20%20500&by={day}").text
    text = text_of(html)
    assert re.search(r"Reaching 20,500 by Jun 6, 2026: (\d\d%|more than 99 in 100)", text)
    assert re.search(
        r"20,500: likely on May \d+, 2026, between \w+ \d+, 2026 and \w+ \d+, 2026 in 80 of 100 cases", text
    )
    assert 'value="20 500"' in html
    assert [trace["y"][0] for trace in chart(html, "forecast")["data"] if trace["meta"]["role"] == "goal"] == [20_500]
    assert "19,997 is the present count" in text_of(browser.get(f"/pages/{bread.id}/forecast?goal=19997").text)
    assert "10000000: not" not in text
    far = text_of(browser.get(f"/pages/{bread.id}/forecast?goal=10000000").text)
    assert "10,000,000: not within a year at this pace" in far


def test_a_goal_below_is_fallen_to(browse: Browse, people: People, bread: Page) -> None:
    text = text_of(browse(people.manager).get(f"/pages/{bread.id}/forecast?goal=15,000&by={ago(-30)}").text)
    assert "Falling to 15,000 by Apr 17, 2026: less than 1 in 100" in text


@pytest.mark.parametrize(
    "asked",
    [
        ("goal=many", "Give a number of followers, like 50000.", 'value="many"'),
        ("goal=-5", "Give a number of followers", 'value="-5"'),
        ("goal=<b>", "Give a number of followers", 'value="&lt;b&gt;"'),
        ("goal=²", "Give a number of followers", 'value="²"'),
        ("goal=9999999999999999999999", "Give a number of followers", 'value="9999999999999999999999"'),
        ("goal=30000&by=soon", "Give a day, like 2026-10-01.", 'value="soon"'),
        ("goal=30000&by=2026-03-17", "Choose a day from Mar 18, 2026 to Mar 17, 2027.", 'value="2026-03-17"'),
        ("goal=30000&by=2031-01-01", "Choose a day from Mar 18, 2026 to Mar 17, 2027.", 'value="2031-01-01"'),
        ("by=2026-05-01", "Say how many followers it is about.", 'value="2026-05-01"'),
    ],
)
def test_a_wrong_question_is_told_beside_its_field(
    browse: Browse, people: People, bread: Page, asked: tuple[str, str, str]
) -> None:
    query, sentence, kept = asked
    answer = browse(people.manager).get(f"/pages/{bread.id}/forecast?{query}")
    assert answer.status_code == 200
    assert sentence in answer.text
    assert kept in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert "In 30 days, on Apr 16, 2026" in answer.text


def test_the_backtest_of_this_very_page_is_shown(browse: Browse, people: People, bread: Page) -> None:
    html = browse(people.manager).get(f"/pages/{bread.id}/forecast").text
    rows = re.findall(r'<tr>\s*<th scope="row">(\d+) days</th>(.*?)</tr>', html, re.DOTALL)
    assert [row[0] for row in rows] == ["7", "30", "90"]
    assert all(text_of(row[1]).count("%") == 5 for row in rows)
    answer = browse(people.client).get(f"/pages/{bread.id}/forecast/backtest.csv")
    found = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[0] for row in found] == ["Days ahead", "7", "30", "90"]
    assert all(0 <= float(cell) <= 1 for row in found[1:] for cell in row[5:7])
    assert browse(people.outsider).get(f"/pages/{bread.id}/forecast/backtest.csv").status_code == 404


def test_bands_that_were_too_narrow_are_pointed_out(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, {days: 90_000 - 10 * days + 9000 * ((800 - days) // 60) for days in range(1, 800)})
    text = text_of(browse(people.manager).get(f"/pages/{page.id}/forecast").text)
    assert re.search(r"Over \d+ days, only \d+% of \d+ past counts of this page lay inside the 80 of 100 band", text)


def test_events_are_marked_also_those_ahead(browse: Browse, people: People, session: Session, bread: Page) -> None:
    for days, end, title in ((10, 10, "Fair"), (-20, -30, "Sale <b>"), (300, 300, "Long ago")):
        event_mark = EventMark(client_id=people.client_row.id, kind="other", title=title, created_at=NOW)
        event_mark.day, event_mark.end_day = ago(days), ago(end)
        session.add(event_mark)
    session.commit()
    shapes = chart(browse(people.client).get(f"/pages/{bread.id}/forecast").text, "forecast")["layout"]["shapes"]
    assert [shape["role"] for shape in shapes] == ["mark", "event", "event"]


def test_a_short_history_has_no_backtest_over_90_days(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, {days: wavy(days) for days in range(1, 91)})
    text = text_of(browse(people.manager).get(f"/pages/{page.id}/forecast").text)
    assert text.count("fewer than 5 forecasts can be held against counts") == 2
    assert "In 90 days, on Jun 15, 2026" in text


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({}, "28 days are missing. With a count every day there is one from Apr 15, 2026 on."),
        ({0: 5}, "28 days are missing."),
        (dict.fromkeys(range(1, 28), 100), "1 day is missing. With a count every day there is one from Mar 19"),
        (dict.fromkeys(range(16, 60), 100), "Followers were last counted on Mar 2, 2026."),
    ],
)
def test_what_is_not_known_is_refused_with_the_reason(
    browse: Browse, people: People, session: Session, counts: dict[int, int | None], sentence: str
) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, counts)
    html = browse(people.client).get(f"/pages/{page.id}/forecast?goal=x").text
    assert sentence in text_of(html)
    assert "chart-forecast" not in html
    assert text_of(browse(people.client).get(f"/pages/{page.id}/forecast/line").text) == ""
    rows = browse(people.client).get(f"/pages/{page.id}/forecast.csv").text.splitlines()
    assert len(rows) == 1
    assert browse(people.client).get(f"/pages/{page.id}/forecast.xlsx").status_code == 200


def test_28_days_are_enough(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, dict.fromkeys(range(1, 29), 100))
    assert "In 7 days, on Mar 24, 2026" in text_of(browse(people.client).get(f"/pages/{page.id}/forecast").text)


def test_a_late_count_and_an_explosion_are_pointed_out(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, {days: wavy(days) + max(0, 20 - days) * 5000 for days in range(6, 200)})
    text = text_of(browse(people.manager).get(f"/pages/{page.id}/forecast").text)
    assert "The last count is of Mar 12, 2026. All days ahead are counted from it." in text
    assert "The last two weeks gained far more than the pace of the months before" in text


def test_a_competitors_forecast_is_there_for_the_team(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, None, "rival")
    add_days(session, page, {days: wavy(days) for days in range(1, 60)})
    assert "Competitors" in browse(people.specialist).get(f"/pages/{page.id}/forecast").text
    assert browse(people.client).get(f"/pages/{page.id}/forecast").status_code == 404
    assert browse(people.specialist).get(f"/pages/{page.id}/forecast.xlsx").status_code == 200


def test_the_line_for_other_screens(browse: Browse, people: People, bread: Page) -> None:
    text = text_of(browse(people.client).get(f"/pages/{bread.id}/forecast/line").text)
    assert re.fullmatch(r"In 30 days: 20,2\d\d [\d,]+ – [\d,]+ in 80 of 100 cases", text)
    assert f'hx-get="/pages/{bread.id}/forecast/line"' in browse(people.client).get(f"/pages/{bread.id}/growth").text


def test_files_hold_every_day(browse: Browse, people: People, bread: Page) -> None:
    browser = browse(people.client)
    answer = browser.get(f"/pages/{bread.id}/forecast.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bread-forecast.csv"'
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (head[:2], len(rows), rows[0][0], rows[-1][0]) == (["Day", "Forecast"], 90, "2026-03-18", "2026-06-15")
    for row in rows:
        middle, low80, high80, low95, high95 = map(int, row[1:])
        assert low95 <= low80 <= middle <= high80 <= high95
    book = load_workbook(io.BytesIO(browser.get(f"/pages/{bread.id}/forecast.xlsx").data))
    assert [str(value) for value in next(book.worksheets[0].iter_rows(min_row=2, values_only=True))][1:] == rows[0][1:]
    about = {str(name): value for name, value in book.worksheets[1].iter_rows(values_only=True)}
    assert about["Followers"] == "19997"


def test_pages_of_the_client_lead_to_their_forecasts(
    browse: Browse, people: People, bread: Page, session: Session
) -> None:
    cake = add_page(session, people.client_row, "cake")
    session.commit()
    html = browse(people.manager).get(f"/pages/{bread.id}/forecast?goal=30000").text
    assert f'href="/pages/{cake.id}/forecast?goal=30000"' in html


def test_the_number_of_queries_is_small(
    browse: Browse, people: People, session: Session, bread: Page, context: Context
) -> None:
    for number in range(3):
        add_days(session, add_page(session, people.client_row, f"page{number}"), {1: 5})
    browser = browse(people.manager)
    seen: list[str] = []
    listen = event.listens_for(context.engine, "before_cursor_execute")
    listen(lambda _connection, _cursor, statement, *_more: seen.append(statement))
    assert browser.get(f"/pages/{bread.id}/forecast?goal=30000&by=2026-06-01").status_code == 200
    assert len(seen) <= 6, seen


def test_it_speaks_russian(browse: Browse, people: People, bread: Page, session: Session) -> None:
    people.manager.language = "ru"
    session.commit()
    html = browse(people.manager).get(f"/pages/{bread.id}/forecast?goal=x").text
    assert "19\N{NO-BREAK SPACE}997" in html
