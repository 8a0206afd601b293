"""The words of captions: what is counted of them, in Russian and English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST_LETTERS = 3
NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|[#@]\w[\w.]*")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
RUSSIAN = """
без был была были было быть вам вас ваш ваша ваше ваши весь во вот все всегда всего всем всех вся где даже для его ему
если есть ещё еще здесь зачем или них ими как какая какие какой когда который которая которые которое кто куда лишь
либо между меня мне много можно мой моя мои надо над нам нами нас наш наша наше наши него нее неё ней нет ничего но
она они оно опять очень перед под поэтому после потом потому при про просто раз разве сам сама сами самый себе себя
сейчас снова совсем так такая также такие такой там твой тебе тебя тем тех тоже только тот туда уже хоть чего чем чтобы
что чуть эта эти это этим этих этого этой этом этот эту свой своя свои свою своей
"""
ENGLISH = """
about after again all also and any are aren't been before being both but can can't could did didn't does doesn't don't
down each few for from get got had has have having her here hers him his how i'm into isn't it's its just let let's
like more most much not now off once one only other our ours out over own same she should some such than that that's the
their them then there these they they're this those through too under until very was wasn't way were what when where
which while who why will with won't would you your you're yours we're we've i've i'll you'll
"""
STOP_WORDS = frozenset(f"{RUSSIAN} {ENGLISH}".split())
"""A short list of words that say nothing of what a post is about."""


def words(caption: str) -> frozenset[str]:
    """Return the different words of ``caption``, in small letters: no hashtags, mentions, addresses, digits or emoji.

    Words of fewer than `LEAST_LETTERS` letters and `STOP_WORDS` are left out. Forms of a word stay apart.
    """
    found = set(WORD.findall(NOT_WORDS.sub(" ", caption).lower().replace("’", "'"))) - STOP_WORDS
    return frozenset([word for word in found if len(word) >= LEAST_LETTERS])


def hashtags(tags: Iterable[str]) -> frozenset[str]:
    """Return the different hashtags in small letters, without their sign."""
    return frozenset(tag.lower().lstrip("#") for tag in tags if tag.strip("#"))
