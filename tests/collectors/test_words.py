"""Hashtags, mentions and names, by examples and by properties."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.words import hashtags, is_username, mentions

LETTERS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)
NAMES = st.from_regex(r"\A[a-z0-9_]{1,9}(\.[a-z0-9_]{1,9}){0,2}\Z")


@pytest.mark.parametrize(
    ("caption", "found"),
    [
        (None, ()),
        ("", ()),
        ("#реклама и #Реклама", ("реклама",)),
        ("#один#два #три!", ("один", "два", "три")),
        ("#тег_с_чертой, #2026.", ("тег_с_чертой", "2026")),
        ("＃日本語 #हिन्दी #ไทย", ("日本語", "हिन्दी", "ไทย")),
        ("#cafe\u0301", ("café",)),
        ("https://example.com/#part and &#39; a#b ##two", ("two",)),
        ("# alone, #-no #" + "я" * 151, ()),
        ("#emoji🔥 #🔥", ("emoji",)),
    ],
)
def test_hashtags(caption: str | None, found: tuple[str, ...]) -> None:
    assert hashtags(caption) == found


@pytest.mark.parametrize(
    ("caption", "found"),
    [
        (None, ()),
        ("@Friend и @friend", ("friend",)),
        ("с @a.b_c. И (@two)!", ("a.b_c", "two")),
        ("mail@example.com, почта@example.com", ()),
        ("@имя @.x @" + "a" * 31, ()),
        ("https://example.com/@name", ()),
        ("@foo..bar", ("foo",)),
    ],
)
def test_mentions(caption: str | None, found: tuple[str, ...]) -> None:
    assert mentions(caption) == found


@given(st.lists(LETTERS, max_size=6))
def test_each_hashtag_is_found_once_in_order(tags: list[str]) -> None:
    wanted = dict.fromkeys(unicodedata.normalize("NFC", unicodedata.normalize("NFC", tag).lower()) for tag in tags)
    assert hashtags(" ".join(f"#{tag}" for tag in tags)) == tuple(wanted)


@given(st.lists(NAMES, max_size=6))
def test_each_mention_is_found_once_in_order(names: list[str]) -> None:
    assert mentions(", ".join(f"@{name}" for name in names)) == tuple(dict.fromkeys(names))


@given(st.text())
def test_whatever_is_found_has_the_right_form(text: str) -> None:
    for tag in hashtags(text):
        assert tag
        assert len(tag) <= 150
        assert not set(tag) & set(" #@\n.,!?")
        assert tag == unicodedata.normalize("NFC", tag)
    assert all(is_username(name) and name == name.lower() for name in mentions(text))


@given(st.text(alphabet=string.ascii_letters + "0123456789._/ ~%я", max_size=33))
def test_a_name_can_stand_in_an_address(text: str) -> None:
    allowed = set(string.ascii_letters + string.digits + "._")
    right = 0 < len(text) <= 30 and set(text) <= allowed and not {text[:1], text[-1:]} & {"."} and ".." not in text
    assert is_username(text) is right
