"""All clients of a month: the figures, who sees whom, the two sheets of paper, the workbook."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import update

from promo.clients.models import Client
from promo.growth.models import Anomaly
from promo.pages.models import Page, PageDay, Post
from promo.reports.gathering import gather
from promo.reports.models import Branding
from promo.reports.overall import attention, paper, screens
from promo.reports.printing.pdf import Look
from promo.reports.writing import service as reports
from promo.wording import wording
from tests.home.test_portfolio import counted
from tests.reports.overall import agency
from tests.reports.overall.agency import MONTH, make, plan, post, spend

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.context import Context
    from promo.reports.overall.figures import Row
    from promo.reports.overall.screens import Overall
    from promo.users.models import User
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
NUMBER = re.compile(r"[+\N{MINUS SIGN}]?\d[\d,.]*%?")


def shown(session: Session, viewer: User, **query: str) -> Overall:
    session.expire_all()
    return screens.overall(session, viewer, {**MONTH, **query}, NOW, wording("en"))


def of(found: Overall, client: Client) -> Row:
    return next(row for row in found.rows if row.client.id == client.id)


def numbers(html: str) -> set[str]:
    text = re.sub(r"<(title|svg|select).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    return {one.strip(".,") for one in NUMBER.findall(unescape(text))}


def pages(data: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def test_a_client_has_the_figures_of_its_report(people: People, session: Session) -> None:
    client = make(session, "Bread", 10, people.manager, gap=4)
    for day in (0, 5, 9, 30):
        post(session, client, day, views=1000 + day if day else None)
    post(session, client, -2)
    post(session, client, 31)
    plan(session, client, ["published"] * 3 + ["missed", "idea"])
    spend(session, client, "3100")
    spend(session, client, "99", day=date(2026, 11, 1))
    session.commit()
    row = of(shown(session, people.owner), client)
    assert (row.followers, row.growth.net, row.before.net) == (10_600, 310, 300)
    assert (row.posts, row.posts_complete, row.views, row.viewed) == (4, True, 3044, 3)
    assert row.plan
    assert (row.plan.planned, row.plan.published, row.plan.missed) == (4, 3, 1)
    assert (row.spend, row.cost) == ({"RUB": Decimal(3100)}, (Decimal(10), "RUB"))
    assert (row.seen, row.days, row.main_page and row.main_page.username) == (27, 31, f"page{client.id}")
    assert row.spark.path.count("M") == 2, "a gap stays a gap"
    report = reports.draft(session, client, reports.suggested("en", OCTOBER), people.manager, uid="1")
    blocks = {one["kind"]: one["data"] for one in gather(session, report, NOW)["blocks"]}
    told = {one["metric"]: (one["value"], one["before"]) for one in blocks["summary"]["figures_of"]}
    assert told["client_followers"][0] == row.followers
    assert told["client_growth"] == (row.growth.net, row.before.net)
    assert told["client_rate"] == (row.growth.rate, row.before.rate)
    assert told["posts_published"][0] == row.posts
    assert told["er_period"][0] == pytest.approx(row.er)
    assert (blocks["plan"]["planned"], blocks["plan"]["published"]) == (row.plan.planned, row.plan.published)
    assert [one["spend"] for one in blocks["campaigns"]["campaigns"]] == [3100.0]


@pytest.mark.sqlite_only
def test_what_is_unknown_is_not_zero_and_currencies_are_not_added(
    browse: Browse, people: People, session: Session
) -> None:
    two, none = make(session, "Two", 10, people.manager), people.client_row
    spend(session, two, "100")
    spend(session, two, "5", "USD")
    session.add(Page(username="unread", client_id=none.id, created_at=NOW))
    falling = make(session, "Falling", -20)
    spend(session, falling, "700")
    session.add(Anomaly(page_id=session.query(Page).filter_by(client_id=falling.id).one().id, kind="loss",
                        start=date(2026, 9, 29), end=date(2026, 10, 2), found_at=NOW))  # fmt: skip
    session.commit()
    found = shown(session, people.owner)
    row = of(found, none)
    assert (row.followers, row.growth.net, row.er, row.views, row.posts, row.complete) == (None,) * 5 + (0.0,)
    assert (of(found, two).spend, of(found, two).cost) == ({"RUB": Decimal(100), "USD": Decimal(5)}, None)
    assert found.total.spend == {"RUB": Decimal(800), "USD": Decimal(5)}
    assert (found.total.followers, found.total.counted, found.total.clients) == (10_600 + 8_800, 2, 4)
    assert (found.total.growth.net, found.total.before.net) == (310 - 620, 300 - 600)
    assert found.total.growth.rate == pytest.approx(-310 / (10_290 + 9_420))
    assert (found.total.losing, found.total.planned) == (1, 0)
    assert [one.name for one in found.managers] == ["Manager", "Outsider", ""]
    told = {one.row.client.name: one.texts for one in found.troubles}
    assert told == {
        "Bakery": ("nothing was counted in this month",),
        "Studio": ("no page is read",),
        "Falling": (
            "followers lost: 620 (−6.58%)",
            "spent RUB\N{NO-BREAK SPACE}700, and the pages did not grow",
            "unusual days: 1",
        ),
    }
    assert [one.row.client.name for one in found.troubles][-1] == "Falling"
    text = browse(people.owner).get("/reports?month=2026-10-01").text
    assert text.count("n/a") >= 6
    assert [row.client.name for row in found.rows] == ["Two", "Falling", "Bakery", "Studio"], "unknown ones last"
    assert [row.client.name for row in shown(session, people.owner, sort="net", order="asc").rows][:2] == [
        "Falling", "Two",
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_posts_of_a_part_of_the_month_are_at_least_so_many(browse: Browse, people: People, session: Session) -> None:
    client = make(session, "Bread", 10)
    post(session, client, 3)
    session.execute(update(Page).values(posts_read_at=datetime(2026, 10, 20, 12, tzinfo=UTC)))
    session.commit()
    row = of(shown(session, people.owner), client)
    assert (row.posts, row.posts_complete) == (1, False)
    assert "at least 1" in browse(people.owner).get("/reports?month=2026-10-01").text


@pytest.mark.sqlite_only
def test_goals_are_told_as_published_and_reports_by_their_state(
    browse: Browse, people: People, session: Session
) -> None:
    clients = [make(session, name, 10, people.manager) for name in ("Published", "Draft", "None")]
    targets = {"client_growth": 310, "client_followers": 99_999, "campaign_leads": 5}
    blocks = ({"kind": "goals", "text": "", "options": {"targets": targets}},)
    for client in clients[:2]:
        days = reports.suggested("en", OCTOBER)
        fields = reports.ReportFields(**{name: getattr(days, name) for name in days.__slots__} | {"blocks": blocks})
        made = reports.draft(session, client, fields, people.manager, uid=client.name)
        if client.name == "Published":
            reports.publish(session, made, 1, "", people.manager)
    session.execute(update(PageDay).where(PageDay.day == OCTOBER[1]).values(followers=PageDay.followers - 1))
    session.commit()
    found = shown(session, people.owner)
    told = {row.client.name: (row.goals and (row.goals.of, row.goals.met, row.goals.unknown)) for row in found.rows}
    assert told["Published"] == (3, 1, 1), "as it was published"
    assert told["Draft"] == (3, 0, 1), "as it is now"
    assert told["None"] is None
    assert (found.total.reports, found.total.reports_published) == (2, 1)
    text = browse(people.manager).get("/reports?month=2026-10-01").text
    assert text.count('form="month-drafts"') == 0, "the manager does not see these clients"
    owner = browse(people.owner)
    assert owner.get("/reports?month=2026-10-01").text.count('form="month-drafts"') == 1
    answer = owner.post_form("/reports/months", {"client": clients[2].id, "month": "2026-10-01"})
    assert answer.status_code == 303
    assert owner.get("/reports?month=2026-10-01").text.count('form="month-drafts"') == 0


def test_each_sees_only_their_clients(browse: Browse, people: People, session: Session) -> None:
    for client in (people.client_row, people.other_row):
        session.add(Page(username=f"p{client.id}", client_id=client.id, created_at=NOW))
    session.commit()
    addresses = ("/reports", "/reports/month.pdf", "/reports/month.xlsx")
    for person, names in (
        (people.owner, {"Bakery", "Studio"}),
        (people.manager, {"Bakery"}),
        (people.specialist, {"Bakery"}),
        (people.outsider, {"Studio"}),
    ):
        browser = browse(person)
        answers = [browser.get(address) for address in addresses[:: 1 if person == people.outsider else 2]]
        assert [answer.status_code for answer in answers] == [200] * len(answers)
        assert {name for name in ("Bakery", "Studio") if name in answers[0].text} == names
        book = load_workbook(io.BytesIO(answers[-1].data))
        assert {row[0].value for row in book["Clients"].iter_rows(min_row=2)} == names
        assert ("Make the draft" in answers[0].text) == (person != people.specialist)
        if person == people.outsider:
            assert "Bakery" not in "".join(pages(answers[1].data))
    assert [browse(people.client).get(address).status_code for address in addresses] == [403] * 3


@pytest.mark.sqlite_only
def test_only_months_that_are_over(browse: Browse, people: People, session: Session) -> None:
    early = make(session, "Early", 1)
    early.archived_at = datetime(2026, 10, 15, tzinfo=UTC)
    session.add(Client(name="New", time_zone="UTC", currency="EUR", created_at=datetime(2026, 11, 1, 1, tzinfo=UTC)))
    session.commit()
    for asked, month in (
        ("2026-10-17", date(2026, 10, 1)),
        ("2026-09-01", date(2026, 9, 1)),
        ("2026-11-01", date(2026, 10, 1)),
        ("2009-01-01", date(2026, 10, 1)),
        ("soon", date(2026, 10, 1)),
        ("9999-12-31", date(2026, 10, 1)),
        ("", date(2026, 10, 1)),
    ):
        assert shown(session, people.owner, month=asked).month == month, asked
    problem = browse(people.owner).get("/reports?month=soon&sort=nothing&order=up")
    assert problem.status_code == 200
    assert "is not a day" in problem.text
    found = shown(session, people.owner, month="2026-09-15")
    assert "Early" in [row.client.name for row in found.rows], "it was no archived client then"
    assert {row.client.name for row in shown(session, people.owner).rows} == {"Bakery", "Studio"}, "nor a later one"
    assert (found.choice.earlier, found.choice.later) == (date(2026, 8, 1), date(2026, 10, 1))
    assert found.months == [date(2026, 10, 1), date(2026, 9, 1), date(2026, 8, 1)], "back to the first count"


@pytest.mark.sqlite_only
def test_nobody_to_compare_yet(browse: Browse, people: People, session: Session) -> None:
    for client in (people.client_row, people.other_row):
        session.delete(session.merge(client))
    session.commit()
    session.add(Branding(name="Beacon", footer="By law", accent="#0f766e"))
    session.commit()
    owner = browse(people.owner)
    assert "No client yet" in owner.get("/reports").text
    printed = pages(owner.get("/reports/month.pdf").data)
    assert len(printed) == 1
    assert "Beacon" in printed[0]
    assert "By law" in printed[0], "in the agency's look"


def test_the_number_of_queries_does_not_grow(
    browse: Browse, people: People, session: Session, context: Context
) -> None:
    owner = browse(people.owner)
    agency.many(session, 3, [people.manager])
    with counted(context.engine) as few:
        assert "№ 2" in owner.get("/reports?month=2026-10-01").text
    agency.many(session, 27, [people.manager, people.outsider], first=3)
    with counted(context.engine) as many:
        assert "№ 29" in owner.get("/reports?month=2026-10-01").text
    assert len(few) == len(many) <= 16


@pytest.mark.sqlite_only
def test_forty_clients_are_two_sheets_with_the_numbers_of_the_page(
    browse: Browse, people: People, session: Session
) -> None:
    agency.many(session, 40, [people.manager, people.outsider, people.teammate])
    owner = browse(people.owner)
    answer = owner.get("/reports/month.pdf?month=2026-10-01")
    printed = pages(answer.data)
    assert 'filename="clients-2026-10.pdf"' in answer.headers["Content-Disposition"]
    assert len(printed) == 2
    rows = re.findall(r"№ (\d+)", " ".join(printed))
    assert {*map(str, range(40))} <= {*rows}, "each client stands there"
    page = owner.get("/reports?month=2026-10-01").text
    clients = page.rpartition("<table")[2].partition("</table>")[0]
    sums = page.partition('class="promo-kpis"')[2].partition("overall-three")[0]
    on_paper, on_page = numbers(" ".join(printed)), numbers(page)
    assert numbers(clients) | numbers(sums) <= on_paper, "what the page says stands on paper"
    made = numbers(printed[0].partition("made ")[2].partition("Clients")[0])
    assert on_paper - made - {"1", "2"} <= on_page, "and paper says nothing else"
    assert sum(sheet.count("Manager") for sheet in printed) >= 14
    book = load_workbook(io.BytesIO(owner.get("/reports/month.xlsx?month=2026-10-01").data))
    assert book.sheetnames == ["Clients", "By manager", "Spend", "What to look at", "About"]
    by_name: dict[str, list[Any]] = {
        str(row[0].value): [cell.value for cell in row] for row in book["Clients"].iter_rows(min_row=2)
    }
    first = next(row for row in shown(session, people.owner).rows if row.client.name.startswith("№ 6 "))
    line = by_name[first.client.name]
    assert line[3:7] == [first.followers, first.pages and 1, first.growth.net, pytest.approx(first.growth.rate)]
    assert line[18:20] == ["RUB", 1234573.5]
    assert by_name[next(name for name in by_name if name.startswith("№ 5 "))][18:21] == ["several", None, None]
    total: list[Any] = [cell.value for cell in book["By manager"][5]]
    assert total[0] == "All together"
    assert total[3] == shown(session, people.owner).total.growth.net


@pytest.mark.sqlite_only
def test_more_clients_than_two_sheets_hold_are_told_of(
    people: People, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.many(session, 10, [people.manager])
    found, words = shown(session, people.owner), wording("ru")
    room: list[int] = []
    tried: list[int] = []

    class Sheets:
        """Paper on which the last of ``room`` is how many rows find place."""

        def __init__(self, html: str, _look: Look) -> None:
            rows = html.rpartition("<tbody>")[2].count("<tr>")
            self.html, self.pages = html, [None] * (2 if rows <= room[-1] else 3)
            tried.append(rows)

        def write_pdf(self, **_options: object) -> bytes:
            return self.html.encode()

    monkeypatch.setattr(paper, "laid_out", Sheets)
    for clients, place, expected, left in (
        (10, 99, [10], 0),
        (40, 40, [40], 0),
        (40, 30, [40, 40, 40, 40, 25], 15),
        (70, 60, [64, 52], 18),
        (300, 1, [64, 52, 40, 25], 275),
    ):
        tried.clear()
        room.append(place)
        many = replace(found, rows=(list(found.rows) * 40)[:clients])
        printed = paper.pdf(many, Look("Agency", None, "#0f766e", "By law"), words, "Europe/Moscow").decode()
        assert tried == expected, clients
        assert (f"Ещё {left} клиентов — только в таблице XLSX" in printed) == bool(left), left
        assert "By law" in printed


@pytest.mark.parametrize(("rates", "best", "worst"), [
    ([], "", ""), ([0.1], "a", ""), ([-0.1], "", ""), ([0.1, -0.2], "a", "b"), ([0.3, 0.2, 0.1], "a", "c"),
    ([0.7, 0.6, 0.5, 0.4, 0.3, 0.2, None, 0.1], "abc", "hfe"),
])  # fmt: skip
def test_movers_are_none_twice(rates: list[float | None], best: str, worst: str) -> None:
    class Fake:
        def __init__(self, name: str, rate: float | None) -> None:
            self.name, self.growth = name, self
            self.rate = rate

    rows: Any = [Fake(name, rate) for name, rate in zip("abcdefgh", rates, strict=False)]
    found: Any = attention.movers(rows)
    assert ("".join(one.name for one in found.best), "".join(one.name for one in found.worst)) == (best, worst)


@pytest.mark.sqlite_only
def test_days_are_those_of_the_clients_place(people: People, session: Session) -> None:
    client = make(session, "Far", 1)
    client.time_zone = "America/Los_Angeles"
    for number, at in enumerate((datetime(2026, 10, 1, 6, 59, tzinfo=UTC), datetime(2026, 11, 1, 6, 59, tzinfo=UTC))):
        post(session, client, number)
        session.query(Post).order_by(Post.id.desc()).limit(1).one().published_at = at
    session.commit()
    assert of(shown(session, people.owner), client).posts == 1
    assert agency.NOON + timedelta(days=1) > agency.NOON
