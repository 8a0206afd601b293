from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics import comparing, growth
from promo.analytics.comparing import number
from promo.analytics.periods import Period
from tests.analytics.series import START, counts, days_of, period_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promo.analytics.comparing import Counts

NAN = float("nan")
FIRST = number(START)


def frame(pages: Mapping[int, Mapping[int, float | None]]) -> pd.DataFrame:
    return pd.concat([days_of(days, page_id=page) for page, days in pages.items()], ignore_index=True)


def of(pages: Mapping[int, Mapping[int, float | None]], length: int = 5) -> Counts:
    period = period_of(length)
    return comparing.counts(frame(pages), list(pages), period.start, period.end)


def test_counts_are_a_row_a_page_with_the_last_one_before() -> None:
    known = of({7: {0: 10, 2: 12, 4: None}, 3: {-9: 90, -2: 99, -1: None, 1: 100}}, 3)
    assert known.page_ids.tolist() == [7, 3]
    assert known.followers.tolist() == [
        [10, pytest.approx(NAN, nan_ok=True), 12],
        pytest.approx([NAN, 100, NAN], nan_ok=True),
    ]
    assert known.base.tolist() == pytest.approx([NAN, 99], nan_ok=True)
    assert known.base_day.tolist() == pytest.approx([NAN, FIRST - 2], nan_ok=True)


def test_days_after_the_end_and_strangers_are_left_out() -> None:
    known = comparing.counts(frame({1: {0: 5, 9: 6}, 2: {0: 7}}), [1], START, START)
    assert known.followers.tolist() == [[5]]
    nobody = comparing.counts(frame({1: {0: 5}}), [], START, START)
    assert nobody.followers.shape == (0, 1)
    assert comparing.growth(nobody).empty
    assert comparing.indexed(nobody).shape == (0, 1)
    assert np.isnan(comparing.median_line(nobody.followers)[0]).all()


def test_a_part_takes_its_base_from_the_days_before() -> None:
    known = of({1: {-3: 1, 0: 10, 1: None, 2: 30}, 2: {-4: 5, 3: 6}, 3: {4: 2}}, 5)
    part = comparing.within(known, Period(START + timedelta(days=2), START + timedelta(days=3)))
    assert part.followers.shape == (3, 2)
    assert part.base.tolist() == pytest.approx([10, 5, NAN], nan_ok=True)
    assert part.base_day.tolist() == pytest.approx([FIRST, FIRST - 4, NAN], nan_ok=True)
    assert comparing.within(known, period_of(5)).base.tolist() == pytest.approx([1, 5, NAN], nan_ok=True)


@given(st.dictionaries(st.integers(1, 5), counts, min_size=1))
def test_growth_is_that_of_each_page_alone(pages: dict[int, dict[int, float | None]]) -> None:
    period = Period(START + timedelta(days=20), START + timedelta(days=44))
    known = comparing.within(comparing.counts(frame(pages), list(pages), START, START + timedelta(days=59)), period)
    made = comparing.growth(known)
    for page, days in pages.items():
        own = days_of(days)
        one = growth.growth(growth.daily(own, period), growth.baseline_within(own, period.start))
        row = made.loc[page]
        expected = [NAN if value is None else value for value in (one.followers, one.net, one.rate)]
        assert [row["followers"], row["net"], row["rate"]] == pytest.approx(expected, nan_ok=True)
        assert np.isnan(row["day"]) == (one.day is None)
        assert one.day is None or row["day"] == number(one.day)


def test_the_index_begins_with_100() -> None:
    known = of({1: {-1: 50, 0: 55, 2: 60}, 2: {1: 10, 2: 5}, 3: {0: 0, 1: 9}, 4: {}}, 3)
    nan = NAN
    expected = [[110, nan, 120], [nan, 100, 50], [nan, nan, nan], [nan, nan, nan]]
    for row, wanted in zip(comparing.indexed(known).tolist(), expected, strict=True):
        assert row == pytest.approx(wanted, nan_ok=True)


@given(counts, st.integers(1, 1_000))
def test_the_index_knows_no_scale(days: dict[int, float | None], times: int) -> None:
    larger = {day: None if count is None else count * times for day, count in days.items()}
    made = comparing.indexed(of({1: days}, 60))
    assert np.allclose(comparing.indexed(of({1: larger}, 60)), made, equal_nan=True)


@given(counts, st.integers(-500, 500))
def test_moving_all_days_moves_nothing_else(days: dict[int, float | None], by: int) -> None:
    start = START + timedelta(days=by)
    moved = comparing.counts(days_of(days, start), [1], start, start + timedelta(days=59))
    assert np.array_equal(comparing.indexed(moved), comparing.indexed(of({1: days}, 60)), equal_nan=True)


