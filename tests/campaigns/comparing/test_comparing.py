"""Campaigns beside each other: totals, currencies, groups, what is best; who sees what; files; how many queries."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import event

from promo.campaigns.comparing import screens
from promo.campaigns.comparing.charts import DRAWN
from promo.campaigns.comparing.columns import SORTS
from promo.campaigns.comparing.selection import Selection
from promo.campaigns.comparing.table import marks
from promo.campaigns.days import service as days
from promo.campaigns.models import Blogger
from promo.campaigns.rates import service as rates
from promo.campaigns.rates.service import RateFields
from promo.campaigns.words import Kind, Status
from promo.pages.models import PageDay
from promo.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.campaigns.comparing.screens import Comparison
    from promo.campaigns.models import Campaign
    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
URL = "/campaigns/compare"


def tell(session: Session, campaign: Campaign, **values: Any) -> Campaign:  # noqa: ANN401 - metrics
    """Facts of the campaign's first day."""
    days.keep(session, [{"campaign_id": campaign.id, "day": campaign.start_day, **values}], by_id=None)
    session.commit()
    return campaign


@pytest.fixture
def some(session: Session, people: People, page: Page, launch: Launch) -> dict[str, Campaign]:
    """Three campaigns in roubles (one without leads), one in dollars, one of another client."""
    cheap = tell(
        session,
        launch("Cheap", series="Autumn", page_ids=(page.id,)),
        spend=Decimal(1000),
        impressions=100_000,
        reach=70_000,
        clicks=1000,
        leads=20,
    )
    dear = tell(
        session,
        launch("Dear", kind=Kind.PLACEMENT, fee=Decimal(3000), start_day=date(2026, 9, 1), end_day=date(2026, 9, 5)),
        impressions=50_000,
        clicks=1500,
        leads=10,
        sales=2,
        value=Decimal(9000),
    )
    blogger = Blogger(handle="masha", created_at=NOW)
    session.add(blogger)
    session.flush()
    assert dear.placement is not None
    dear.placement.blogger_id = blogger.id
    dear.placement.published_at = datetime(2026, 9, 30, 21, 30, tzinfo=UTC)  # 1 October in Moscow
    silent = tell(session, launch("Silent", page_ids=(page.id,)), spend=Decimal(500), impressions=10_000, reach=9_000)
    abroad = tell(session, launch("Abroad", currency="USD"), spend=Decimal(20), clicks=200, leads=4, value=Decimal(10))
    other = tell(session, launch("Not yours", client=people.other_row), spend=Decimal(1), leads=1000)
    cheap.total_reach, dear.total_reach = 60_000, 20_000
    launch("To come", status=Status.PLANNED)
    session.commit()
    return {"cheap": cheap, "dear": dear, "silent": silent, "abroad": abroad, "other": other}


def compared(session: Session, people: People, query: str = "") -> Comparison:
    """What the manager sees of the address's ``query``."""
    args = {name: [value] for name, _, value in (part.partition("=") for part in query.split("&") if part)}
    wanted = Selection.of(args, SORTS, DRAWN)
    return screens.comparison(session, people.manager, None, wanted, now=NOW, wording=wording("en"))


def names(shown: Comparison) -> list[list[str]]:
    return [[row.campaign.name for row in block.rows] for block in shown.table.blocks]


def test_currencies_are_not_mixed(session: Session, people: People, some: dict[str, Campaign]) -> None:
    shown = compared(session, people)
    assert [block.currency for block in shown.table.totals] == ["RUB", "USD"]
    roubles, dollars = shown.table.totals
    assert (roubles.figures["spend"], roubles.figures["reach"]) == (Decimal(4500), None)
    assert roubles.figures["cpl"] == Decimal(4000) / 30, "the spend of the one without leads is in no price of a lead"
    assert (roubles.total.known["cpl"], roubles.total.lines) == (2, 3)
    assert dollars.figures["cpl"] == 5
    assert names(shown) == [["Cheap", "Dear", "Silent"], ["Abroad"]], "all of 1 October, in Moscow"
    by_price = compared(session, people, "sort=cpl&order=asc")
    assert names(by_price) == [["Cheap", "Dear", "Silent"], ["Abroad"]], "5 dollars are not less than 50 roubles"
    told = {key: word for (ident, key), word in by_price.table.marks.items() if ident == some["cheap"].id}
    assert (told["cpl"], told["cpc"], told["ctr"]) == ("best", "best", "worst")
    assert (some["abroad"].id, "cpl") not in by_price.table.marks, "it is compared with none"
    assert "calls" not in by_price.table.columns


