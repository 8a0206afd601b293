"""A client's figures from those of its pages: counts by day in, figures out; unknown is ``None``.

The definitions are those of `promo.analytics.metrics`; here several pages make one client.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Series:
    """A page's known followers by day, ``days`` ascending; what is unknown is absent."""

    days: tuple[date, ...]
    followers: tuple[int, ...]

    def at(self, end: date, start: date | None = None) -> tuple[date, int] | None:
        """Return the last observation on or before ``end`` (and not before ``start``)."""
        for index in range(len(self.days) - 1, -1, -1):
            day = self.days[index]
            if start is not None and day < start:
                return None
            if day <= end:
                return day, self.followers[index]
        return None

    @cached_property
    def by_day(self) -> dict[date, int]:
        """The counts by day."""
        return dict(zip(self.days, self.followers, strict=True))


@dataclass(frozen=True, slots=True)
class Total:
    """Followers of all pages of a client together, on the newest ``day`` on which each of them was seen."""

    day: date
    followers: int


@dataclass(frozen=True, slots=True)
class Growth:
    """Net growth of ``counted`` pages out of ``pages``; both figures are ``None`` without a baseline."""

    net: int | None
    rate: float | None
    counted: int
    pages: int

    @property
    def partial(self) -> bool:
        """Whether some pages could not be counted."""
        return 0 < self.counted < self.pages


@dataclass(frozen=True, slots=True)
class PublishedPost:
    """What an engagement rate needs of a post; ``day`` is the client's."""

    page_id: int
    day: date
    likes: int | None
    comments: int | None
    likes_hidden: bool | None


def last_complete_day(series: Iterable[Series], today: date) -> date:
    """Return yesterday, or today where nothing older than today is known."""
    first = min((one.days[0] for one in series if one.days), default=None)
    return today if first is not None and first >= today else today - DAY


def totals(series: Sequence[Series], days: Sequence[date]) -> list[int | None]:
    """Return for each of ``days`` the followers of all pages together; ``None`` unless each was seen that day."""
    counts = [one.by_day for one in series]
    if not counts:
        return [None] * len(days)
    found: list[int | None] = []
    for day in days:
        seen = [count[day] for count in counts if day in count]
        found.append(sum(seen) if len(seen) == len(counts) else None)
    return found


def latest_total(series: Sequence[Series], end: date) -> Total | None:
    """Return the followers of all pages on the newest day until ``end`` on which each was seen."""
    if not series:
        return None
    shared = set(series[0].days).intersection(*(one.days for one in series[1:]))
    day = max((day for day in shared if day <= end), default=None)
    return None if day is None else Total(day, sum(one.by_day[day] for one in series))


def growth(series: Sequence[Series], start: date, end: date) -> Growth:
    """Return the net growth from ``start`` to ``end``, both included, and its rate.

    A page's net growth is its last count within the period less its last count before it; a page without either is not
    counted. The rate is the sum of the net growth over the sum of those counts before.
    """
    net = base = counted = 0
    for one in series:
        last, before = one.at(end, start), one.at(start - DAY)
        if last is not None and before is not None:
            net, base, counted = net + last[1] - before[1], base + before[1], counted + 1
    if not counted:
        return Growth(None, None, 0, len(series))
    return Growth(net, net / base if base else None, counted, len(series))


def engagement_rate(
    posts: Iterable[PublishedPost], series: Mapping[int, Series], start: date, end: date
) -> float | None:
    """Return the median of ER per post over the posts published from ``start`` to ``end``.

    ER of a post: (likes + comments) ÷ followers of its page on the day of publication. Posts with hidden or unknown
    likes or comments, and those of a day without a count of followers, are left out.
    """
    followers = {page_id: one.by_day for page_id, one in series.items()}
    rates = []
    for post in posts:
        if not start <= post.day <= end or post.likes is None or post.comments is None or post.likes_hidden:
            continue
        count = followers.get(post.page_id, {}).get(post.day)
        if count:
            rates.append((post.likes + post.comments) / count)
    return median(rates) if rates else None


def published(posts: Iterable[PublishedPost], start: date, end: date) -> int:
    """Return how many posts were published from ``start`` to ``end``, both included."""
    return sum(start <= post.day <= end for post in posts)
