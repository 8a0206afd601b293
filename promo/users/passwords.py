"""Passwords: what is good enough, and the argon2id hashes of which alone they are kept."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from promo.errors import Invalid
from promo.speech import N_

LEAST = 10
MOST = 1000
LEAST_DIFFERENT = 4
COMMON = frozenset(
    {
        "0123456789",
        "0987654321",
        "1029384756",
        "1112223334",
        "123456789a",
        "1234567890",
        "12345678910",
        "123456qwerty",
        "1234qwerasdf",
        "12qwaszx12",
        "1q2w3e4r5t",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "987654321a",
        "a123456789",
        "abcd123456",
        "abcdefghij",
        "administrator",
        "asdfghjkl1",
        "asdfghjkl;",
        "changeme123",
        "football123",
        "iloveyou123",
        "instagram1",
        "instagram123",
        "letmein123",
        "liverpool1",
        "manchester",
        "master12345",
        "mypassword",
        "p@ssw0rd123",
        "p@ssword123",
        "passw0rd123",
        "password01",
        "password10",
        "password12",
        "password123",
        "password1234",
        "password12345",
        "password2024",
        "password2025",
        "password2026",
        "promopromo",
        "q1w2e3r4t5",
        "q1w2e3r4t5y6",
        "qazwsxedcr",
        "qwaszx1234",
        "qwerty1234",
        "qwerty12345",
        "qwerty123456",
        "qwertyqwerty",
        "qwertyuiop",
        "qwertyuiop[]",
        "qwertyuiop123",
        "secret1234",
        "superman123",
        "sunshine123",
        "trustno1234",
        "unbelievable",
        "welcome123",
        "welcome1234",
        "zaq12wsxcde",
        "zxcvbnm123",
        "zxcvbnmasd",
        "йцукен1234",
        "йцукенгшщз",
        "йцукенгшщзхъ",
        "пароль1234",
        "пароль12345",
        "пароль123456",
        "парольпароль",
        "любимая123",
        "инстаграм1",
    }
)

_REAL = PasswordHasher()
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def hash_password(password: str, *, cheap: bool = False) -> str:
    """Return the hash to keep; ``cheap`` is for tests, where thousands are made."""
    return _hasher(cheap=cheap).hash(_plain(password))


def matches(password: str, hashed: str) -> bool:
    """Return whether ``password`` is the one that was hashed. Always one verification, whatever was typed."""
    try:
        _REAL.verify(hashed, _plain(password)[:MOST])
    except (VerificationError, InvalidHashError):
        return False
    return len(password) <= MOST


def is_outdated(hashed: str, *, cheap: bool = False) -> bool:
    """Return whether a hash was made with other parameters than today's, and should be made again."""
    return _hasher(cheap=cheap).check_needs_rehash(hashed)


@lru_cache(maxsize=2)
def nobodys_hash(*, cheap: bool = False) -> str:
    """Return a hash to verify against where there is no account, so that this takes the same time."""
    return hash_password("the password of nobody", cheap=cheap)


def check(password: str, *personal: str) -> None:
    """Raise `Invalid` for a password that would be guessed; ``personal`` are the person's e-mail and name."""
    if len(password) < LEAST:
        raise Invalid("password", N_("This is too short: use at least %(least)s characters."), least=LEAST)
    if len(password) > MOST:
        raise Invalid("password", N_("This is too long: use at most %(most)s characters."), most=MOST)
    folded = _plain(password).casefold()
    if folded in {form for value in personal for form in _forms(value)}:
        raise Invalid("password", N_("Your e-mail or name is the first thing to be guessed. Choose something else."))
    if folded in COMMON or len(set(folded)) < LEAST_DIFFERENT:
        raise Invalid("password", N_("This is one of the passwords that are tried first. Choose something else."))


def _forms(value: str) -> tuple[str, ...]:
    folded = _plain(value).casefold().strip()
    return (folded, folded.replace(" ", ""), folded.partition("@")[0])


def _hasher(*, cheap: bool) -> PasswordHasher:
    return _CHEAP if cheap else _REAL


def _plain(password: str) -> str:
    """Return the one spelling of ``password``: keyboards differ in how they compose letters such as й."""
    return unicodedata.normalize("NFKC", password)