@given(st.dictionaries(st.integers(1, 5), counts, min_size=1), st.randoms())
def test_the_order_of_rows_changes_nothing(pages: dict[int, dict[int, float | None]], random: object) -> None:
    rows = frame(pages)
    order = np.arange(len(rows))
    random.shuffle(order)  # type: ignore[attr-defined]
    end = START + timedelta(days=40)
    start = START + timedelta(days=10)
    one = comparing.counts(rows, list(pages), start, end)
    other = comparing.counts(rows.iloc[order], list(pages), start, end)
    assert np.array_equal(one.followers, other.followers, equal_nan=True)
    assert np.array_equal(one.base, other.base, equal_nan=True)


@given(st.lists(st.lists(st.one_of(st.just(NAN), st.floats(0, 1e6)), min_size=4, max_size=4), min_size=1, max_size=6))
def test_the_median_of_a_day_is_that_of_the_pages_known(rows: list[list[float]]) -> None:
    values = np.array(rows)
    line, known = comparing.median_line(values)
    for day in range(4):
        seen = values[:, day][~np.isnan(values[:, day])]
        assert known[day] == len(seen)
        assert line[day] == pytest.approx(np.median(seen) if len(seen) else NAN, nan_ok=True)


def test_followers_on_a_day() -> None:
    known = of({1: {0: 10, 1: 11}, 2: {0: 20}}, 2)
    found = comparing.followers_on(known, np.array([0, 0, 1, 1, -1, 0]), FIRST + np.array([0, 1, 0, 1, 0, 9]))
    assert found.tolist() == pytest.approx([10, 11, 20, NAN, NAN, NAN], nan_ok=True)


def test_medians_of_pages() -> None:
    rows, values = np.array([2, 0, 2, 0, 2, 0, 3]), np.array([5.0, 1, 1, 2, 3, NAN, NAN])
    made, size = comparing.medians(rows, values, 4)
    assert made.tolist() == pytest.approx([1.5, NAN, 3, NAN], nan_ok=True)
    assert size.tolist() == [2, 0, 3, 0]
    assert comparing.medians(rows[:0], values[:0], 2)[1].tolist() == [0, 0]


def test_cadence_counts_only_days_on_which_posts_were_known() -> None:
    rows, days = np.array([0, 0, 0, 1, 1, 3]), FIRST + np.array([0, 0, 5, 2, 40, 1])
    known = np.array([[FIRST - 5, FIRST + 90], [FIRST + 1, FIRST + 8], [NAN, NAN], [FIRST + 20, FIRST + 30]])
    made = comparing.cadence(rows, days, known, period_of(14))
    assert made["posts"].tolist() == pytest.approx([3, 1, NAN, NAN], nan_ok=True)
    assert made["days"].tolist() == [14, 8, 0, 0]
    assert made["per_week"].tolist() == pytest.approx([1.5, 0.875, NAN, NAN], nan_ok=True)
    assert made["silence"].tolist() == pytest.approx([8, 6, NAN, NAN], nan_ok=True)


@given(st.sets(st.integers(0, 20)))
def test_silence_is_the_longest_run_of_days_without_a_post(days: set[int]) -> None:
    made = comparing.cadence(
        np.zeros(len(days), int), FIRST + np.array(sorted(days), int), np.array([[0.0, 1e6]]), period_of(21)
    )
    text = "".join("x" if day in days else " " for day in range(21))
    assert made["silence"][0] == max(len(part) for part in text.split("x"))


def test_shares_and_sums() -> None:
    total = comparing.sums(np.array([0, 0, 2, 3]), np.array([1.0, 2, NAN, 0]), 4)
    assert total.tolist() == pytest.approx([3, NAN, NAN, 0], nan_ok=True)
    assert comparing.shares(np.array([30.0, NAN, 10])).tolist() == pytest.approx([0.75, NAN, 0.25], nan_ok=True)
    assert np.isnan(comparing.shares(np.array([0.0, NAN]))).all()


def test_kinds_of_posts_by_page() -> None:
    made = comparing.kinds(np.array([0, 0, 2, 2, 2]), ["image", "reel", "reel", "reel", "carousel"], 3)
    assert list(made.columns) == ["reel", "carousel", "image"]
    assert made.to_numpy().tolist() == [[1, 0, 1], [0, 0, 0], [2, 1, 0]]
    assert comparing.kinds(np.array([], dtype=int), [], 2).shape == (2, 0)


def test_unknown_comes_last_in_either_order() -> None:
    values = np.array([NAN, 2, 5, 2])
    assert comparing.ranking(values).tolist() == [2, 1, 3, 0]
    assert comparing.ranking(values, descending=False).tolist() == [1, 3, 2, 0]


def test_places_of_strangers() -> None:
    assert comparing.places(np.array([5, 9, 4]), np.array([9, 5])).tolist() == [1, 0, -1]
    assert comparing.places(np.array([5]), np.array([], dtype=np.int64)).tolist() == [-1]
