"""The owner's screen of the ways out, and what was tried. Nothing here reaches out: a worker does."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from promo.clients.models import Client
from promo.errors import Conflict, Invalid, NotFound
from promo.reports.delivery.ways import service
from promo.reports.delivery.ways.forms import WaysForm
from promo.reports.delivery.words import PROBLEMS
from promo.speech import N_
from promo.users import access
from promo.users.models import Role
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("delivery_ways", __name__)
DEMO = N_("This is the demo: nothing is sent from here.")


@blueprint.route("/settings/delivery", methods=["GET", "POST"])
def ways() -> ResponseReturnValue:
    """Show how messages leave the house, and change it."""
    access.require(viewer(), Role.OWNER)
    form, status = WaysForm(), 200
    form.offer()
    if request.method == "GET":
        form.show(service.of(db()), _base_url())
    elif form.validate():
        try:
            service.save(db(), context().cipher, form.fields(), form.version_number())
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            form.form_errors.append(_(error.message))
            known = service.of(db())
            form.version.process(None, data=str(known.version if known else 1))
            status = 409
        else:
            if form.telegram_token.data and not context().settings.demo:
                service.want(db(), "chats", viewer())  # the bot tells its name
            flash(_("Saved. Send yourself a test message to see whether it works."), "success")
            return redirect(url_for("delivery_ways.ways"), 303)
    page = render_template(
        "reports/delivery/ways.html",
        form=form,
        known=service.of(db()),
        checks=service.checks(db()),
        problems=PROBLEMS,
        fixed_url=context().settings.base_url,
        is_local=service.is_local(urlsplit(form.base_url.data or "").hostname or ""),
    )
    return page, 422 if form.errors and status == 200 else status  # noqa: PLR2004 - an HTTP status


@blueprint.post("/settings/delivery/checks/<kind>")
def try_out(kind: str) -> ResponseReturnValue:
    """Let a worker send the owner a test message."""
    access.require(viewer(), Role.OWNER)
    if kind not in ("mail", "telegram"):
        raise NotFound
    if context().settings.demo:
        raise Conflict(DEMO)
    try:
        service.want(db(), kind, viewer(), request.form.get("chat", ""))
    except Invalid as error:
        flash(_(error.message, **error.values), "danger")
    return redirect(url_for("delivery_ways.ways", _anchor=kind), 303)


@blueprint.get("/settings/delivery/checks/<kind>")
def tried(kind: str) -> ResponseReturnValue:
    """Show what came of a test message."""
    access.require(viewer(), Role.OWNER)
    if kind not in ("mail", "telegram"):
        raise NotFound
    check = service.checks(db()).get(kind)
    return render_template("reports/delivery/_check.html", kind=kind, check=check, problems=PROBLEMS)


@blueprint.route("/clients/<int:client_id>/reports/chats", methods=["GET", "POST"])
def chats(client_id: int) -> ResponseReturnValue:
    """Show who started the bot by this client's link; let a worker look, when asked to."""
    client = access.edit(db(), Client, client_id, viewer())
    if request.method == "POST":
        if context().settings.demo:
            raise Conflict(DEMO)
        service.want(db(), "chats", viewer())
    code, known = service.start_code(client.id, context().settings.secret_key), service.of(db())
    check = service.checks(db()).get("chats")
    page = "_chats" if request.headers.get("HX-Request") else "chats"
    return render_template(
        f"reports/delivery/{page}.html",
        client=client,
        check=check,
        found=[one for one in check.found if one["code"] == code] if check else [],
        problems=PROBLEMS,
        is_set="telegram" in service.are_set(db()),
        bot=known.bot if known else "",
        code=code,
    )


def _base_url() -> str:
    return context().settings.base_url or request.url_root.rstrip("/")
