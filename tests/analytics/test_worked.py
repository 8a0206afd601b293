from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promo.analytics import grouping, worked
from tests.analytics.posts import posts_of

if TYPE_CHECKING:
    from random import Random

    import pandas as pd


def simulated(seed: int, count: int, effects: dict[int, float], tags: int = 12, trend: float = 0.0) -> pd.DataFrame:
    """Return posts, each with some of ``tags`` rubrics; ``effects``: rubric → what it adds to the logarithm."""
    rng = np.random.default_rng(seed)
    rubrics = [sorted({int(tag) for tag in rng.choice(tags, 3)}) for _ in range(count)]
    log = np.log(0.02) + rng.normal(0, 0.4, count) + trend * np.linspace(0, 1, count)
    log += [sum(effects.get(tag, 0.0) for tag in own) for own in rubrics]
    return posts_of(np.exp(log).tolist(), rubrics=rubrics)


def found_in(posts: pd.DataFrame, **more: Any) -> worked.Worked:  # noqa: ANN401 - memberships
    return worked.what_worked(posts, {"rubric": grouping.rubrics(posts), **more})


def test_a_clear_difference_is_found_with_its_interval() -> None:
    found = found_in(simulated(1, 200, {3: 0.7}))
    [finding] = found.findings
    assert (finding.subject, finding.key) == ("rubric", 3)
    assert finding.posts + finding.others == found.counted == 200
    assert finding.low < np.expm1(0.7) < finding.high
    assert 0 < finding.low < finding.difference < finding.high
    assert finding.chance < worked.CHANCE
    assert found.tried == 12


def test_what_does_worse_is_found_too() -> None:
    finding = found_in(simulated(1, 200, {3: -0.8})).findings[0]
    assert finding.key == 3
    assert finding.low < finding.difference < finding.high < 0


def test_where_nothing_differs_finds_are_rare() -> None:
    assert sum(bool(found_in(simulated(seed, 120, {}, tags=40)).findings) for seed in range(60)) <= 6


def test_there_are_at_most_three_the_clearest_first() -> None:
    found = found_in(simulated(1, 900, {1: 0.5, 2: 0.7, 3: 0.6, 4: -0.7, 5: 0.6}))
    assert len(found.findings) == worked.MOST
    chances = [finding.chance for finding in found.findings]
    assert chances == sorted(chances)


def test_two_names_of_the_same_posts_are_one_find() -> None:
    posts = simulated(1, 200, {3: 0.7})
    found = found_in(posts, hashtag=grouping.rubrics(posts))
    assert [finding.key for finding in found.findings] == [3]
    assert found.tried == 24


def test_a_trend_is_not_taken_for_a_groups_merit() -> None:
    early = [[1] if place < 60 else [] for place in range(120)]
    log = np.random.default_rng(2).normal(0, 0.3, 120) - 1.5 * np.linspace(0, 1, 120)
    assert found_in(posts_of(np.exp(log).tolist(), rubrics=early)).findings == ()


def test_a_kind_is_found_as_a_kind_and_not_as_what_goes_with_it() -> None:
    reels = np.arange(120) % 2 == 0
    log = np.random.default_rng(2).normal(0, 0.3, 120) + 0.8 * reels
    posts = posts_of(
        np.exp(log).tolist(),
        kind=["reel" if reel else "image" for reel in reels],
        rubrics=[[1] if reel and place % 4 else [] for place, reel in enumerate(reels)],
    )
    found = found_in(posts, kind=grouping.kinds(posts))
    assert {finding.subject for finding in found.findings} == {"kind"}


@pytest.mark.parametrize("er", [[], [0.01], [0.02] * 15, [None] * 40, [0.0] * 40])
def test_too_few_posts_are_not_compared(er: list[float | None]) -> None:
    found = found_in(posts_of(er, rubrics=[[1]] * len(er)))
    assert (found.findings, found.tried) == ((), 0)
    assert found.counted == sum(1 for one in er if one)


def test_equal_rates_have_nothing_to_find() -> None:
    found = found_in(posts_of([0.02] * 40, rubrics=[[place % 2] for place in range(40)]))
    assert (found.findings, found.tried) == ((), 2)


def test_groups_are_large_enough_on_both_sides() -> None:
    posts = posts_of([0.5] * 7 + [0.01] * 40, rubrics=[[1]] * 7 + [[2]] * 40)
    assert found_in(posts).tried == 0


def test_a_test_alone_does_not_do_the_interval_has_to_agree() -> None:
    rates = [0.02] * 14 + [0.03] * 10
    rest = [0.02] * 30 + [0.01] * 10
    posts = posts_of(rates + rest, rubrics=[[1]] * 24 + [[]] * 40, hour=list(range(0, 128, 2)))
    mixed = posts.iloc[np.random.default_rng(1).permutation(64)].reset_index(drop=True)
    mixed["local"] = posts["local"]
    found = found_in(mixed)
    assert (found.findings, found.tried) == ((), 1)


def test_a_kind_of_few_posts_keeps_its_level() -> None:
    posts = posts_of([0.02 + place / 1000 for place in range(30)], kind=["video"] * 2 + ["image"] * 28)
    assert found_in(posts).counted == 30


@settings(max_examples=30)
@given(
    er=st.lists(st.one_of(st.none(), st.floats(1e-4, 1)), max_size=60),
    random=st.randoms(use_true_random=False),
    factor=st.sampled_from([0.5, 4.0]),
)
def test_neither_order_nor_scale_matter(er: list[float | None], random: Random, factor: float) -> None:
    posts = posts_of(er, rubrics=[[place % 2, 2 + place % 3] for place in range(len(er))])
    order = list(range(len(er)))
    random.shuffle(order)
    mixed = posts.iloc[order].reset_index(drop=True).assign(er=lambda frame: frame["er"] * factor)
    one, other = found_in(posts), found_in(mixed)
    assert (one.counted, one.tried) == (other.counted, other.tried)
    assert [finding.posts for finding in one.findings] == [finding.posts for finding in other.findings]
    for first, second in zip(one.findings, other.findings, strict=True):
        assert first.difference == pytest.approx(second.difference)
