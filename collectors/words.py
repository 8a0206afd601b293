"""What stands in a caption: hashtags and mentions; and what can be a name on Instagram. Pure."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache

LONGEST_TAG = 150
LONGEST_NAME = 30

_NAME = r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*"
_USERNAME = re.compile(_NAME)
_MENTION = re.compile(rf"(?<![\w.@/])@({_NAME})")


def hashtags(caption: str | None) -> tuple[str, ...]:
    """Return the hashtags of ``caption`` without their sign, in lower case (NFC), each once, in order.

    Letters of every script count, with their marks; so do digits and underscores. Tags may touch (``#one#two``);
    what follows a slash, an ampersand or a letter (addresses, entities) is no tag.
    """
    if not caption or ("#" not in caption and "＃" not in caption):
        return ()
    found: dict[str, None] = {}
    for run in _tag_runs().findall(unicodedata.normalize("NFC", caption)):
        for tag in re.split("[#＃]", run)[1:]:
            name = unicodedata.normalize("NFC", tag.lower())
            if len(name) <= LONGEST_TAG:
                found[name] = None
    return tuple(found)


def mentions(caption: str | None) -> tuple[str, ...]:
    """Return the names mentioned in ``caption`` without their sign, in lower case, each once, in order.

    The middle of a mail address is no mention, nor is anything that cannot be a name on Instagram.
    """
    if not caption or "@" not in caption:
        return ()
    names = (name.lower() for name in _MENTION.findall(caption))
    return tuple(dict.fromkeys(name for name in names if len(name) <= LONGEST_NAME))


def is_username(text: str) -> bool:
    """Say whether ``text`` can be a name on Instagram, so that it may stand in an address."""
    return len(text) <= LONGEST_NAME and _USERNAME.fullmatch(text) is not None


@lru_cache(maxsize=1)
def _tag_runs() -> re.Pattern[str]:
    """Return the pattern of touching hashtags. Python's word characters lack marks: Hindi or Thai would be cut."""
    marks = "".join(
        chr(code) for code in range(0x300, min(sys.maxunicode, 0xFFFF)) if unicodedata.category(chr(code))[0] == "M"
    )
    letter = rf"[\w{marks}\u200c\u200d]"
    return re.compile(rf"(?<![\w&/])((?:[#＃]\w{letter}*)+)")
