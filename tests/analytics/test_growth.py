from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics import growth
from promo.analytics.growth import Baseline, Growth
from promo.analytics.periods import Group, Period
from tests.analytics import series
from tests.analytics.series import START, days_of, period_of

if TYPE_CHECKING:
    from random import Random

BASE = Baseline(START - timedelta(days=1), 100)
groups = st.sampled_from(get_args(Group))
baselines = st.one_of(st.none(), st.builds(Baseline, st.dates(date(2025, 1, 1), BASE.day), series.followers))


def listed(values: pd.Series[Any]) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]


def no_posts(period: Period) -> pd.Series[float]:
    return growth.posts_by_day(days_of({})["day"], period, period)


def test_days_without_a_count_are_gaps() -> None:
    daily = growth.daily(days_of({0: 10, 2: 12, 9: 99, -1: 9}), period_of(4))
    assert listed(daily["followers"]) == [10, None, 12, None]
    assert listed(daily["posts_count"]) == [7, None, 7, None]
    assert daily.index[0] == pd.Timestamp(START)


def test_net_growth_is_the_end_less_the_baseline() -> None:
    found = growth.growth(growth.daily(days_of({0: 103, 2: 110}), period_of(5)), BASE)
    assert found == Growth(110, START + timedelta(days=2), BASE)
    assert (found.net, found.rate) == (10, 0.1)


def test_without_a_baseline_net_growth_is_unknown_not_zero() -> None:
    found = growth.growth(growth.daily(days_of({0: 103, 2: 110}), period_of(5)), None)
    assert (found.followers, found.net, found.rate) == (110, None, None)


def test_nothing_counted_is_unknown_not_zero() -> None:
    found = growth.growth(growth.daily(days_of({1: None}), period_of(5)), BASE)
    assert (found.followers, found.day, found.net, found.rate) == (None, None, None, None)


def test_growth_from_zero_has_no_rate() -> None:
    found = growth.growth(growth.daily(days_of({0: 5}), period_of(1)), Baseline(BASE.day, 0))
    assert (found.net, found.rate) == (5, None)


def test_a_loss_is_a_loss() -> None:
    found = growth.growth(growth.daily(days_of({0: 80}), period_of(1)), BASE)
    assert (found.net, found.rate) == (-20, -0.2)


def test_the_baseline_is_the_last_known_count_before() -> None:
    days = days_of({4: 14, 0: 10, 2: None, 1: 11})
    assert growth.baseline_within(days, START + timedelta(days=3)) == Baseline(START + timedelta(days=1), 11)
    assert growth.baseline_within(days, START) is None


def test_a_gain_over_a_gap_belongs_to_the_day_it_was_seen() -> None:
    net = growth.daily_net(growth.daily(days_of({0: 103, 3: 100, 4: 100}), period_of(5)), BASE)
    assert listed(net["net"]) == [3, None, None, -3, 0]
    assert listed(net["over"]) == [1, None, None, 3, 1]


def test_the_first_count_ever_has_no_gain() -> None:
    net = growth.daily_net(growth.daily(days_of({1: 103, 2: 105}), period_of(3)), None)
    assert listed(net["net"]) == [None, None, 2]
    assert listed(net["over"]) == [None, None, 1]


def test_an_old_baseline_makes_a_long_first_gain() -> None:
    net = growth.daily_net(growth.daily(days_of({1: 103}), period_of(2)), Baseline(START - timedelta(days=9), 100))
    assert listed(net["over"]) == [None, 10]


def test_growth_in_percent_starts_from_the_baseline_else_the_first_count() -> None:
    daily = growth.daily(days_of({0: 110, 2: 121}), period_of(3))
    assert listed(growth.growth_since_start(daily, BASE)) == pytest.approx([0.1, None, 0.21])
    assert listed(growth.growth_since_start(daily, None)) == pytest.approx([0, None, 0.1])
    assert listed(growth.growth_since_start(daily, Baseline(BASE.day, 0))) == [None, None, None]
    assert listed(growth.growth_since_start(growth.daily(days_of({}), period_of(2)), None)) == [None, None]


def test_posts_are_counted_by_day_and_unknown_before_they_were_read() -> None:
    period = period_of(5)
    posts = days_of({2: 1, 3: 1})["day"]
    posts = pd.concat([posts, posts.iloc[:1], days_of({9: 1})["day"]])
    known = Period(START + timedelta(days=1), START + timedelta(days=3))
    assert listed(growth.posts_by_day(posts, period, known)) == [None, 0, 2, 1, None]
    assert listed(growth.posts_by_day(posts, period, None)) == [None] * 5
    assert listed(growth.posts_by_day(posts, period, Period(BASE.day, START + timedelta(days=30)))) == [0, 0, 2, 1, 0]
    long_ago = Period(START - timedelta(days=30), START - timedelta(days=20))
    assert listed(growth.posts_by_day(posts, period, long_ago)) == [None] * 5


def test_a_table_by_iso_week_follows_mondays() -> None:
    period = Period(date(2026, 12, 30), date(2027, 1, 12))
    days = days_of({0: 100, 4: 104, 5: 103, 13: 120}, period.start)
    found = growth.table(growth.daily(days, period), no_posts(period), Baseline(date(2026, 12, 29), 90), "week")
    assert [str(day.date()) for day in found["start"]] == ["2026-12-30", "2027-01-04", "2027-01-11"]
    assert [str(day.date()) for day in found["end"]] == ["2027-01-03", "2027-01-10", "2027-01-12"]
    assert found["whole"].tolist() == [False, True, False]
    assert listed(found["net"]) == [14, -1, 17]
    assert listed(found["over"]) == [5, 1, 8]
    assert found["spans"].tolist() == [False, False, True]
    assert listed(found["rate"]) == pytest.approx([14 / 90, -1 / 104, 17 / 103])
    assert listed(found["posts"]) == [0, 0, 0]


