"""Campaigns month by month: where money counts, plans, changes, currencies; who sees it; files; how many queries."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import event

from promo.campaigns.days import service as days
from promo.campaigns.monthly import screens
from promo.campaigns.monthly.selection import Selection
from promo.campaigns.rates import service as rates
from promo.campaigns.rates.service import RateFields
from promo.campaigns.words import Kind, Status
from promo.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from promo.campaigns.monthly.screens import Months
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
URL = "/campaigns/months"


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def tell(session: Session, campaign: Campaign, **by_month: dict[str, Any]) -> Campaign:
    """Facts of the tenth of each month: ``m10={"spend": 5}``."""
    for name, values in by_month.items():
        row = {"campaign_id": campaign.id, "day": date(2026, int(name[1:]), 10), **values}
        days.keep(session, [row], by_id=None)
    session.commit()
    return campaign


@pytest.fixture
def some(session: Session, people: People, launch: Launch) -> list[Campaign]:
    """Advertising over three months, a placement whose fee counts in October, one of whose days nothing is known."""
    ads = launch("Ads", start_day=date(2026, 9, 16), end_day=date(2026, 11, 29), budget=Decimal(7500))
    tell(
        session,
        ads,
        m9={"spend": Decimal(1000), "clicks": 100, "leads": 10},
        m10={"spend": Decimal(1500), "clicks": 300, "leads": 10},
        m11={"spend": Decimal(1200), "clicks": 50},
    )
    placed = launch("Placed", kind=Kind.PLACEMENT, start_day=date(2026, 9, 28), end_day=None, fee=Decimal(4000))
    assert placed.placement is not None
    placed.placement.published_at = datetime(2026, 9, 30, 21, 30, tzinfo=UTC)  # 1 October in Moscow
    placed.total_sales, placed.total_value = 4, Decimal(6000)
    abroad = tell(session, launch("Abroad", currency="USD"), m10={"spend": Decimal(20), "leads": 5})
    cancelled = launch("Cancelled", status=Status.CANCELLED, fee=Decimal(99), budget=Decimal(99))
    planned = launch(
        "Planned",
        status=Status.PLANNED,
        fee=Decimal(77),
        budget=Decimal(310),
        start_day=date(2026, 12, 1),
        end_day=date(2026, 12, 31),
    )
    other = tell(session, launch("Not yours", client=people.other_row), m10={"spend": Decimal(10**6)})
    session.commit()
    return [ads, placed, abroad, cancelled, planned, other]


def told(session: Session, people: People, **args: str) -> Months:
    """What the manager sees."""
    wanted = Selection.of({name.rstrip("_"): [value] for name, value in args.items()})
    return screens.months(
        session, people.manager, None, wanted, today=date(2026, 11, 20), wording=wording("en"), name=str
    )


def test_where_things_count(session: Session, people: People, some: list[Campaign]) -> None:
    assert len(some) == 6
    shown = told(session, people)
    roubles, dollars = shown.found.ledgers
    assert (roubles.currency, dollars.currency) == ("RUB", "USD")
    november, october, september = roubles.months
    assert [one.month for one in roubles.months] == [date(2026, month, 1) for month in (11, 10, 9)]
    assert (october.figures["spend"], october.once, october.figures["sales"]) == (Decimal(5500), Decimal(4000), 4)
    assert october.figures["roas"] == Decimal(6000) / 4000, "of the one whose sales are known"
    assert october.figures["cpl"] == Decimal(150), "the fee is in no price of a lead"
    assert (october.planned, october.used, october.without_plan) == (Decimal(3100), Decimal(1500) / 3100, 1)
    assert (september.planned, november.planned) == (Decimal(1500), Decimal(2900))
    assert (october.changes["spend"], october.changes["leads"], october.changes["cpc"]) == (
        Decimal("4.5"),
        Decimal(0),
        Decimal("-0.5"),
    )
    assert (november.is_running, dict(november.changes)) == (True, {}), "it is not over"
    assert roubles.complete.figures["spend"] == Decimal(6500)
    assert roubles.complete.figures["cpl"] == Decimal(2500) / 20, "a quotient of sums"
    assert october.by_kind == {"advertising": Decimal(1500), "placement": Decimal(4000)}
    assert "impressions" not in shown.found.columns
    assert shown.later == date(2026, 12, 1)
    december = told(session, people, until="2026-12").found.ledgers[0].months[0]
    assert (december.is_future, december.planned, december.figures["spend"]) == (True, Decimal(310), None)
    cancelled = told(session, people, status="cancelled").found.ledgers[0].months[-1]
    assert (cancelled.figures["spend"], cancelled.planned) == (Decimal(99), None)


def test_conversion(session: Session, people: People, some: list[Campaign]) -> None:
    assert some
    rates.enter(session, RateFields("USD", "RUB", date(2026, 10, 31), Decimal(80)), people.owner)
    rates.enter(session, RateFields("USD", "RUB", date(2026, 11, 1), Decimal(100)), people.owner)
    roubles = told(session, people, in_="RUB").found
    (ledger,) = roubles.ledgers
    assert ledger.months[1].figures["spend"] == Decimal(5500 + 20 * 80), "by the rate of the month's last day"
    assert [(rate.rate, months) for rate, months in roubles.rates] == [(Decimal(80), [date(2026, 10, 1)])]
    dollars = told(session, people, in_="USD").found
    assert dollars.left_out == {"RUB": 1}, "September, when there was no rate"
    assert dollars.ledgers[0].months[0].figures["spend"] == Decimal(12), "by today's while the month runs"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_files(browse: Browse, people: People, some: list[Campaign], ending: str) -> None:
    assert some
    manager, own = browse(people.manager), f"/clients/{people.client_row.id}{URL}"

    def lines(address: str) -> list[dict[str, Any]]:
        answer = manager.get(address)
        assert answer.status_code == 200
        if ending == "csv":
            return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
        heads, *rows = load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True)
        return [dict(zip(map(str, heads), row, strict=True)) for row in rows]

    rows = lines(f"{own}.{ending}?status=")
    assert [(row["Currency of the amounts"], float(row["Spend"])) for row in rows if row["Spend"]] == [
        ("RUB", 1200),
        ("RUB", 5500),
        ("RUB", 1000),
        ("USD", 20),
    ]
    assert float(rows[1]["Planned"]) == 3100
    drawn = lines(f"{own}/RUB.{ending}")
    assert [row["Month"] for row in drawn] == ["Sep 2026", "Oct 2026", "Nov 2026"]
    assert [float(row["Placement with a blogger, RUB"] or 0) for row in drawn] == [0, 4000, 0]
    assert [float(row["Planned, RUB"]) for row in drawn] == [1500, 3100, 2900]
    assert manager.get(f"{own}/EUR.{ending}").status_code == 404
    assert browse(people.outsider).get(f"{own}.{ending}").status_code == 404


def test_the_page(browse: Browse, people: People, some: list[Campaign]) -> None:
    manager, own = browse(people.manager), f"/clients/{people.client_row.id}{URL}"
    assert some
    shown = manager.get(own).text
    for word in ("October 2026", "so far", "paid once: RUB", "1 campaign has no plan", "+450%", "Months that are over"):
        assert word in shown
    assert "1,005,500.00" not in manager.get(URL).text
    assert "1,005,500.00" in browse(people.owner).get(URL).text
    sent = manager.get(f"{URL}?kind=placement&client=&status=&in=&span=6")
    assert sent.location == f"{URL}?kind=placement&span=6"
    placed = manager.get(sent.location).text
    assert "RUB\N{NO-BREAK SPACE}4,000.00" in placed
    assert "1,500.00" not in placed
    converted = manager.get(f"{URL}?in=USD").text
    assert "Nobody entered a rate of USD" in converted
    assert "4 months of campaigns in RUB" in converted
    assert "/settings/rates" not in browse(people.client).get(f"{URL}?in=USD").text
    wrong = manager.get(f"{URL}?kind=war&until=soon&in=XXX&span=7").text
    assert (wrong.count("so it is left out"), "is not a month like 2026-10" in wrong) == (3, True)
    assert "is not a month" in manager.get(f"{URL}?until=1999-01").text
    assert "Nothing was spent or planned" in manager.get(f"{URL}?until=2020-01").text
    statuses = {people.outsider: 404, people.specialist: 200, people.client: 200, people.owner: 200}
    assert {person: browse(person).get(own).status_code for person in statuses} == statuses
    assert "Not yours" not in shown


def test_queries_do_not_grow(browse: Browse, people: People, session: Session, launch: Launch) -> None:
    manager = browse(people.manager)
    seen: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *told: seen.append(told[2]))

    def queries() -> int:
        manager.get(f"{URL}?in=USD")
        seen.clear()
        assert manager.get(f"{URL}?in=USD").status_code == 200
        return len(seen)

    tell(session, launch("One"), m10={"spend": Decimal(1)})
    few = queries()
    for number in range(8):
        tell(session, launch(f"No. {number}", kind=Kind.PLACEMENT), m9={"spend": Decimal(1)}, m10={"leads": number})
    assert queries() == few <= 10
