"""Who is asking: the request's session with the database, and the person behind the cookie. The only flask here."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar, cast

from flask import after_this_request, current_app, g, request
from flask import session as form_session
from sqlalchemy.exc import OperationalError

from promo.db import transaction
from promo.users import service, sessions, throttle

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session
    from werkzeug import Response

    from promo.config import Settings
    from promo.context import Context
    from promo.users.models import User, UserSession

COOKIE = "promo_session"
F = TypeVar("F", bound="Callable[..., object]")
log = logging.getLogger(__name__)


def cookie_name(settings: Settings) -> str:
    """Return the name of the cookie: the demo has its own, so that signing in there signs nobody out here."""
    return f"{COOKIE}_demo" if settings.demo else COOKIE


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


def token_only(view: F) -> F:
    """Mark a view that asks for no form's token: the secret in its address is all that such a request can bring."""
    view.needs_no_form = True  # type: ignore[attr-defined]
    return view


def takes(most: int) -> Callable[[F], F]:
    """Mark a view to which people who are signed in may send ``most`` bytes: more than forms need, for files."""

    def marked(view: F) -> F:
        view.most_bytes = most  # type: ignore[attr-defined]
        return view

    return marked


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


def user_session() -> UserSession:
    """Return the session that this browser's cookie stands for."""
    viewer()
    return cast("UserSession", g.user_session)


def check_password(email: str, password: str) -> User | None:
    """Return the person whose e-mail and password these are, or ``None``; raise `TooManyAttempts` when throttled."""
    settings = context().settings
    attempt = throttle.begin(context().sessions, settings.secret_key, service.normal_email(email), address())
    person = service.authenticate(db(), email, password, cheap=cheap())
    if person is not None:
        attempt.succeeded()
    return person


def sign_in_user(person: User) -> None:
    """Sign ``person`` in in this browser, under a token nobody has seen before; who was signed in is signed out."""
    _end_cookie()
    form_session.clear()
    user_agent = request.headers.get("User-Agent", "")
    _send_cookie(sessions.start(db(), person, user_agent=user_agent, address=address()))
    g.viewer = person


def sign_out_user() -> None:
    """End this browser's session and take its cookies back."""
    _end_cookie()
    form_session.clear()
    g.viewer = None

    @after_this_request
    def _forget(response: Response) -> Response:
        response.delete_cookie(_cookie(), httponly=True, samesite="Lax", secure=_is_secure())
        return response


def address() -> str:
    """Return the address the request came from."""
    return request.remote_addr or ""


def cheap() -> bool:
    """Return whether passwords are hashed quickly: in tests only."""
    return context().settings.testing


def local_path(wanted: str | None) -> str:
    """Return ``wanted`` where it is a path of this program, else the home page's: nobody is sent elsewhere.

    Browsers read a backslash as a slash and drop tabs and line breaks, so that none of these may stand in it.
    """
    safe = wanted and wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if wanted and safe and wanted.isprintable() and " " not in wanted else "/"


def keep_link(path: str) -> None:
    """Keep a secret link until the next page shows it: encrypted, as it travels in the browser's cookie."""
    base = context().settings.base_url or request.url_root.rstrip("/")
    form_session["link"] = context().cipher.encrypt(base + path)


def take_link() -> str | None:
    """Return the link that was kept for this page, once."""
    kept = form_session.pop("link", None)
    return None if kept is None else context().cipher.decrypt(kept)


def _load() -> User | None:
    token = request.cookies.get(_cookie())
    found = sessions.find(db(), token) if token else None
    if token is None or found is None:
        return None
    g.user_session = found
    if sessions.is_due(found):
        _seen(found, token)
    return found.user


def _seen(found: UserSession, token: str) -> None:
    """Write the visit down in a transaction of its own: a page that is read holds no lock, a failure costs nothing."""
    try:
        with transaction(context().sessions) as session:
            sessions.touch(session, found)
    except OperationalError:
        log.warning("the visit of user %s could not be written down: the database is busy", found.user_id)
        return
    _send_cookie(token)


def _send_cookie(token: str) -> None:
    @after_this_request
    def _send(response: Response) -> Response:
        age = int(sessions.LIFETIME.total_seconds())
        response.set_cookie(_cookie(), token, max_age=age, httponly=True, samesite="Lax", secure=_is_secure())
        return response


def _end_cookie() -> None:
    token = request.cookies.get(_cookie())
    if token:
        sessions.end_token(db(), token)
    with suppress(AttributeError):
        del g.user_session


def _cookie() -> str:
    return cast("str", current_app.config["PROMO_COOKIE"])


def _is_secure() -> bool:
    return request.is_secure or (context().settings.base_url or "").startswith("https:")
