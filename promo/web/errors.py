"""Every error a person can meet, mapped to an answer in one place. No stack trace reaches them, none is lost."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import g, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from promo.errors import Forbidden, NotFound, PromoError, Throttled
from promo.speech import N_

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

log = logging.getLogger(__name__)

SENTENCES = {
    400: N_("The server did not understand this request. Go back and try again."),
    403: Forbidden.message,
    404: NotFound.message,
    405: N_("This address does not work that way. Go back and use the buttons of the page."),
    413: N_("What you sent is too large. Send a smaller file or less text."),
    429: Throttled.message,
    500: N_("Something went wrong on the server. It has been logged. Try again, and tell the owner if it stays."),
}
EXPIRED_FORM = N_("This form is too old or was opened in another session. Go back, reload the page and send it again.")


def register(app: Flask) -> None:
    """Let ``app`` answer errors with pages."""
    app.register_error_handler(PromoError, _promo_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _promo_error(error: PromoError) -> ResponseReturnValue:
    return _answer(error.status, gettext(error.message, **error.values))


def _csrf_error(_error: CSRFError) -> ResponseReturnValue:
    return _answer(400, gettext(EXPIRED_FORM))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:  # noqa: PLR2004 - redirects travel as exceptions too
        return error
    return _answer(code, gettext(SENTENCES.get(code, SENTENCES[400])))


def _unexpected(error: Exception) -> ResponseReturnValue:
    # The rule, not the address: an invitation's address is a secret.
    log.error("%s %s failed", request.method, request.url_rule or request.path, exc_info=error)
    return _answer(500, gettext(SENTENCES[500]))


def _answer(status: int, sentence: str) -> ResponseReturnValue:
    session = g.get("db")
    if session is not None:
        session.rollback()
    template = "web/error_partial.html" if request.headers.get("HX-Request") else "web/error.html"
    return render_template(template, status=status, sentence=sentence), status
