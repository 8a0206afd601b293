from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.periods import Period
from promo.analytics.portfolio import (
    Growth,
    PublishedPost,
    Series,
    Total,
    engagement,
    growth,
    last_complete_day,
    latest_total,
    published,
    totals,
    unpaid,
)

if TYPE_CHECKING:
    from promo.analytics.engagement import Variant

DAY = timedelta(days=1)
TODAY = date(2026, 3, 31)
VARIANTS: tuple[Variant, ...] = ("followers", "views", "daily")
MARCH = Period(date(2026, 3, 1), TODAY)


def series(counts: dict[int, int]) -> Series:
    """Counts by days of March."""
    days = sorted(counts)
    return Series(tuple(date(2026, 3, day) for day in days), tuple(counts[day] for day in days))


def test_growth_is_the_last_count_less_the_one_before_the_period() -> None:
    found = growth([series({1: 100, 9: 110, 12: 130, 15: 125})], date(2026, 3, 10), date(2026, 3, 16))
    assert found == Growth(15, 15 / 110, 1, 1)


def test_losses_are_losses() -> None:
    assert growth([series({9: 110, 12: 90})], date(2026, 3, 10), date(2026, 3, 16)).net == -20


def test_without_a_baseline_growth_is_unknown() -> None:
    assert growth([series({10: 100, 12: 130})], date(2026, 3, 10), date(2026, 3, 16)) == Growth(None, None, 0, 1)


def test_without_an_observation_in_the_period_growth_is_unknown() -> None:
    assert growth([series({1: 100})], date(2026, 3, 10), date(2026, 3, 16)).net is None


def test_a_page_without_a_baseline_is_not_counted_and_that_is_said() -> None:
    found = growth([series({9: 100, 16: 120}), series({12: 5000})], date(2026, 3, 10), date(2026, 3, 16))
    assert found == Growth(20, 0.2, 1, 2)
    assert found.partial


def test_growth_from_zero_has_no_rate() -> None:
    assert growth([series({9: 0, 16: 12})], date(2026, 3, 10), date(2026, 3, 16)) == Growth(12, None, 1, 1)


def test_no_page_has_no_growth() -> None:
    assert growth([], date(2026, 3, 10), date(2026, 3, 16)) == Growth(None, None, 0, 0)


def test_a_total_needs_every_page_on_the_day() -> None:
    pages = [series({1: 10, 2: 11, 4: 13}), series({1: 100, 3: 102, 4: 103})]
    assert totals(pages, [date(2026, 3, day) for day in range(1, 5)]) == [110, None, None, 116]
    assert latest_total(pages, date(2026, 3, 3)) == Total(date(2026, 3, 1), 110)
    assert latest_total(pages, date(2026, 3, 9)) == Total(date(2026, 3, 4), 116)


def test_a_total_of_nothing_is_unknown() -> None:
    assert latest_total([], TODAY) is None
    assert latest_total([series({5: 1})], date(2026, 3, 4)) is None
    assert totals([], [TODAY]) == [None]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [({30: 5}, TODAY - DAY), ({31: 5}, TODAY), ({29: 4, 31: 5}, TODAY - DAY), ({}, TODAY - DAY)],
)
def test_today_counts_only_where_there_is_nothing_else(counts: dict[int, int], expected: date) -> None:
    assert last_complete_day([series(counts)], TODAY) == expected


def post(
    day: int,
    likes: int | None,
    comments: int | None = 0,
    *,
    hidden: bool = False,
    views: int | None = None,
    page: int = 1,
    paid: bool = False,
) -> PublishedPost:
    return PublishedPost(page, date(2026, 3, day), likes, comments, hidden, views, paid)


def test_er_is_the_median_over_posts_that_can_be_measured() -> None:
    known = {1: series({1: 100, 2: 200, 3: 100})}
    posts = [
        post(1, 9, 1),
        post(2, 10, 10),
        post(3, 30),
        post(3, None),
        post(3, 5, None),
        post(3, 90, hidden=True),
        post(4, 50),
    ]
    found = engagement(posts, known, MARCH)
    assert (found.median, found.mean) == pytest.approx((0.1, (0.1 + 0.1 + 0.3) / 3))
    assert (found.posts, found.counted, found.hidden, found.unknown, found.without_followers) == (7, 3, 1, 2, 1)


def test_er_without_a_measurable_post_is_unknown() -> None:
    for posts, known in (
        ([post(4, 50)], {1: series({1: 100})}),
        ([post(1, 50)], {1: series({1: 0})}),
        ([post(1, 50)], {}),
        ([], {}),
    ):
        found = engagement(posts, known, MARCH)
        assert (found.median, found.mean, found.daily, found.counted) == (None, None, None, 0)


