from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.engagement import (
    AVERAGES,
    USUAL,
    VARIANTS,
    Choice,
    Engagement,
    cadence,
    daily_rate,
    engagement,
    post_rates,
    without,
)
from promo.analytics.metrics import GROUPS, METRICS, Need
from promo.analytics.periods import Period
from tests.analytics.series import days_of

if TYPE_CHECKING:
    from random import Random

MARCH = Period(date(2026, 3, 1), date(2026, 3, 3))
Post = tuple[int, float | None, float | None, bool]


def posts_of(posts: list[Post], page_id: int = 1) -> pd.DataFrame:
    """Return a frame of posts: day, likes, comments, hidden."""
    return pd.DataFrame(
        {
            "page_id": np.full(len(posts), page_id, dtype=np.int64),
            "day": days_of({})["day"].iloc[:0] if not posts else pd.concat([days_of({p[0]: 1})["day"] for p in posts]),
            "likes": np.array([np.nan if p[1] is None else p[1] for p in posts], dtype=float),
            "comments": np.array([np.nan if p[2] is None else p[2] for p in posts], dtype=float),
            "likes_hidden": np.array([p[3] for p in posts], dtype=bool),
        }
    ).reset_index(drop=True)


def test_a_rate_is_reactions_over_the_followers_of_its_day() -> None:
    rates = post_rates(posts_of([(0, 90, 10, False), (1, 30, 0, False)]), days_of({0: 1000, 1: 600}))
    assert rates["er"].tolist() == [0.1, 0.05]
    assert rates["reactions"].tolist() == [100, 30]


def test_what_has_no_rate_is_left_out_and_counted_by_its_reason() -> None:
    posts: list[Post] = [
        (0, 90, 10, False),
        (0, None, 10, True),
        (0, 5, 10, True),
        (0, None, 10, False),
        (0, 4, None, False),
        (1, 4, 4, False),
        (2, 4, 4, False),
        (3, 4, 4, False),
    ]
    found = engagement(post_rates(posts_of(posts), days_of({0: 1000, 2: None, 3: 0})))
    assert found == Engagement(8, 1, hidden=2, unknown=2, without_followers=3, median=0.1, mean=0.1)
    assert found.left_out == 7


def test_followers_of_another_page_are_not_taken() -> None:
    rates = post_rates(posts_of([(0, 90, 10, False)], page_id=2), days_of({0: 1000}))
    assert rates["er"].isna().all()


def test_a_period_has_a_median_and_a_mean() -> None:
    posts: list[Post] = [(0, 10, 0, False), (0, 20, 0, False), (0, 90, 0, False)]
    found = engagement(post_rates(posts_of(posts), days_of({0: 1000})))
    assert (found.median, found.mean) == pytest.approx((0.02, 0.04))


def test_no_posts_and_no_days_are_unknown_not_zero() -> None:
    assert engagement(post_rates(posts_of([]), days_of({0: 1}))) == Engagement(0, 0, 0, 0, 0, None, None)
    assert engagement(post_rates(posts_of([(0, 1, 1, False)]), days_of({}))).without_followers == 1


def test_cadence_is_posts_a_week() -> None:
    assert cadence(6, 14) == 3


def test_each_metric_says_what_it_is() -> None:
    assert all(key == metric.key for key, metric in METRICS.items())
    assert all(metric.name and metric.formula.endswith(".") and metric.source for metric in METRICS.values())
    assert all(metric.needs and set(metric.needs) <= set(Need) for metric in METRICS.values())
    assert all(not metric.leaves_out or metric.leaves_out.endswith(".") for metric in METRICS.values())
    assert len(METRICS) == sum(len(group) for group in GROUPS.values())


def viewed(posts: list[Post], views: list[float | None]) -> pd.DataFrame:
    """Return a frame of posts with views."""
    counts = np.array([np.nan if one is None else one for one in views], dtype=float)
    return posts_of(posts).assign(views=counts)


def test_by_views_posts_without_known_views_are_left_out() -> None:
    posts: list[Post] = [(0, 90, 10, False), (0, 30, 10, False), (0, 5, 5, True), (0, 1, 1, False), (0, None, 1, False)]
    rates = post_rates(viewed(posts, [1000, 200, 50, None, 10]), days_of({}), "views")
    found = engagement(rates, "views")
    assert rates["er"].tolist()[:2] == [0.1, 0.2]
    assert (found.counted, found.hidden, found.unknown, found.without_views, found.without_followers) == (2, 1, 1, 1, 0)
    assert found.rate(Choice("views", "mean")) == pytest.approx(0.15)


