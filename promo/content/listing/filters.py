"""What the list of posts may be narrowed to and sorted by, read from its address. Pure: no request, no database.

What cannot be used becomes a problem beside its field, and what was typed stays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

Kind = Literal["count", "fraction"]
NONE = "none"
"""Stands for “no rubric” among the rubrics."""
MOST = 10**15
PERCENT = 100
LONGEST = 200
"""Characters of a search."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: its name in the frame, in what form it stands, and its metric's key (none: no figure)."""

    key: str
    name: str
    kind: Literal["count", "fraction", "text", "moment"]
    metric: str | None = None


def columns(post_metric: str) -> tuple[Column, ...]:
    """Return the columns; ``post_metric`` is the metric of the engagement rate that the client chose."""
    return (
        Column("local", N_("Published"), "moment"),
        Column("kind", N_("Kind"), "text"),
        Column("likes", N_("Likes"), "count", "likes"),
        Column("comments", N_("Comments"), "count", "comments"),
        Column("views", N_("Views"), "count", "views"),
        Column("reactions", N_("Reactions"), "count", "reactions"),
        Column("er", N_("ER"), "fraction", post_metric),
        Column("love", N_("Love rate"), "fraction", "love_rate"),
        Column("talk", N_("Talk rate"), "fraction", "talk_rate"),
        Column("caption_length", N_("Caption length"), "count", "caption_length"),
    )


NUMERIC: dict[str, Kind] = {
    "likes": "count",
    "comments": "count",
    "views": "count",
    "reactions": "count",
    "er": "fraction",
    "love": "fraction",
    "talk": "fraction",
    "caption_length": "count",
}
"""The columns with a least and a most; fractions are typed in percent."""
SORTS = ("local", "kind", *NUMERIC)
KINDS = ("image", "carousel", "reel", "video")


@dataclass(frozen=True, slots=True)
class Filters:
    """How the list is narrowed and sorted. ``typed`` holds the bounds as they were typed, by field.

    ``bounds`` are (least, most) by column, ``None``: open; ``rubrics`` are ids, 0 for posts without any.
    ``problems`` are message ids by field.
    """

    search: str = ""
    kinds: tuple[str, ...] = ()
    rubrics: tuple[int, ...] = ()
    bounds: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    sort: str = "local"
    order: Literal["asc", "desc"] = "desc"
    page: int = 1
    view: Literal["table", "grid"] = "table"
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.search or self.kinds or self.rubrics or self.bounds)


def read(query: Mapping[str, Sequence[str]]) -> Filters:
    """Return the filters in an address's query (each name with all its values)."""

    def one(name: str) -> str:
        return (query.get(name) or [""])[0].strip()

    typed: dict[str, str] = {}
    problems: dict[str, str] = {}
    bounds = {name: found for name, kind in NUMERIC.items() if (found := _bounds(one, name, kind, typed, problems))}
    sort = one("sort") if one("sort") in SORTS else "local"
    return Filters(
        search=one("q")[:LONGEST],
        kinds=tuple(kind for kind in KINDS if kind in query.get("kind", ())),
        rubrics=tuple(sorted({_rubric(text) for text in query.get("rubric", ())} - {-1})),
        bounds=bounds,
        sort=sort,
        order="asc" if one("order") == "asc" else "desc",
        page=max(_whole(one("page")), 1),
        view="grid" if one("view") == "grid" else "table",
        typed=typed,
        problems=problems,
    )


def matching(posts: pd.DataFrame, filters: Filters) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which of ``posts`` (as `promo.content.reading.posts_frame` gives them) the filters let through.

    A bound leaves out posts whose value is unknown: it is neither less nor more.
    """
    wanted = np.ones(len(posts), dtype=bool)
    for name, (least, most) in filters.bounds.items():
        values = posts[name].to_numpy(dtype=np.float64)
        with np.errstate(invalid="ignore"):
            wanted &= (values >= (-math.inf if least is None else least)) & (
                values <= (math.inf if most is None else most)
            )
    if filters.kinds:
        wanted &= np.isin(posts["kind"].to_numpy(dtype=str), filters.kinds)
    if filters.rubrics:
        any_of = set(filters.rubrics)
        wanted &= np.fromiter((not any_of.isdisjoint(given or (0,)) for given in posts["rubrics"]), bool, len(posts))
    if filters.search:
        words = filters.search.casefold().split()
        captions = (caption.casefold() for caption in posts["caption"])
        wanted &= np.fromiter((all(word in caption for word in words) for caption in captions), bool, len(posts))
    return wanted


def ordered(posts: pd.DataFrame, filters: Filters) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the places of ``posts`` in order: equal ones newest first, unknown values last whatever the order."""
    newest = np.argsort(posts["local"].to_numpy().astype(np.int64), kind="stable")[::-1]
    if filters.sort == "kind":
        keys = np.unique(posts["kind"].to_numpy(dtype=str), return_inverse=True)[1].astype(np.float64)
    elif filters.sort == "local":
        keys = posts["local"].to_numpy().astype(np.float64)
    else:
        keys = posts[filters.sort].to_numpy(dtype=np.float64)
    keys = keys[newest]
    return newest[np.argsort(-keys if filters.order == "desc" else keys, kind="stable")]


def _bounds(
    one: Callable[[str], str],
    name: str,
    kind: Kind,
    typed: dict[str, str],
    problems: dict[str, str],
) -> tuple[float | None, float | None] | None:
    least, most = (_bound(one(f"{name}_{end}"), f"{name}_{end}", kind, typed, problems) for end in ("min", "max"))
    if least is not None and most is not None and least > most:
        problems[f"{name}_max"] = N_("The most is less than the least: swap them.")
        return None
    return None if least is None and most is None else (least, most)


def _bound(text: str, where: str, kind: Kind, typed: dict[str, str], problems: dict[str, str]) -> float | None:
    if not text:
        return None
    typed[where] = text[:40]
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").removesuffix("%").replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        value = math.nan
    if not 0 <= value <= MOST:
        problems[where] = N_("Write a number like 1500 or 2.5, or leave it empty.")
        return None
    return value / PERCENT if kind == "fraction" else value


def _rubric(text: str) -> int:
    return 0 if text == NONE else _whole(text) or -1


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0  # noqa: PLR2004 - fits an id
