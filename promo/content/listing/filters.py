"""What the list of posts may be narrowed to and sorted by, read from its address. Pure: no request, no database.

What cannot be used becomes a problem beside its field, and what was typed stays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

Kind = Literal["count", "fraction", "day"]
PAID = {"yes": True, "no": False}
NONE = "none"
"""Stands for “no rubric” among the rubrics."""
MOST = 10**15
PERCENT = 100
LONGEST = 200
"""Characters of a search."""
EPOCH = date(1970, 1, 1)
NOT_A_NUMBER = N_("Write a number like 1500 or 2.5, or leave it empty.")
NOT_A_DAY = N_("Write a day like 2026-10-01, or leave it empty.")
SWAPPED = N_("The most is less than the least: swap them.")
UNKNOWN_KIND = N_("An unknown kind of post in the address was left out.")
UNKNOWN_PAID = N_("Posts are paid or not: another word in the address was left out.")
UNKNOWN_SORT = N_("The list cannot be sorted by that, so the newest posts come first.")


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
    "day": "day",
    "likes": "count",
    "comments": "count",
    "views": "count",
    "reactions": "count",
    "er": "fraction",
    "love": "fraction",
    "talk": "fraction",
    "caption_length": "count",
}
"""The columns with a least and a most; fractions are typed in percent, days like 2026-10-01."""
SORTS = ("local", "kind", "caption", *(name for name in NUMERIC if name != "day"))
KINDS = ("image", "carousel", "reel", "video")


@dataclass(frozen=True, slots=True)
class Filters:
    """How the list is narrowed and sorted. ``typed`` holds the bounds as they were typed, by field.

    ``bounds`` are (least, most) by column, ``None``: open; ``rubrics`` are ids, 0 for posts without any; ``paid`` is
    ``None`` for all, and ``campaigns`` are ids.
    ``problems`` are message ids by field.
    """

    search: str = ""
    kinds: tuple[str, ...] = ()
    rubrics: tuple[int, ...] = ()
    paid: bool | None = None
    campaigns: tuple[int, ...] = ()
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
        by_campaign = self.paid is not None or self.campaigns
        return bool(self.search or self.kinds or self.rubrics or self.bounds or by_campaign)


def read(query: Mapping[str, Sequence[str]]) -> Filters:
    """Return the filters in an address's query (each name with all its values)."""
    one = {name: (values[0] if values else "").strip() for name, values in query.items()}
    typed: dict[str, str] = {}
    problems: dict[str, str] = {}
    sort = one.get("sort", "")
    if sort and sort not in SORTS:
        problems["sort"] = UNKNOWN_SORT
    return Filters(
        search=one.get("q", "")[:LONGEST],
        kinds=_kinds(query.get("kind", ()), problems),
        rubrics=tuple(sorted({_rubric(text.strip()) for text in query.get("rubric", ()) if text.strip()} - {-1})),
        paid=_paid(one.get("paid", ""), problems),
        campaigns=tuple(sorted({_whole(text.strip()) for text in query.get("campaign", ())} - {0})),
        bounds={name: found for name, kind in NUMERIC.items() if (found := _bounds(one, name, kind, typed, problems))},
        sort=sort if sort in SORTS else "local",
        order="asc" if one.get("order") == "asc" else "desc",
        page=max(_whole(one.get("page", "")), 1),
        view="grid" if one.get("view") == "grid" else "table",
        typed=typed,
        problems=problems,
    )


