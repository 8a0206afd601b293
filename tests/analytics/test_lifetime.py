from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics import lifetime
from tests.analytics.posts import snapshots_of

if TYPE_CHECKING:
    from random import Random

OTHERS = {post: {12.0: 10.0 * post, 20.0: 20.0 * post, 28.0: 30.0 * post} for post in range(1, 8)}
seen = st.dictionaries(st.floats(0.1, 2000), st.one_of(st.none(), st.integers(0, 10**6)), max_size=8)


def test_a_curve_is_in_order_with_gaps_as_gaps_and_may_fall() -> None:
    made = lifetime.curve(snapshots_of({1: {5.0: 90, 1.0: 100, 0.0: 3, 9.0: None}}))
    assert made["hours"].tolist() == [lifetime.FIRST, 1, 5, 9]
    assert made["reactions"].tolist()[:3] == [3, 100, 90]
    assert math.isnan(made["reactions"].iloc[3])
    assert made["views"].tolist()[:3] == [6, 200, 180]


def test_hidden_likes_make_reactions_unknown_but_not_views() -> None:
    made = lifetime.curve(snapshots_of({1: {5.0: 90}}), likes_hidden=True)
    assert np.isnan(made["reactions"]).all()
    assert made["views"].tolist() == [180]


def test_between_two_moments_it_goes_by_the_logarithm_of_the_age() -> None:
    own = snapshots_of({1: {20.0: 100, 28.8: 200}})
    [value] = lifetime.at_age(own, 24, 18, 30)
    assert value == pytest.approx(150)
    [exact] = lifetime.at_age(snapshots_of({1: {24.0: 7}}), 24, 18, 30)
    assert exact == 7


@pytest.mark.parametrize(
    "counts",
    [
        {20.0: 100.0},
        {28.0: 100.0},
        {17.9: 100.0, 28.0: 200.0},
        {20.0: 100.0, 30.1: 200.0},
        {20.0: None, 28.0: 200.0},
    ],
)
def test_without_a_count_near_on_both_sides_it_is_unknown(counts: dict[float, float | None]) -> None:
    [value] = lifetime.at_age(snapshots_of({1: counts}), 24, 18, 30)
    assert math.isnan(value)


def test_a_neighbouring_posts_counts_are_not_borrowed() -> None:
    both = snapshots_of({1: {20.0: 100}, 2: {28.0: 200}, 3: {20.0: 1, 28.8: 3}})
    first, second, third = lifetime.at_age(both, 24, 18, 30)
    assert math.isnan(first)
    assert math.isnan(second)
    assert third == pytest.approx(2)


def test_the_usual_is_the_median_with_quartiles_where_enough_posts_are_known() -> None:
    made = lifetime.usual(snapshots_of(OTHERS), ages=(20.0, 24.0, 500.0))
    assert made["posts"].tolist() == [7, 7, 0]
    assert made.iloc[0][["low", "median", "high"]].tolist() == [50, 80, 110]
    assert made.iloc[2][["low", "median", "high"]].isna().all()
    few = lifetime.usual(snapshots_of({post: OTHERS[post] for post in (1, 2, 3, 4)}), ages=(20.0,))
    assert few["posts"].tolist() == [4]
    assert few["median"].isna().all()
    views = lifetime.usual(snapshots_of(OTHERS), "views", (20.0,))
    assert views["median"].tolist() == [160]


def test_the_first_day_against_the_usual() -> None:
    own = snapshots_of({99: {20.0: 100, 28.8: 200}})
    found = lifetime.first_day(own, snapshots_of(OTHERS))
    assert found is not None
    assert found.value == pytest.approx(150)
    assert found.posts == 7
    assert found.usual == pytest.approx(4 * (20 + 10 * math.log(24 / 20) / math.log(28 / 20)))
    assert found.ratio == pytest.approx(150 / found.usual)


def test_the_first_day_is_not_known_without_its_counts() -> None:
    own, others = snapshots_of({99: {20.0: 100, 28.8: 200}}), snapshots_of(OTHERS)
    assert lifetime.first_day(snapshots_of({}), others) is None
    assert lifetime.first_day(snapshots_of({99: {20.0: 100}}), others) is None
    assert lifetime.first_day(own, snapshots_of({1: OTHERS[1]})) is None
    assert lifetime.first_day(own, others, likes_hidden=True) is None
    none = snapshots_of({post: {20.0: 0, 28.0: 0} for post in range(6)})
    nothing = lifetime.first_day(own, none)
    assert nothing is not None
    assert nothing.ratio is None


@given(counts=st.dictionaries(st.integers(1, 30), seen, max_size=6), random=st.randoms(use_true_random=False))
def test_the_order_of_snapshots_does_not_matter(counts: dict[int, dict[float, float | None]], random: Random) -> None:
    made = snapshots_of(counts)
    order = list(range(len(made)))
    random.shuffle(order)
    mixed = made.iloc[order].reset_index(drop=True)
    np.testing.assert_allclose(lifetime.at_age(made, 24, 18, 30), lifetime.at_age(mixed, 24, 18, 30))


@given(counts=seen, factor=st.sampled_from([0.5, 3.0]))
def test_a_value_lies_between_its_neighbours_and_scales(counts: dict[float, float | None], factor: float) -> None:
    own = snapshots_of({1: counts})
    value = lifetime.at_age(own, 24, 12, 48)
    scaled = lifetime.at_age(own.assign(likes=own["likes"] * factor), 24, 12, 48)
    np.testing.assert_allclose(scaled, value * factor, rtol=1e-9)
    known = [likes for likes in counts.values() if likes is not None]
    for one in value[~np.isnan(value)]:
        assert min(known) - 1e-6 <= one <= max(known) + 1e-6
