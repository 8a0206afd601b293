from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promo.analytics import drift, forecast
from promo.analytics.drift import LONGEST, WINDOWS
from promo.analytics.forecast import Forecast, Reaching, Refusal
from tests.analytics.series import START, days_of

TODAY = START + timedelta(days=120)
gains = st.lists(st.integers(-300, 400), min_size=40, max_size=120)
CASES = settings(max_examples=25, deadline=None)


def counts_of(found: list[int], level: float = 100_000) -> dict[int, float | None]:
    """Return counts that end the day before `TODAY`, with these daily gains."""
    return {120 - len(found) + number: level + total for number, total in enumerate(np.cumsum(found).tolist())}


def made_of(counts: dict[int, float | None], today: date = TODAY) -> Forecast:
    made = forecast.forecast(days_of(counts), today)
    assert isinstance(made, Forecast)
    return made


def line(days: int, pace: int, level: int = 100_000) -> Forecast:
    return made_of(counts_of([pace] * days, level))


def test_nothing_counted_is_refused() -> None:
    assert forecast.forecast(days_of({}), TODAY) == Refusal("none", 0, None)
    assert forecast.forecast(days_of({3: None}), TODAY) == Refusal("none", 0, None)
    assert Refusal("none", 0, None).missing == 28


def test_one_count_and_27_are_too_few() -> None:
    one = forecast.forecast(days_of({119: 5}), TODAY)
    assert one == Refusal("few", 1, START + timedelta(days=119))
    assert one.missing == 27
    assert isinstance(forecast.forecast(days_of(counts_of([1] * 27)), TODAY), Refusal)
    assert isinstance(forecast.forecast(days_of(counts_of([1] * 28)), TODAY), Forecast)


def test_an_old_count_is_refused() -> None:
    days = days_of(counts_of([1] * 60))
    last = START + timedelta(days=119)
    assert isinstance(forecast.forecast(days, last + timedelta(days=14)), Forecast)
    refusal = forecast.forecast(days, last + timedelta(days=15))
    assert refusal == Refusal("old", 60, last)
    assert refusal.missing == 0


def test_a_straight_line_goes_on() -> None:
    made = line(100, 50)
    assert (made.followers, made.observed, made.day) == (105_000, 100, START + timedelta(days=119))
    for days in (1, 7, 30, 90):
        found = made.at(days)
        assert found.net == pytest.approx(50 * days**0.98, abs=1)
        assert found.day == made.day + timedelta(days=days)
        assert found.low95 <= found.low80 <= found.median <= found.high80 <= found.high95


def test_the_table_says_what_a_day_says() -> None:
    made = line(100, 50)
    table = made.table()
    assert len(table) == 90
    for days in (1, 30, 90):
        row, found = table.iloc[days - 1], made.at(days)
        assert row["day"] == pd.Timestamp(found.day)
        told = [row[name] for name in ("low95", "low80", "median", "high80", "high95")]
        assert told == [found.low95, found.low80, found.median, found.high80, found.high95]


def test_a_single_viral_day_hardly_moves_the_pace() -> None:
    calm = made_of(counts_of([20, 30] * 50))
    viral = made_of(counts_of([*[20, 30] * 40, 100_000, *[20, 30] * 9]))
    assert viral.at(30).net == pytest.approx(calm.at(30).net, rel=0.05)


def test_a_page_where_nothing_happens_still_has_a_band() -> None:
    made = line(100, 0)
    assert made.at(30).median == 100_000
    assert made.levels[29, 0] < 100_000 < made.levels[29, -1]


def test_followers_never_fall_below_0() -> None:
    made = made_of(counts_of([-10] * 100, 1010))
    assert made.followers == 10
    assert made.at(90).median == made.at(90).low95 == 0
    assert made.levels.min() == 0


def test_what_is_read_today_or_later_is_not_known() -> None:
    counts = counts_of([10] * 60)
    later = made_of({**counts, 121: 5_000_000})
    assert later.followers == made_of(counts).followers


def test_explosive_growth_is_flagged_and_steady_growth_is_not() -> None:
    doubling = [round(10 * 1.04**day) for day in range(100)]
    assert made_of(counts_of(doubling)).explosive
    assert not line(100, 50).explosive
    assert not made_of(counts_of([50, 70, 40] * 30)).explosive
    assert not made_of(counts_of([0] * 99 + [5])).explosive
    assert made_of(counts_of([-5] * 86 + [60] * 14)).explosive


@CASES
@given(gains, st.integers(0, 1_000_000))
def test_gains_do_not_depend_on_the_level(found: list[int], shift: int) -> None:
    once, other = made_of(counts_of(found)), made_of(counts_of(found, 100_000 + shift))
    whole = once.levels > 0
    assert (other.levels - other.followers)[whole] == pytest.approx((once.levels - once.followers)[whole], abs=1e-3)


