from __future__ import annotations

import csv
import io
import re
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import event

from promo.clients.models import Label
from promo.collection.models import Incident, Source
from promo.home.filters import Filters
from promo.home.portfolio import portfolio
from promo.pages.models import HeldCount
from tests.home.agency import at, make_client, make_page, make_post, steadily

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from promo.context import Context
    from promo.home.portfolio import Portfolio
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

TODAY = date(2026, 3, 18)  # a Wednesday
YESTERDAY = TODAY - timedelta(days=1)
NOW = at(TODAY, 15)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:  # noqa: ANN401 - the event's own
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def shown(session: Session, people: People, **filters: Any) -> Portfolio:  # noqa: ANN401 - the filters' own
    return portfolio(session, people.owner, Filters(**filters), NOW)


def names(found: Portfolio) -> list[str]:
    return [row.client.name for row in found.rows]


def test_a_row_has_the_figures_of_complete_days(people: People, session: Session) -> None:
    counts = steadily(YESTERDAY, 40, 1000, 10) | {TODAY: 9999}
    page = make_page(session, people.client_row, "bread", counts)
    make_post(session, page, TODAY, 1, 1)
    make_post(session, page, TODAY - timedelta(days=2), 135, 2)
    make_post(session, page, TODAY - timedelta(days=3), 5, 5)
    row = next(row for row in shown(session, people).rows if row.client.name == "Bakery")
    assert row.total is not None
    assert (row.total.followers, row.total.day, row.stale) == (1390, YESTERDAY, False)
    assert (row.week.net, row.month.net) == (70, 300)
    assert row.week.rate == pytest.approx(70 / 1320)
    assert row.er == pytest.approx((137 / 1380 + 10 / 1370) / 2)
    assert row.posts_this_week == 2, "Monday to now"
    assert row.read_at == page.profile_read_at
    assert row.spark.path.count("L") == 29


def test_each_client_is_shown_with_its_own_engagement_rate(browse: Browse, people: People, session: Session) -> None:
    page = make_page(session, people.client_row, "bread", dict.fromkeys(steadily(YESTERDAY, 40, 1, 0), 1000))
    make_post(session, page, TODAY - timedelta(days=2), 80, 20, views=2000)
    make_post(session, page, TODAY - timedelta(days=3), 300, 0, kind="image")
    other = make_page(session, people.other_row, "yoga", dict.fromkeys(steadily(YESTERDAY, 40, 1, 0), 100))
    make_post(session, other, TODAY - timedelta(days=3), 7, 0)
    client = people.client_row
    expected = {
        ("followers", "median"): (0.2, ""),
        ("followers", "mean"): (0.2, "mean"),
        ("views", "median"): (0.05, "by views"),
        ("daily", "median"): (400 / 1000 / 30, "by day"),
    }
    for (client.er_variant, client.er_average), (rate, note) in expected.items():
        session.commit()
        rows = {row.client.name: row.er for row in shown(session, people).rows}
        assert rows == {"Bakery": pytest.approx(rate), "Studio": 0.07}
        with time_machine.travel(NOW, tick=False):
            cell = re.search(r'data-label="ER, 30 days">(.*?)</td>', browse(people.client).get("/").text)
        assert cell is not None
        assert re.findall(r"<small[^>]*>(.*?)</small>", cell[1]) == ([note] if note else [])


def test_unknown_is_not_zero(browse: Browse, people: People, session: Session) -> None:
    make_page(session, people.client_row, "bread", {})
    session.commit()
    row = next(row for row in shown(session, people).rows if row.client.name == "Bakery")
    assert (row.total, row.week.net, row.month.rate, row.er, row.posts_this_week, row.read_at) == (None,) * 6
    text = browse(people.manager).get("/").text
    assert text.count("n/a") >= 7
    assert not re.search(r">\s*[+−]?0(\.0+)?%?\s*</td>", text)