def test_conversion(session: Session, people: People, some: dict[str, Campaign]) -> None:
    for day, rate in ((date(2026, 10, 5), "0.02"), (date(2026, 9, 20), "0.01")):
        rates.enter(session, RateFields("RUB", "USD", day, Decimal(rate)), people.owner)
    shown = compared(session, people, "in=USD&sort=spend&order=asc")
    (block,) = shown.table.blocks
    assert [(row.campaign.name, row.figures["spend"], row.is_left_out) for row in block.rows] == [
        ("Silent", Decimal(10), False),
        ("Abroad", Decimal(20), False),
        ("Cheap", Decimal(20), False),
        ("Dear", Decimal(3000), True),  # its last day was before the first rate
    ]
    assert (block.figures["spend"], block.total.lines, block.left_out, shown.table.left_out) == (Decimal(50), 3, 1, 1)
    assert [(rate.day, count) for rate, count in shown.table.rates] == [(date(2026, 10, 5), 2)]
    assert (some["cheap"].id, "cpl") in shown.table.marks
    assert (some["dear"].id, "cpl") not in shown.table.marks
    assert shown.chart is not None
    assert (shown.chart.currency, shown.chart.dots, shown.chart.other_currencies) == ("USD", 2, 1)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("query", "groups"),
    [
        ("group=kind&sort=name", [("Advertising", 2), ("Advertising", 1), ("Placement with a blogger", 1)]),
        ("group=blogger&sort=name", [("@masha", 1), ("Without a blogger", 2), ("Without a blogger", 1)]),
        ("group=series&sort=name", [("Autumn", 1), ("Without a series", 2), ("Without a series", 1)]),
        ("group=client&sort=spend", [("Bakery", 3), ("Bakery", 1)]),
        ("group=channel&sort=name", [("Instagram", 3), ("Instagram", 1)]),
        ("group=month", [(date(2026, 10, 1), 3), (date(2026, 10, 1), 1)]),
        ("kind=placement", [("", 1)]),
        ("series=Autumn", [("", 1)]),
        ("blogger=1", [("", 1)]),
        ("status=planned", [("", 1)]),
        ("status=any", [("", 4), ("", 1)]),
        ("from=2026-09-06", [("", 2), ("", 1)]),
        ("to=2026-09-01", [("", 1)]),
        ("client=999", []),
        ("channel=vk", []),
    ],
)
@pytest.mark.usefixtures("some")
def test_groups_and_filters(session: Session, people: People, query: str, groups: list[tuple[Any, int]]) -> None:
    shown = compared(session, people, query)
    found = [(one.name.month or one.name.message or one.name.text, one.total.lines) for one in shown.table.blocks]
    assert found == groups
    assert {row.campaign.client_id for row in shown.rows} <= {people.client_row.id}


def test_the_same_followers_are_not_counted_twice(session: Session, people: People, page: Page, launch: Launch) -> None:
    for number, followers in enumerate((100, 110, 130, 160)):
        day = date(2026, 9, 30) + timedelta(days=number * 5)
        session.add(PageDay(page_id=page.id, day=day, followers=followers, captured_at=NOW, source="graph"))
    for first, last in ((1, 5), (6, 10), (10, 15)):
        one = launch(f"From {first}", start_day=date(2026, 10, first), end_day=date(2026, 10, last))
        tell(session, one, spend=Decimal(first))
    both = compared(session, people, "to=2026-10-09")
    assert both.table.totals[0].figures["growth"] == 30, "one began when the other was over"
    assert both.table.totals[0].figures["cost_per_follower"] == Decimal(7) / 30
    all_three = compared(session, people)
    assert all_three.table.totals[0].figures["growth"] is None, "two ran on the 10th"
    assert [row.figures["growth"] for row in all_three.rows] == [50, 20, 10]


