from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.secrets import Cipher, Undecipherable, hash_token, new_token, same


@given(st.text())
def test_what_is_encrypted_comes_back_and_does_not_show(text: str) -> None:
    cipher = Cipher("k" * 40)
    hidden = cipher.encrypt(text)
    assert cipher.decrypt(hidden) == text
    assert len(text) < 4 or text not in hidden


def test_another_key_cannot_read_it() -> None:
    with pytest.raises(Undecipherable):
        Cipher("other" * 10).decrypt(Cipher("k" * 40).encrypt("secret"))


def test_tokens_differ_and_are_kept_as_hashes() -> None:
    one, two = new_token(), new_token()
    assert one != two
    assert len(one) >= 43
    assert hash_token(one) != one
    assert same(one, one)
    assert not same(one, two)
