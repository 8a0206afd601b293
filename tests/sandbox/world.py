"""What the stand-in shows: pages, posts and how both grow from day to day. The same seed and day, the same numbers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

IMAGE, VIDEO, CAROUSEL = 1, 2, 8
KINDS = (IMAGE, VIDEO, CAROUSEL, VIDEO)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
NOON = time(12, tzinfo=UTC)


def chance(*parts: object) -> float:
    """Return a number from 0 to 1 that only depends on ``parts``."""
    digest = hashlib.blake2b("|".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


@dataclass
class SandboxPost:
    """A post. ``likes`` and the like are those of the day it was ``seen_on``; they grow towards twice as many."""

    pk: str
    code: str
    taken_at: datetime
    kind: int = IMAGE
    likes: int | None = 100
    comments: int | None = 10
    plays: int | None = None
    caption: str | None = None
    pinned: bool = False
    likes_hidden: bool | None = False
    paid_partnership: bool | None = False
    product: str | None = None
    owner: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def grown(self, value: int | None, now: datetime) -> int | None:
        """Return ``value`` as it stands ``now``: half at once, the rest within three days."""
        if value is None or value < 0:
            return value
        days = max((now - self.taken_at).total_seconds() / 86_400, 0.0)
        return round(value * (0.5 + 0.5 * min(days / 3, 1.0)))


@dataclass
class SandboxPage:
    """A page as Instagram knows it; ``followers`` is the count of the day it was added (``born``)."""

    username: str
    pk: str
    followers: int | None
    born: date
    seed: int
    following: int | None = 250
    full_name: str = ""
    biography: str = ""
    external_url: str | None = None
    category: str | None = None
    verified: bool = False
    private: bool = False
    business: bool | None = None
    growth: float = 12.0
    followed: bool = False
    posts: list[SandboxPost] = field(default_factory=list)

    @property
    def relay_id(self) -> str:
        """The id that queries for a guest's further posts use; it is not the account's number."""
        return f"relay{self.pk}"

    def followers_on(self, day: date) -> int | None:
        """Return how many followers the page has on ``day``."""
        if self.followers is None:
            return None
        days = (day - self.born).days
        drift = sum(self._gain(self.born + timedelta(n)) for n in range(days))
        lost = sum(self._gain(day + timedelta(n)) for n in range(-days)) if days < 0 else 0
        return max(self.followers + drift - lost, 0)

    def timeline(self) -> list[SandboxPost]:
        """Return the posts as the page lists them: pinned ones first, then the newest."""
        return sorted(self.posts, key=lambda post: (not post.pinned, -post.taken_at.timestamp()))

    def post(self, days_old: float, day: date | None = None, **more: Any) -> SandboxPost:  # noqa: ANN401 - any field
        """Publish another post so many days before noon of ``day`` (the day the page was added), and return it."""
        number = len(self.posts)
        taken_at = datetime.combine(day or self.born, NOON) - timedelta(days=days_old)
        pk = str(int(self.pk) * 10_000 + number)
        made = SandboxPost(pk, more.pop("code", code_of(int(pk))), taken_at, **more)
        self.posts.append(made)
        return made

    def fill(self, number: int, every: float = 1.0) -> None:
        """Publish ``number`` posts, one each ``every`` days, with metrics that fit the page's size."""
        size = self.followers or 1_000
        for n in range(number):
            kind = KINDS[n % len(KINDS)]
            likes = round(size * (0.01 + 0.03 * chance(self.seed, self.username, "likes", n)))
            self.post(
                0.25 + n * every,
                kind=kind,
                likes=likes,
                comments=round(likes * 0.05),
                plays=likes * 9 if kind == VIDEO else None,
                product="clips" if kind == VIDEO else None,
                caption=f"Пост {n} #реклама #promo{n} @friend.{n % 3}",
            )

    def _gain(self, day: date) -> int:
        return round(self.growth * (0.25 + 1.5 * chance(self.seed, self.username, day)))


def code_of(pk: int) -> str:
    """Return the shortcode of a post's number, in Instagram's own base of 64."""
    code = ""
    while pk:
        pk, digit = divmod(pk, 64)
        code = ALPHABET[digit] + code
    return code.rjust(11, "B")
