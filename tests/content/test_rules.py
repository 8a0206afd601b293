from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.content.rubrics.rules import LONGEST, Seen, cleaned, matcher
from promo.errors import Invalid


def seen(caption: str = "", *tags: str, kind: str = "image") -> Seen:
    return Seen(1, kind, caption, list(tags))


@pytest.mark.parametrize(
    ("kind", "pattern", "post", "matched"),
    [
        ("hashtag", "#Reel", seen("", "reel"), True),
        ("hashtag", "РЕЙЛ", seen("", "рейл", "x"), True),
        ("hashtag", "reel", seen("#reel"), False),
        ("hashtag", "reel", seen("", "reels"), False),
        ("hashtag", "лен", seen("", "Лён"), True),
        ("word", "Отзыв", seen("Новый отзыв!"), True),
        ("word", "отзыв", seen("Новые отзывы"), False),
        ("word", "все  еще", seen("Всё\nещё тёплый"), True),
        ("word", "c++ (new)", seen("about C++ (new) things"), True),
        ("word", "c++ (new)", seen("about cc new things"), False),
        ("post_kind", "reel", seen(kind="reel"), True),
        ("post_kind", "reel", seen("reel", "reel", kind="video"), False),
    ],
)
def test_what_a_rule_matches(kind: str, pattern: str, post: Seen, *, matched: bool) -> None:
    assert matcher(kind, cleaned(kind, pattern))(post) is matched


@pytest.mark.parametrize(
    ("kind", "pattern", "field"),
    [
        ("smell", "x", "kind"),
        ("", "x", "kind"),
        ("word", "  ", "pattern"),
        ("word", "!!!", "pattern"),
        ("word", "x" * (LONGEST + 1), "pattern"),
        ("word", "İ" * LONGEST, "pattern"),
        ("hashtag", "two words", "pattern"),
        ("hashtag", "#", "pattern"),
        ("post_kind", "story", "pattern"),
    ],
)
def test_a_rule_that_can_match_nothing_is_refused(kind: str, pattern: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        cleaned(kind, pattern)
    assert caught.value.field == field


@given(st.text(max_size=LONGEST), st.text(max_size=60), st.sampled_from(["hashtag", "word"]))
def test_a_pattern_stays_what_it_is_and_finds_itself(pattern: str, before: str, kind: str) -> None:
    try:
        kept = cleaned(kind, pattern)
    except Invalid:
        return
    assert cleaned(kind, kept if kind == "word" else f"#{kept}") == kept
    assert len(kept) <= LONGEST
    assert matcher(kind, kept)(seen(f"{before} {kept} .", before, kept))