def test_a_table_by_month_knows_whole_months() -> None:
    period = Period(date(2028, 1, 31), date(2028, 3, 1))
    found = growth.table(growth.daily(days_of({}), period), no_posts(period), BASE, "month")
    assert found["whole"].tolist() == [False, True, False]
    assert listed(found["net"]) == [None, None, None]
    assert listed(found["followers"]) == [None, None, None]


def test_growth_from_zero_followers_has_no_rate_in_the_table() -> None:
    period = period_of(2)
    found = growth.table(growth.daily(days_of({0: 0, 1: 5}), period), no_posts(period), None, "day")
    assert listed(found["rate"]) == [None, None]
    assert listed(found["net"]) == [None, 5]


@given(counts=series.counts, baseline=baselines, group=groups)
def test_gains_add_up_to_the_net_growth(
    counts: dict[int, float | None], baseline: Baseline | None, group: Group
) -> None:
    period = period_of(60)
    daily = growth.daily(days_of(counts), period)
    whole = growth.growth(daily, baseline)
    net = growth.daily_net(daily, baseline)
    rows = growth.table(daily, no_posts(period), baseline, group)
    if whole.net is not None:
        assert np.nansum(net["net"]) == np.nansum(rows["net"]) == whole.net
        assert whole.day is not None
        assert whole.baseline is not None
        assert np.nansum(net["over"]) == np.nansum(rows["over"]) == (whole.day - whole.baseline.day).days
    assert net["net"].isna().equals(net["over"].isna())
    assert net["net"].notna().sum() <= daily["followers"].notna().sum()


@given(counts=series.counts, baseline=baselines, shift=st.integers(1, 10_000))
def test_more_followers_everywhere_change_no_gain(
    counts: dict[int, float | None], baseline: Baseline | None, shift: int
) -> None:
    raised = {day: None if count is None else count + shift for day, count in counts.items()}
    higher = baseline and Baseline(baseline.day, baseline.followers + shift)
    one = growth.daily_net(growth.daily(days_of(counts), period_of(60)), baseline)
    other = growth.daily_net(growth.daily(days_of(raised), period_of(60)), higher)
    pd.testing.assert_frame_equal(one, other)


@given(counts=series.counts, baseline=baselines, days=st.integers(-4000, 4000))
def test_another_start_changes_nothing_but_the_days(
    counts: dict[int, float | None], baseline: Baseline | None, days: int
) -> None:
    start = START + timedelta(days=days)
    moved = baseline and Baseline(baseline.day + timedelta(days=days), baseline.followers)
    one = growth.daily(days_of(counts), period_of(60))
    other = growth.daily(days_of(counts, start), period_of(60, start))
    assert growth.growth(one, baseline).net == growth.growth(other, moved).net
    net, moved_net = growth.daily_net(one, baseline), growth.daily_net(other, moved)
    pd.testing.assert_frame_equal(net.reset_index(drop=True), moved_net.reset_index(drop=True))
    since, moved_since = growth.growth_since_start(one, baseline), growth.growth_since_start(other, moved)
    assert listed(since) == listed(moved_since)


@given(counts=series.counts, baseline=baselines, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    counts: dict[int, float | None], baseline: Baseline | None, order: Random
) -> None:
    items = list(counts.items())
    order.shuffle(items)
    one = growth.daily(days_of(counts), period_of(60))
    other = growth.daily(days_of(dict(items)), period_of(60))
    pd.testing.assert_frame_equal(one, other)
    before = START + timedelta(days=30)
    assert growth.baseline_within(days_of(counts), before) == growth.baseline_within(days_of(dict(items)), before)
    assert growth.growth(one, baseline) == growth.growth(other, baseline)


@given(day=st.integers(0, 59), count=series.followers, baseline=baselines, group=groups)
def test_one_row_is_enough(day: int, count: int, baseline: Baseline | None, group: Group) -> None:
    daily = growth.daily(days_of({day: count}), period_of(60))
    found = growth.growth(daily, baseline)
    assert (found.followers, found.day) == (count, START + timedelta(days=day))
    rows = growth.table(daily, no_posts(period_of(60)), baseline, group)
    assert rows["followers"].notna().sum() == 1
    assert rows["net"].notna().sum() == (baseline is not None)


@given(length=st.integers(1, 800), start=st.dates(date(2012, 1, 1), date(2080, 1, 1)), group=groups)
def test_rows_cover_each_day_once(length: int, start: date, group: Group) -> None:
    period = period_of(length, start)
    rows = growth.table(growth.daily(days_of({}), period), no_posts(period), None, group)
    assert rows["start"].iloc[0].date() == period.start
    assert rows["end"].iloc[-1].date() == period.end
    assert ((rows["end"] - rows["start"]).dt.days + 1).sum() == length
    assert (rows["start"].iloc[1:].to_numpy() - rows["end"].iloc[:-1].to_numpy() == np.timedelta64(1, "D")).all()
    if group == "week":
        assert (rows["start"].iloc[1:].dt.day_of_week == 0).all()
        assert ((rows["end"] - rows["start"])[rows["whole"]].dt.days == 6).all()
    if group == "month":
        assert (rows["start"].iloc[1:].dt.day == 1).all()
        assert (rows["end"][rows["whole"]].dt.is_month_end).all()
