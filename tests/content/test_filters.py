from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.content.listing import filters as listing
from promo.content.listing.filters import KINDS, NUMERIC, SORTS, Filters, matching, ordered, read
from promo.pages.post_frames import objects

FIELDS = (
    *("q", "kind", "rubric", "paid", "campaign", "sort", "order", "view", "page"),
    *(f"{name}_{end}" for name in NUMERIC for end in ("min", "max")),
)
COUNTS = st.one_of(st.just(math.nan), st.integers(0, 5).map(float))
RATES = st.one_of(st.just(math.nan), st.floats(0, 0.2))


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    """Return posts with few different values, so that many are equal."""
    number = draw(st.integers(0, 12))

    def column(values: st.SearchStrategy[object]) -> list[object]:
        return draw(st.lists(values, min_size=number, max_size=number))

    moments = pd.to_datetime(pd.Series(column(st.integers(0, 5)), dtype=np.int64) * 43_200, unit="s", utc=True)
    local = moments.dt.tz_localize(None).to_numpy().astype("datetime64[s]")
    rubrics = [
        sorted(one) for one in draw(st.lists(st.frozensets(st.integers(1, 3)), min_size=number, max_size=number))
    ]
    counts = ("likes", "comments", "views", "reactions", "caption_length")
    return pd.DataFrame(
        {
            "post_id": np.array(draw(st.permutations(range(1, number + 1))), dtype=np.int64),
            "kind": np.array(column(st.sampled_from(KINDS)), dtype=object),
            "published_at": moments,
            "local": local,
            "day": local.astype("datetime64[D]").astype("datetime64[s]"),
            "caption": np.array(column(st.sampled_from(["", "Ёлка", "елка и Хлеб", "ХЛЕБ", "b"])), dtype=object),
            "rubrics": objects(rubrics),
            "paid": np.array(column(st.booleans()), dtype=bool),
            "campaigns": objects(rubrics[::-1]),
            **{name: np.array(column(COUNTS), dtype=np.float64) for name in counts},
            **{name: np.array(column(RATES), dtype=np.float64) for name in ("er", "love", "talk")},
        }
    )


@st.composite
def wishes(draw: st.DrawFn) -> Filters:
    def bound() -> float | None:
        return draw(st.one_of(st.none(), st.integers(0, 5).map(float)))

    return Filters(
        search=draw(st.sampled_from(["", "хлеб", "ЁЛКА", "хлеб елка", "zzz"])),
        kinds=tuple(draw(st.sets(st.sampled_from(KINDS)))),
        rubrics=tuple(draw(st.sets(st.integers(0, 3)))),
        paid=draw(st.sampled_from([None, True, False])),
        campaigns=tuple(draw(st.sets(st.integers(1, 4)))),
        bounds={name: (bound(), bound()) for name in draw(st.sets(st.sampled_from(sorted(NUMERIC))))},
        sort=draw(st.sampled_from(SORTS)),
        order=draw(st.sampled_from(["asc", "desc"])),
    )


def ids(posts: pd.DataFrame, asked: Filters) -> list[int]:
    found = posts[matching(posts, asked)]
    return [int(ident) for ident in found["post_id"].to_numpy()[ordered(found, asked)]]


@given(frames(), wishes(), st.randoms())
def test_the_order_of_the_rows_changes_nothing(posts: pd.DataFrame, asked: Filters, chance: object) -> None:
    places = list(range(len(posts)))
    chance.shuffle(places)  # type: ignore[attr-defined]
    assert ids(posts, asked) == ids(posts.take(places), asked)


@given(frames(), wishes())
def test_more_filters_never_find_more(posts: pd.DataFrame, asked: Filters) -> None:
    found = set(ids(posts, asked))
    fewer = [{key: value for key, value in asked.bounds.items() if key != name} for name in asked.bounds]
    wider = [replace(asked, search=""), replace(asked, kinds=()), replace(asked, rubrics=())]
    wider += [replace(asked, paid=None), replace(asked, campaigns=())]
    for one in (*wider, *(replace(asked, bounds=bounds) for bounds in fewer)):
        assert found <= set(ids(posts, one))
    assert len(found) == len(ids(posts, asked))