@pytest.fixture
def grown(session: Session, page: Page, launch: Launch) -> None:
    """A page that gains some 7 a day, and 60 more during the campaign Loud; nothing more during Quiet."""
    start, followers = date(2026, 4, 1), 10_000
    for number in range(230):
        day = start + timedelta(days=number)
        followers += 5 + number * 7 % 5 + (60 if date(2026, 10, 1) <= day <= date(2026, 10, 10) else 0)
        session.add(PageDay(page_id=page.id, day=day, followers=followers, captured_at=NOW, source="graph"))
    for name, first in (("Loud", date(2026, 10, 1)), ("Quiet", date(2026, 9, 1))):
        one = launch(name, start_day=first, end_day=first + timedelta(days=9), page_ids=(page.id,))
        tell(session, one, spend=Decimal(3000))


@pytest.mark.usefixtures("grown")
def test_the_lift_and_what_a_follower_cost_by_it(
    session: Session, browse: Browse, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    loud, quiet = compared(session, people, "sort=lift").rows
    assert loud.figures["lift"] == pytest.approx(600, abs=30)
    assert loud.cost is not None
    assert loud.cost.low is not None
    assert loud.cost.high is not None
    assert loud.cost.low < (loud.figures["cost_by_lift"] or 0) < loud.cost.high
    assert loud.figures["cost_by_lift"] == pytest.approx(Decimal(5), abs=Decimal("0.3"))
    assert quiet.figures["cost_by_lift"] is None, "it cannot be told from noise"
    rates.enter(session, RateFields("USD", "RUB", date(2026, 9, 1), Decimal(100)), people.owner)
    session.commit()
    dollars = compared(session, people, "in=USD&chart=cost_by_lift")
    assert dollars.rows[0].figures["cost_by_lift"] == pytest.approx((loud.figures["cost_by_lift"] or 0) / 100)
    assert dollars.chart is not None
    assert (dollars.chart.dots, "error_x" in dollars.chart.json) == (1, True)
    with time_machine.travel(NOW, tick=False):
        shown = browse(people.manager).get(f"{URL}?group=kind").text
        for word in ("It brought followers.", "cannot be told from noise", "not added", " at least"):
            assert word in shown
        rows = browse(people.client).get(f"{URL}/campaigns.csv").text
        assert "It brought followers." in rows
        monkeypatch.setattr(screens, "FEW", 1)
        shown = browse(people.manager).get(URL).text
        assert "It brought followers." not in shown
        assert "Estimate it" in shown
        assert "It brought followers." in browse(people.manager).get(f"{URL}?lift=yes").text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_files(browse: Browse, people: People, session: Session, some: dict[str, Campaign], ending: str) -> None:
    rates.enter(session, RateFields("USD", "RUB", date(2026, 10, 5), Decimal("81.4")), people.owner)
    session.commit()
    manager = browse(people.manager)

    def lines(part: str) -> list[dict[str, Any]]:
        answer = manager.get(f"/clients/{people.client_row.id}{URL}/{part}.{ending}?in=RUB&group=kind&chart=cpl")
        assert answer.status_code == 200
        if ending == "csv":
            return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
        heads, *rows = load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True)
        return [dict(zip(map(str, heads), row, strict=True)) for row in rows]

    rows = {row["Campaign"]: row for row in lines("campaigns")}
    assert rows.keys() == {"Cheap", "Dear", "Silent", "Abroad"}
    abroad = rows["Abroad"]
    assert (abroad["Own currency"], abroad["Currency of the amounts"]) == ("USD", "RUB")
    assert abroad["Converted by"] == "1 USD = 81.4 RUB"
    assert float(abroad["Spend"]) == 1628
    assert float(abroad["ROAS"]) == 0.5
    assert rows["Silent"]["CPL"] in {"", None}
    assert rows["Dear"]["Blogger"] == "masha"
    totals = {row["Group"]: row for row in lines("totals")}
    assert float(totals["Advertising"]["Spend"]) == 3128
    assert float(totals["Advertising"]["Leads, known of"]) == 2
    drawn = lines("chart")
    assert [row["Campaign"] for row in drawn] == ["Cheap", "Dear", "Abroad"], "the cheapest lead first"
    assert [round(float(row["CPL, RUB"])) for row in drawn] == [50, 300, 407]
    assert float(drawn[0]["CPL (min), RUB"]) < 50 < float(drawn[0]["CPL (max), RUB"])
    assert browse(people.outsider).get(f"/clients/{people.client_row.id}{URL}/campaigns.{ending}").status_code == 404
    assert manager.get(f"{URL}/secrets.{ending}").status_code == 404
    assert str(some["other"].name) not in manager.get(f"{URL}/campaigns.csv").text


