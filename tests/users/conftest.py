"""What the tests of people share."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that argon2 verified a password against: what the time of an answer is made of."""
    seen: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, hashed: str, password: str) -> bool:
        seen.append(hashed)
        return verify(self, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    return seen