@given(frames(), wishes())
def test_each_post_that_is_found_is_what_was_asked_for(posts: pd.DataFrame, asked: Filters) -> None:
    found = posts[matching(posts, asked)]
    for name, (least, most) in asked.bounds.items():
        values = found[name].to_numpy()
        if name == "day":
            values = values.astype("datetime64[D]").astype(np.float64)
        values = values * 100 if NUMERIC[name] == "fraction" else values
        assert not np.isnan(values).any()
        assert least is None or (values >= least - 0.005).all()
        assert most is None or (values <= most + 0.005).all()
    assert not asked.kinds or set(found["kind"]) <= set(asked.kinds)
    assert not asked.rubrics or all(set(one or [0]) & set(asked.rubrics) for one in found["rubrics"])
    assert asked.paid is None or set(found["paid"]) <= {asked.paid}
    assert not asked.campaigns or all(set(one) & set(asked.campaigns) for one in found["campaigns"])
    assert asked.search != "zzz" or not len(found)


@given(frames(), wishes())
def test_unknown_values_come_last_and_the_rest_in_order(posts: pd.DataFrame, asked: Filters) -> None:
    keys = posts[asked.sort].to_numpy()[ordered(posts, asked)]
    if asked.sort == "caption":
        plain = [listing.plain(one) for one in keys]
        known = [one for one in plain if one]
        assert plain == [*known, *[""] * (len(plain) - len(known))]
    elif keys.dtype.kind == "f":
        known = [one for one in keys if not math.isnan(one)]
        assert not np.isnan(keys[: len(known)]).any()
    else:
        known = list(keys)
    assert known == sorted(known, reverse=asked.order == "desc")


@given(frames(), wishes())
def test_turned_round_the_known_ones_stand_the_other_way(posts: pd.DataFrame, asked: Filters) -> None:
    other = replace(asked, order="asc" if asked.order == "desc" else "desc")
    assert sorted(ids(posts, asked)) == sorted(ids(posts, other))


def test_a_rate_counts_as_it_is_shown() -> None:
    posts = pd.DataFrame({"er": [0.023_099, 0.023_04, 0.023_149]})
    assert matching(posts, Filters(bounds={"er": (2.31, 2.31)})).tolist() == [True, False, True]


def test_an_address_is_read() -> None:
    asked = read(
        {
            "q": [" хлеб "],
            "kind": ["reel", "image"],
            "rubric": ["3", "none", "", "x"],
            "likes_min": ["1 500"],
            "er_min": ["2,5"],
            "er_max": ["10%"],
            "day_min": ["2026-10-01"],
            "sort": ["er"],
            "order": ["asc"],
            "page": ["3"],
            "view": ["grid"],
        }
    )
    assert (asked.search, asked.kinds, asked.rubrics) == ("хлеб", ("image", "reel"), (0, 3))
    day = (date(2026, 10, 1) - date(1970, 1, 1)).days
    assert asked.bounds == {"day": (day, None), "likes": (1500, None), "er": (2.5, 10)}
    assert (asked.sort, asked.order, asked.page, asked.view, asked.problems) == ("er", "asc", 3, "grid", {})
    assert asked.narrowed
    assert not read({}).narrowed


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ({"likes_min": ["many"]}, "likes_min", listing.NOT_A_NUMBER),
        ({"likes_min": ["-1"]}, "likes_min", listing.NOT_A_NUMBER),
        ({"er_max": ["nan"]}, "er_max", listing.NOT_A_NUMBER),
        ({"views_max": ["1e99"]}, "views_max", listing.NOT_A_NUMBER),
        ({"day_max": ["01.10.2026"]}, "day_max", listing.NOT_A_DAY),
        ({"talk_min": ["2"], "talk_max": ["1"]}, "talk_max", listing.SWAPPED),
        ({"kind": ["story"]}, "kind", listing.UNKNOWN_KIND),
        ({"sort": ["smell"]}, "sort", listing.UNKNOWN_SORT),
    ],
)
def test_what_cannot_be_used_is_told(query: dict[str, list[str]], field: str, sentence: str) -> None:
    asked = read(query)
    assert asked.problems == {field: sentence}
    assert asked.bounds == {}
    assert asked.typed == {name: values[0] for name, values in query.items() if name not in {"kind", "sort"}}


@given(st.dictionaries(st.sampled_from(FIELDS), st.lists(st.text(max_size=20), max_size=2)))
def test_no_address_breaks_it(query: dict[str, list[str]]) -> None:
    asked = read(query)
    assert asked.page >= 1
    assert asked.sort in SORTS
    assert all(low is None or high is None or low <= high for low, high in asked.bounds.values())
