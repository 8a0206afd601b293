"""Who is asking: the request's session with the database, and the person behind the cookie. The only flask here."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from flask import current_app, g, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from promo import clock
from promo.secrets import hash_token
from promo.users.models import User, UserSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from promo.context import Context

COOKIE = "promo_session"
F = TypeVar("F", bound="Callable[..., object]")


def context() -> Context:
    """Return the program's shared parts."""
    return cast("Context", current_app.extensions["promo"])


def db() -> Session:
    """Return the request's session with the database. The web edge commits it after the view, or rolls it back."""
    if "db" not in g:
        g.db = context().sessions()
    return cast("Session", g.db)


def public(view: F) -> F:
    """Mark a view that needs no account."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def viewer_or_none() -> User | None:
    """Return the person who is signed in in this browser, or ``None``."""
    if "viewer" not in g:
        g.viewer = _load()
    return cast("User | None", g.viewer)


def viewer() -> User:
    """Return the person who is signed in. Views that are not `public` always have one."""
    person = viewer_or_none()
    if person is None:
        raise RuntimeError("a view that asks for the viewer must not be public")
    return person


def _load() -> User | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    statement = select(UserSession).where(UserSession.token_hash == hash_token(token))
    found = db().scalar(statement)
    if found is None or found.expires_at <= clock.now() or found.user.disabled_at is not None:
        return None
    g.user_session = found
    return found.user
