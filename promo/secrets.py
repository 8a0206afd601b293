"""Secrets: random tokens that are stored only as hashes, and values that are stored only encrypted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken

from promo.errors import PromoError
from promo.speech import N_


class Undecipherable(PromoError):
    """A stored secret that was encrypted with another key."""

    message = N_("A stored secret cannot be read with the present secret key. Enter it again.")


def new_token() -> str:
    """Return a fresh token of 256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what is stored of a token: its SHA-256 in hex. A random token needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Return whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


class Cipher:
    """Encrypts what must be read again (cookies of a source) with a key derived from the secret key."""

    def __init__(self, secret_key: str) -> None:
        digest = hashlib.blake2b(secret_key.encode(), digest_size=32, person=b"promo-secrets").digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))

    def encrypt(self, text: str) -> str:
        """Return ``text`` encrypted and authenticated."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, text: str) -> str:
        """Return what was encrypted; raise `Undecipherable` when the key is another one."""
        try:
            return self._fernet.decrypt(text.encode()).decode()
        except InvalidToken as error:
            raise Undecipherable from error
