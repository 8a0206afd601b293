from __future__ import annotations

import json

import pytest

from promo.collection.cookies import NEEDED, parse
from promo.errors import Invalid

GOOD = {"sessionid": "123%3Aabc%3A7", "ds_user_id": "123", "csrftoken": "tok", "mid": "mid-1"}
HEADER = "; ".join(f"{name}={value}" for name, value in {**GOOD, "rur": '"NHA"'}.items())
ITEMS = [{"name": name, "value": value, "domain": ".instagram.com"} for name, value in GOOD.items()]
OTHERS = [{"name": "sessionid", "value": "of-another-site", "domain": ".example.com"}]
LINES = "# Netscape HTTP Cookie File\n" + "\n".join(
    f"#HttpOnly_.instagram.com\tTRUE\t/\tTRUE\t1800000000\t{name}\t{value}" for name, value in GOOD.items()
)


@pytest.mark.parametrize(
    "text",
    [
        HEADER,
        f"Cookie: {HEADER}",
        f"  {HEADER}\n",
        json.dumps(GOOD),
        json.dumps(ITEMS + OTHERS),
        json.dumps({"cookies": ITEMS}),
        LINES,
        LINES + "\n.example.com\tTRUE\t/\tTRUE\t0\tsessionid\tother",
    ],
)
def test_each_way_of_pasting_gives_the_needed_cookies(text: str) -> None:
    assert parse(text) == GOOD


@pytest.mark.parametrize("text", ["", "hello", "{", "[]", "[1, 2]", "null", "\t\t\t", "[" * 5000])
def test_a_text_without_cookies_is_told(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(text)
    assert caught.value.field == "cookies"


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_cookie_is_named_and_no_value_repeated(name: str) -> None:
    rest = {key: value for key, value in GOOD.items() if key != name}
    with pytest.raises(Invalid) as caught:
        parse(json.dumps(rest))
    assert name in str(caught.value)
    assert not any(value in str(caught.value) for value in rest.values())


@pytest.mark.parametrize("value", ["a b", "a\nb", "ключ", "a;b"])
def test_a_broken_cookie_is_told(value: str) -> None:
    with pytest.raises(Invalid):
        parse(json.dumps({**GOOD, "mid": value}))
