from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.pacing import Lack, Pacing, Spending, Verdict, pacing

START, END = date(2026, 11, 1), date(2026, 11, 30)
TODAY = date(2026, 11, 16)
BUDGET = Decimal(120_000)


def judged(running: int | None = None, *, today: date = TODAY, **more: Any) -> Pacing:  # noqa: ANN401 - the arguments
    """A campaign of November with 120 000 to spend, half of its days over; ``more`` replaces what is known."""
    values = {"start": START, "end": END, "budget": BUDGET, "is_over": False, **more}
    spending = Spending(
        running=None if running is None else Decimal(running),
        **{name: values.pop(name) for name in tuple(values) if name in Spending.__slots__},
    )
    return pacing(**values, spending=spending, today=today)


def test_on_pace_over_and_under() -> None:
    found = judged(58_000, recent=Decimal(28_000), recent_days=7)
    assert (found.verdict, found.until, found.planned, found.spent) == (
        Verdict.ON_PACE,
        date(2026, 11, 15),
        Decimal(60_000),
        Decimal(58_000),
    )
    assert (found.a_day, found.projected) == (Decimal(4000), Decimal(118_000))
    assert found.runs_out is None
    assert found.left == Decimal(62_000)
    assert [judged(spent).verdict for spent in (53_999, 54_000, 66_000, 66_001, 120_001)] == [
        Verdict.UNDER,
        Verdict.ON_PACE,
        Verdict.ON_PACE,
        Verdict.OVER,
        Verdict.OVER,
    ]


def test_the_day_on_which_the_budget_runs_out() -> None:
    found = judged(80_000, recent=Decimal(56_000), recent_days=7)
    assert (found.runs_out, found.projected) == (date(2026, 11, 20), Decimal(200_000))
    open_end = judged(80_000, end=None, recent=Decimal(7000), recent_days=7)
    assert (open_end.verdict, open_end.lack, open_end.projected) == (Verdict.UNKNOWN, Lack.END, None)
    assert open_end.runs_out == date(2026, 12, 25)
    assert judged(80_000, end=None, recent=Decimal("0.01"), recent_days=7).runs_out is None, "not within ten years"
    assert judged(120_000, recent=Decimal(7000), recent_days=7).runs_out is None, "it is used up already"


def test_what_is_paid_once_is_planned_and_spent_from_the_start() -> None:
    found = judged(10_000, once=Decimal(90_000))
    assert (found.planned, found.spent, found.verdict) == (Decimal(105_000), Decimal(100_000), Verdict.ON_PACE)
    placement = judged(once=BUDGET, today=START)
    assert (placement.verdict, placement.planned, placement.ratio) == (Verdict.ON_PACE, BUDGET, Decimal(1))
    assert judged(once=BUDGET + 1).verdict == Verdict.OVER
    assert judged(once=Decimal(5000)).lack == Lack.SPEND, "what else it spends is not known"


def test_late_figures_are_not_taken_for_unspent_money() -> None:
    found = judged(40_000, until=date(2026, 11, 10), recent=Decimal(28_000), recent_days=7)
    assert (found.verdict, found.until, found.planned) == (Verdict.ON_PACE, date(2026, 11, 10), Decimal(40_000))
    assert found.projected == Decimal(120_000)
    typed_today = judged(62_000, until=date(2026, 11, 15), later=Decimal(2000))
    assert (typed_today.spent, typed_today.planned) == (Decimal(60_000), Decimal(60_000))


def test_one_day_beside_the_plan_is_on_pace() -> None:
    assert judged(7_999, today=date(2026, 11, 2)).verdict == Verdict.ON_PACE
    assert judged(8_001, today=date(2026, 11, 2)).verdict == Verdict.OVER


@pytest.mark.parametrize(
    ("says", "verdict", "lack"),
    [
        ({"today": date(2026, 10, 31)}, Verdict.NOT_STARTED, None),
        ({"running": 5, "today": date(2026, 12, 1)}, Verdict.FINISHED, None),
        ({"running": 5, "is_over": True}, Verdict.FINISHED, None),
        ({"running": 5, "budget": None}, Verdict.UNKNOWN, Lack.BUDGET),
        ({"running": 0, "budget": Decimal(0)}, Verdict.UNKNOWN, Lack.BUDGET),
        ({"running": 5, "budget": Decimal(0)}, Verdict.OVER, None),
        ({}, Verdict.UNKNOWN, Lack.SPEND),
        ({"running": 5, "end": None}, Verdict.UNKNOWN, Lack.END),
        ({"running": 0, "today": START}, Verdict.UNKNOWN, Lack.DAYS),
    ],
)
def test_what_else_it_says(says: dict[str, Any], verdict: Verdict, lack: Lack | None) -> None:
    found = judged(**says)
    assert (found.verdict, found.lack) == (verdict, lack)


def test_a_finished_one_tells_what_became_of_the_budget() -> None:
    found = judged(150_000, today=date(2027, 1, 1))
    assert (found.ratio, found.left, found.is_overspent) == (Decimal("1.25"), Decimal(-30_000), True)
    assert (found.until, found.projected) == (END, Decimal(150_000))


@given(
    start=st.integers(0, 40),
    days=st.none() | st.integers(1, 400),
    budget=st.none() | st.decimals(0, 10**9, places=2),
    once=st.none() | st.decimals(0, 10**9, places=2),
    running=st.none() | st.decimals(0, 10**9, places=2),
    today=st.integers(-40, 500),
    recent_days=st.integers(0, 7),
    until=st.none() | st.integers(-50, 50),
)
def test_it_holds_together(
    *,
    start: int,
    days: int | None,
    budget: Decimal | None,
    once: Decimal | None,
    running: Decimal | None,
    today: int,
    recent_days: int,
    until: int | None,
) -> None:
    first = START + timedelta(days=start)
    end = None if days is None else first + timedelta(days=days - 1)
    now = first + timedelta(days=today)
    spending = Spending(
        once,
        running,
        until=None if until is None else now - timedelta(days=abs(until) + 1),
        recent=Decimal(70) if recent_days else None,
        recent_days=recent_days,
    )
    found = pacing(first, end, budget, spending, now)
    assert (found.verdict == Verdict.UNKNOWN) == (found.lack is not None)
    if found.planned is not None and budget is not None:
        assert 0 <= found.planned <= budget + Decimal("0.000001")
    if found.projected is not None:
        assert found.spent is not None
        assert found.projected >= found.spent
    if found.runs_out is not None:
        assert found.until is None or found.runs_out > found.until
        assert end is None or found.runs_out < end
    if (
        budget is not None
        and spending.total is not None
        and spending.total > budget
        and found.verdict
        not in {
            Verdict.NOT_STARTED,
            Verdict.FINISHED,
        }
    ):
        assert found.verdict == Verdict.OVER
