"""Puts the application together: the list of blueprints, and what happens around each request."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Flask, current_app, g, redirect, request, url_for
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from promo import jobs
from promo.config import LANGUAGES
from promo.context import Context, open_context
from promo.users.signin import cookie_name, viewer_or_none
from promo.web import errors, filters, headers
from promo.web.demo import INSIDE, DemoSwitch

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from promo.config import Settings

ROOT = Path(__file__).resolve().parents[2]
BLUEPRINTS = (
    "promo.home.views",
    "promo.clients.views",
    "promo.pages.views",
    "promo.growth.views",
    "promo.growth.forecast.views",
    "promo.growth.anomalies.views",
    "promo.campaigns.timeline.views",
    "promo.campaigns.listing.views",
    "promo.campaigns.showing.views",
    "promo.campaigns.editing.views",
    "promo.campaigns.days.views",
    "promo.campaigns.lift.views",
    "promo.campaigns.placements.views",
    "promo.campaigns.posts.views",
    "promo.campaigns.comparing.views",
    "promo.campaigns.transfer.views",
    "promo.campaigns.bloggers.views",
    "promo.campaigns.monthly.views",
    "promo.campaigns.rates.views",
    "promo.campaigns.files.views",
    "promo.campaigns.law.views",
    "promo.campaigns.law.wording.views",
    "promo.content.listing.views",
    "promo.content.saved.views",
    "promo.content.post.views",
    "promo.content.insights.views",
    "promo.content.rubrics.views",
    "promo.plan.calendar.views",
    "promo.plan.board.views",
    "promo.plan.items.views",
    "promo.plan.series.views",
    "promo.plan.templates.views",
    "promo.plan.media.views",
    "promo.plan.comments.views",
    "promo.plan.tasks.views",
    "promo.plan.approvals.views",
    "promo.plan.review.views",
    "promo.plan.review.open.views",
    "promo.plan.due.views",
    "promo.plan.matching.views",
    "promo.plan.facts.views",
    "promo.plan.preview.views",
    "promo.plan.transfer.views",
    "promo.plan.feeds.views",
    "promo.reports.writing.views",
    "promo.reports.sharing.views",
    "promo.reports.printing.views",
    "promo.reports.branding.views",
    "promo.reports.templates.views",
    "promo.reports.monthly.views",
    "promo.reports.kit.views",
    "promo.reports.pictures.views",
    "promo.reports.overall.views",
    "promo.reports.delivery.schedules.views",
    "promo.reports.delivery.sending.views",
    "promo.reports.delivery.ways.views",
    "promo.reports.delivery.leaving.views",
    "promo.compare.views",
    "promo.compare.tiers.views",
    "promo.collection.views",
    "promo.users.views",
    "promo.demo.views",
    "promo.web.views",
)
"""Each module has a ``blueprint``; its rules stand in it."""


def create_app(settings: Settings, context: Context | None = None) -> Flask:
    """Return the application for ``settings``; ``context`` may be given by those who made one already."""
    app = Flask("promo", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "promo" / "translations"),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(_make_room)  # before the check of forms, which reads what was sent
    guard = CSRFProtect(app)
    Babel(app, default_locale=settings.language, locale_selector=locale)
    filters.register(app)
    errors.register(app)
    headers.register(app)
    app.before_request(_ask_who)
    app.after_request(_commit)
    app.teardown_appcontext(_close)
    app.context_processor(_template_globals)
    for name in BLUEPRINTS:
        app.register_blueprint(cast("Blueprint", import_module(name).blueprint))
    for view in app.view_functions.values():
        if getattr(view, "needs_no_form", False):
            guard.exempt(view)
    return furnish(app, settings, context)


def furnish(app: Flask, settings: Settings, context: Context | None = None) -> Flask:
    """Give ``app`` its settings and the parts that depend on them (instead of those it had), and return it."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="promo_form_demo" if settings.demo else "promo_form",
        PROMO_COOKIE=cookie_name(settings),
        SESSION_COOKIE_SECURE=(settings.base_url or "").startswith("https:"),
        TESTING=settings.testing,
    )
    answer: WSGIApplication = partial(Flask.wsgi_app, app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        answer = ProxyFix(answer, x_for=hops, x_proto=hops, x_host=hops)
    if not settings.demo:
        answer = DemoSwitch(answer, settings, create_app)
    app.wsgi_app = answer  # type: ignore[method-assign, assignment]
    app.extensions["promo"] = context = context or open_context(settings)
    if not context.jobs:
        jobs.register(context)
    return app


def locale() -> str:
    """Return the reader's language: the person's, else the visitor's choice, else a link's, else their browser's."""
    person = viewer_or_none()
    if person is not None:
        return person.language
    chosen = request.cookies.get("promo_language", "")
    if chosen in LANGUAGES:
        return chosen
    return g.get("suggested_language") or request.accept_languages.best_match(list(LANGUAGES)) or "en"


def _make_room() -> None:
    most = getattr(current_app.view_functions.get(request.endpoint or ""), "most_bytes", None)
    if most is not None and viewer_or_none() is not None:
        request.max_content_length = most


def _ask_who() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static" or getattr(view, "is_public", False) or viewer_or_none():
        return None
    if request.headers.get("HX-Request"):
        # A redirect would put the sign-in page into a corner of the screen: let the whole page go there.
        return "", 401, {"HX-Redirect": url_for("users.sign_in")}
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("users.sign_in", next=here if here != "/" else None))


def _commit(response: Response) -> Response:
    session: Session | None = g.get("db")
    if session is not None:
        session.commit()
    return response


def _close(_error: BaseException | None) -> None:
    session: Session | None = g.pop("db", None)
    if session is not None:
        session.close()


def _template_globals() -> dict[str, object]:
    person = viewer_or_none()
    context = cast("Context", current_app.extensions["promo"])
    return {
        "viewer": person,
        "theme": person.theme if person else request.cookies.get("promo_theme", "auto"),
        "locale": locale(),
        "languages": LANGUAGES,
        "settings_demo": context.settings.demo,
        "demo_can_be_left": INSIDE in request.environ,
        "default_time_zone": person.time_zone if person else context.settings.time_zone,
    }