@CASES
@given(gains)
def test_ten_times_the_page_is_ten_times_the_forecast(found: list[int]) -> None:
    lively = [gain + 200 * (day % 3) for day, gain in enumerate(found)]  # far above what whole numbers blur
    once = made_of(counts_of(lively, 1e6))
    tenfold = made_of({day: 10 * (count or 0) for day, count in counts_of(lively, 1e6).items()})
    assert tenfold.levels == pytest.approx(10 * once.levels, rel=1e-6)


@CASES
@given(gains, st.integers(0, 999))
def test_the_order_of_rows_does_not_matter(found: list[int], seed: int) -> None:
    days = days_of(counts_of(found))
    mixed = days.sample(frac=1, random_state=seed)
    once, other = forecast.forecast(days, TODAY), forecast.forecast(mixed, TODAY)
    assert isinstance(once, Forecast)
    assert isinstance(other, Forecast)
    assert (once.levels == other.levels).all()


@CASES
@given(gains)
def test_a_day_known_as_not_counted_is_a_day_left_out(found: list[int]) -> None:
    counts = counts_of(found)
    without = {day: count for day, count in counts.items() if day % 7 or day == 119}
    blank: dict[int, float | None] = {day: counts[day] if day in without else None for day in counts}
    assert (made_of(without).levels == made_of(blank).levels).all()


def test_the_gain_over_a_gap_is_spread_for_the_fit() -> None:
    every = line(100, 50)
    gaps = made_of({day: count for day, count in counts_of([50] * 100).items() if day % 3 == 2})
    assert gaps.observed < 40
    assert gaps.at(30).median == pytest.approx(every.at(30).median, abs=1)


def test_a_page_counted_now_and_then_has_no_narrower_bands() -> None:
    random = np.random.default_rng(3)
    found = random.normal(20, 60, 118).round().astype(int).tolist()
    counts = counts_of(found)
    every = drift.fit(drift.history(days_of(counts), TODAY), 117)
    few = {day: count for day, count in counts.items() if day % 3 == 2}
    third = drift.fit(drift.history(days_of(few), TODAY), len(few) - 1)
    assert third.scale[29] == pytest.approx(every.scale[29], rel=0.3)


def test_windows_that_are_not_filled_do_not_count() -> None:
    counts = 10 * np.arange(800, dtype=np.float64)
    short, long = (drift.of_counts(np.arange(days), counts[:days]) for days in (28, 800))
    assert drift.fit(short, 27).gain == pytest.approx(drift.fit(long, 799).gain)
    assert WINDOWS[-1] < 800


def test_a_goal_above_and_one_below() -> None:
    made = line(110, 50, 100_000 - 5500 + 0)
    assert made.followers == 100_000
    above = forecast.day_of_reaching(made, 101_000)
    assert above.earliest
    assert above.median
    assert above.latest
    assert made.day < above.earliest <= above.median <= above.latest
    assert forecast.probability_of_reaching(made, 101_000, above.median) >= 0.5
    assert forecast.probability_of_reaching(made, 101_000, above.median - timedelta(days=1)) < 0.5
    assert forecast.day_of_reaching(made, 50_000) == Reaching(None, None, None)
    falling = made_of(counts_of([-50] * 110, 105_500))
    below = forecast.day_of_reaching(falling, 99_000)
    assert below.median
    assert below.latest
    assert forecast.day_of_reaching(falling, 200_000) == Reaching(None, None, None)


def test_the_present_count_is_reached_already() -> None:
    made = line(60, 10)
    assert forecast.probability_of_reaching(made, made.followers, made.day) == 1
    assert forecast.day_of_reaching(made, made.followers) == Reaching(made.day, made.day, made.day)


def test_nothing_is_reached_before_tomorrow_and_a_far_day_counts_as_a_year() -> None:
    made = line(60, 10)
    assert forecast.probability_of_reaching(made, made.followers + 1, made.day) == 0
    year, decade = (made.day + timedelta(days=days) for days in (LONGEST, 3650))
    goal = made.followers + 3000
    assert forecast.probability_of_reaching(made, goal, decade) == forecast.probability_of_reaching(made, goal, year)


@CASES
@given(gains, st.integers(0, 200_000))
def test_chances_never_fall_with_time_nor_rise_with_the_goal(found: list[int], goal: int) -> None:
    made = made_of(counts_of(found))
    days = [made.day + timedelta(days=days) for days in (1, 10, 100, 365)]
    chances = [forecast.probability_of_reaching(made, goal, day) for day in days]
    assert chances == sorted(chances)
    further = goal + 500 if goal > made.followers else max(goal - 500, 0)
    for day, chance in zip(days, chances, strict=True):
        assert forecast.probability_of_reaching(made, further, day) <= chance + 1e-12
    reaching = forecast.day_of_reaching(made, goal)
    told = [day for day in (reaching.earliest, reaching.median, reaching.latest) if day]
    assert told == sorted(told)
