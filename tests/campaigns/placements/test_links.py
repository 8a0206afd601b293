"""The address a blogger is given: nothing of it is lost, and every value comes back as it was typed."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.campaigns.placements.links import NO_ADDRESS, NO_SCHEME, TAGS, build, slug, usual, wrong

words = st.text(min_size=1, max_size=20)
plain = st.text("abcXYZ019-._~/", max_size=12)
queries = st.lists(st.tuples(st.sampled_from(["a", "utm_source", "UTM_Term", "я", "x%20y"]), plain), max_size=4)


@given(
    queries,
    st.none() | plain,
    st.dictionaries(st.sampled_from(TAGS), st.text(max_size=20)),
    st.sampled_from(["", "/p"]),
)
def test_the_rest_of_the_link_stays(
    query: list[tuple[str, str]], fragment: str | None, tags: dict[str, str], path: str
) -> None:
    asked = "&".join(f"{name}={value}" for name, value in query)
    link = f"https://example.com{path}{f'?{asked}' if asked else ''}{'' if fragment is None else f'#{fragment}'}"
    built = build(link, tags)
    given_tags = {name: value for name, value in tags.items() if value}
    if not given_tags:
        assert built == link
        return
    before, after = urlsplit(link), urlsplit(built)
    assert (after.netloc, after.path, after.fragment) == (before.netloc, before.path, before.fragment)
    kept = [(name, value) for name, value in query if name.lower() not in given_tags]
    assert after.query.split("&")[: len(kept)] == [f"{name}={value}" for name, value in kept]
    told = parse_qsl(after.query, keep_blank_values=True)[len(kept) :]
    assert told == [(name, given_tags[name]) for name in TAGS if name in given_tags]
    assert build(built, tags) == built, "building it twice adds nothing"


@given(words)
def test_values_are_encoded(value: str) -> None:
    built = build("https://example.com/", {"utm_source": value})
    assert re.fullmatch(r"https://example\.com/\?utm_source=(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+", built)


@given(st.text(max_size=200))
def test_a_slug_is_plain(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(text))
    assert len(slug(text)) <= 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Осенняя акция: щи & ёлки!", "osennyaya-aktsiya-shchi-elki"),
        ("Crème brûlée 50 %", "creme-brulee-50"),
        ("й" * 2, "yy"),
        ("漢字", ""),
        ("слово " * 30, "-".join(["slovo"] * 10)),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_usual_tags() -> None:
    assert usual("masha", "漢字", 7) == {
        "utm_source": "masha",
        "utm_medium": "influencer",
        "utm_campaign": "campaign-7",
    }
    assert usual(None, "Осень", 7)["utm_campaign"] == "osen"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.com/?a=1#b", None),
        ("HTTP://пример.рф/путь", None),
        ("example.com", NO_SCHEME),
        ("javascript:alert(1)", NO_SCHEME),
        ("https://", NO_ADDRESS),
        ("https://exa mple.com", NO_ADDRESS),
        ("https://[::1", NO_ADDRESS),
        ("https://example.com/a\tb", NO_ADDRESS),
    ],
)
def test_what_is_no_link(link: str, expected: str | None) -> None:
    assert wrong(link) == expected