def test_the_page(browse: Browse, people: People, some: dict[str, Campaign]) -> None:
    manager, client = browse(people.manager), f"/clients/{people.client_row.id}{URL}"
    shown = manager.get(f"{URL}?sort=cpl&order=asc").text
    for word in ("Cheap", "Dear", "Abroad", "best", "worst", "neither added up nor compared", "Of none of these"):
        assert word in shown
    assert "Not yours" not in shown
    assert "not added" in shown, "reach"
    assert "highest day: 9,000" in shown
    converted = manager.get(f"{URL}?in=USD").text
    assert "3 campaigns stand in their own currency" in converted
    assert "/settings/rates?base=RUB&amp;quote=USD" in converted
    ticked = manager.get(f"{URL}?ids={some['cheap'].id}&ids={some['other'].id}&group=kind&in=")
    assert ticked.status_code == 302
    assert ticked.location == f"{URL}?ids={some['cheap'].id},{some['other'].id}&group=kind"
    told = manager.get(ticked.location).text
    assert "Cheap" in told
    assert "Dear" not in told
    assert "1 campaign of this address is left out" in told
    wrong = manager.get(f"{URL}?kind=war&from=soon&sort=x&in=XXX&chart=y&group=z&to=").text
    assert wrong.count("so it is left out") == 6
    assert "The last day is before the first one" in manager.get(f"{URL}?from=2026-10-02&to=2026-10-01").text
    assert "No campaign fits" in manager.get(f"{URL}?kind=other").text
    for person, status in ((people.outsider, 404), (people.specialist, 200), (people.client, 200), (people.owner, 200)):
        assert browse(person).get(client).status_code == status
    as_client = browse(people.client).get(f"{URL}?in=USD").text
    assert "Cheap" in as_client
    assert "Not yours" not in as_client
    assert "/settings/rates" not in as_client
    assert "Not yours" in browse(people.owner).get(URL).text


def test_nothing_yet(browse: Browse, people: People) -> None:
    assert "Nothing to compare yet" in browse(people.client).get(URL).text


def test_queries_do_not_grow(browse: Browse, people: People, session: Session, launch: Launch) -> None:
    manager = browse(people.manager)
    seen: list[str] = []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *told: seen.append(told[2]))

    def queries() -> int:
        manager.get(f"{URL}?group=series&in=USD")
        seen.clear()
        assert manager.get(f"{URL}?group=series&in=USD").status_code == 200
        return len(seen)

    tell(session, launch("One"), spend=Decimal(1))
    few = queries()
    for number in range(12):
        tell(
            session, launch(f"More {number}", kind=Kind.PLACEMENT, series=f"S{number}"), spend=Decimal(1), leads=number
        )
    assert queries() == few <= 18


def test_what_is_shown_alike_is_neither_best_nor_worst() -> None:
    empty = dict.fromkeys(SORTS)
    near = [(1, "RUB", {**empty, "ctr": Decimal("0.012501")}), (2, "USD", {**empty, "ctr": Decimal("0.012499")})]
    assert marks(near) == {}
    far = [*near, (3, "RUB", {**empty, "ctr": Decimal("0.02"), "cpc": Decimal(5)})]
    assert marks(far) == {(1, "ctr"): "worst", (2, "ctr"): "worst", (3, "ctr"): "best"}


def test_an_address_is_kept_as_it_is() -> None:
    query = {"group": "kind", "in": "USD", "sort": "cpl", "order": "asc", "chart": "cpc", "kind": "placement"}
    query |= {"from": "2026-10-01", "blogger": "7", "series": "Осень & зима"}
    assert Selection.of({name: [value] for name, value in query.items()}, SORTS, DRAWN).query() == query
    ticked = Selection.of({"ids": ["3,5", "x", "5"], "kind": ["placement"]}, SORTS, DRAWN)
    assert ticked.query() == {"ids": "3,5"}
    many = Selection.of({"ids": [",".join(map(str, range(1, 400)))]}, SORTS, DRAWN)
    assert (len(many.ids), len(many.problems)) == (200, 1)
    assert re.fullmatch(r"[\d,]+", many.query()["ids"])
