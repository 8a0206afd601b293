"""Which posts belong together: by kind, rubric, hashtag, word, caption length, weekday, hour, or both of these."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from promo.analytics import captions
from promo.analytics.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from promo.analytics.growth import IntArray

LEAST_POSTS = 3
"""A hashtag or word of fewer posts is not shown."""
LENGTHS = (0, 125, 500, 1000, 2200)
"""The upper ends of the caption lengths that make a group."""
LENGTH_NAMES = (
    N_("No caption"),
    N_("1–125 characters"),
    N_("126–500 characters"),
    N_("501–1,000 characters"),
    N_("1,001–2,200 characters"),
)
HOURS = 24
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Membership:
    """Which posts belong to which group: the place ``rows[i]`` of a post belongs to the group ``keys[codes[i]]``."""

    keys: tuple[Hashable, ...]
    codes: IntArray
    rows: IntArray


def by_value(keys: Sequence[Key]) -> Membership:
    """Return the groups of posts that have the same key."""
    places: dict[Key, int] = {}
    codes = np.array([places.setdefault(key, len(places)) for key in keys], dtype=np.int64)
    return Membership(tuple(places), codes, np.arange(len(codes)))


def by_any(sets: Iterable[Iterable[Key]], least: int = 1) -> Membership:
    """Return the groups of posts that have a key among others; keys of fewer than ``least`` posts are left out."""
    found = [tuple(one if isinstance(one, frozenset) else set(one)) for one in sets]
    rows = np.repeat(np.arange(len(found)), np.array([len(one) for one in found], dtype=np.int64))
    every = by_value(list(chain.from_iterable(found)))
    sizes = np.bincount(every.codes, minlength=len(every.keys))
    kept = np.flatnonzero(sizes >= least)
    place = np.full(len(sizes), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    inside = place[every.codes] >= 0
    return Membership(tuple(every.keys[code] for code in kept), place[every.codes][inside], rows[inside])


def kinds(posts: pd.DataFrame) -> Membership:
    """Return the posts of each kind."""
    return by_value(posts["kind"].tolist())


def rubrics(posts: pd.DataFrame) -> Membership:
    """Return the posts of each rubric; a post may have several, or none."""
    return by_any(posts["rubrics"].tolist())


def hashtags(posts: pd.DataFrame) -> Membership:
    """Return the posts with each hashtag that at least `LEAST_POSTS` have."""
    return by_any(map(captions.hashtags, posts["hashtags"].tolist()), LEAST_POSTS)


def words(posts: pd.DataFrame) -> Membership:
    """Return the posts with each word of `captions.words` that at least `LEAST_POSTS` have."""
    return by_any(map(captions.words, posts["caption"].tolist()), LEAST_POSTS)


def lengths(posts: pd.DataFrame) -> Membership:
    """Return the posts of each range of caption lengths: places in `LENGTH_NAMES`."""
    places = np.searchsorted(LENGTHS, posts["caption_length"].to_numpy(dtype=np.int64))
    return by_value(np.minimum(places, len(LENGTHS) - 1).tolist())


def weekdays(posts: pd.DataFrame) -> Membership:
    """Return the posts of each weekday, Monday 0."""
    return by_value((cells_of(posts) // HOURS).tolist())


def hours(posts: pd.DataFrame) -> Membership:
    """Return the posts of each hour of the day."""
    return by_value((cells_of(posts) % HOURS).tolist())


def cells(posts: pd.DataFrame) -> Membership:
    """Return the posts of each weekday and hour: weekday * 24 + hour."""
    return by_value(cells_of(posts).tolist())


def cells_of(posts: pd.DataFrame) -> IntArray:
    """Return each post's weekday * 24 + hour, of its ``local`` moment."""
    moments = posts["local"].to_numpy().astype("datetime64[h]").astype(np.int64)
    weekday = (moments // HOURS + 3) % 7  # 1 January 1970 was a Thursday
    found: IntArray = weekday * HOURS + moments % HOURS
    return found