def test_posts_of_this_week_are_unknown_until_they_were_read_in_it(people: People, session: Session) -> None:
    counts = steadily(YESTERDAY, 5, 100, 1)
    page = make_page(session, people.client_row, "bread", counts, posts_read_at=at(TODAY - timedelta(days=4)))
    assert shown(session, people).rows[0].posts_this_week is None
    page.posts_read_at = at(YESTERDAY)
    assert shown(session, people).rows[0].posts_this_week == 0


def test_several_pages_need_the_same_day_and_paused_ones_do_not_count(people: People, session: Session) -> None:
    client = people.client_row
    make_page(session, client, "first", steadily(YESTERDAY, 40, 1000, 1))
    make_page(session, client, "second", steadily(YESTERDAY - timedelta(days=3), 20, 500, -1))
    make_page(session, client, "asleep", steadily(YESTERDAY, 40, 10**6, 1), paused_at=NOW)
    row = shown(session, people).rows[0]
    assert row.total is not None
    assert (row.total.day, row.total.followers) == (YESTERDAY - timedelta(days=3), 1036 + 481)
    assert row.stale
    assert (row.week.net, row.week.counted, row.week.pages) == (7 - 4, 2, 2)
    assert (row.month.net, row.month.counted) == (30, 1)
    assert row.month.partial


def test_warnings_are_those_that_last(browse: Browse, people: People, session: Session) -> None:
    page = make_page(session, people.client_row, "bread", steadily(YESTERDAY, 3, 5, 1))
    session.add_all(
        [
            Incident(page_id=page.id, kind="private", opened_at=NOW),
            Incident(page_id=page.id, kind="not_found", opened_at=at(YESTERDAY), closed_at=NOW),
            HeldCount(page_id=page.id, day=TODAY, followers=0, captured_at=NOW, source="test"),
            HeldCount(page_id=page.id, day=YESTERDAY, captured_at=NOW, source="test", decided_at=NOW, accepted=False),
        ]
    )
    session.commit()
    found = shown(session, people)
    assert (found.rows[0].incidents, found.rows[0].held) == ([("bread", "private")], 1)
    assert (found.cards.broken_pages, found.cards.held) == (1, 1)
    text = browse(people.manager).get("/").text
    assert "Private page" in text
    assert "1 count to review" in text


@pytest.mark.sqlite_only
def test_a_broken_source_is_told_to_those_who_can_mend_it(browse: Browse, people: People, session: Session) -> None:
    source = Source(kind="instagram", created_at=NOW)
    session.add(source)
    session.flush()
    session.add(Incident(source_id=source.id, kind="signed_out", opened_at=NOW))
    session.commit()
    assert "A source has a problem" in browse(people.manager).get("/").text
    assert "A source has a problem" not in browse(people.client).get("/").text


@pytest.fixture
def several(people: People, session: Session) -> None:
    """Three more clients: small and growing, large and shrinking, not collected yet; one in the archive."""
    north = Label(name="north")
    small = make_client(session, "small", [north], manager_id=people.manager.id)
    make_page(session, small, "small.page", steadily(YESTERDAY, 40, 100, 3))
    large = make_client(session, "Large", manager_id=people.outsider.id)
    make_page(session, large, "large.page", steadily(YESTERDAY, 40, 9000, -5))
    make_client(session, "Новый", [north])
    make_client(session, "Old", archived_at=NOW)
    session.delete(people.client_row)
    session.delete(people.other_row)
    session.commit()


