from __future__ import annotations

from dataclasses import astuple
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.campaigns import Facts, Rates, grouped, known_days, rates, together

counts = st.none() | st.integers(0, 10**12)
amounts = st.none() | st.decimals(0, 10**11, places=4)
facts = st.builds(
    Facts,
    **dict.fromkeys(("spend", "value"), amounts),
    **dict.fromkeys(("impressions", "reach", "clicks", "leads", "calls", "sales"), counts),
)


def test_the_rates_by_hand() -> None:
    told = Facts(Decimal("1234.50"), 50_000, 20_000, 400, 20, 10, 5, Decimal(3000))
    found = rates(told, 100)
    assert found.cpm == Decimal("24.69")
    assert found.cpc == Decimal("3.08625")
    assert found.ctr == Decimal("0.008")
    assert (found.cpl, found.cost_per_call, found.cost_per_sale) == (
        Decimal("61.725"),
        Decimal("123.45"),
        Decimal("246.9"),
    )
    assert round(found.roas or 0, 3) == Decimal("2.430")
    assert found.cost_per_follower == Decimal("12.345")


def test_nothing_is_divided_by_nothing() -> None:
    assert rates(Facts(), 10) == Rates()
    zero = Facts(Decimal(0), 0, 0, 0, 0, 0, 0, Decimal(5))
    assert rates(zero, 0) == Rates()
    assert rates(Facts(spend=Decimal(5), impressions=10), -3) == Rates(cpm=Decimal(500)), "lost followers cost nothing"
    assert rates(Facts(spend=Decimal(0), clicks=4, impressions=10), 3) == Rates(
        cpm=Decimal(0), cpc=Decimal(0), ctr=Decimal("0.4"), cost_per_follower=Decimal(0)
    )


@given(facts, st.none() | st.integers(-(10**9), 10**9))
def test_a_rate_is_known_when_its_parts_are(told: Facts, net: int | None) -> None:
    found = rates(told, net)
    for rate, part, whole in (
        (found.cpm, told.spend, told.impressions),
        (found.cpc, told.spend, told.clicks),
        (found.ctr, told.clicks, told.impressions),
        (found.cpl, told.spend, told.leads),
        (found.roas, told.value, told.spend),
        (found.cost_per_follower, told.spend, max(net or 0, 0)),
    ):
        assert (rate is None) == (part is None or not whole)


@given(st.lists(facts, max_size=6))
def test_sums_are_exact_and_leave_out_reach(many: list[Facts]) -> None:
    found = together(many)
    assert found.reach is None
    for name in ("spend", "impressions", "clicks", "leads", "calls", "sales", "value"):
        known = [getattr(one, name) for one in many if getattr(one, name) is not None]
        assert getattr(found, name) == (sum(known) if known else None)
    assert astuple(together(reversed(many))) == astuple(found)


def test_days_are_put_together_by_week_and_month() -> None:
    days = [
        (date(2026, 9, 28), Facts(spend=Decimal(1), clicks=2)),
        (date(2026, 10, 4), Facts(spend=Decimal("0.5"))),
        (date(2026, 10, 5), Facts(reach=7)),
    ]
    weeks = grouped(days, "week")
    assert [(one.period.start, one.period.end, one.days) for one in weeks] == [
        (date(2026, 9, 28), date(2026, 10, 4), 2),
        (date(2026, 10, 5), date(2026, 10, 11), 1),
    ]
    assert [one.facts for one in weeks] == [Facts(spend=Decimal("1.5"), clicks=2), Facts()]
    assert [one.period.start.month for one in grouped(reversed(days), "month")] == [9, 10]
    known = known_days(facts for _, facts in days)
    assert (known["spend"], known["clicks"], known["reach"], known["value"]) == (2, 1, 1, 0)
