from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.pages import handles
from promo.pages.handles import Wrong, handle, parse

NAMES = (
    st.from_regex(r"[a-z0-9_]([a-z0-9_]|\.[a-z0-9_])*", fullmatch=True)
    .filter(lambda name: len(name) <= handles.LONGEST)
    .filter(lambda name: name not in handles.RESERVED)
)
SHAPES = (
    "{}",
    "@{}",
    "instagram.com/{}",
    "instagram.com/{}/",
    "www.instagram.com/{}/reels/",
    "https://www.instagram.com/{}/?igsh=MWQ1ZGUxMzBkMA==",
    "http://m.instagram.com/{}",
    "https://instagram.com/_u/{}",
    "https://www.instagram.com/{}/p/Cabc123/",
    "https://instagram.com/stories/{}/3141592",
    "https://instagram.com/{}#top",
    "//instagram.com/{}",
    "HTTPS://WWW.INSTAGRAM.COM/{}/",
    "https://instagr.am/{}",
    "https://ig.me/{}",
)


@given(NAMES, st.sampled_from(SHAPES))
def test_every_shape_means_the_same_name(name: str, shape: str) -> None:
    assert handle(shape.format(name)) == name


@given(NAMES)
def test_case_does_not_matter(name: str) -> None:
    assert handle(name.upper()) == name


@given(st.lists(NAMES, max_size=20), st.sampled_from([",", ";", " ", "\n", "\r\n", ", ", " ;\n", "\t"]))
def test_each_name_comes_once_in_its_order(names: list[str], separator: str) -> None:
    assert parse(separator.join(names)).handles == tuple(dict.fromkeys(names))


@given(st.text(max_size=200))
def test_nothing_pasted_breaks_it_and_what_comes_out_is_a_handle(text: str) -> None:
    found = parse(text)
    for name in found.handles:
        assert handle(name) == name
        assert 1 <= len(name) <= handles.LONGEST
        assert name == name.lower()
    assert all(wrong.message for wrong in found.wrong)


@given(st.lists(NAMES, min_size=1, max_size=10))
def test_parsing_what_was_parsed_changes_nothing(names: list[str]) -> None:
    once = parse(" ".join(names)).handles
    assert parse("\n".join(f"@{name}" for name in once)).handles == once


@pytest.mark.parametrize(
    ("piece", "message"),
    [
        ("https://www.instagram.com/p/Cabc123/", handles.NOT_A_PAGE),
        ("instagram.com/reel/Cabc123", handles.NOT_A_PAGE),
        ("https://instagram.com/explore/tags/cats/", handles.NOT_A_PAGE),
        ("https://instagram.com/stories/highlights/17900000/", handles.NOT_A_PAGE),
        ("explore", handles.NOT_A_PAGE),
        ("https://facebook.com/name", handles.NOT_INSTAGRAM),
        ("https://notinstagram.com/name", handles.NOT_INSTAGRAM),
        ("https://instagram.com.evil.example/name", handles.NOT_INSTAGRAM),
        ("tiktok.com/name", handles.NOT_INSTAGRAM),
        ("https://localhost/name", handles.NOT_INSTAGRAM),
        ("https://instagram.com/", handles.NO_NAME),
        ("https://instagram.com", handles.NO_NAME),
        ("@", handles.NO_NAME),
        ("a" * 31, handles.TOO_LONG),
        (".name", handles.WRONG_DOTS),
        ("name.", handles.WRONG_DOTS),
        ("na..me", handles.WRONG_DOTS),
        ("имя", handles.WRONG_CHARACTER),
        ("na-me", handles.WRONG_CHARACTER),
        ("@@name", handles.WRONG_CHARACTER),
        ("name@example.com", handles.WRONG_CHARACTER),
        ("https://instagram.com/na%20me", handles.WRONG_CHARACTER),
    ],
)
def test_each_slip_has_its_own_sentence(piece: str, message: str) -> None:
    found = handle(piece)
    assert isinstance(found, Wrong)
    assert found.message == message


def test_the_wrong_character_is_named() -> None:
    found = handle("na-me")
    assert isinstance(found, Wrong)
    assert found.character == "-"


def test_invisible_marks_of_copied_text_are_dropped() -> None:
    assert parse("\u200b@name\u2069 \ufeffother").handles == ("name", "other")


def test_good_and_bad_lines_are_told_apart() -> None:
    found = parse("@good\nhttps://instagram.com/p/x/\nwww.instagram.com/fine/, na-me")
    assert found.handles == ("good", "fine")
    assert [wrong.text for wrong in found.wrong] == ["https://instagram.com/p/x/", "na-me"]


def test_a_paste_has_an_end() -> None:
    found = parse(" ".join(f"name{number}" for number in range(handles.MOST + 5)))
    assert len(found.handles) == handles.MOST
    assert [wrong.message for wrong in found.wrong] == [handles.TOO_MANY]


def test_a_long_piece_is_shown_short() -> None:
    found = handle("x" * 500)
    assert isinstance(found, Wrong)
    assert len(found.text) == 60
