"""Several pages over one period, all at once: arrays have a row a page and a column a day. Unknown is NaN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from promo.analytics.growth import day_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from promo.analytics.growth import FloatArray, IntArray
    from promo.analytics.periods import Period

WEEK = 7
START = 100.0
"""What a growth index begins with."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Followers of pages (rows, in the order of ``page_ids``) on each day (columns) from day number ``first`` on.

    ``base`` is each page's last count before that, ``base_day`` its day number.
    """

    page_ids: IntArray
    first: int
    followers: FloatArray
    base: FloatArray
    base_day: FloatArray


def counts(days: pd.DataFrame, page_ids: Sequence[int], start: date, end: date) -> Counts:
    """Return the counts from ``start`` to ``end``. ``days``: ``page_id``, ``day``, ``followers``, in any order.

    Of the rows before ``start`` the last known one of each page is its base; those of other pages are left out.
    """
    ids = np.asarray(page_ids, dtype=np.int64)
    first, width = number(start), number(end) - number(start) + 1
    followers = days["followers"].to_numpy(dtype=np.float64)
    rows, offsets = places(days["page_id"].to_numpy(), ids), day_numbers(days["day"]) - first
    usable = (rows >= 0) & (offsets < width) & ~np.isnan(followers)
    rows, offsets, followers = rows[usable], offsets[usable], followers[usable]
    made = np.full((len(ids), width), np.nan)
    inside = offsets >= 0
    made[rows[inside], offsets[inside]] = followers[inside]
    base, base_day = np.full(len(ids), np.nan), np.full(len(ids), np.nan)
    before = np.flatnonzero(~inside)
    before = before[np.argsort(offsets[before], kind="stable")]  # of one page the last assigned stays
    base[rows[before]], base_day[rows[before]] = followers[before], offsets[before] + first
    return Counts(ids, first, made, base, base_day)


def within(known: Counts, period: Period) -> Counts:
    """Return the counts of ``period``, which lies within ``known``; the base is the last count before it."""
    left = number(period.start) - known.first
    last, place = _last(known.followers[:, :left])
    none = place < 0
    return Counts(
        page_ids=known.page_ids,
        first=known.first + left,
        followers=known.followers[:, left : left + period.days],
        base=np.where(none, known.base, last),
        base_day=np.where(none, known.base_day, place + known.first),
    )


def growth(known: Counts) -> pd.DataFrame:
    """Return a row a page: ``followers`` (the last count of the period), ``day`` (its number), ``net``, ``rate``.

    As `promo.analytics.growth.growth`: net is the last count less the base, rate is net ÷ base. NaN where unknown.
    """
    level, place = _last(known.followers)
    net = level - known.base
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(known.base > 0, net / known.base, np.nan)
    day = np.where(place < 0, np.nan, place + known.first)
    columns = {"followers": level, "day": day, "net": net, "rate": rate}
    return pd.DataFrame(columns, index=pd.Index(known.page_ids, name="page_id"), copy=False)


def indexed(known: Counts) -> FloatArray:
    """Return followers ÷ the base * 100; of a page without a base, ÷ its first count of the period.

    Gaps stay gaps; a page that begins with 0 has no index.
    """
    seen = ~np.isnan(known.followers)
    first = known.followers[np.arange(len(seen)), seen.argmax(axis=1)] if seen.size else np.full(len(seen), np.nan)
    start = np.where(np.isnan(known.base), first, known.base)
    start = np.where(start > 0, start, np.nan)
    made: FloatArray = known.followers / start[:, None] * START
    return made


def median_line(values: FloatArray) -> tuple[FloatArray, IntArray]:
    """Return the median of each day over the pages known that day (NaN without one), and how many these are."""
    known = (~np.isnan(values)).sum(axis=0)
    if not len(values):
        return np.full(values.shape[1], np.nan), known
    ranked = np.sort(values, axis=0)  # NaN last
    days = np.arange(values.shape[1])
    low, high = ranked[np.maximum(known - 1, 0) // 2, days], ranked[np.minimum(known // 2, len(values) - 1), days]
    return np.where(known > 0, (low + high) / 2, np.nan), known


def followers_on(known: Counts, rows: IntArray, days: IntArray) -> FloatArray:
    """Return the followers of the pages in ``rows`` on the day numbers ``days``; NaN outside of what is known."""
    offsets = days - known.first
    inside = (offsets >= 0) & (offsets < known.followers.shape[1]) & (rows >= 0)
    found = np.full(len(rows), np.nan)
    found[inside] = known.followers[rows[inside], offsets[inside]]
    return found


def medians(rows: IntArray, values: FloatArray, pages: int) -> tuple[FloatArray, IntArray]:
    """Return the median of ``values`` in each of ``pages`` rows (NaN without any), and of how many known ones."""
    usable = ~np.isnan(values)
    rows, values = rows[usable], values[usable]
    ranked = values[np.lexsort((values, rows))]
    size = np.bincount(rows, minlength=pages)
    start = np.cumsum(size) - size
    made = np.full(pages, np.nan)
    some = np.flatnonzero(size)
    low, high = start[some] + (size[some] - 1) // 2, start[some] + size[some] // 2
    made[some] = (ranked[low] + ranked[high]) / 2
    return made, size


def cadence(rows: IntArray, days: IntArray, known: FloatArray, period: Period) -> pd.DataFrame:
    """Return a row a page: ``posts``, ``days`` (those on which posts were known of), ``per_week``, ``silence``.

    ``rows`` and ``days`` say to which page and day number each post belongs; ``known`` has for each page the first and
    the last day number on which posts were read (NaN: never). Per week is posts ÷ these days * 7; silence is the most
    days in a row without a post. NaN without known days.
    """
    first, pages = number(period.start), len(known)
    place = days - first
    inside = (place >= 0) & (place < period.days)
    found = np.bincount(rows[inside] * period.days + place[inside], minlength=pages * period.days)
    found = found.reshape(pages, period.days)
    day = np.arange(first, first + period.days)
    told = (day >= known[:, :1]) & (day <= known[:, 1:])
    width = told.sum(axis=1)
    posts = np.where(width > 0, np.where(told, found, 0).sum(axis=1), np.nan)
    silent = told & (found == 0)
    step = np.arange(1, period.days + 1)
    runs = np.where(silent, step - np.maximum.accumulate(np.where(silent, 0, step), axis=1), 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {
            "posts": posts,
            "days": width.astype(np.float64),
            "per_week": posts / width * WEEK,
            "silence": np.where(width > 0, runs.max(axis=1), np.nan),
        }
    return pd.DataFrame(columns, copy=False)


def shares(values: FloatArray) -> FloatArray:
    """Return each of ``values`` ÷ the sum of the known ones; NaN where unknown, or where all is 0."""
    total = np.nansum(values)
    return values / total if total > 0 else np.full(len(values), np.nan)


def sums(rows: IntArray, values: FloatArray, pages: int) -> FloatArray:
    """Return the sum of the known ``values`` in each of ``pages`` rows, NaN without any."""
    usable = ~np.isnan(values)
    total = np.bincount(rows[usable], weights=values[usable], minlength=pages)
    return np.where(np.bincount(rows[usable], minlength=pages) > 0, total, np.nan)


def kinds(rows: IntArray, names: Sequence[Any], pages: int) -> pd.DataFrame:
    """Return how many posts of each kind (columns, the most frequent first) each page (rows) has."""
    codes, known = pd.factorize(np.asarray(names, dtype=object), sort=True)
    made = np.bincount(rows * len(known) + codes, minlength=pages * len(known)).reshape(pages, len(known))
    order = np.argsort(-made.sum(axis=0), kind="stable")
    return pd.DataFrame(made[:, order], columns=[str(known[place]) for place in order])


def ranking(values: FloatArray, *, descending: bool = True) -> IntArray:
    """Return the places of ``values`` in order; unknown ones last either way, equal ones as they stand."""
    order: IntArray = np.argsort(-values if descending else values, kind="stable")
    return order


def places(wanted: IntArray, page_ids: IntArray) -> IntArray:
    """Return where each of ``wanted`` stands in ``page_ids``, -1 where it does not."""
    if not len(page_ids):
        return np.full(len(wanted), -1)
    order = np.argsort(page_ids)
    found = order[np.minimum(np.searchsorted(page_ids[order], wanted), len(page_ids) - 1)]
    return np.where(page_ids[found] == wanted, found, -1)


def number(day: date) -> int:
    """Return ``day`` as a number of days since 1970."""
    return int(np.datetime64(day, "D").astype(np.int64))


def _last(values: FloatArray) -> tuple[FloatArray, IntArray]:
    """Return the last known value of each row (NaN) and its column (-1)."""
    seen = ~np.isnan(values)
    if not seen.size:
        return np.full(len(values), np.nan), np.full(len(values), -1)
    place = np.where(seen.any(axis=1), seen.shape[1] - 1 - seen[:, ::-1].argmax(axis=1), -1)
    return np.where(place < 0, np.nan, values[np.arange(len(values)), place]), place
