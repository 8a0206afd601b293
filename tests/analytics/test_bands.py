from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics import bands
from promo.analytics.bands import CENTRE, PROBABILITIES, TABLE

errors = st.lists(st.floats(-20, 20), min_size=1, max_size=30)
AHEAD = np.array([7.0, 30.0, 90.0, 365.0])


def fan(level: float, gain: float, scale: float, ratio: float = 1.0) -> list[float]:
    """Return the followers seven days ahead at each probability."""
    row = bands.table_at(np.array([7.0]))
    made: list[float] = bands.quantiles(level, np.array([gain]), np.array([scale]), np.array([ratio]), row)[0].tolist()
    return made


def test_the_table_is_whole() -> None:
    assert TABLE.shape == (len(bands.HORIZONS), len(PROBABILITIES))
    assert bands.USUAL.shape == (len(bands.HORIZONS),)
    assert (np.diff(TABLE, axis=1) > 0).all(), "a quantile lies below one of a lower probability"
    assert (TABLE[:, CENTRE] == 0).all()
    assert np.diff(PROBABILITIES).min() > 0
    assert [PROBABILITIES[place] for place in bands.SHOWN] == [0.025, 0.1, 0.5, 0.9, 0.975]


def test_between_horizons_it_is_interpolated_and_beyond_held() -> None:
    rows = bands.table_at(np.array([7.0, 10.0, 14.0, 300.0, 365.0]))
    assert rows[0] == pytest.approx(TABLE[1])
    assert rows[2] == pytest.approx(TABLE[2])
    low, high = np.sort(TABLE[1:3], axis=0)
    assert ((low <= rows[1]) & (rows[1] <= high)).all()
    assert rows[3] == pytest.approx(TABLE[-1])
    assert rows[4] == pytest.approx(TABLE[-1])


def test_a_band_lies_around_level_and_gain_and_never_below_0() -> None:
    made = fan(1000, 50, 10)
    assert made[CENTRE] == 1050
    assert made == sorted(made)
    assert fan(1000, 50, 0) == [1050.0] * len(PROBABILITIES)
    assert fan(5, -50, 100)[0] == 0


def test_twice_the_ratio_is_twice_the_width() -> None:
    once, twice = np.array(fan(1000, 50, 10)), np.array(fan(1000, 50, 10, 2))
    assert twice - 1050 == pytest.approx(2 * (once - 1050))


@given(level=st.floats(1e4, 1e6), shift=st.floats(0, 1e6))
def test_another_level_shifts_the_band(level: float, shift: float) -> None:
    assert np.array(fan(level + shift, 50, 10)) == pytest.approx(np.array(fan(level, 50, 10)) + shift)


def test_without_own_errors_a_page_is_like_all() -> None:
    assert bands.own_ratio(np.zeros(0), np.zeros(0, dtype=np.int64), AHEAD).tolist() == [1, 1, 1, 1]


@given(errors)
def test_the_own_ratio_stays_within_bounds(found: list[float]) -> None:
    made = bands.own_ratio(np.array(found), np.full(len(found), 7), AHEAD)
    assert made.shape == AHEAD.shape
    assert bands.NARROWEST <= made.min() <= made.max() <= bands.WIDEST


@given(errors)
def test_twice_the_errors_never_make_it_narrower(found: list[float]) -> None:
    days = np.full(len(found), 30)
    once, twice = (bands.own_ratio(np.array(found) * factor, days, AHEAD) for factor in (1, 2))
    assert (twice >= once - 1e-9).all()


@given(errors, st.integers(0, 999))
def test_the_order_of_errors_does_not_matter(found: list[float], seed: int) -> None:
    days = np.array([7, 14, 28, 56, 84])[np.arange(len(found)) % 5]
    order = np.random.default_rng(seed).permutation(len(found))
    once = bands.own_ratio(np.array(found), days, AHEAD)
    assert bands.own_ratio(np.array(found)[order], days[order], AHEAD) == pytest.approx(once)


def test_few_errors_are_shrunk_towards_all_pages_and_near_ones_count_most() -> None:
    usual = bands.table_at(np.array([7.0, 84.0]), bands.USUAL[:, None])[:, 0]
    one = bands.own_ratio(np.array([3 * usual[0]]), np.array([7]), AHEAD)
    many = bands.own_ratio(np.full(20, 3 * usual[0]), np.full(20, 7), AHEAD)
    assert 1 < one[0] < many[0] < 3
    assert one[0] > one[1] > one[2] == one[3]
    both = bands.own_ratio(np.array([3 * usual[0], usual[1] / 3]), np.array([7, 84]), AHEAD)
    assert both[0] > 1 > both[2]
    usual_errors = bands.own_ratio(np.array([usual[0]] * 9), np.full(9, 7), AHEAD)
    assert usual_errors == pytest.approx(1)


def test_a_probability_is_read_between_the_quantiles() -> None:
    values = np.array(fan(1000, 50, 10))
    assert bands.probability_up_to(values, 1050) == pytest.approx(0.5)
    assert bands.probability_up_to(values, values[bands.HIGH80]) == pytest.approx(0.9)
    assert bands.probability_up_to(values, 0) == PROBABILITIES[0]
    assert bands.probability_up_to(values, 1e9) == PROBABILITIES[-1]


@given(st.lists(st.floats(900, 1200), min_size=2, max_size=9))
def test_more_followers_are_never_less_probably_enough(counts: list[float]) -> None:
    values = np.array(fan(1000, 50, 10))
    found = [bands.probability_up_to(values, count) for count in sorted(counts)]
    assert found == sorted(found)
