"""Exports understood: whatever language, order, style and file, the same table; and a sentence where not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promo.campaigns.transfer import cells, reading
from promo.campaigns.transfer.numbers import SCALE
from promo.campaigns.transfer.table import Counts, Named, Table
from promo.campaigns.words import METRICS, MONEY
from promo.errors import Invalid
from tests.campaigns.transfer.exports import ENGLISH, RUSSIAN, export, table, workbook

DAY = {"day": "2026-10-01", "campaign": "Bread", "spend": "10.50", "impressions": "1000"}


def rows(found: Table) -> list[dict[str, Any]]:
    """Return what was understood: names, days and numbers as they are meant."""
    made = []
    for row in found.frame.to_dict("records"):
        facts = {name: _fact(row[name]) for name in METRICS if name in row}
        named = found.campaigns[row["campaign"]]
        days = (date.fromordinal(row["first"]), date.fromordinal(row["last"]))
        made.append({"line": row["line"], "campaign": named, "days": days, **facts})
    return made


def _fact(value: Any) -> Decimal | None:  # noqa: ANN401 - an integer or NA
    return None if pd.isna(value) else Decimal(int(value)) / SCALE


def read(*lines: dict[str, Any], headings: dict[str, str] = ENGLISH, **options: Any) -> Table:  # noqa: ANN401
    """Return the table of an export with these lines."""
    return reading.read("export.csv", table(export(lines, headings)), **options)


def told(found: Table) -> list[str]:
    """Return the sentences about lines."""
    return [f"{one.line}: {one.text % one.said}" for one in found.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_russian_export(between: str, encoding: str) -> None:
    lines: list[dict[str, Any]] = [
        {"campaign": "", "external_id": "", "impressions": "3 000", "spend": "1 234,56", "CTR (все)": "1,5",
         "reach": "2000", "Клики (все)": "9", "clicks": "4", "shop_clicks": "1", "day": ""},
        {"campaign": "Хлеб; «ржаной», свежий", "external_id": "120211", "impressions": "2 000", "spend": "1 234,5",
         "CTR (все)": "1,5", "reach": "1500", "Клики (все)": 7, "clicks": "3", "shop_clicks": "", "day": "01.10.2026"},
        {"campaign": "Хлеб; «ржаной», свежий", "external_id": "120211", "impressions": "1\xa0000", "spend": "0,06",
         "CTR (все)": "2,5", "reach": "", "Клики (все)": "2", "clicks": "—", "shop_clicks": "1", "day": "02.10.2026"},
    ]  # fmt: skip
    found = reading.read("отчёт.csv", table(export(lines, RUSSIAN), between, encoding))
    bread = Named("Хлеб; «ржаной», свежий", "120211")
    first, second = date(2026, 10, 1), date(2026, 10, 2)
    assert rows(found) == [
        {"line": 3, "campaign": bread, "days": (first, first), "spend": Decimal("1234.5"), "impressions": 2000,
         "reach": 1500, "clicks": 3},
        {"line": 4, "campaign": bread, "days": (second, second), "spend": Decimal("0.06"), "impressions": 1000,
         "reach": None, "clicks": None},
    ]  # fmt: skip
    assert (found.counts, found.currency, found.problems) == (Counts(2, 1, 0, 0), "USD", ())
    fates = {one.text: (one.fate, one.meaning) for one in found.headings}
    assert fates["Клики по ссылке"] == ("taken", "clicks")
    assert fates["Клики (все)"] == ("instead", "clicks"), "link clicks are preferred, and that is told"
    assert fates["CTR (все)"] == ("left", "")
    assert fates["shop_clicks"] == ("unknown", "")


def test_results_are_what_their_indicator_says() -> None:
    named = (
        "actions:offsite_conversion.fb_pixel_lead",
        "actions:onsite_conversion.lead_grouped",
        "actions:omni_purchase",
    )
    lines = [
        {**DAY, "campaign": str(number), "results": 3, "indicator": said}
        for number, said in enumerate((*named, "actions:link_click", ""))
    ]
    found = read(*lines)
    assert [(row["leads"], row["sales"]) for row in rows(found)] == [
        (3, None),
        (3, None),
        (None, 3),
        (None, None),
        (None, None),
    ]
    assert found.results == (("actions:link_click", 1), ("", 1))
    own = read({**DAY, "leads": 8, "results": 3, "indicator": named[0]})
    assert [row["leads"] for row in rows(own)] == [8], "a column of its own says more"
    assert "leads" not in read({**DAY, "results": 3}).frame, "results without an indicator may be anything"
    assert [row["leads"] for row in rows(read({**DAY, "results": 3}, given={"results": "leads"}))] == [3]


def test_lines_of_one_campaign_and_day_are_added_up_and_reach_is_not() -> None:
    found = read(
        {**DAY, "reach": 700, "clicks": "", "Age": "18-24"},
        {**DAY, "day": "2026-10-02", "reach": 500, "clicks": "", "Age": "18-24"},
        {**DAY, "spend": "0.0001", "reach": 300, "clicks": 4, "Age": "25-34"},
    )
    one, other = rows(found)
    assert (one["spend"], one["impressions"], one["clicks"], one["reach"]) == (Decimal("10.5001"), 2000, 4, None)
    assert (other["spend"], other["clicks"], other["reach"]) == (Decimal("10.5"), None, 500)
    assert found.counts == Counts(3, 0, 0, 1)
    broken = read({**DAY}, {**DAY, "spend": "a lot"}, {**DAY, "day": "2026-10-02"})
    assert [row["line"] for row in rows(broken)] == [4], "half a day is no day"
    assert broken.counts == Counts(3, 0, 2, 0)
    assert told(broken) == [
        "2: Another line of the same campaign and day cannot be used.",
        "3: “a lot” in “Amount spent (USD)” is no number.",
    ]
    with pytest.raises(Invalid, match="more than can be true"):
        read(*[{**DAY, "spend": "9999999999"}] * 2)


def test_days_and_spans() -> None:
    span = {"starts": "2026-10-01", "ends": "2026-10-31", "campaign": "Bread", "spend": "1.00", "reach": 9}
    month, day = rows(read(span, {**span, "ends": "2026-10-01", "campaign": "Rolls"}))
    assert (month["days"], day["days"]) == ((date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 10, 1),) * 2)
    both = rows(read({**span, "day": "2026-10-05"}, {**span, "day": "All"}, {**span, "campaign": "", "day": ""}))
    assert [row["days"][0].day for row in both] == [5, 1], "a line without a day is of its span"
    american = rows(read({**DAY, "day": "10/02/2026"}, {**DAY, "day": "10/25/2026 00:00:00"}))
    assert [row["days"][0] for row in american] == [date(2026, 10, 2), date(2026, 10, 25)]
    wrong = read(
        {**span, "starts": "03/04/2026"},
        {**span, "ends": "yesterday"},
        {**span, "ends": ""},
        {**span, "ends": "2026-09-30"},
    )
    assert told(wrong) == [
        "2: “03/04/2026” in “Reporting starts” may be two days: write it like 2026-11-24 or 24.11.2026.",
        "3: “yesterday” in “Reporting ends” is no day: write it like 2026-11-24 or 24.11.2026.",
        "4: The line says no day.",
        "5: The line ends before it begins.",
    ]
    assert wrong.frame.empty


def test_how_a_column_writes_its_numbers_is_asked_of_the_others() -> None:
    cents = {**DAY, "spend": "1,234"}
    assert told(read(cents)) == [
        "2: “1,234” in “Amount spent (USD)” may be thousands or a fraction: write it with two decimals."
    ]
    for more in ({"CPM (cost per 1,000 impressions) (USD)": "6.5"}, {"impressions": "2,000"}, {"value": "5.5"}):
        assert [row["spend"] for row in rows(read({**cents, **more}))] == [1234], more
    assert [row["spend"] for row in rows(read({**cents, "value": "5,5"}))] == [Decimal("1.234")]
    yen = read(cents, headings={**ENGLISH, "spend": "Amount spent (JPY)"})
    assert ([row["spend"] for row in rows(yen)], yen.currency) == ([1234], "JPY"), "a currency without cents"


def test_currencies() -> None:
    with pytest.raises(Invalid, match="amounts in EUR, USD"):
        read({**DAY, "CPM (EUR)": "1"})
    with pytest.raises(Invalid, match="amounts in EUR, USD"):
        read(DAY | {"Currency": "USD"}, DAY | {"day": "2026-10-02", "Currency": "EUR"})
    bare = {**ENGLISH, "spend": "Amount spent"}
    assert read(DAY, headings=bare).currency is None
    assert read(DAY | {"Currency": "eur"}, headings=bare).currency == "EUR"


def test_ids_that_a_spreadsheet_has_cut() -> None:
    lines = [{**DAY, "external_id": "1.2E+17"}, {**DAY, "campaign": "Rolls", "external_id": "1.2E+17"}]
    found = read(*lines)
    assert found.are_ids_lost
    assert found.campaigns == (Named("Bread", ""), Named("Rolls", ""))
    zeros = read(
        {**DAY, "external_id": "120211234567890000"}, {**DAY, "campaign": "Rolls", "external_id": "120211234567891000"}
    )
    assert zeros.campaigns == (Named("Bread", ""), Named("Rolls", ""))
    alone = {name: value for name, value in lines[0].items() if name != "campaign"}
    assert told(read(alone)) == ["2: A spreadsheet has cut the campaign's ID. Export the campaign's name as well."]
    named = read(
        {**DAY, "external_id": "c:120211", "campaign": ""}, {**DAY, "external_id": "120211", "day": "2026-10-02"}
    )
    assert named.campaigns == (Named("Bread", "120211"),), (
        "a campaign is known by its ID, and named where a line names it"
    )


def test_a_workbook() -> None:
    rows_of_book: list[list[Any]] = [
        ["Report of October"],
        [],
        ["Campaign name", "Campaign ID", "Day", "Amount spent (USD)", "Impressions", "Reach", None],
        [None, None, None, 30.3, 3000, None, None],
        [2026, "120211234567890123", datetime(2026, 10, 1), 0.1 + 0.2, 1000.0, "1,234", None],  # noqa: DTZ001 - a cell
        ["Rolls", "120212", date(2026, 10, 2), 12, "2 000", 12.5, None],
        ["Pies", "120213", "2026-10-03", "1,234", 5, None, None],
        ["Cakes", "120214", "2026-10-04", 1.234, 5, None, "behind"],
    ]
    found = reading.read("report.xlsx", workbook(rows_of_book))
    row, pies = rows(found)
    assert (row["line"], row["campaign"]) == (5, Named("2026", "120211234567890123"))
    assert (pies["line"], pies["spend"]) == (7, 1234), "the text in “Reach” says how texts are written here"
    assert (row["spend"], row["impressions"], row["reach"]) == (Decimal("0.3"), 1000, 1234)
    assert found.counts == Counts(4, 1, 2, 0)
    assert told(found) == [
        "6: “12.5000” in “Reach” is no whole number.",
        "8: The line has more cells than there are headings: a name may need quotation marks.",
    ]
    cut = reading.read(
        "x.xlsx", workbook([["Campaign name", "Campaign ID", "Day", "Reach"], ["A", 1.2e17, "2026-10-01", 1]])
    )
    assert (cut.campaigns, cut.are_ids_lost) == ((Named("A", ""),), True)


def test_what_stands_around_a_table() -> None:
    before = b"sep=;\r\n\r\nAccount;Bakery\r\n"
    body = table(export([DAY, {}, {**DAY, "day": "2026-10-02"}]), ";")
    found = reading.read("x.csv", before + body)
    assert [row["line"] for row in rows(found)] == [5, 7]
    assert found.counts == Counts(2, 0, 0, 0), "an empty row is nothing"
    unquoted = reading.read("x.csv", b"Campaign name,Day,Impressions\nBread, fresh,2026-10-01,7\nRolls,2026-10-01,8\n")
    assert [row["line"] for row in rows(unquoted)] == [3]
    assert "2: The line has more cells" in told(unquoted)[-1]
    late = (
        b"Day,Campaign name,Impressions\n" + b"2026-10-01,Bread,1\n" * 20_000 + "2026-10-02,Хлеб,1\n".encode("cp1251")
    )
    assert reading.read("x.csv", late).campaigns == (Named("Bread", ""), Named("Хлеб", ""))


def test_what_is_missing_is_said_and_can_be_given() -> None:
    found = read({"Акция": "Bread", "Когда": "2026-10-01", "Просмотры": "5"}, headings={}, given={"когда": "day"})
    assert (found.missing, found.frame.empty) == (("campaign", "numbers"), True)
    given = {"когда": "day", "акция": "campaign", "просмотры": "impressions"}
    found = read(
        {"Акция": "Bread", "Когда": "2026-10-01", "Просмотры": "5", "spend": "1.00"},
        given={**given, "amount spent": ""},
    )
    assert [(row["impressions"], "spend" in row) for row in rows(found)] == [(5, False)]
    assert {one.fate for one in found.headings if one.key == "amount spent"} == {"ignored"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"a,b\n1,2", "None of the first rows"),
        (b"\x00\x01\x02", "neither CSV nor XLSX"),
        (b"PK\x03\x04broken", "cannot be read"),
        (b'Day,Campaign name,Reach\n2026-10-01,"Bread,1\n', "quotation mark may be open"),
        (b"Day,Campaign name,Reach\n" + b"2026-10-01,Bread,1\n" * (cells.MOST_ROWS + 1), "more than 200000 rows"),
        (b"Day," * 201 + b"Reach\n", "more than 200 columns"),
        (b"Day" + b" " * cells.MOST_BYTES, "larger than 60 MB"),
    ],
)
def test_files_that_cannot_be_read(data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as caught:
        reading.read("x.csv", data)
    assert caught.value.field == "file"


AMOUNT = st.integers(0, 10**13).map(lambda number: Decimal(number) / SCALE)
COUNT = st.integers(0, 10**9)
FACTS = st.fixed_dictionaries({name: st.none() | (AMOUNT if name in MONEY else COUNT) for name in METRICS})
NAMES = st.text(st.sampled_from("АБвaZ 09-;,«»\"'"), min_size=1, max_size=12).map(
    lambda text: f"К{' '.join(text.split())}"
)
STYLES = {
    "plain": ("", "."),
    "russian": (" ", ","),
    "narrow": ("\u202f", ","),
    "english": (",", "."),
    "german": (".", ","),
}


def _cell(value: Any, style: str) -> str:  # noqa: ANN401 - a fact
    group, point = STYLES[style]
    if value is None:
        return ""
    whole, part = divmod(int(value * SCALE), SCALE)
    digits = f"{whole:,}".replace(",", group)
    if isinstance(value, int):
        return digits
    return digits + point + (f"{part:04}" if part % 100 else f"{part // 100:02}")


@settings(max_examples=40)
@given(
    known=st.lists(st.tuples(NAMES, FACTS), min_size=1, max_size=6),
    order=st.permutations(["day", "campaign", *METRICS]),
    language=st.sampled_from([ENGLISH, RUSSIAN]),
    style=st.sampled_from(sorted(STYLES)),
    file=st.tuples(
        st.sampled_from(",;\t"),
        st.sampled_from(["utf-8-sig", "utf-16", "utf-8"]),
        st.sampled_from(["%Y-%m-%d", "%d.%m.%Y"]),
    ),
)
def test_the_same_table_whatever_the_file(
    known: list[tuple[str, dict[str, Any]]],
    order: list[str],
    language: dict[str, str],
    style: str,
    file: tuple[str, str, str],
) -> None:
    between, encoding, form = file
    first = datetime(2026, 10, 1, tzinfo=UTC).date()
    days = [first + timedelta(days=number) for number in range(len(known))]
    lines = []
    for day, (name, facts) in zip(days, known, strict=True):
        line = {
            "day": day.strftime(form),
            "campaign": name,
            **{key: _cell(value, style) for key, value in facts.items()},
        }
        lines.append({key: line[key] for key in order})
    found = reading.read("x.csv", table(export(lines, language), between, encoding))
    assert told(found) == []
    assert [(row["campaign"].name, row["days"][0]) for row in rows(found)] == [
        (name, day) for day, (name, _facts) in zip(days, known, strict=True)
    ]
    assert [{key: row[key] for key in METRICS} for row in rows(found)] == [facts for _name, facts in known]


@settings(max_examples=100)
@given(data=st.binary(max_size=300) | st.text(max_size=120).map(str.encode), head=st.booleans())
def test_no_bytes_break_the_reader(data: bytes, *, head: bool) -> None:
    try:
        reading.read("any", b"Day;Campaign name;Amount spent (USD);Results;Result indicator\n" + data if head else data)
    except Invalid as error:
        assert error.field == "file"  # noqa: PT017 - either answer is right
