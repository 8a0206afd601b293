"""What a rule looks for in a post. Pure: captions in, yes or no out. Case does not matter, nor do the dots of “ё”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promo.errors import Invalid
from promo.pages.texts import KINDS
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RULES = {"hashtag": N_("Hashtag"), "word": N_("Word or phrase"), "post_kind": N_("Kind of post")}
"""What a rule may look for: the words of `promo.content.models.RubricRule.kind`, with their names."""
LONGEST = 100
UNKNOWN_RULE = N_("Choose what the rule looks for.")
EMPTY = N_("Say what the rule looks for.")
TOO_LONG = N_("Use at most %(most)s characters.")
NO_TAG = N_("A hashtag is one word of letters, digits and underscores, like #reel.")
NO_WORD = N_("Give a word of at least one letter or digit.")
NO_KIND = N_("Choose a kind of post.")


@dataclass(frozen=True, slots=True)
class Seen:
    """What rules look at in a post."""

    id: int
    kind: str
    caption: str
    hashtags: Sequence[str]


def cleaned(kind: str, pattern: str) -> str:
    """Return ``pattern`` as it is kept for a rule of ``kind``; raise `Invalid` for one that can match nothing."""
    text = " ".join(pattern.split())
    if kind not in RULES:
        raise Invalid("kind", UNKNOWN_RULE)
    if not text:
        raise Invalid("pattern", EMPTY)
    made = {"hashtag": _tag, "word": _word, "post_kind": _kind}[kind](text)
    if len(made) > LONGEST:
        raise Invalid("pattern", TOO_LONG, most=LONGEST)
    return made


def matcher(kind: str, pattern: str) -> Callable[[Seen], bool]:
    """Return what says whether a post matches a rule: its hashtag, its words one after the other, or its kind."""
    if kind == "post_kind":
        return lambda post: post.kind == pattern
    if kind == "hashtag":
        wanted = plain(pattern)
        return lambda post: any(plain(tag).lstrip("#") == wanted for tag in post.hashtags)
    phrase = r"\s+".join(map(re.escape, plain(pattern).split()))
    words = re.compile(rf"(?<!\w){phrase}(?!\w)")
    return lambda post: words.search(plain(post.caption)) is not None


def plain(text: str) -> str:
    """Return ``text`` as it is compared."""
    return text.casefold().replace("ё", "е")


def _tag(text: str) -> str:
    tag = text.lstrip("#").lower()
    if not re.fullmatch(r"\w+", tag):
        raise Invalid("pattern", NO_TAG)
    return tag


def _word(text: str) -> str:
    if not re.search(r"\w", text):
        raise Invalid("pattern", NO_WORD)
    return text.lower()


def _kind(text: str) -> str:
    if text not in KINDS:
        raise Invalid("pattern", NO_KIND)
    return text
