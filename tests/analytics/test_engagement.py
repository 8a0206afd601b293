from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.engagement import Engagement, cadence, engagement, post_rates
from promo.analytics.metrics import METRICS
from tests.analytics.series import days_of

if TYPE_CHECKING:
    from random import Random

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
