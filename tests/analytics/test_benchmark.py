from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.benchmark import (
    DEFAULT_TIERS,
    FEW_PAGES,
    NO_FOLLOWERS,
    NO_RATE,
    Tier,
    benchmark,
    fit,
    tier_of,
)

NAN = float("nan")
sizes = st.floats(10, 1e8)
rates = st.floats(1e-5, 0.5)
pages = st.lists(st.tuples(sizes, rates, st.integers(1, 40)), min_size=5, max_size=30)


def arrays(rows: list[tuple[float, float, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    one, two, three = zip(*rows, strict=True)
    return np.array(one, float), np.array(two, float), np.array(three, float)


@pytest.mark.parametrize(
    ("followers", "place"),
    [(0, 0), (999, 0), (1_000, 1), (9_999, 1), (10_000, 2), (50_000, 3), (100_000, 4), (500_000, 5), (1_000_000, 6)],
)
def test_tiers_begin_with_their_lower_bound(followers: float, place: int) -> None:
    assert tier_of(followers, DEFAULT_TIERS) == place


@pytest.mark.parametrize("followers", [None, NAN, 5])
def test_no_tier_for_an_unknown_size_or_one_below_all(followers: float | None) -> None:
    assert tier_of(followers, [Tier(10), Tier(100)]) is None
    assert tier_of(12, []) is None


def test_published_medians_carry_their_source_and_year() -> None:
    assert [tier.lower for tier in DEFAULT_TIERS] == [0, 1_000, 10_000, 50_000, 100_000, 500_000, 1_000_000]
    told = [tier for tier in DEFAULT_TIERS if tier.median is not None]
    assert [tier.median for tier in told] == [0.0178, 0.0054, 0.0033]
    assert all(tier.source and tier.year == 2026 for tier in told)


def test_the_line_is_found_in_spite_of_outliers() -> None:
    followers = np.geomspace(1_000, 1_000_000, 21)
    rate = 2 * followers**-0.4
    rate[[3, 9, 15]] = 0.4
    line = fit(followers, rate)
    assert line is not None
    assert line.slope == pytest.approx(-0.4, abs=0.02)
    assert line.at(np.array([50_000.0]))[0] == pytest.approx(2 * 50_000**-0.4, rel=0.05)


def test_pages_of_one_size_have_a_level_line() -> None:
    line = fit(np.full(5, 200.0), np.array([0.01, 0.02, 0.03, 0.04, 0.05]))
    assert line is not None
    assert line.slope == 0
    assert line.level == pytest.approx(0.03)


def test_there_is_no_line_without_enough_pages() -> None:
    assert fit(np.array([]), np.array([])) is None
    assert fit(np.array([100.0, 200, 300, 400, 500]), np.array([0.1, 0.1, 0, NAN, 0.1])) is None


def test_percentiles_say_why_there_are_none() -> None:
    none = benchmark(np.array([]), np.array([]), np.array([]))
    assert (none.line, none.reasons, none.pages) == (None, (), 0)
    few = benchmark(np.array([100.0, 100, NAN]), np.array([0.1, NAN, 0.2]), np.array([20.0, 0, 20]))
    assert few.reasons == (FEW_PAGES, NO_RATE, NO_FOLLOWERS)
    assert few.pages == 1
    assert np.isnan(few.percentiles).all()


def test_a_page_with_few_posts_is_drawn_towards_the_middle() -> None:
    followers, rate = np.full(5, 1_000.0), np.array([0.01, 0.02, 0.03, 0.04, 0.05])
    sure = benchmark(followers, rate, np.full(5, 10.0)).percentiles
    assert sure.tolist() == [10, 30, 50, 70, 90]
    unsure = benchmark(followers, rate, np.array([5.0, 10, 1, 300, 5])).percentiles
    assert unsure.tolist() == [30, 30, 50, 70, 70]


def test_a_rate_of_zero_is_below_all_others() -> None:
    made = benchmark(
        np.array([500.0, 100, 200, 300, 400, 450, 0]), np.array([0, 0.1, 0.1, 0.1, 0.1, 0.2, 0.3]), np.full(7, 20.0)
    )
    assert made.percentiles[0] == np.nanmin(made.percentiles) == pytest.approx(100 / 12)
    assert made.reasons == ("", "", "", "", "", "", NO_FOLLOWERS)
    assert made.pages == 6


@given(pages, st.floats(0.01, 100), st.floats(0.1, 10))
def test_units_change_no_percentile(rows: list[tuple[float, float, int]], larger: float, livelier: float) -> None:
    followers, rate, posts = arrays(rows)
    made = benchmark(followers, rate, posts).percentiles
    assert np.allclose(benchmark(followers * larger, rate * livelier, posts).percentiles, made, atol=100 / len(rows))


@given(pages, st.randoms())
def test_the_order_of_pages_changes_nothing(rows: list[tuple[float, float, int]], random: object) -> None:
    followers, rate, posts = arrays(rows)
    order = np.arange(len(rows))
    random.shuffle(order)  # type: ignore[attr-defined]
    made = benchmark(followers, rate, posts)
    moved = benchmark(followers[order], rate[order], posts[order])
    assert np.allclose(moved.percentiles, made.percentiles[order])


@given(pages)
def test_percentiles_lie_between_the_ends_and_around_the_middle(rows: list[tuple[float, float, int]]) -> None:
    followers, rate, posts = arrays(rows)
    made = benchmark(followers, rate, posts * 0 + 10).percentiles
    assert ((made > 0) & (made < 100)).all()
    assert made.mean() == pytest.approx(50)


def test_a_percentile_does_not_depend_on_size() -> None:
    rng = np.random.default_rng(3)
    raw, fair = [], []
    for _ in range(60):
        size = np.exp(rng.uniform(np.log(500), np.log(2e6), 40))
        rate = 3 * size**-0.45 * np.exp(rng.normal(0, 0.5, 40))
        raw.append(np.corrcoef(np.log(size), np.log(rate))[0, 1])
        fair.append(np.corrcoef(np.log(size), benchmark(size, rate, np.full(40, 20.0)).percentiles)[0, 1])
    assert np.mean(raw) < -0.8
    assert abs(np.mean(fair)) < 0.05
