"""A client's figures from those of its pages: counts by day in, figures out; unknown is ``None``.

The definitions are those of `promo.analytics.metrics`; here several pages make one client.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from statistics import fmean, median
from typing import TYPE_CHECKING, NamedTuple

from promo.analytics.engagement import Engagement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from promo.analytics.engagement import Variant
    from promo.analytics.periods import Period

DAY = timedelta(days=1)
NOTHING: Mapping[date, int] = {}


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


class PublishedPost(NamedTuple):
    """What an engagement rate needs of a post; ``day`` is the client's. ``paid``: a campaign bought reach for it."""

    page_id: int
    day: date
    likes: int | None
    comments: int | None
    likes_hidden: bool | None
    views: int | None = None
    paid: bool = False


def last_complete_day(series: Iterable[Series], today: date) -> date:
    """Return yesterday, or today where nothing older than today is known."""
    first = min((one.days[0] for one in series if one.days), default=None)
    return today if first is not None and first >= today else today - DAY


def totals(series: Sequence[Series], days: Sequence[date]) -> list[int | None]:
    """Return for each of ``days`` the followers of all pages together; ``None`` unless each was seen that day."""
    counts = [one.by_day for one in series]
    if not counts:
        return [None] * len(days)
    shared = set(days).intersection(*counts)
    return [sum([count[day] for count in counts]) if day in shared else None for day in days]


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


def engagement(
    posts: Iterable[PublishedPost],
    series: Mapping[int, Series],
    period: Period,
    *,
    variant: Variant = "followers",
    known: Period | None = None,
) -> Engagement:
    """Return the engagement of the posts of ``period`` on all pages: as `promo.analytics.engagement`, without frames.

    By day, it is that of ``known``, the days of the period whose posts are known on every page: all reactions ÷ the sum
    of the pages' mean followers ÷ days. Pages without a count in these days are left out, and their posts with them.
    """
    followers = {page_id: one.by_day for page_id, one in series.items()}
    means = _mean_followers(series, known) if variant == "daily" and known else {}
    rates: list[float] = []
    seen = hidden = unknown = counted = reactions = 0
    for post in posts:
        if not period.start <= post.day <= period.end:
            continue
        seen += 1
        if post.likes_hidden:
            hidden += 1
            continue
        if post.likes is None or post.comments is None:
            unknown += 1
            continue
        count = post.likes + post.comments
        base = post.views if variant == "views" else followers.get(post.page_id, NOTHING).get(post.day)
        if base:
            rates.append(count / base)
        if variant == "daily" and known and post.page_id in means and post.day in known:
            counted, reactions = counted + 1, reactions + count
    counted = counted if variant == "daily" else len(rates)
    without = seen - hidden - unknown - counted
    return Engagement(
        posts=seen,
        counted=counted,
        hidden=hidden,
        unknown=unknown,
        without_followers=0 if variant == "views" else without,
        without_views=without if variant == "views" else 0,
        median=median(rates) if rates else None,
        mean=fmean(rates) if rates else None,
        daily=reactions / sum(means.values()) / known.days if known and means and counted else None,
    )


def unpaid(
    posts: Iterable[PublishedPost],
    series: Mapping[int, Series],
    period: Period,
    *,
    variant: Variant = "followers",
    known: Period | None = None,
) -> Engagement | None:
    """Return the `engagement` without paid posts; ``None`` where none of the period's posts is paid."""
    every = list(posts)
    if not any(post.paid and post.day in period for post in every):
        return None
    return engagement((post for post in every if not post.paid), series, period, variant=variant, known=known)


def _mean_followers(series: Mapping[int, Series], period: Period) -> dict[int, float]:
    """Return the mean of each page's daily counts in ``period``; without pages that have none but 0."""
    means = {}
    for page_id, one in series.items():
        counts = [count for day, count in zip(one.days, one.followers, strict=True) if day in period]
        if any(counts):
            means[page_id] = fmean(counts)
    return means


def published(posts: Iterable[PublishedPost], start: date, end: date) -> int:
    """Return how many posts were published from ``start`` to ``end``, both included."""
    return sum(start <= post.day <= end for post in posts)