@pytest.mark.usefixtures("several")
class TestSortAndFilter:
    @pytest.mark.parametrize(
        ("sort", "order", "expected"),
        [
            ("name", "asc", ["Large", "small", "Новый"]),
            ("name", "desc", ["Новый", "small", "Large"]),
            ("followers", "desc", ["Large", "small", "Новый"]),
            ("followers", "asc", ["small", "Large", "Новый"]),
            ("net7", "desc", ["small", "Large", "Новый"]),
            ("rate30", "asc", ["Large", "small", "Новый"]),
            ("read", "asc", ["Large", "small", "Новый"]),
        ],
    )
    def test_unknown_stands_last_either_way(
        self, people: People, session: Session, sort: str, order: str, expected: list[str]
    ) -> None:
        assert names(shown(session, people, sort=sort, order=order)) == expected

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            ({"query": "НОВ"}, ["Новый"]),
            ({"query": "@large.p"}, ["Large"]),
            ({"label": "north"}, ["small", "Новый"]),
            ({"state": "archived"}, ["Old"]),
            ({"state": "all"}, ["Large", "Old", "small", "Новый"]),
            ({"query": "100%"}, []),
        ],
    )
    def test_filters(self, people: People, session: Session, filters: dict[str, str], expected: list[str]) -> None:
        assert names(shown(session, people, **filters)) == expected

    def test_by_manager(self, people: People, session: Session) -> None:
        found = shown(session, people, manager=people.manager.id)
        assert names(found) == ["small"]
        assert {name for _, name in found.managers} == {"Manager", "Outsider"}

    def test_the_cards_count_what_is_shown(self, people: People, session: Session) -> None:
        cards = shown(session, people).cards
        assert (cards.clients, cards.counted, cards.followers) == (3, 2, 100 + 39 * 3 + 9000 - 39 * 5)
        assert shown(session, people, query="нов").cards.followers is None

    def test_every_address_shows_a_page(self, browse: Browse, people: People) -> None:
        browser = browse(people.owner)
        for query in (
            "sort=x&order=y&page=z&manager=-1&state=q",
            "page=999",
            "manager=²",
            "q=%00",
            "sort=er",
            "label=no",
        ):
            assert browser.get(f"/?{query}").status_code == 200
        assert "No client matches" in browser.get("/?q=nothing").text


@pytest.mark.sqlite_only
def test_each_sees_only_their_clients(browse: Browse, people: People) -> None:
    for person in (people.manager, people.specialist, people.client):
        text = browse(person).get("/").text
        assert "Bakery" in text
        assert "Studio" not in text
    assert "Bakery" not in browse(people.outsider).get("/").text


@pytest.mark.sqlite_only
def test_an_empty_installation_says_what_to_do_first(browse: Browse, people: People, session: Session) -> None:
    session.delete(people.client_row)
    session.delete(people.other_row)
    session.commit()
    owner = browse(people.owner).get("/").text
    assert 'href="/clients/new"' in owner
    assert 'action="/demo"' in owner
    assert 'action="/demo"' not in browse(people.manager).get("/").text
    assert 'href="/clients/new"' not in browse(people.specialist).get("/").text


def test_the_number_of_queries_does_not_grow(
    browse: Browse, people: People, session: Session, context: Context
) -> None:
    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            variant = ("followers", "views", "daily")[number % 3]
            client = make_client(session, f"Client {number}", [Label(name=f"label {number}")], er_variant=variant)
            for part in range(2):
                page = make_page(session, client, f"page{number}.{part}", steadily(YESTERDAY, 60, 500, part))
                make_post(session, page, YESTERDAY, 5, 5)
        session.commit()

    browser = browse(people.owner)
    with time_machine.travel(NOW, tick=False):
        fill(0, 3)
        with counted(context.engine) as few:
            assert "Client 2" in browser.get("/").text
        fill(3, 25)
        with counted(context.engine) as many:
            assert "Client 24" in browser.get("/").text
    assert len(few) == len(many) <= 13


def test_the_clients_are_a_file_with_the_same_numbers(browse: Browse, people: People, session: Session) -> None:
    for number, name in enumerate(("Cafe", "Atelier")):
        client = make_client(session, name, [Label(name=f"=label {number}")])
        make_page(session, client, f"page{number}", steadily(YESTERDAY, 60, 500 + 500 * number, 5))
    session.commit()
    with time_machine.travel(NOW, tick=False):
        answer = browse(people.owner).get("/portfolio.csv?sort=followers&q=page")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="clients-2026-03-18.csv"'
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert [row[0] for row in rows[1:]] == ["Atelier", "Cafe"]
        assert rows[2][2:7] == ["'=label 0", "795", "2026-03-17", "35", str(35 / 760)]
        assert browse(people.owner).get("/portfolio.xlsx").data[:2] == b"PK"
        assert "Atelier" not in browse(people.outsider).get("/portfolio.csv").text
