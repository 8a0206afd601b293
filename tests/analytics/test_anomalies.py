from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.anomalies import FEWEST, Episode, fence, find, newest_fence
from tests.analytics.series import START, days_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

QUIET = [10, 12, 9, 11, 13, 8, 10] * 8


def page(gains: Sequence[float], level: float = 10_000) -> pd.DataFrame:
    """Return days with these gains, one a day."""
    counts = level + np.concatenate([[0.0], np.cumsum(np.array(gains, dtype=float))])
    return days_of(dict(enumerate(counts.tolist())))


def with_at(place: int, *values: float) -> list[float]:
    return [*QUIET[:place], *values, *QUIET[place + len(values) :]]


def test_a_jump_stands_out_with_its_size_and_how_far_outside() -> None:
    (found,) = find(page(with_at(40, 300)))
    day = START + timedelta(days=41)
    assert (found.kind, found.start, found.end, found.gain, found.days) == ("high", day, day, 300, 1)
    assert found.per_day == 300
    assert found.low is not None
    assert found.high is not None
    assert found.outside == pytest.approx((300 - found.high) / max(2.0, 0.0002 * 10_000), rel=0.5)


def test_losses_stand_out_too() -> None:
    (found,) = find(page(with_at(40, -200)))
    assert (found.kind, found.gain) == ("low", -200)


def test_days_in_a_row_are_one_episode_and_others_are_not() -> None:
    found = find(page(with_at(35, 300, 500, 280, -200)))
    assert [(one.kind, one.days, one.gain) for one in found] == [("high", 3, 1080), ("low", 1, -200)]
    assert found[0].per_day == 360
    apart = find(page(with_at(35, 300, 10, 300)))
    assert [one.days for one in apart] == [1, 1]


def test_a_gain_over_a_gap_is_divided_by_its_days() -> None:
    days = page(QUIET)
    known = days.drop(index=range(40, 50))
    assert [(one.kind, one.start, one.end, one.gain) for one in find(known)] == [
        ("gap", START + timedelta(days=40), START + timedelta(days=49), None)
    ]
    assert find(days.drop(index=[40, 41])) == ()


def test_unknown_counts_are_a_gap() -> None:
    days = page(QUIET)
    days.loc[40:44, "followers"] = np.nan
    assert [one.kind for one in find(days)] == ["gap"]


def test_too_short_a_history_has_no_fence() -> None:
    assert find(page([10] * (FEWEST - 2) + [5000])) == ()
    assert fence(np.arange(FEWEST - 1, dtype=float), 100) is None
    assert newest_fence(days_of({})) is None
    assert newest_fence(page([1] * 5)) is None


def test_gains_that_never_change_leave_room_for_one_follower() -> None:
    assert find(page([0] * 60 + [3])) == ()
    assert [one.gain for one in find(page([0] * 60 + [9], level=100))] == [9]


def test_bursty_pages_get_a_wider_fence() -> None:
    quiet = fence(np.array(QUIET, dtype=float), 1000)
    bursty = fence(np.array([*QUIET, *([80, -40, 120, 90, -60] * 2)], dtype=float), 1000)
    assert quiet is not None
    assert bursty is not None
    assert quiet.k == 3
    assert 3 < bursty.k <= 4.5


def test_the_newest_fence_looks_180_days_back() -> None:
    usual = newest_fence(page([500] * 200 + QUIET * 4))
    assert usual is not None
    assert usual.high < 100


@given(
    gains=st.lists(st.integers(-50, 50), min_size=30, max_size=70),
    level=st.integers(10_000, 10**6),
    shift=st.integers(0, 5000),
)
def test_what_stands_out_does_not_depend_on_the_date(gains: list[int], level: int, shift: int) -> None:
    days = page(gains, level)
    moved = days.assign(day=days["day"] + np.timedelta64(shift, "D"))
    by = timedelta(days=shift)
    assert [(one.start + by, one.gain) for one in find(days)] == [(one.start, one.gain) for one in find(moved)]


@given(gains=st.lists(st.integers(-500, 500), min_size=30, max_size=60), factor=st.integers(2, 50))
def test_the_scale_does_not_matter(gains: list[int], factor: int) -> None:
    small = page([gain * 100 for gain in gains], 10**7)
    large = page([gain * 100 * factor for gain in gains], 10**7 * factor)
    assert [(one.kind, one.start) for one in find(small)] == [(one.kind, one.start) for one in find(large)]


@given(gains=st.lists(st.integers(-500, 500), max_size=60), seed=st.integers(0, 9))
def test_the_order_of_rows_does_not_matter(gains: list[int], seed: int) -> None:
    days = page(gains)
    assert find(days) == find(days.sample(frac=1, random_state=seed))


@given(missing=st.sets(st.integers(1, 54), max_size=30))
def test_gaps_of_a_steady_page_are_never_gains(missing: set[int]) -> None:
    days = page([10] * 55).drop(index=sorted(missing))
    assert {one.kind for one in find(days)} <= {"gap"}


@pytest.mark.parametrize("counts", [{}, {0: 5}, {0: None}, {0: None, 3: 7}])
def test_one_row_and_none(counts: dict[int, int | None]) -> None:
    assert find(days_of(counts)) == ()


def test_an_episode_counts_its_days() -> None:
    assert Episode("gap", START, START + timedelta(days=2)).days == 3
