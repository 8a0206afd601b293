"""What a page's audience did over a period. Unknown is NaN or None, never 0; a gap is never filled or spread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from promo.analytics.periods import Group, Period

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
IntArray = np.ndarray[Any, np.dtype[np.int64]]
BoolArray = np.ndarray[Any, np.dtype[np.bool_]]
EPOCH = date(1970, 1, 1)
MONDAY = 3
"""1 January 1970 was a Thursday: three days after a Monday."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The last known follower count on or before the day ahead of a period."""

    day: date
    followers: int


@dataclass(frozen=True, slots=True)
class Growth:
    """Followers at a period's end, and its growth.

    ``followers`` is ``None`` when nothing was counted in the period. ``baseline`` is ``None`` when nothing was counted
    before it: then net and rate are unknown, which is not the same as zero. ``day`` is that of the last count.
    """

    followers: int | None
    day: date | None
    baseline: Baseline | None

    @property
    def net(self) -> int | None:
        """Followers at the end less the baseline, ``None`` without either."""
        if self.followers is None or self.baseline is None:
            return None
        return self.followers - self.baseline.followers

    @property
    def rate(self) -> float | None:
        """Net growth ÷ baseline as a fraction, ``None`` without either or from a baseline of 0."""
        if self.net is None or self.baseline is None or not self.baseline.followers:
            return None
        return self.net / self.baseline.followers


