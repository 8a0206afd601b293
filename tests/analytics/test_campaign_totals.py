"""Campaigns together: sums of the known, quotients of sums over those who know both parts, and nothing else."""

from __future__ import annotations

import math
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.campaign_totals import PARTS, Line, Priced, Span, overlap, priced, total
from promo.analytics.campaigns import Facts, rates
from promo.analytics.chance import counted
from promo.analytics.exchange import Exchange, Rate

DAY = date(2026, 10, 1)
money = st.none() | st.decimals(min_value=0, max_value=10**9, places=4)
counts = st.none() | st.integers(0, 10**9)
facts = st.builds(Facts, money, counts, counts, counts, counts, counts, counts, money)
lines = st.builds(Line, facts, st.none() | st.integers(-(10**6), 10**6))
spans = st.builds(
    lambda pages, start, days: Span(frozenset(pages), DAY + timedelta(days=start), DAY + timedelta(days=start + days)),
    st.sets(st.integers(1, 3), max_size=2),
    st.integers(0, 20),
    st.integers(0, 6),
)


@given(st.lists(lines, max_size=8))
def test_sums_and_quotients_of_sums(many: list[Line]) -> None:
    found = total(many)
    assert found.lines == len(many)
    for name in (*(field.name for field in fields(Facts)), "growth"):
        known = [value for line in many if (value := line.known(name)) is not None]
        assert found.known[name] == len(known)
        said = found.growth if name == "growth" else getattr(found.facts, name)
        if name == "reach" and len(many) > 1:
            assert said is None, "reach is not added"
        else:
            assert said == (sum(known) if known else None)
    for name, (above, below) in PARTS.items():
        both = [line for line in many if line.known(above) is not None and line.known(below) is not None]
        part, whole = (sum(Fraction(line.known(side) or 0) for line in both) for side in (above, below))
        said = getattr(found.rates, name)
        if not both or whole == 0 or (name == "cost_per_follower" and whole < 0):
            assert said is None
        else:
            exact = part / whole * (1000 if name == "cpm" else 1)
            assert math.isclose(said, exact, rel_tol=1e-20)
            assert found.known[name] == len(both)


@given(lines)
def test_one_campaign_is_itself(line: Line) -> None:
    found = total([line])
    assert (found.facts, found.growth) == (line.facts, line.growth)
    assert found.rates == rates(line.facts, line.growth)


@given(st.lists(lines, min_size=1, max_size=8), st.randoms(use_true_random=False), st.integers(1, 8))
def test_neither_order_nor_parts_matter(many: list[Line], chance: st.DataObject, cut: int) -> None:
    whole = total(many)
    mixed = list(many)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # a random.Random
    assert total(mixed) == whole
    parts = [Line(one.facts, one.growth) for one in (total(many[:cut]), total(many[cut:])) if one.lines]
    for name in ("spend", "impressions", "clicks", "leads", "calls", "sales", "value"):
        assert getattr(total(parts).facts, name) == getattr(whole.facts, name)


def test_a_mean_of_quotients_is_not_taken() -> None:
    many = [Line(Facts(Decimal(100), clicks=100)), Line(Facts(Decimal(900), clicks=100)), Line(Facts(Decimal(5000)))]
    found = total(many)
    assert found.facts.spend == Decimal(6000)
    assert (found.rates.cpc, found.known["cpc"]) == (Decimal(5), 2), "5000 without clicks is in no price of a click"


def test_growth_at_the_same_time_is_not_added() -> None:
    many = [Line(Facts(Decimal(10)), 5), Line(Facts(Decimal(10)), 15)]
    assert total(many).rates.cost_per_follower == Decimal(1)
    twice = total(many, may_add_growth=False)
    assert (twice.growth, twice.rates.cost_per_follower, twice.known["cost_per_follower"]) == (None, None, 0)


@given(st.lists(spans, max_size=6))
def test_overlaps(many: list[Span]) -> None:
    by_hand = any(
        one.pages & other.pages and one.start <= other.end and other.start <= one.end
        for place, one in enumerate(many)
        for other in many[:place]
    )
    assert overlap(many) == by_hand


@given(facts, st.decimals(min_value=Decimal("0.0001"), max_value=10**6, places=10))
def test_quotients_of_money_follow_the_rate(one: Facts, value: Decimal) -> None:
    found = priced(one, "USD", "RUB", DAY, Exchange.of([Rate("USD", "RUB", DAY, value)]))
    assert found is not None
    before, after = rates(one, 10), rates(found.facts, 10)
    for name in ("cpm", "cpc", "cpl", "cost_per_follower"):
        old, new = getattr(before, name), getattr(after, name)
        assert (new is None) if old is None else math.isclose(new, old * value, rel_tol=1e-24)
    if before.roas is not None:
        assert math.isclose(after.roas or 0, before.roas, rel_tol=1e-24), "a quotient of two amounts stays"
    assert after.ctr == before.ctr


@pytest.mark.parametrize(
    ("one", "currency", "day", "expected"),
    [
        (Facts(Decimal(10)), "USD", DAY, "814.0"),
        (Facts(Decimal(10)), "EUR", DAY, None),
        (Facts(Decimal(10)), "USD", DAY - timedelta(days=1), None),
        (Facts(Decimal(10)), "RUB", DAY, "10"),
        (Facts(clicks=5), "EUR", DAY, "None"),  # no amount: nothing to convert
    ],
)
def test_pricing(one: Facts, currency: str, day: date, expected: str | None) -> None:
    found: Priced | None = priced(one, currency, "RUB", day, Exchange.of([Rate("USD", "RUB", DAY, Decimal("81.4"))]))
    assert (found and str(found.facts.spend)) == expected
    assert (found and found.rate) == (Rate("USD", "RUB", DAY, Decimal("81.4")) if expected == "814.0" else None)


@pytest.mark.parametrize(
    ("count", "exact"),  # Garwood's intervals, as printed in tables
    [(0, (0, 3.6889)), (5, (1.6235, 11.6683)), (10, (4.7954, 18.3904)), (100, (81.3640, 121.6270))],
)
def test_what_chance_does_to_a_count(count: int, exact: tuple[float, float]) -> None:
    found = counted(count)
    assert found == pytest.approx(exact, rel=0.025)
    assert found[0] <= count <= found[1]
