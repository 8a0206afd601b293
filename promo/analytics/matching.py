"""Which published post is which planned item: by caption, time and kind.

The confidence weighs the similarity of the captions (rapidfuzz's ratio of the texts without case, spaces and signs, and
the share of hashtags in common), how close the times are (e to the minus hours ÷ 12) and whether the kinds go together.
It orders pairs and is no probability. A pair is sure when it is good enough and clearly better than each other one of
its item and of its post. Where other items or posts of the page say nearly the same (a weekly series, a template), the
caption says little: then only a post close to its time is sure, and none whose words are more like another's. The
numbers were chosen on made-up plans full of such series (tests/analytics/plans.py): more than 99 of 100 sure
pairs are right, and more than 9 of 10 posts are found or asked about.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

SURE = 0.85
MAYBE = 0.55
MARGIN = 0.1
"""How much better than the second best, for the item and for the post, a sure pair is."""
ALIKE = 0.8
"""From this similarity on, captions are nearly the same."""
FURTHEST_HOURS = 96.0
WEIGHTS = (0.7, 0.2, 0.1)
HALF_DAY = 12.0
CLOSE_HOURS = 2.0
"""How far from its time a post is that stands for itself: one without a known caption, or one of a series."""
SAME = 0.01
"""So much more similar to something else than to each other an item and a post may be: a sign changed."""
TAGS_SHARE = 0.2
TAG = re.compile(r"#(\w+)")
SIGNS = re.compile(r"[^\w@]+")
GOES_WITH = {
    "post": frozenset({"image"}),
    "carousel": frozenset({"carousel"}),
    "reel": frozenset({"reel", "video"}),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """An item: when it was to be published, as what, with which caption."""

    id: int
    at: datetime
    kind: str
    caption: str
    refused: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Published:
    """A post that was seen; ``caption`` ``None``: unknown."""

    id: int
    at: datetime
    kind: str
    caption: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """An item and a post: confidence and similarity of the captions (0 … 1; ``None``: one of them is not known).

    ``hours`` is how much later than planned the post came, negative for earlier.
    """

    item: int
    post: int
    confidence: float
    similarity: float | None
    hours: float
    same_kind: bool
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """What counts of a caption: its words, and its hashtags in any order."""

    words: str
    tags: frozenset[str]

    @classmethod
    def of(cls, caption: str | None) -> Text:
        """Return what counts of ``caption``."""
        folded = (caption or "").casefold()
        return cls(SIGNS.sub(" ", TAG.sub(" ", folded)).strip(), frozenset(TAG.findall(folded)))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of it."""
        return not self.words and not self.tags

    def likeness(self, other: Text) -> float | None:
        """Return how similar two captions are, 0 … 1; ``None`` where one is not known."""
        if self.is_empty or other.is_empty:
            return None
        share = len(self.tags & other.tags) / len(self.tags | other.tags) if self.tags | other.tags else 1.0
        if not self.words and not other.words:
            return share
        return (1 - TAGS_SHARE) * fuzz.ratio(self.words, other.words) / 100 + TAGS_SHARE * share


def match(items: Sequence[Planned], posts: Sequence[Published], others: Iterable[str | None] = ()) -> list[Pair]:
    """Return the pairs that are sure or worth asking about, each item and each post at most once, the sure ones first.

    ``others`` are the captions of what is linked already, by which a series is known as one. What a sure pair takes is
    no rival of the rest any more, so that a second look finds nothing new.
    """
    texts = {("item", one.id): Text.of(one.caption) for one in items}
    texts |= {("post", one.id): Text.of(one.caption) for one in posts}
    known = [Text.of(caption) for caption in others]
    scored = sorted(
        (
            pair
            for item in items
            for post in posts
            if (pair := _score(item, post, texts["item", item.id], texts["post", post.id])) is not None
        ),
        key=lambda pair: (-pair.confidence, abs(pair.hours), pair.item, pair.post),
    )
    found: list[Pair] = []
    while True:
        best = [_judged(pair, scored, texts, known) for pair in _best(scored)]
        sure = [pair for pair in best if pair.is_sure]
        if not sure:
            return [*found, *best]
        found += sure
        taken = {end for pair in sure for end in _ends(pair)}
        scored = [pair for pair in scored if not taken & _ends(pair)]
        known += [texts.pop(end) for end in sorted(taken)]


def score(item: Planned, post: Published) -> Pair | None:
    """Return the pair of ``item`` and ``post``; ``None`` where it is not worth asking about."""
    return _score(item, post, Text.of(item.caption), Text.of(post.caption))


def alike(one: str, other: str | None) -> float | None:
    """Return how similar two captions are, 0 … 1, without case, spaces and signs; ``None`` where one is not known."""
    return Text.of(one).likeness(Text.of(other))


def _score(item: Planned, post: Published, said: Text, seen: Text) -> Pair | None:
    hours = (post.at - item.at).total_seconds() / 3600
    if post.id in item.refused or item.kind not in GOES_WITH or abs(hours) > FURTHEST_HOURS:
        return None
    same_kind = post.kind in GOES_WITH[item.kind]
    near = math.exp(-abs(hours) / HALF_DAY)
    similarity = said.likeness(seen)
    if similarity is None:
        if abs(hours) > CLOSE_HOURS or not same_kind:
            return None
        return Pair(item.id, post.id, MAYBE + 0.1 * near, None, hours, same_kind)
    confidence = WEIGHTS[0] * similarity + WEIGHTS[1] * near + WEIGHTS[2] * same_kind
    return Pair(item.id, post.id, confidence, similarity, hours, same_kind) if confidence >= MAYBE else None


def _ends(pair: Pair) -> set[tuple[str, int]]:
    return {("item", pair.item), ("post", pair.post)}


def _best(scored: Iterable[Pair]) -> list[Pair]:
    """Return the best pair of each item and post, of pairs in the order of their confidence."""
    best: list[Pair] = []
    taken: set[tuple[str, int]] = set()
    for pair in scored:
        if not _ends(pair) & taken:
            taken |= _ends(pair)
            best.append(pair)
    return best


def _judged(pair: Pair, scored: Sequence[Pair], texts: Mapping[tuple[str, int], Text], known: Sequence[Text]) -> Pair:
    """Return ``pair``, sure if it is."""
    if pair.confidence < SURE or pair.similarity is None or pair.similarity < ALIKE:
        return pair
    rivals = (one for one in scored if one is not pair and (one.item == pair.item or one.post == pair.post))
    if pair.confidence - max((one.confidence for one in rivals), default=0.0) < MARGIN:
        return pair
    near, anywhere = _rivals(pair, scored, texts, known)
    if near > pair.similarity + SAME or (anywhere >= ALIKE and abs(pair.hours) > CLOSE_HOURS):
        return pair
    return replace(pair, is_sure=True)


def _rivals(
    pair: Pair, scored: Sequence[Pair], texts: Mapping[tuple[str, int], Text], known: Sequence[Text]
) -> tuple[float, float]:
    """Return how similar the likest other post is to the item, or item to the post: within reach, and anywhere."""
    item, post = texts["item", pair.item], texts["post", pair.post]
    near = (one.similarity for one in scored if (one.item == pair.item) != (one.post == pair.post))
    others = [
        text.likeness(post if kind == "item" else item)
        for (kind, ident), text in texts.items()
        if ident != (pair.item if kind == "item" else pair.post)
    ]
    others += [text.likeness(post) for text in known]
    return _most(near), _most(others)


def _most(values: Iterable[float | None]) -> float:
    return max((one for one in values if one is not None), default=0.0)
