"""Passwords: hashed with argon2id, never kept."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_REAL = PasswordHasher()
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def hash_password(password: str, *, cheap: bool = False) -> str:
    """Return the hash to keep; ``cheap`` is for tests, where thousands are made."""
    return (_CHEAP if cheap else _REAL).hash(password)


def matches(password: str, hashed: str) -> bool:
    """Return whether ``password`` is the one that was hashed."""
    try:
        return _REAL.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