def test_without_paid_posts_only_the_others_count_in_each_variant() -> None:
    known = {1: series({1: 100, 2: 200, 3: 100})}
    others = [post(1, 9, 1, views=50), post(2, 10, 10, views=40)]
    every = [post(3, 300, views=900, paid=True), *others]
    for variant in VARIANTS:
        found = unpaid(iter(every), known, MARCH, variant=variant, known=MARCH)
        assert found == engagement(others, known, MARCH, variant=variant, known=MARCH)
    assert unpaid([*others, post(4, 300, paid=True)], known, Period(MARCH.start, date(2026, 3, 3))) is None


def test_posts_outside_the_period_have_no_part_in_its_engagement() -> None:
    known = {1: series({1: 100, 5: 100})}
    assert engagement([post(1, 10), post(5, 90)], known, Period(date(2026, 3, 2), TODAY)).median == 0.9


def test_by_views_posts_without_known_views_are_left_out() -> None:
    posts = [post(1, 90, 10, views=1000), post(2, 30, 10, views=200), post(3, 5), post(4, 5, views=0)]
    found = engagement(posts, {}, MARCH, variant="views")
    assert (found.median, found.mean) == pytest.approx((0.15, 0.15))
    assert (found.counted, found.without_views, found.without_followers) == (2, 2, 0)


def test_by_day_is_all_reactions_over_mean_followers_and_days() -> None:
    known = {1: series({1: 100, 2: 200}), 2: series({1: 50})}
    posts = [post(1, 90), post(2, 60), post(2, 9, page=2), post(2, 7, hidden=True), post(9, 500), post(1, 5, page=3)]
    told = Period(date(2026, 3, 1), date(2026, 3, 3))
    found = engagement(posts, known, MARCH, variant="daily", known=told)
    assert found.daily == pytest.approx((90 + 60 + 9) / (150 + 50) / 3)
    assert (found.counted, found.hidden, found.without_followers) == (3, 1, 2)
    assert engagement(posts, known, MARCH, variant="daily").daily is None, "it is not known which posts there were"
    assert engagement(posts, {1: series({1: 0})}, MARCH, variant="daily", known=told).daily is None


def test_posts_outside_the_period_are_not_counted() -> None:
    assert published([post(1, 1), post(10, 1), post(11, 1)], date(2026, 3, 2), date(2026, 3, 10)) == 1


COUNTS = st.dictionaries(st.integers(1, 31), st.integers(0, 10**9), max_size=31)


@given(st.lists(COUNTS, max_size=4), st.integers(2, 30))
def test_growth_does_not_depend_on_the_order_of_pages(pages: list[dict[int, int]], start: int) -> None:
    lines = [series(counts) for counts in pages]
    period = date(2026, 3, start), date(2026, 3, 31)
    assert growth(lines, *period) == growth(lines[::-1], *period)


@given(COUNTS, st.integers(2, 30), st.integers(-1000, 1000))
def test_net_growth_does_not_depend_on_the_level(counts: dict[int, int], start: int, shift: int) -> None:
    period = date(2026, 3, start), date(2026, 3, 31)
    shifted = {day: count + shift for day, count in counts.items()}
    assert growth([series(counts)], *period).net == growth([series(shifted)], *period).net


POSTS = st.lists(
    st.builds(
        post,
        st.integers(1, 31),
        st.one_of(st.none(), st.integers(0, 10**6)),
        st.one_of(st.none(), st.integers(0, 10**6)),
        hidden=st.booleans(),
        views=st.one_of(st.none(), st.integers(0, 10**6)),
        page=st.integers(1, 2),
    ),
    max_size=20,
)


@given(posts=POSTS, counts=COUNTS, variant=st.sampled_from(["followers", "views", "daily"]), days=st.integers(1, 31))
def test_engagement_counts_each_post_once_whatever_their_order(
    posts: list[PublishedPost], counts: dict[int, int], variant: Variant, days: int
) -> None:
    known, told = {1: series(counts)}, Period(date(2026, 3, 1), date(2026, 3, days))
    found = engagement(posts, known, MARCH, variant=variant, known=told)
    reasons = (found.counted, found.hidden, found.unknown, found.without_followers, found.without_views)
    assert sum(reasons) == found.posts == len(posts)
    again = engagement(posts[::-1], known, MARCH, variant=variant, known=told)
    assert (again.median, again.mean, again.daily) == pytest.approx((found.median, found.mean, found.daily))
