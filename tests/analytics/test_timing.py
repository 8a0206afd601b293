from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promo.analytics import timing
from promo.analytics.timing import SHAPE
from tests.analytics.posts import posts_of

if TYPE_CHECKING:
    from random import Random

HOURS = np.array([8, 9, 11, 12, 13, 15, 17, 18, 19, 20, 21])
EVENING = 0.5 * np.exp(-(((np.arange(24) - 19) / 2.5) ** 2))


def simulated(seed: int, count: int, by_hour: np.ndarray[tuple[int], np.dtype[np.float64]]) -> pd.DataFrame:
    """Return posts of half a year: reels in the evening, which do better by themselves, and a falling trend."""
    rng = np.random.default_rng(seed)
    days = np.sort(rng.integers(0, 180, count))
    kinds = rng.choice(3, count)
    hours = np.where(kinds == 2, rng.choice(HOURS[-5:], count), rng.choice(HOURS, count))
    log = np.log(0.02) + np.array([0, 0.1, 0.3])[kinds] - days / 600 + by_hour[hours] + rng.normal(0, 0.45, count)
    names = np.array(["image", "carousel", "reel"], dtype=object)[kinds]
    return posts_of(np.exp(log).tolist(), hour=(days * 24 + hours).tolist(), kind=names)  # type: ignore[arg-type]


def raw_claim(posts: pd.DataFrame) -> float:
    """Return what a heat map of raw means claims for its best cell of at least three posts."""
    moments = pd.DatetimeIndex(posts["local"])
    means = posts["er"].groupby([moments.day_of_week, moments.hour]).agg(["mean", "size"])
    return float(means["mean"][means["size"] >= 3].max() / posts["er"].mean() - 1)


def test_with_no_effect_it_claims_far_less_than_raw_means() -> None:
    claims, raw, reliable = [], [], 0
    for seed in range(12):
        posts = simulated(seed, 150, np.zeros(24))
        found = timing.best_time(posts)
        assert found.effect is not None
        claims.append(found.effect[found.supported].max())
        raw.append(raw_claim(posts))
        reliable += found.reliable
    assert np.mean(claims) < 0.2
    assert np.mean(raw) > 0.6
    assert reliable <= 1


def test_an_injected_effect_is_recovered_from_300_posts() -> None:
    hits = 0
    for seed in range(6):
        found = timing.best_time(simulated(seed, 300, EVENING))
        assert found.effect is not None
        weekday, hour = np.unravel_index(np.where(found.supported, found.effect, -1).argmax(), SHAPE)
        assert hour in {18, 19, 20}
        hits += found.reliable
        for window in found.windows:
            assert window.low > 0
            assert 17 <= window.hour <= 21
            assert window.low < window.effect < window.high
            assert 1 <= window.until - window.hour <= 3
            assert window.posts == found.posts[window.weekday, window.hour : window.until].sum()
        assert weekday in range(7)
    assert hits >= 5


def test_windows_are_at_most_three_the_best_first_and_do_not_touch() -> None:
    found = timing.best_time(simulated(1, 600, EVENING))
    assert len(found.windows) == 3
    effects = [window.effect for window in found.windows]
    assert effects == sorted(effects, reverse=True)
    taken = {(window.weekday, hour) for window in found.windows for hour in range(window.hour, window.until)}
    assert len(taken) == sum(window.until - window.hour for window in found.windows)


def test_under_60_posts_nothing_is_claimed_and_under_20_nothing_fitted() -> None:
    few = timing.best_time(simulated(1, 59, 4 * EVENING))
    assert few.effect is not None
    assert (few.too_few, few.reliable, few.counted) == (True, False, 59)
    fewer = timing.best_time(simulated(1, 19, EVENING))
    assert (fewer.effect, fewer.low, fewer.high, fewer.reliable) == (None, None, None, False)
    assert fewer.posts.sum() == 19


def test_posts_without_a_rate_are_seen_but_not_counted() -> None:
    posts = simulated(1, 80, EVENING)
    posts.loc[:9, "er"] = np.nan
    posts.loc[10:14, "er"] = 0.0
    found = timing.best_time(posts)
    assert (found.counted, found.posts.sum()) == (65, 80)


def test_hours_without_posts_are_not_spoken_of() -> None:
    found = timing.best_time(simulated(1, 300, EVENING))
    assert not found.supported[:, 2:6].any()
    assert found.supported[:, 12].all()
    assert all(found.supported[window.weekday, window.hour] for window in found.windows)


def test_one_extreme_post_does_not_make_a_best_time() -> None:
    posts = simulated(4, 120, np.zeros(24))
    before = timing.best_time(posts)
    posts["er"] = posts["er"].where(posts.index != 7, 1000.0)
    after = timing.best_time(posts)
    assert before.effect is not None
    assert after.effect is not None
    assert np.abs(after.effect - before.effect)[after.supported].max() < 0.2
    assert not after.reliable


def test_a_page_that_posts_at_one_hour_only_has_no_best_time() -> None:
    posts = posts_of([0.02, 0.03] * 40, hour=[12 + 24 * 7 * week for week in range(80)])
    found = timing.best_time(posts)
    assert not found.reliable
    assert found.supported.sum() == 3


def test_equal_rates_have_no_best_time() -> None:
    found = timing.best_time(posts_of([0.02] * 80, hour=[17 * place for place in range(80)]))
    assert found.effect is not None
    assert np.abs(found.effect).max() < 0.01
    assert not found.reliable


def test_no_posts() -> None:
    found = timing.best_time(posts_of([]))
    assert (found.counted, found.posts.shape, found.posts.sum()) == (0, SHAPE, 0)


@settings(max_examples=25)
@given(
    er=st.lists(st.one_of(st.none(), st.floats(1e-6, 10)), min_size=20, max_size=90),
    random=st.randoms(use_true_random=False),
    factor=st.sampled_from([0.5, 4.0]),
)
def test_neither_order_nor_scale_matter(er: list[float | None], random: Random, factor: float) -> None:
    posts = posts_of(er, hour=[11 * place for place in range(len(er))])
    order = list(range(len(er)))
    random.shuffle(order)
    mixed = posts.iloc[order].reset_index(drop=True).assign(er=lambda frame: frame["er"] * factor)
    one, other = timing.best_time(posts), timing.best_time(mixed)
    assert one.counted == other.counted
    assert (one.posts == other.posts).all()
    if one.effect is None:
        assert other.effect is None
    else:
        assert other.effect is not None
        np.testing.assert_allclose(other.effect, one.effect, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("count", [60, 200])
def test_the_average_post_is_no_better_than_usual(count: int) -> None:
    posts = simulated(2, count, EVENING)
    found = timing.best_time(posts)
    assert found.effect is not None
    assert np.average(np.log1p(found.effect), weights=found.posts) == pytest.approx(0, abs=1e-9)
