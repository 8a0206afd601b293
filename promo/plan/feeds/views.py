"""Views of calendar feeds: one's own addresses, and the calendars behind them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import refresh

from promo import clock
from promo.clients.models import Client
from promo.errors import NotFound
from promo.plan.feeds import service
from promo.plan.words import KIND_NAMES, STATUS_NAMES, ItemKind, Status
from promo.users import access, throttle
from promo.users.signin import address, context, db, keep_link, public, take_link, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.plan.models import PlanItem

blueprint = Blueprint("plan_feeds", __name__)


@blueprint.route("/plan/feeds", methods=["GET", "POST"])
def all_feeds() -> ResponseReturnValue:
    """Show the viewer's calendar of all clients; make, renew or revoke its address."""
    return _feeds(None)


@blueprint.route("/clients/<int:client_id>/plan/feeds", methods=["GET", "POST"])
def feeds(client_id: int) -> ResponseReturnValue:
    """Show the viewer's calendar of a client; make, renew or revoke its address."""
    return _feeds(access.see(db(), Client, client_id, viewer()))


@blueprint.get("/calendar/<token>.ics")
@public
def calendar(token: str) -> ResponseReturnValue:
    """Give a calendar to the program that asks for it."""
    sessions, secret = context().sessions, context().settings.secret_key
    throttle.refuse_guesser(sessions, secret, address())
    try:
        feed = service.find(db(), token)
    except NotFound:
        throttle.note_guess(sessions, secret, address())
        raise
    tag = hashlib.sha256(service.state(db(), feed).encode()).hexdigest()[:32]
    response = Response(status=304) if tag in request.if_none_match else None
    if response is None:
        g.suggested_language = feed.user.language
        refresh()
        name = feed.client.name if feed.client else _("Content plan")
        base = context().settings.base_url or request.url_root.rstrip("/")
        body = service.calendar(
            service.items(db(), feed), name, _told, lambda ident: base + url_for("plan_items.item", item_id=ident)
        )
        response = Response(body, content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = 'inline; filename="plan.ics"'
        if request.method == "GET":
            feed.read_at = clock.now()
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _feeds(client: Client | None) -> ResponseReturnValue:
    here = url_for("plan_feeds.feeds", client_id=client.id) if client else url_for("plan_feeds.all_feeds")
    if request.method == "POST":
        if request.form.get("action") == "revoke":
            service.revoke(db(), viewer(), client)
            flash(_("The address does not work any more."), "success")
        else:
            keep_link(url_for("plan_feeds.calendar", token=service.make(db(), viewer(), client)))
            flash(_("The address is made. It is shown this once: copy it now."), "success")
        return redirect(here, 303)
    return render_template(
        "plan/feeds/page.html",
        client=client,
        feed=service.of(db(), viewer(), client),
        address=take_link(),
        here_address=here,
    )


def _told(item: PlanItem) -> str:
    return f"{_(KIND_NAMES[ItemKind(item.kind)])} · {_(STATUS_NAMES[Status(item.status)])}"