def test_no_views_is_not_a_rate() -> None:
    assert engagement(post_rates(viewed([(0, 9, 1, False)], [0]), days_of({}), "views"), "views").without_views == 1


def test_by_day_is_all_reactions_over_mean_followers_and_days() -> None:
    posts: list[Post] = [(0, 90, 10, False), (1, 30, 20, False), (1, 5, 5, True)]
    days = days_of({0: 1000, 1: 2000, 2: None})
    rates = post_rates(posts_of(posts), days, "daily")
    assert daily_rate(rates, days["followers"], MARCH) == pytest.approx(150 / 1500 / 3)
    found = engagement(post_rates(posts_of([(2, 9, 1, False)]), days, "daily"), "daily")
    assert (found.counted, found.left_out, found.without_followers) == (1, 0, 0)


@pytest.mark.parametrize("counts", [{}, {0: None}, {0: 0}])
def test_by_day_needs_followers(counts: dict[int, int | None]) -> None:
    days = days_of(counts)
    assert daily_rate(post_rates(posts_of([(0, 1, 1, False)]), days), days["followers"], MARCH) is None


def test_by_day_needs_a_known_reaction() -> None:
    days = days_of({0: 100})
    assert daily_rate(post_rates(posts_of([(0, 1, 1, True)]), days), days["followers"], MARCH) is None
    assert daily_rate(post_rates(posts_of([]), days), days["followers"], MARCH) is None


def test_a_choice_names_its_metric_and_takes_its_rate() -> None:
    found = Engagement(3, 3, 0, 0, 0, median=0.1, mean=0.2, daily=0.3)
    assert [
        found.rate(Choice.of(*pair)) for pair in [("followers", "median"), ("views", "mean"), ("daily", "mean")]
    ] == [
        0.1,
        0.2,
        0.3,
    ]
    assert {Choice.of(variant, average).metric for variant in VARIANTS for average in AVERAGES} <= set(METRICS)
    assert {Choice.of(variant, "mean").post_metric for variant in VARIANTS} <= set(METRICS)
    assert Choice.of("reach", "mode") == USUAL
    notes = {Choice.of(variant, average).note for variant in VARIANTS for average in AVERAGES}
    assert notes == {"", "mean", "by views", "by views, mean", "by day"}
    assert USUAL.note == ""


@given(factor=st.integers(2, 50), reactions=st.lists(st.integers(0, 10**4), min_size=1, max_size=9))
def test_rates_do_not_depend_on_the_scale(factor: int, reactions: list[int]) -> None:
    def rates(scale: int) -> list[float | None]:
        posts: list[Post] = [(0, count * scale, 0, False) for count in reactions]
        days = days_of({0: 1000 * scale, 1: 3000 * scale})
        made = post_rates(posts_of(posts), days)
        return [engagement(made).median, engagement(made).mean, daily_rate(made, days["followers"], MARCH)]

    assert rates(1) == pytest.approx(rates(factor))


@given(
    posts=st.lists(
        st.tuples(
            st.integers(0, 9),
            st.one_of(st.none(), st.integers(0, 10**6)),
            st.one_of(st.none(), st.integers(0, 10**6)),
            st.booleans(),
        ),
        max_size=30,
    ),
    order=st.randoms(use_true_random=False),
)
def test_reasons_and_rates_make_up_all_posts_in_any_order(posts: list[Post], order: Random) -> None:
    days = days_of({0: 10, 1: 20, 2: None, 3: 0, 4: 7, 5: 10**8})
    found = engagement(post_rates(posts_of(posts), days))
    assert found.posts == len(posts) == found.counted + found.hidden + found.unknown + found.without_followers
    assert (found.median is None) == (found.counted == 0) == (found.mean is None)
    order.shuffle(posts)
    again = engagement(post_rates(posts_of(posts), days.sample(frac=1, random_state=1)))
    assert (again.posts, again.counted, again.median) == (found.posts, found.counted, found.median)


@given(
    posts=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 10**6), st.integers(0, 10**6), st.booleans()), max_size=9
    ),
    paid=st.lists(st.booleans(), min_size=9, max_size=9),
)
def test_without_paid_posts_only_the_others_count(posts: list[Post], paid: list[bool]) -> None:
    days, mine = days_of({0: 10, 1: 20, 2: None, 3: 0, 4: 7, 5: 10**8}), np.array(paid[: len(posts)], dtype=bool)
    found = without(post_rates(posts_of(posts), days), mine)
    others = [post for post, bought in zip(posts, paid, strict=False) if not bought]
    assert found == (engagement(post_rates(posts_of(others), days)) if mine.any() else None)
