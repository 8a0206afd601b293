"""What is read of campaigns' results: days before totals, what is paid once, pages' growth, and how many queries."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select
from sqlalchemy.orm import joinedload

from promo.analytics.pacing import Verdict
from promo.campaigns.days import service as days
from promo.campaigns.models import Campaign
from promo.campaigns.results.reading import Growth, Result, results_of
from promo.pages.models import Page, PageDay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from tests.conftest import People

    Launch = Callable[..., Campaign]

NOW = datetime(2026, 10, 16, 8, tzinfo=UTC)
FIRST = date(2026, 10, 1)


def results(session: Session, at: datetime = NOW) -> dict[str, Result]:
    """All campaigns' results by name."""
    session.commit()
    found = session.scalars(select(Campaign).options(joinedload(Campaign.client))).all()
    read = results_of(session, found, at)
    return {one.name: read[one.id] for one in found}


def seen(session: Session, page: Page, counts: dict[int, int | None]) -> None:
    """Followers of ``page`` on days of October (0 and less: of September)."""
    for number, followers in counts.items():
        day = FIRST + timedelta(days=number - 1)
        session.add(PageDay(page_id=page.id, day=day, followers=followers, captured_at=NOW, source="graph"))


def tell(session: Session, campaign: Campaign, numbers: range, **values: Any) -> None:  # noqa: ANN401 - metrics
    """Facts of days of October."""
    rows = [{"campaign_id": campaign.id, "day": FIRST + timedelta(days=number - 1), **values} for number in numbers]
    days.keep(session, rows, by_id=None)


def test_days_come_before_totals(session: Session, launch: Launch) -> None:
    one = launch("One", budget=Decimal(30_000), fee=Decimal("100.5"), product_cost=Decimal(50))
    one.total_spend, one.total_clicks, one.total_reach, one.total_leads = Decimal(9), 7, 5000, 12
    tell(session, one, range(1, 15), spend=Decimal("10.25"), impressions=1000, reach=300, clicks=None)
    tell(session, one, range(20, 21), reach=400)
    launch("Nothing known")
    found = results(session)
    told = found["One"]
    assert told.facts.spend == Decimal("294.0")
    assert (told.facts.impressions, told.facts.clicks, told.facts.reach, told.peak_reach) == (14_000, 7, 5000, 400)
    assert told.told == {"clicks", "reach", "leads"}
    assert (told.days, told.first_day, told.last_day) == (15, FIRST, date(2026, 10, 20))
    assert told.rates.cpl == Decimal("24.5")
    assert told.pacing.until == date(2026, 10, 14), "the last day whose spend is known"
    assert told.pacing.a_day == Decimal("10.25")
    assert told.reached("leads") == 12
    none = found["Nothing known"]
    assert none.facts.spend is None
    assert (none.days, none.told, none.growth, none.pacing.verdict) == (0, frozenset(), Growth(), Verdict.UNKNOWN)


def test_today_is_not_over(session: Session, launch: Launch, people: People) -> None:
    """It is the 16th in Moscow at eight, and at two in the night in New York the 16th too, but at 23:00 the 15th."""
    for name, client in (("Here", people.client_row), ("There", people.other_row)):
        tell(session, launch(name, client=client, budget=Decimal(30_000)), range(1, 17), spend=Decimal(1000))
    session.get_one(type(people.other_row), people.other_row.id).time_zone = "America/New_York"
    found = results(session, datetime(2026, 10, 16, 3, tzinfo=UTC))
    assert [found[name].today.day for name in ("Here", "There")] == [16, 15]
    assert [found[name].pacing.spent for name in ("Here", "There")] == [Decimal(15_000), Decimal(14_000)]
    assert [found[name].facts.spend for name in ("Here", "There")] == [Decimal(16_000)] * 2
    assert {found[name].pacing.verdict for name in found} == {Verdict.ON_PACE}


def test_a_pace_is_told_by_the_last_known_days_of_four_weeks(session: Session, launch: Launch) -> None:
    one = launch("One", start_day=date(2026, 8, 1), budget=Decimal(90_000))
    days.keep(session, [{"campaign_id": one.id, "day": date(2026, 8, 5), "spend": Decimal(70)}], by_id=None)
    assert results(session)["One"].pacing.a_day is None
    tell(session, one, range(1, 5), spend=Decimal(100))
    tell(session, one, range(5, 9), spend=None)
    tell(session, one, range(9, 14), spend=Decimal(170))
    assert results(session)["One"].pacing.a_day == Decimal(150)


def test_growth_is_that_of_the_campaigns_pages(session: Session, launch: Launch, page: Page, people: People) -> None:
    other = Page(username="cafe", client_id=people.client_row.id, created_at=NOW)
    session.add(other)
    session.flush()
    seen(session, page, {-3: 1000, 0: None, 2: 1010, 14: 1100, 15: None, 16: 2000})
    seen(session, other, {3: 50, 5: 70})
    launch("Own", page_ids=(page.id,), fee=Decimal(500))
    launch("All", fee=Decimal(500))
    launch("Short", page_ids=(page.id,), end_day=date(2026, 10, 10))
    launch("Later", page_ids=(other.id,), start_day=date(2026, 10, 4), fee=Decimal(100))
    launch("To come", page_ids=(page.id,), start_day=date(2026, 10, 20))
    launch("Elsewhere", client=people.other_row)
    found = results(session)
    assert {name: one.growth for name, one in found.items()} == {
        "Own": Growth(100, 1, 1),
        "All": Growth(100, 1, 2),
        "Short": Growth(10, 1, 1),
        "Later": Growth(20, 1, 1),
        "To come": Growth(None, 0, 1),
        "Elsewhere": Growth(),
    }
    assert found["Own"].rates.cost_per_follower == Decimal(5)
    assert found["All"].rates.cost_per_follower is None, "one of the two pages is not counted"
    assert found["Own"].reached("followers") == 100


def test_many_campaigns_take_as_many_queries_as_one(session: Session, launch: Launch, page: Page) -> None:
    def queries() -> Iterator[str]:
        for one in [launch(f"{number}", page_ids=(page.id,)) for number in range(3)]:
            tell(session, one, range(1, 20), spend=Decimal(5))
        found = session.scalars(select(Campaign).options(joinedload(Campaign.client))).all()
        said: list[str] = []
        event.listen(session.get_bind(), "before_cursor_execute", lambda *args: said.append(args[2]))
        results_of(session, found, NOW)
        yield from said

    assert len(list(queries())) == 3
    assert results_of(session, [], NOW) == {}
