"""Unsubscribing without an account: a page with a button for people, and one request for their mail program.

Opening the page changes nothing: programs that look mails through open links by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import refresh

from promo.errors import NotFound
from promo.links.views import keep_private
from promo.reports.delivery.leaving import tokens
from promo.reports.delivery.sending import service
from promo.users import throttle
from promo.users.signin import address, context, db, public, token_only

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.reports.models import Delivery

blueprint = Blueprint("leaving", __name__, url_prefix="/unsubscribe")
keep_private(blueprint)


@blueprint.route("/<token>", methods=["GET", "POST"])
@public
def leave(token: str) -> ResponseReturnValue:
    """Ask whether somebody wants no more reports, and believe them."""
    found = _delivery(token)
    client = found.report.client
    if request.method == "POST":
        service.unsubscribe(db(), client.id, found.channel, found.recipient)
        return redirect(url_for("leaving.leave", token=token), 303)
    is_gone = (found.channel, found.recipient) in service.unsubscribed(db(), client.id)
    return render_template("reports/delivery/leave.html", client=client, delivery=found, is_gone=is_gone, token=token)


@blueprint.post("/<token>/at-once")
@public
@token_only
def leave_at_once(token: str) -> ResponseReturnValue:
    """Take the word of a mail program, whose button the person pressed (RFC 8058)."""
    found = _delivery(token)
    service.unsubscribe(db(), found.report.client_id, found.channel, found.recipient)
    return "", 200


def _delivery(token: str) -> Delivery:
    sessions, secret = context().sessions, context().settings.secret_key
    throttle.refuse_guesser(sessions, secret, address())
    found = tokens.read(db(), token, secret)
    if found is None:
        throttle.note_guess(sessions, secret, address())
        raise NotFound
    g.suggested_language = found.report.language
    refresh()
    return found
