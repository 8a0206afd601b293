from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics import captions, content, grouping
from tests.analytics.posts import posts_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    import pandas as pd

    from promo.analytics.content import Group
    from promo.analytics.grouping import Membership

rates = st.lists(st.one_of(st.none(), st.floats(1e-4, 1)), max_size=40)
EVERY: tuple[Callable[[pd.DataFrame], Membership], ...] = (
    grouping.kinds,
    grouping.rubrics,
    grouping.hashtags,
    grouping.words,
    grouping.lengths,
    grouping.weekdays,
    grouping.hours,
    grouping.cells,
)


def only(posts: pd.DataFrame, groups: Membership | None = None) -> Group:
    [group] = content.results(posts, groups or grouping.kinds(posts))
    return group


def test_a_groups_figures() -> None:
    kinds = ["reel", "reel", "image", "image", "image"]
    posts = posts_of([0.04, 0.02, 0.01, 0.01, None], kind=kinds, views=[100, 300, np.nan, np.nan, np.nan])
    reel, image = content.results(posts, grouping.kinds(posts))
    assert (reel.key, reel.posts, reel.counted, reel.without_views) == ("reel", 2, 2, 0)
    assert reel.er == pytest.approx(0.03)
    assert reel.er_mean == pytest.approx(0.03)
    assert (reel.likes, reel.comments, reel.views) == pytest.approx((30, 3, 200))
    assert reel.difference == pytest.approx(0.03 / 0.015 - 1)
    assert (image.posts, image.counted, image.views, image.without_views) == (3, 2, None, 3)
    assert image.difference == pytest.approx(0.01 / 0.015 - 1)


def test_the_interval_is_between_order_statistics() -> None:
    group = only(posts_of([0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08]))
    assert (group.low, group.high) == pytest.approx((0.02 / 0.045 - 1, 0.07 / 0.045 - 1))
    assert not group.differs
    assert not group.too_few


@pytest.mark.parametrize(
    ("count", "expected"), [(0, 0), (1, 0), (4, 0), (5, 1), (7, 1), (8, 2), (10, 2), (20, 6), (100, 42)]
)
def test_ranks_are_those_of_the_sign_test(count: int, expected: int) -> None:
    assert content.rank(count) == expected


def test_under_five_counted_posts_it_says_so() -> None:
    group = only(posts_of([0.01, 0.02, 0.03, 0.04, None, None]))
    assert group.too_few
    assert (group.low, group.high, group.differs) == (None, None, False)
    assert group.difference == pytest.approx(0)


def test_a_clear_difference_is_one() -> None:
    posts = posts_of([0.01] * 7 + [0.05] * 6, kind=["image"] * 7 + ["reel"] * 6)
    image, reel = content.results(posts, grouping.kinds(posts))
    assert reel.differs
    assert reel.low == pytest.approx(4)
    assert not image.differs
    low = replace(reel, low=-0.5, high=-0.1)
    assert low.differs


def test_hidden_likes_are_not_counted_as_likes_even_when_a_number_is_known() -> None:
    group = only(posts_of([0.01, None], likes=[10, 9999], likes_hidden=[False, True]))
    assert (group.likes, group.hidden, group.counted) == (10, 1, 1)


def test_nothing_known_is_unknown_not_zero() -> None:
    group = only(posts_of([None, None]))
    assert (group.er, group.er_mean, group.likes, group.comments, group.views, group.difference) == (None,) * 6
    assert only(posts_of([0.0, 0.0])).difference is None


def test_a_post_belongs_to_each_of_its_rubrics_and_hashtags() -> None:
    posts = posts_of(
        [0.01, 0.02, 0.03],
        rubrics=[[1, 2], [2], []],
        hashtags=[["Bread", "#bread"], ["bread"], ["BREAD", "once"]],
    )
    assert [(group.key, group.posts) for group in content.results(posts, grouping.rubrics(posts))] == [(1, 1), (2, 2)]
    assert [(group.key, group.posts) for group in content.results(posts, grouping.hashtags(posts))] == [("bread", 3)]


