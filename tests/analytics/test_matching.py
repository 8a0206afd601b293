from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.matching import ALIKE, FURTHEST_HOURS, Planned, Published, alike, match, score
from tests.analytics.plans import START, plan

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CAPTION = "Rye bread from the oven at eight. Come while it is warm! #bread #rye #bakery"
ITEM = Planned(1, AT, "post", CAPTION)
POST = Published(7, AT + timedelta(minutes=4), "image", CAPTION)


def test_the_same_post_a_little_later_is_sure() -> None:
    (pair,) = match([ITEM], [POST])
    assert (pair.item, pair.post, pair.is_sure, pair.same_kind, pair.similarity) == (1, 7, True, True, 1.0)
    assert pair.hours == pytest.approx(4 / 60)
    assert pair.confidence > 0.99


@pytest.mark.parametrize(
    "caption",
    [
        CAPTION.upper(),
        "✨ Rye  bread from the oven at eight — come while it is warm 🥖\n\n#rye #bakery #bread",
        "Rye bread from the oven at eight. Come while it's warm! #bread #rye #bakery",
    ],
)
def test_case_spaces_emoji_and_the_order_of_hashtags_are_no_difference(caption: str) -> None:
    (pair,) = match([ITEM], [replace(POST, caption=caption)])
    assert pair.is_sure
    assert pair.similarity is not None
    assert pair.similarity > 0.97


@pytest.mark.parametrize(
    ("item", "post"),
    [
        (ITEM, replace(POST, caption="Something else entirely, about a school holiday")),
        (replace(ITEM, caption=""), replace(POST, kind="reel")),
        (replace(ITEM, caption=""), replace(POST, at=AT + timedelta(hours=5))),
        (ITEM, replace(POST, at=AT + timedelta(hours=FURTHEST_HOURS + 1))),
        (replace(ITEM, refused=frozenset({7})), POST),
        (replace(ITEM, kind="story"), POST),
    ],
    ids=["other words", "no words, other kind", "no words, later", "too far", "refused", "story"],
)
def test_what_is_not_worth_asking_about(item: Planned, post: Published) -> None:
    assert score(item, post) is None
    assert match([item], [post]) == []


@pytest.mark.parametrize(
    ("item", "post"),
    [
        (replace(ITEM, caption=""), POST),
        (ITEM, replace(POST, caption=None)),
        (ITEM, replace(POST, at=AT + timedelta(hours=30))),
        (ITEM, replace(POST, caption="Rye bread from the oven, and a story of the mill it came from", kind="reel")),
    ],
    ids=["nothing written", "not known", "a day later", "half of the words"],
)
def test_what_is_asked(item: Planned, post: Published) -> None:
    (pair,) = match([item], [post])
    assert not pair.is_sure


def test_of_two_that_could_be_it_neither_is_sure() -> None:
    twin = replace(POST, id=8, at=AT - timedelta(minutes=30))
    assert [(pair.post, pair.is_sure) for pair in match([ITEM], [POST, twin])] == [(7, False)]
    other = replace(ITEM, id=2, at=AT + timedelta(minutes=40))
    assert [pair.is_sure for pair in match([ITEM, other], [POST])] == [False]


def test_in_a_series_only_the_time_is_sure_and_the_word_that_differs_counts() -> None:
    week = timedelta(days=7)
    series = [replace(ITEM, id=number, at=AT + number * week) for number in range(3)]
    late = Published(9, AT + week + timedelta(hours=5), "image", CAPTION)
    assert [pair.is_sure for pair in match(series, [late])] == [False]
    assert [pair.is_sure for pair in match(series[1:2], [late])] == [True], "nothing else says so"
    assert [pair.is_sure for pair in match(series[1:2], [late], others=[CAPTION])] == [False], "a linked one says so"
    dish = "Dish of the week: {}! Come from eight in the morning, Baker street 12."
    soup, pie = (
        replace(ITEM, id=n, at=AT + n * timedelta(days=1), caption=dish.format(w)) for n, w in ((1, "soup"), (2, "pie"))
    )
    (pair,) = match([soup, pie], [Published(3, pie.at, "image", soup.caption)])
    assert not pair.is_sure, "Monday's soup came on Tuesday, or Tuesday's words were wrong: a person knows"


def test_sure_pairs_of_made_up_plans_are_right() -> None:
    """What `promo.analytics.matching` says of itself, on plans where series and templates abound."""
    right = wrong = found = published = 0
    for seed in range(40):
        made = plan(seed)
        published += sum(post is not None for post in made.truth.values())
        for pair in match(made.items, made.posts):
            is_right = made.truth[pair.item] == pair.post
            found += is_right
            right += is_right and pair.is_sure
            wrong += not is_right and pair.is_sure
    assert right / (right + wrong) >= 0.99
    assert right / published > 0.5
    assert found / published > 0.9


def test_linking_day_by_day_as_posts_are_seen_stays_right() -> None:
    right = wrong = 0
    for seed in range(100, 110):
        made, linked = plan(seed), dict[int, int]()
        for day in range(50):
            now = START + timedelta(days=day, hours=4)
            items = [one for one in made.items if one.id not in linked and one.at < now + timedelta(hours=96)]
            seen = [one for one in made.posts if one.at <= now]
            posts = [one for one in seen if one.id not in linked.values()]
            others = [one.caption for one in made.items if one.id in linked]
            sure = [pair for pair in match(items, posts, others) if pair.is_sure]
            linked |= {pair.item: pair.post for pair in sure}
            right += sum(made.truth[pair.item] == pair.post for pair in sure)
            wrong += sum(made.truth[pair.item] != pair.post for pair in sure)
    assert right / (right + wrong) >= 0.99


@given(seed=st.integers(0, 10_000))
def test_pairs_are_one_to_one_and_a_second_look_finds_nothing_new(seed: int) -> None:
    made = plan(seed, weeks=2)
    pairs = match(made.items, made.posts)
    assert len({pair.item for pair in pairs}) == len({pair.post for pair in pairs}) == len(pairs)
    assert all(0 <= pair.confidence <= 1 for pair in pairs)
    items, posts = list(made.items), list(made.posts)
    Random(seed).shuffle(items)  # noqa: S311 - made-up data
    Random(seed).shuffle(posts)  # noqa: S311 - made-up data
    assert match(items, posts) == pairs, "the order they come in says nothing"
    sure = [pair for pair in pairs if pair.is_sure]
    texts = {("item", one.id): one.caption for one in items} | {("post", one.id): one.caption for one in posts}
    others = [text for pair in sure for text in (texts["item", pair.item], texts["post", pair.post])]
    rest = match(
        [one for one in items if one.id not in {pair.item for pair in sure}],
        [one for one in posts if one.id not in {pair.post for pair in sure}],
        others,
    )
    assert rest == [pair for pair in pairs if not pair.is_sure]


@given(one=st.text(), other=st.text())
def test_likeness_is_symmetric_and_a_caption_is_like_itself(one: str, other: str) -> None:
    likeness = alike(one, other)
    assert likeness == pytest.approx(alike(other, one))
    assert likeness is None or 0 <= likeness <= 1
    assert alike(one, one) in {None, 1.0}
    assert alike("Rye bread #rye", "RYE, bread! #rye") == 1.0
    assert (alike("Rye bread", "Quite another thing") or 0) < ALIKE