def matching(posts: pd.DataFrame, filters: Filters) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which of ``posts`` the filters let through.

    These are as `promo.content.reading.posts_frame` gives them, with ``paid`` (bool) and ``campaigns`` (lists of ids).

    A bound leaves out posts whose value is unknown: it is neither less nor more. Rates count as they are shown.
    """
    wanted = np.ones(len(posts), dtype=bool)
    for name, (least, most) in filters.bounds.items():
        values = _comparable(posts, name)
        with np.errstate(invalid="ignore"):
            wanted &= (values >= (-math.inf if least is None else least)) & (
                values <= (math.inf if most is None else most)
            )
    if filters.kinds:
        wanted &= np.isin(posts["kind"].to_numpy(dtype=str), filters.kinds)
    if filters.rubrics:
        any_of = set(filters.rubrics)
        wanted &= np.fromiter((not any_of.isdisjoint(given or (0,)) for given in posts["rubrics"]), bool, len(posts))
    if filters.paid is not None:
        wanted &= posts["paid"].to_numpy(dtype=bool) == filters.paid
    if filters.campaigns:
        these = set(filters.campaigns)
        wanted &= np.fromiter((not these.isdisjoint(given) for given in posts["campaigns"]), bool, len(posts))
    if filters.search:
        words = plain(filters.search).split()
        captions = (plain(caption) for caption in posts["caption"])
        wanted &= np.fromiter((all(word in caption for word in words) for caption in captions), bool, len(posts))
    return wanted


def ordered(posts: pd.DataFrame, filters: Filters) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the places of ``posts`` in order: equal ones newest first, unknown values last whatever the order.

    The order does not depend on that of the rows: of one moment, the post that was found last stands first.
    """
    if filters.sort in {"kind", "caption"}:
        keys = _ranks([plain(text) for text in posts[filters.sort]])
    else:
        keys = _comparable(posts, filters.sort, exact=True)
    unknown = np.isnan(keys)
    keys = np.where(unknown, 0.0, -keys if filters.order == "desc" else keys)
    newest = -posts["published_at"].to_numpy(dtype="datetime64[s]").astype(np.int64)
    return np.lexsort((-posts["post_id"].to_numpy(), newest, keys, unknown))


def plain(text: str) -> str:
    """Return ``text`` as it is compared: without case, and without the dots of “ё”."""
    return text.casefold().replace("ё", "е")


def _ranks(texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    place = {text: number for number, text in enumerate(sorted(set(texts)))}
    return np.array([place[text] if text.strip() else math.nan for text in texts], dtype=np.float64)


def _comparable(posts: pd.DataFrame, name: str, *, exact: bool = False) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a column as numbers: moments as seconds, days as days since 1970, rates in percent as they are shown."""
    values = posts[name].to_numpy()
    if values.dtype.kind == "M":
        values = values.astype("datetime64[D]" if NUMERIC.get(name) == "day" else "datetime64[s]").astype(np.int64)
    values = values.astype(np.float64)
    return values if exact or NUMERIC.get(name) != "fraction" else np.rint(values * PERCENT * PERCENT) / PERCENT


def _kinds(values: Sequence[str], problems: dict[str, str]) -> tuple[str, ...]:
    asked = {value.strip() for value in values if value.strip()}
    if not asked <= set(KINDS):
        problems["kind"] = UNKNOWN_KIND
    return tuple(kind for kind in KINDS if kind in asked)


def _paid(text: str, problems: dict[str, str]) -> bool | None:
    if text and text not in PAID:
        problems["paid"] = UNKNOWN_PAID
    return PAID.get(text)


def _bounds(
    one: Mapping[str, str], name: str, kind: Kind, typed: dict[str, str], problems: dict[str, str]
) -> tuple[float | None, float | None] | None:
    fields = [f"{name}_{end}" for end in ("min", "max")]
    least, most = (_bound(one.get(field, ""), field, kind, typed, problems) for field in fields)
    if least is not None and most is not None and least > most:
        problems[fields[1]] = SWAPPED
        return None
    return None if least is None and most is None else (least, most)


def _bound(text: str, where: str, kind: Kind, typed: dict[str, str], problems: dict[str, str]) -> float | None:
    if not text:
        return None
    typed[where] = text[:40]
    value = _day(text) if kind == "day" else _number(text)
    if value is None:
        problems[where] = NOT_A_DAY if kind == "day" else NOT_A_NUMBER
    return value


def _day(text: str) -> float | None:
    try:
        return float((date.fromisoformat(text) - EPOCH).days)
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        value = float("".join(text.split()).removesuffix("%").replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value <= MOST else None


def _rubric(text: str) -> int:
    return 0 if text == NONE else _whole(text) or -1


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0  # noqa: PLR2004 - fits an id