def test_words_of_captions() -> None:
    caption = "Свежий ХЛЕБ и хлеб, ещё теплый 🍞🍞 #хлеб @bread.shop https://x.example/bread It's 2026 bread-maker's ok"
    assert captions.words(caption) == {"свежий", "хлеб", "теплый", "bread-maker's"}
    posts = posts_of([0.01] * 4, caption=["Хлеб", "хлеб!", "#хлеб", "хлеб. Тесто"])
    assert [(group.key, group.posts) for group in content.results(posts, grouping.words(posts))] == [("хлеб", 3)]


@pytest.mark.parametrize(
    ("length", "place"), [(0, 0), (1, 1), (125, 1), (126, 2), (500, 2), (501, 3), (1000, 3), (1001, 4), (2300, 4)]
)
def test_caption_lengths(length: int, place: int) -> None:
    posts = posts_of([0.01], caption_length=[length])
    assert only(posts, grouping.lengths(posts)).key == place
    assert len(grouping.LENGTH_NAMES) == len(grouping.LENGTHS)


def test_weekdays_and_hours_are_those_of_the_local_moment() -> None:
    posts = posts_of([0.01, 0.02], hour=[3, 24 * 6 + 23])
    assert grouping.weekdays(posts).keys == (0, 6)
    assert grouping.hours(posts).keys == (3, 23)
    assert grouping.cells(posts).keys == (3, 167)


def test_outliers_stand_outside_of_the_fence_farthest_first() -> None:
    posts = posts_of([0.01, 0.011, 0.012, 0.013, 0.014, 0.3, 0.9, 0.0001, None, 0.0])
    found = content.outliers(posts)
    assert (found.best, found.worst, found.counted) == ((6, 5), (7,), 8)
    assert found.low is not None
    assert found.high is not None
    assert 0.0001 < found.low < 0.01
    assert 0.014 < found.high < 0.3


def test_few_posts_have_no_fence_and_equal_ones_no_outliers() -> None:
    assert content.outliers(posts_of([0.01, 0.5, 0.02, 0.01])) == content.Outliers((), (), None, None, 4)
    assert content.outliers(posts_of([0.01] * 9)).best == ()


@pytest.mark.parametrize("groups", EVERY)
def test_no_posts_make_no_groups(groups: Callable[[pd.DataFrame], Membership]) -> None:
    posts = posts_of([])
    assert content.results(posts, groups(posts)) == ()
    assert content.outliers(posts).counted == 0


@given(er=rates, factor=st.sampled_from([0.25, 2.0, 8.0]))
def test_differences_do_not_depend_on_the_scale(er: list[float | None], factor: float) -> None:
    posts = posts_of(er, kind=["reel" if place % 3 else "image" for place in range(len(er))])
    scaled = posts.assign(er=posts["er"] * factor)
    for one, other in zip(
        content.results(posts, grouping.kinds(posts)), content.results(scaled, grouping.kinds(posts)), strict=True
    ):
        for name in ("difference", "low", "high"):
            assert getattr(one, name) == pytest.approx(getattr(other, name))
    assert content.outliers(posts).best == content.outliers(scaled).best
    assert content.outliers(posts).worst == content.outliers(scaled).worst


@given(er=rates, random=st.randoms(use_true_random=False))
def test_the_order_of_posts_does_not_matter(er: list[float | None], random: Random) -> None:
    posts = posts_of(er, rubrics=[[place % 2, 2 + place % 5] for place in range(len(er))])
    order = list(range(len(er)))
    random.shuffle(order)
    mixed = posts.iloc[order].reset_index(drop=True)
    before = {group.key: group for group in content.results(posts, grouping.rubrics(posts))}
    after = {group.key: group for group in content.results(mixed, grouping.rubrics(mixed))}
    assert before.keys() == after.keys()
    for key, group in before.items():
        assert after[key].er_mean == pytest.approx(group.er_mean)
        assert replace(after[key], er_mean=None) == replace(group, er_mean=None)
    assert {order[place] for place in content.outliers(mixed).best} == set(content.outliers(posts).best)


@given(er=st.lists(st.floats(1e-4, 1), min_size=5, max_size=40))
def test_the_interval_holds_the_median(er: list[float]) -> None:
    group = only(posts_of(er))
    assert group.low is not None
    assert group.high is not None
    assert group.low <= 1e-12
    assert group.high >= -1e-12