def daily(days: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return one row a day of ``period``, days without a count as NaN.

    ``days``: what was seen of one page, one row a day in any order, columns ``day``, ``followers``, ``following``,
    ``posts_count`` (rows outside of the period are left out). Columns: ``followers``, ``following``, ``posts_count``,
    float; the index is named ``day``.
    """
    index = calendar_days(period)
    place = day_numbers(days["day"]) - int(_number(period.start))
    inside = (place >= 0) & (place < period.days)
    columns = {}
    for name in ("followers", "following", "posts_count"):
        values = np.full(period.days, np.nan)
        values[place[inside]] = days[name].to_numpy(dtype=np.float64)[inside]
        columns[name] = values
    return pd.DataFrame(columns, index=index, copy=False)


def growth(days: pd.DataFrame, baseline: Baseline | None) -> Growth:
    """Return the growth over the days of a `daily` frame. Net growth is the last count less ``baseline``."""
    followers = days["followers"].to_numpy()
    seen = np.flatnonzero(~np.isnan(followers))
    if not len(seen):
        return Growth(None, None, baseline)
    last = int(seen[-1])
    return Growth(int(followers[last]), days.index[last].date(), baseline)


def baseline_within(days: pd.DataFrame, before: date) -> Baseline | None:
    """Return the last known count among ``days`` (columns ``day``, ``followers``) on a day before ``before``."""
    numbers, followers = day_numbers(days["day"]), days["followers"].to_numpy(dtype=np.float64)
    usable = np.flatnonzero(~np.isnan(followers) & (numbers < _number(before)))
    if not len(usable):
        return None
    last = usable[np.argmax(numbers[usable])]
    return Baseline(_date(numbers[last]), int(followers[last]))


def daily_net(days: pd.DataFrame, baseline: Baseline | None) -> pd.DataFrame:
    """Return the gain or loss seen on each day of a `daily` frame.

    Columns: ``net`` (NaN: no count that day, or none before) and ``over``, the days since the count before (NaN
    likewise). A gain over a gap belongs to the day it was seen on, ``over`` then is more than 1: it is not spread.
    """
    followers = days["followers"].to_numpy()
    net, over = np.full(len(days), np.nan), np.full(len(days), np.nan)
    seen = np.flatnonzero(~np.isnan(followers))
    if len(seen):
        before = -1 if baseline is None else _number(baseline.day) - int(day_numbers(days.index[:1])[0])
        level = np.nan if baseline is None else float(baseline.followers)
        net[seen] = np.diff(followers[seen], prepend=level)
        over[seen] = np.diff(seen, prepend=before)
        over[np.isnan(net)] = np.nan
    return pd.DataFrame({"net": net, "over": over}, index=days.index, copy=False)


def growth_since_start(days: pd.DataFrame, baseline: Baseline | None) -> pd.Series[float]:
    """Return each day's followers ÷ ``baseline``, less 1, as a fraction; without one from the first count.

    NaN where nothing was counted, everywhere when the start is 0.
    """
    followers = days["followers"].to_numpy()
    seen = followers[~np.isnan(followers)]
    start = float(baseline.followers) if baseline else float(seen[0]) if len(seen) else 0.0
    values = followers / start - 1 if start else np.full(len(followers), np.nan)
    return pd.Series(values, index=days.index, copy=False)


def posts_by_day(post_days: pd.Series[Any], period: Period, known: Period | None) -> pd.Series[float]:
    """Return the number of posts published on each day of ``period``, NaN on days outside of ``known``.

    ``post_days`` are the days of publication of one page; ``known`` is when its posts were being read.
    """
    place = day_numbers(post_days) - _number(period.start)
    inside = place[(place >= 0) & (place < period.days)]
    counts = np.bincount(inside, minlength=period.days).astype(np.float64)
    if known is None:
        counts[:] = np.nan
    else:
        first, last = _number(known.start) - _number(period.start), _number(known.end) - _number(period.start)
        counts[: max(first, 0)] = np.nan
        counts[max(last + 1, 0) :] = np.nan
    return pd.Series(counts, index=calendar_days(period), copy=False)


def table(days: pd.DataFrame, posts: pd.Series[float], baseline: Baseline | None, group: Group) -> pd.DataFrame:
    """Return the rows of a growth table by ``group``: days, ISO weeks or calendar months, oldest first.

    ``days`` as from `daily`, ``posts`` as from `posts_by_day`. Columns: ``start`` and ``end`` (the group's days within
    the period), ``whole`` (whether that is all of it), ``followers``, ``following``, ``posts_count`` (the last known in
    the group), ``net``, ``over`` (days between the two counts that ``net`` compares), ``spans`` (whether these reach
    back before the group), ``rate`` (net ÷ the count before) and ``posts`` (known of all its days, else NaN).
    """
    numbers = day_numbers(days.index)
    groups, first, last = _groups(numbers, group)
    seen = _last_seen(days["followers"].to_numpy(), groups, len(first))
    level, level_day = _levels(days["followers"].to_numpy(), numbers, seen)
    before, before_day = _shifted(level, level_day, baseline)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = (level - before) / before
    rate[before == 0] = np.nan
    over = level_day - before_day
    columns: dict[str, Any] = {
        "start": _moments(numbers[first]),
        "end": _moments(numbers[last]),
        "whole": _whole(numbers[first], numbers[last], group),
        "followers": level,
        "net": level - before,
        "over": over,
        "spans": before_day < numbers[first] - 1,
        "rate": rate,
        "posts": np.add.reduceat(posts.to_numpy(), first),
    }
    for name in ("following", "posts_count"):
        values = days[name].to_numpy()
        columns[name] = _levels(values, numbers, _last_seen(values, groups, len(first)))[0]
    return pd.DataFrame(columns, copy=False)


def calendar_days(period: Period) -> pd.DatetimeIndex:
    """Return all days of ``period`` as an index named ``day``."""
    start = _number(period.start)
    return pd.DatetimeIndex(_moments(np.arange(start, start + period.days)), name="day")


def day_numbers(days: pd.Series[Any] | pd.Index[Any]) -> IntArray:
    """Return ``days`` as numbers of days since 1970."""
    return days.to_numpy().astype("datetime64[D]").astype(np.int64)


def _number(day: date) -> int:
    return (day - EPOCH).days


def _date(number: int) -> date:
    return EPOCH + timedelta(days=int(number))


def _moments(numbers: IntArray) -> np.ndarray[Any, Any]:
    return numbers.astype("datetime64[D]").astype("datetime64[s]")


def _groups(numbers: IntArray, group: Group) -> tuple[IntArray, IntArray, IntArray]:
    """Return each day's group, and of each group the first and the last place."""
    keys = group_keys(numbers, group)
    starts = np.concatenate(([0], np.flatnonzero(np.diff(keys)) + 1))
    ends = np.concatenate((starts[1:] - 1, [len(keys) - 1]))
    return np.repeat(np.arange(len(starts)), ends - starts + 1), starts, ends


def group_keys(numbers: IntArray, group: Group) -> IntArray:
    """Return a number for each day that tells its ISO week (or month, or day) from all others, ascending."""
    if group == "week":
        return (numbers + MONDAY) // 7
    if group == "month":
        return numbers.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return numbers


def _whole(first: IntArray, last: IntArray, group: Group) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return whether the days before and after belong to other groups."""
    here = group_keys(first, group)
    whole: np.ndarray[Any, np.dtype[np.bool_]] = np.not_equal(group_keys(first - 1, group), here)
    return whole & np.not_equal(group_keys(last + 1, group), here)


def _last_seen(values: FloatArray, groups: IntArray, count: int) -> IntArray:
    """Return the place of each group's last known value, -1 where there is none."""
    known = np.flatnonzero(~np.isnan(values))
    last = np.full(count, -1)
    last[groups[known]] = known  # of equal places numpy keeps what was assigned last
    return last


def _levels(values: FloatArray, numbers: IntArray, seen: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return each group's last known value and its day, NaN where there is none."""
    missing = seen < 0
    return np.where(missing, np.nan, values[seen]), np.where(missing, np.nan, numbers[seen].astype(np.float64))


def _shifted(level: FloatArray, day: FloatArray, baseline: Baseline | None) -> tuple[FloatArray, FloatArray]:
    """Return the last known value (and its day) ahead of each group."""
    start = (np.nan, np.nan) if baseline is None else (float(baseline.followers), float(_number(baseline.day)))
    known = np.where(np.isnan(level), -1, np.arange(len(level)))
    latest = np.concatenate(([-1], np.maximum.accumulate(known)[:-1]))
    none = latest < 0
    return np.where(none, start[0], level[latest]), np.where(none, start[1], day[latest])
