"""A made-up page as the records a collector would have yielded, day by day and post by post."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from collectors.records import PageRecord, PostKind, PostRecord
from promo.clock import zone
from promo.demo import numbers
from promo.demo.words import THEMES
from promo.pages.ladder import LADDER, step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from promo.demo.cast import DemoPage

SOURCE = "demo"
KINDS = (PostKind.IMAGE, PostKind.CAROUSEL, PostKind.REEL, PostKind.VIDEO)
KIND_SHARES = (0.34, 0.28, 0.34, 0.04)
KIND_LIKES = {PostKind.IMAGE: 0.9, PostKind.CAROUSEL: 1.15, PostKind.REEL: 1.1, PostKind.VIDEO: 0.7}
WEEKDAYS = (1.0, 1.05, 1.15, 1.1, 1.05, 0.8, 0.7)
HOURS = (8, 9, 11, 12, 13, 15, 17, 18, 19, 20, 21)
HOUR_SHARES = (0.05, 0.08, 0.08, 0.16, 0.09, 0.06, 0.08, 0.14, 0.14, 0.08, 0.04)
SPEED = ((0.55, 5.0), (0.3, 30.0), (0.15, 220.0))
"""Reactions come as a sum of three ebbing streams: (share, hours)."""
COARSE = tuple(timedelta(hours=hours) for hours in (1, 5, 12, 24, 48, 120, 264, 720, 2100))
"""How old posts were when read, in the time before the last `FINE_DAYS`."""
FINE_DAYS = 95
RENAMED_BACK = 150
PRIVATE_BACK = 60
HIDDEN_BACK = 180
VIRAL_FACTOR = 38


@dataclass(frozen=True)
class PageStory:
    """A page with its number in the cast, the time zone its days are counted in, and the last day that is over."""

    page: DemoPage
    number: int
    time_zone: str
    last_day: date

    @property
    def first_day(self) -> date:
        """The first of the 24 months."""
        return self.last_day - timedelta(days=numbers.DAYS - 1)

    @property
    def instagram_id(self) -> str:
        """Its id, as long as Instagram's."""
        return str(70_100_000_000 + 7919 * self.number)

    def moment(self, day: int, minutes: int) -> datetime:
        """Return the moment ``minutes`` after midnight of day number ``day``, by the page's own clock."""
        wall = datetime.combine(self.first_day + timedelta(days=day), time(minutes // 60, minutes % 60))
        return wall.replace(tzinfo=zone(self.time_zone))

    @property
    def end(self) -> datetime:
        """The last moment at which anything was seen."""
        return self.moment(numbers.DAYS - 1, 21 * 60 + 30)

    @property
    def reading_minutes(self) -> int:
        """Minutes after midnight at which its profile is read."""
        return 45 + (self.number * 397) % (19 * 60)

    @cached_property
    def days_read(self) -> NDArray[np.int64]:
        """The numbers of the days on which it was read."""
        return np.flatnonzero(numbers.gaps(self.page, self.number))

    @property
    def last_read(self) -> datetime:
        """When it was read last."""
        return self.moment(int(self.days_read[-1]), self.reading_minutes)

    @cached_property
    def posts_until(self) -> datetime:
        """When its posts were seen last: before it went private, else when it was read last."""
        if self.page.fate == "private":
            return self.moment(numbers.DAYS - PRIVATE_BACK, 0)
        return self.last_read


def days(story: PageStory, posts_published: NDArray[np.int64]) -> list[PageRecord]:
    """Return the page's profile as it was seen on each day that was read, oldest first.

    ``posts_published`` are the day numbers of its posts.
    """
    page, theme = story.page, THEMES[story.page.about]
    followers = numbers.followers(page, story.number, story.first_day.weekday())
    following = numbers.following(story.number)
    earlier = 40 + 13 * story.number
    made = []
    for day in story.days_read:
        old_name = page.fate == "renamed" and day < numbers.DAYS - RENAMED_BACK
        made.append(
            PageRecord(
                instagram_id=story.instagram_id,
                username=f"old.{page.handle}" if old_name else page.handle,
                captured_at=story.moment(int(day), story.reading_minutes),
                source=SOURCE,
                followers=int(followers[day]),
                following=int(following[day]),
                posts_count=earlier + int(np.searchsorted(posts_published, day)),
                full_name=page.full_name,
                biography=theme.biography,
                external_url=f"https://{page.username.replace('.', '-')}.example/",
                category=theme.category,
                is_verified=page.start > 100_000,  # noqa: PLR2004 - the largest ones
                is_private=page.fate == "private" and day >= numbers.DAYS - PRIVATE_BACK,
                is_business=True,
            )
        )
    return made


def glitch(last: PageRecord) -> PageRecord:
    """Return what Instagram showed an hour after ``last``: no followers at all."""
    return replace(last, captured_at=last.captured_at + timedelta(hours=1), followers=0)


def post_days(story: PageStory, count: int) -> NDArray[np.int64]:
    """Return the day numbers of ``count`` posts, in order; a day may hold several."""
    rng = numbers.generator(story.number, 4)
    first, last = int(story.days_read[0]), int(story.days_read[-1])
    if story.page.fate == "private":
        last = numbers.DAYS - PRIVATE_BACK - 1
    choice = np.arange(first, last + 1)
    weights = np.array([WEEKDAYS[(story.first_day.weekday() + day) % 7] for day in choice])
    picked = rng.choice(choice, count, replace=count > len(choice), p=weights / weights.sum())
    return np.sort(picked)


def posts(story: PageStory, published: NDArray[np.int64]) -> list[PostRecord]:
    """Return every reading of the posts published on these days: each post many times, by the ladder."""
    rng = numbers.generator(story.number, 5)
    followers = numbers.followers(story.page, story.number, story.first_day.weekday())
    read = numbers.gaps(story.page, story.number)
    made: list[PostRecord] = []
    for index, day in enumerate(published):
        minutes = 60 * int(rng.choice(HOURS, p=HOUR_SHARES)) + int(rng.integers(0, 60))
        when = story.moment(int(day), minutes)
        is_viral = story.page.fate == "viral" and index == _viral_index(published)
        final = _final(story, rng, int(followers[day]), is_viral=is_viral)
        post = _post(story, rng, index, when, final)
        fine = day >= numbers.DAYS - FINE_DAYS
        ages = _ages(rng, story.posts_until - when, fine=fine)
        seen = [age for age in ages if read[min((when + age - story.moment(0, 0)).days, numbers.DAYS - 1)]]
        made.extend(_reading(post, final, age) for age in seen or ages[-1:])
    return made


@dataclass(frozen=True)
class _Final:
    """What a post has in the end."""

    kind: PostKind
    likes: float
    comments: float
    views: float | None


def _viral_index(published: NDArray[np.int64]) -> int:
    return int(np.searchsorted(published, numbers.DAYS - numbers.VIRAL_BACK - 1))


def _final(story: PageStory, rng: np.random.Generator, followers: int, *, is_viral: bool) -> _Final:
    kind = PostKind.REEL if is_viral else KINDS[int(rng.choice(len(KINDS), p=KIND_SHARES))]
    luck = float(rng.lognormal(0, 0.42)) * (VIRAL_FACTOR if is_viral else 1)
    likes = followers * story.page.er * KIND_LIKES[kind] * luck
    comments = likes * float(rng.uniform(0.008, 0.035))
    views = likes * float(rng.uniform(9, 24)) if kind in {PostKind.REEL, PostKind.VIDEO} else None
    return _Final(kind, likes, comments, views)


def _post(story: PageStory, rng: np.random.Generator, index: int, when: datetime, final: _Final) -> PostRecord:
    theme = THEMES[story.page.about]
    digest = hashlib.blake2b(f"{story.number}/{index}".encode(), digest_size=8).digest()
    tags = rng.choice(len(theme.hashtags), int(rng.integers(0, 5)), replace=False)
    hashtags = tuple(theme.hashtags[number] for number in sorted(tags))
    parts = [
        theme.sentences[number] for number in rng.choice(len(theme.sentences), int(rng.integers(1, 4)), replace=False)
    ]
    parts.append(theme.calls[int(rng.integers(0, len(theme.calls)))])
    parts.append(" ".join(f"#{tag}" for tag in hashtags))
    hides = story.page.fate == "hidden" and when > story.end - timedelta(days=HIDDEN_BACK)
    return PostRecord(
        shortcode="C" + base64.urlsafe_b64encode(digest).decode()[:10],
        instagram_id=str(int.from_bytes(digest, "big") >> 1),
        page_instagram_id=story.instagram_id,
        captured_at=when,
        source=SOURCE,
        kind=final.kind,
        published_at=when,
        caption=" ".join(part for part in parts if part) if rng.random() > 0.03 else None,  # noqa: PLR2004 - few
        hashtags=hashtags,
        likes_hidden=hides or bool(rng.random() < 0.015),  # noqa: PLR2004 - few
        is_sponsored=bool(rng.random() < 0.03),  # noqa: PLR2004 - few
        is_pinned=False,
    )


def _reading(post: PostRecord, final: _Final, age: timedelta) -> PostRecord:
    hours = age / timedelta(hours=1)
    part = 1 - sum(share * np.exp(-hours / slowness) for share, slowness in SPEED)
    return replace(
        post,
        captured_at=post.published_at + age,
        likes=None if post.likes_hidden else round(final.likes * part),
        comments=round(final.comments * part),
        views=None if final.views is None else round(final.views * part),
    )


def _ages(rng: np.random.Generator, oldest: timedelta, *, fine: bool) -> list[timedelta]:
    """Return how old the post was at each reading, at most ``oldest``; the first may come late, but there is one."""
    if not fine:
        late = timedelta(minutes=int(rng.integers(4, 50)))
        found = [age + late for age in COARSE if age + late <= oldest]
    else:
        found, age = [], timedelta(minutes=int(rng.integers(12, 62)))
        while age <= min(oldest, LADDER[-1][0]):
            found.append(age)
            age += (step(age) or LADDER[-1][0]) + timedelta(minutes=int(rng.integers(0, 7)))
    return found or [max(oldest, timedelta(minutes=5))]
