"""How people without an account come in by a secret link: who guesses is slowed down, a password is remembered.

Opening a link never decides anything: mail programs open links by themselves.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from flask import g, make_response, redirect, request, url_for
from flask_babel import refresh
from itsdangerous import BadSignature, URLSafeTimedSerializer

from promo.errors import Invalid, NotFound
from promo.links import service
from promo.links.forms import PasswordForm
from promo.links.service import Link
from promo.speech import N_
from promo.users import passwords, throttle
from promo.users.signin import address, context, db

if TYPE_CHECKING:
    from flask import Blueprint, Response
    from flask.typing import ResponseReturnValue

    from promo.links.models import SecretLink

REMEMBERED = 30 * 86_400
HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
"""Keep such a page out of search engines, and its address out of other sites' logs."""


class Closed(Exception):
    """The link asks for a password that this browser has not given."""

    def __init__(self, link: SecretLink) -> None:
        self.link = link
        super().__init__()


@dataclass(frozen=True)
class Gate(Generic[Link]):
    """The way in to one kind of links: their ``model``, and the ``name`` of their cookies below ``path``."""

    model: type[Link]
    name: str
    path: str

    def found(self, token: str) -> Link:
        """Return the link of ``token``, whose language the page then has; who tries many wrong ones is slowed down."""
        sessions, secret = context().sessions, context().settings.secret_key
        throttle.refuse_guesser(sessions, secret, address())
        try:
            link = service.find(db(), self.model, token)
        except NotFound:
            throttle.note_guess(sessions, secret, address())
            raise
        g.suggested_language = link.language
        refresh()
        return link

    def enter(self, token: str) -> Link:
        """Return the link of ``token`` for a browser that may come in; raise `Closed` for one that may not yet."""
        link = self.found(token)
        if link.password_hash is not None and not self._is_remembered(link):
            raise Closed(link)
        return link

    def answer(self, token: str, page: str) -> tuple[Link, PasswordForm, ResponseReturnValue | None]:
        """Judge a password that was sent: return the link, the form, and the way to ``page`` where it is right."""
        link, form = self.found(token), PasswordForm()
        if link.password_hash is None:
            return link, form, redirect(url_for(page, token=token), 303)
        if not form.validate():
            return link, form, None
        attempt = throttle.begin(context().sessions, context().settings.secret_key, f"{self.name}:{link.id}", address())
        if not passwords.matches(form.password.data or "", link.password_hash):
            form.take(Invalid("password", N_("This is not the password. Ask whoever sent you the link.")))
            return link, form, None
        attempt.succeeded()
        response = make_response(redirect(url_for(page, token=token), 303))
        secure = request.is_secure or (context().settings.base_url or "").startswith("https:")
        response.set_cookie(
            self._cookie(link), self._signer().dumps(_proof(link)), max_age=REMEMBERED, path=self.path, httponly=True,
            samesite="Lax", secure=secure,
        )  # fmt: skip
        return link, form, response

    def _cookie(self, link: SecretLink) -> str:
        return f"promo_{self.name}_{link.id}"

    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(context().settings.secret_key, salt=f"{self.name}-link")

    def _is_remembered(self, link: SecretLink) -> bool:
        try:
            said = self._signer().loads(request.cookies.get(self._cookie(link), ""), max_age=REMEMBERED)
        except BadSignature:
            return False
        return bool(said == _proof(link))


def keep_private(blueprint: Blueprint) -> None:
    """Put `HEADERS` on all answers of ``blueprint``."""

    @blueprint.after_request
    def _private(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response


def asked_with() -> int:
    """Return the status of the page that asks for a password: 401 where something else was sent."""
    return 401 if request.method == "POST" else 200


def _proof(link: SecretLink) -> list[object]:
    """Return what the cookie vouches for: this link, at this address, with this password."""
    known = hashlib.sha256(f"{link.password_hash}:{link.token_hash}".encode()).hexdigest()
    return [link.id, known]
