"""What Instagram takes of a text, and how much of it there is."""

from __future__ import annotations

import re
from dataclasses import dataclass

CHARACTERS = 2_200
HASHTAGS = 30
MENTIONS = 20
HASHTAG = re.compile(r"(?<![\w&/])#(\w+)")
MENTION = re.compile(r"(?<![\w.@/])@(\w[\w.]*)")


@dataclass(frozen=True, slots=True)
class Count:
    """How long a text is: characters as Instagram counts them (UTF-16 units), hashtags and mentions."""

    characters: int
    hashtags: int
    mentions: int

    @property
    def fits(self) -> bool:
        """Whether Instagram takes the text."""
        return self.characters <= CHARACTERS and self.hashtags <= HASHTAGS and self.mentions <= MENTIONS


def count(text: str) -> Count:
    """Return how much there is in ``text``; line breaks count as one character. The browser counts the same."""
    text = text.replace("\r\n", "\n")
    return Count(
        characters=len(text.encode("utf-16-le", "surrogatepass")) // 2,
        hashtags=sum(not tag.isdigit() for tag in HASHTAG.findall(text)),
        mentions=len(MENTION.findall(text)),
    )
