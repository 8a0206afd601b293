"""What was planned beside what was published: how many, how punctual, and how it did by rubric and kind.

A group is told against the usual by the median of its posts' rates, each ÷ the usual of its own page, with the interval
of `promo.analytics.content`: it holds the true median in at least 9 of 10 cases, and needs as many posts as that says.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING

from promo.analytics.content import ENOUGH, rank

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from promo.analytics.engagement import Average

PUNCTUAL_MINUTES = 15
LATE_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the period.

    ``published_at`` is ``None`` while it is not published; ``is_seen`` says that a post shows it, not only a person's
    word; ``is_due`` that it should have been seen by now. Of its post, where known: ``likes``, the engagement rate
    ``er`` (a fraction), and ``ratio``: that ÷ the usual of its page.
    """

    id: int
    kind: str
    rubric: str | None
    planned_at: datetime
    published_at: datetime | None
    is_seen: bool
    is_due: bool
    likes: float | None = None
    er: float | None = None
    ratio: float | None = None

    @property
    def late(self) -> timedelta | None:
        """How much later than planned its post came; unknown without a post."""
        return self.published_at - self.planned_at if self.published_at and self.is_seen else None

    @property
    def is_missed(self) -> bool:
        """Whether it should have been seen by now and was not."""
        return self.is_due and self.published_at is None


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts of a period's items, and how punctual those were whose post was ``seen``.

    ``ahead`` are not published and still have time. The shares are fractions, the median ``delay`` is in minutes;
    ``None`` where no post was seen.
    """

    planned: int
    published: int
    seen: int
    missed: int
    ahead: int
    within_quarter: float | None
    within_hour: float | None
    delay: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """The items of a rubric or kind: counts, and the results of the posts that they became.

    ``likes`` is a median. ``er`` is the average of the ``counted`` posts' rates. ``difference`` is the median of their
    ratios to the usual less 1, over ``compared`` posts, ``low`` … ``high`` its interval; each ``None`` where unknown.
    """

    key: Hashable
    planned: int
    published: int
    missed: int
    counted: int
    likes: float | None
    er: float | None
    compared: int
    difference: float | None
    low: float | None
    high: float | None

    @property
    def too_few(self) -> bool:
        """Whether there are too few posts to say anything."""
        return self.compared < ENOUGH

    @property
    def differs(self) -> bool:
        """Whether the interval excludes no difference."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def facts(entries: Sequence[Entry]) -> Facts:
    """Return the counts and the punctuality of the items of a period."""
    delays = [late.total_seconds() / 60 for one in entries if (late := one.late) is not None]
    return Facts(
        planned=len(entries),
        published=sum(one.published_at is not None for one in entries),
        seen=len(delays),
        missed=sum(one.is_missed for one in entries),
        ahead=sum(not one.is_due and one.published_at is None for one in entries),
        within_quarter=_share(delays, PUNCTUAL_MINUTES),
        within_hour=_share(delays, LATE_MINUTES),
        delay=median(delays) if delays else None,
    )


def usual(rates: Mapping[int, Sequence[float]]) -> dict[int, float]:
    """Return the median rate of each page that has enough known ``rates`` (fractions) to speak of one, and not zero."""
    found = {page: median(theirs) for page, theirs in rates.items() if len(theirs) >= ENOUGH}
    return {page: rate for page, rate in found.items() if rate > 0}


def groups(entries: Iterable[Entry], key: Callable[[Entry], Hashable], average: Average = "median") -> list[Group]:
    """Return the groups of ``entries`` by ``key``, the largest first."""
    members: dict[Hashable, list[Entry]] = {}
    for one in entries:
        members.setdefault(key(one), []).append(one)
    found = [_group(name, theirs, average) for name, theirs in members.items()]
    return sorted(found, key=lambda one: (-one.planned, str(one.key)))


def _group(key: Hashable, entries: Sequence[Entry], average: Average) -> Group:
    rates = [one.er for one in entries if one.er is not None]
    ratios = sorted(one.ratio for one in entries if one.ratio is not None)
    likes = [one.likes for one in entries if one.likes is not None]
    place = rank(len(ratios))
    return Group(
        key=key,
        planned=len(entries),
        published=sum(one.published_at is not None for one in entries),
        missed=sum(one.is_missed for one in entries),
        counted=len(rates),
        likes=median(likes) if likes else None,
        er=(median if average == "median" else fmean)(rates) if rates else None,
        compared=len(ratios),
        difference=median(ratios) - 1 if place else None,
        low=ratios[place - 1] - 1 if place else None,
        high=ratios[-place] - 1 if place else None,
    )


def _share(delays: Sequence[float], minutes: int) -> float | None:
    return sum(abs(delay) <= minutes for delay in delays) / len(delays) if delays else None
