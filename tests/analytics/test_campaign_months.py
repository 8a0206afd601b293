"""Campaigns by month: nothing is lost and nothing counted twice, and budgets are planned as pacing plans them."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.campaign_months import (
    ADDED,
    Source,
    converted,
    last_day,
    month_of,
    parts,
    planned,
    shifted,
    spent,
    used,
)
from promo.analytics.campaigns import Facts, together
from promo.analytics.exchange import Exchange, Rate
from promo.analytics.pacing import Spending, pacing

START = date(2026, 1, 20)
money = st.none() | st.decimals(min_value=0, max_value=10**8, places=4)
counts = st.none() | st.integers(0, 10**6)
facts = st.builds(Facts, money, counts, st.none(), counts, counts, counts, counts, money)
day = st.integers(0, 200).map(lambda step: START + timedelta(days=step))


@st.composite
def sources(draw: st.DrawFn) -> Source:
    start, end = draw(day), draw(st.none() | day)
    return Source(
        kind="advertising",
        currency="USD",
        start=start,
        end=None if end is None else max(start, end),
        began=draw(st.sampled_from([start, start + timedelta(days=40)])),
        budget=draw(money),
        once=draw(money),
        told=draw(facts),
        days=draw(st.dictionaries(day.map(month_of), facts, max_size=4)),
        has_run=draw(st.booleans()),
        is_planned=draw(st.booleans()),
    )


@given(sources())
def test_nothing_is_lost_and_nothing_counted_twice(source: Source) -> None:
    found = parts(source)
    assert [part.month for part in found] == sorted({part.month for part in found})
    told = together(part.facts for part in found)
    by_days = together(source.days.values())
    for name in ADDED:
        whole = getattr(by_days, name)
        expected = whole if whole is not None else getattr(source.told, name)
        if name == "spend" and source.once is not None:
            expected = (expected or 0) + source.once
        assert getattr(told, name) == (expected if source.has_run else None)
    once = [part.once for part in found if part.once is not None]
    assert once == ([source.once] if source.has_run and source.once is not None else [])


@given(sources(), st.sampled_from([month_of(START), date(2026, 3, 1), date(2026, 12, 1)]))
def test_the_spend_of_one_month_is_that_of_its_part(source: Source, month: date) -> None:
    part = next((part for part in parts(source) if part.month == month), None)
    assert spent(source, month) == (part.facts.spend if part else None)


@given(sources())
def test_the_plan_is_the_whole_budget(source: Source) -> None:
    plan = planned(source)
    if source.budget is None or source.end is None or not source.is_planned:
        assert plan == {}
        assert used(parts(source)) == (None, None)
        return
    assert math.isclose(sum(plan.values()), source.budget, rel_tol=1e-20, abs_tol=1e-20)
    assert all(amount >= 0 for amount in plan.values())
    assert {part.month for part in parts(source)} >= set(plan)
    at_once = replace(source, began=source.start)
    last = last_day(month_of(source.start))
    if last < source.end:  # the plan until the end of a month is that of pacing
        pace = pacing(source.start, source.end, source.budget, Spending(once=source.once), last + timedelta(days=1))
        first = planned(at_once)[month_of(source.start)]
        assert math.isclose(first, pace.planned or 0, rel_tol=1e-20, abs_tol=1e-20)


@given(sources(), st.decimals(min_value=Decimal("0.01"), max_value=1000, places=10))
def test_all_amounts_of_a_month_are_converted_by_one_rate(source: Source, value: Decimal) -> None:
    rate = Rate("USD", "RUB", START, value)
    for part in parts(source):
        found = converted(part, "RUB", date(2027, 1, 1), Exchange.of([rate]))
        assert found is not None
        assert (found.facts.clicks, found.currency) == (part.facts.clicks, "RUB")
        for old, new in ((part.facts.spend, found.facts.spend), (part.once, found.once), (part.planned, found.planned)):
            assert (new is None) if old is None else math.isclose(new or 0, old * value, rel_tol=1e-20)
        has_amounts = any(one is not None for one in (part.facts.spend, part.facts.value, part.planned))
        assert found.rate == (rate if has_amounts else None)
        assert (converted(part, "EUR", START, Exchange.of([rate])) is None) == has_amounts


def test_an_example() -> None:
    """30 days from 20 January, 300 and a fee of 30: 12 days are January's."""
    source = Source("placement", "RUB", START, date(2026, 2, 18), date(2026, 2, 2), Decimal(330), Decimal(30))
    assert planned(source) == {date(2026, 2, 1): Decimal(210), date(2026, 1, 1): Decimal(120)}
    assert [(part.month.month, part.facts.spend, part.once) for part in parts(source)] == [(1, None, None), (2, 30, 30)]
    assert used(parts(source)) == (Decimal(330), Decimal(30))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-30, 30))
def test_months(some: date, step: int) -> None:
    month = month_of(some)
    assert month <= some <= last_day(month)
    assert shifted(shifted(month, step), -step) == month
    assert (last_day(month) + timedelta(days=1)).day == 1
