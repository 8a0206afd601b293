"""Who gets reports, as people type them: nothing but addresses comes through."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from promo.errors import Invalid
from promo.reports.delivery import recipients

SAFE = re.compile(r"[!#$%&'*+/=?^_`{|}~.0-9a-z-]+@[0-9a-z.-]+")


@given(st.text(st.sampled_from("ab.@-\r\n\t ,;<>\"'()юЯ\u2028\x00İ") | st.characters(), max_size=60))
@example("a@b.example\r\nBcc: x@y.example")
@example('"a b"@c.example')
@example("a@[127.0.0.1]")
@example("marta@xn--.example")
def test_only_addresses_come_through(text: str) -> None:
    for read, good in ((recipients.mails, SAFE), (recipients.chats, re.compile(r"-?[1-9][0-9]*"))):
        try:
            found = read(text)
        except Invalid:
            continue
        assert all(good.fullmatch(one) and len(one) <= 200 for one in found)
        assert read("\n".join(found)) == found, "what is kept can be typed again"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Marta.L+news@Example.COM", "marta.l+news@example.com"),
        ("info@пример.рф", "info@xn--e1afmkfd.xn--p1ai"),
        ("a@b", None),
        ("a@b.1", None),
        (".a@b.example", None),
        ("a..b@c.example", None),
        ("a@-b.example", None),
        (f"{'a' * 65}@b.example", None),
    ],
)
def test_mail_addresses(typed: str, kept: str | None) -> None:
    assert recipients.mail_address(typed) == kept


def test_names_steer_nothing() -> None:
    assert recipients.plain_name("Hello\r\n\tBcc:\u2028x\x00 \u202ey") == "Hello Bcc: x y"
