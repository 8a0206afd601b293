"""The screens of the look of reports: the agency's, and a client's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from promo.campaigns.law import texts
from promo.clients.models import Client
from promo.errors import Conflict, Invalid, NotFound
from promo.pages.media import local_file
from promo.reports.branding import service
from promo.reports.branding.forms import BrandingForm
from promo.users import access
from promo.users.models import Role
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("branding", __name__)


@blueprint.route("/settings/branding", methods=["GET", "POST"])
def agency() -> ResponseReturnValue:
    """Show how reports look, and change it."""
    access.require(viewer(), Role.OWNER)
    return _page(None)


@blueprint.route("/clients/<int:client_id>/reports/branding", methods=["GET", "POST"])
def client(client_id: int) -> ResponseReturnValue:
    """Show what a client's reports have of their own, and change it."""
    return _page(access.edit(db(), Client, client_id, viewer()))


@blueprint.get("/settings/branding/logo", defaults={"client_id": None})
@blueprint.get("/clients/<int:client_id>/reports/branding/logo")
def logo(client_id: int | None) -> ResponseReturnValue:
    """Give the logo."""
    found = access.see(db(), Client, client_id, viewer()) if client_id else None
    branding = service.of(db(), found)
    file = local_file(context().settings.media_dir, branding.logo if branding else None)
    if file is None:
        raise NotFound
    return send_file(file, mimetype="image/png")


def _page(client: Client | None) -> ResponseReturnValue:
    form, status = BrandingForm(), 200
    if request.method == "GET":
        form.show(service.of(db(), client))
    elif form.validate():
        try:
            _save(client, form)
        except Invalid as error:
            db().rollback()
            form.take(error)
        except Conflict as error:
            form.form_errors.append(_(error.message))
            known = service.of(db(), client)
            form.version.process(None, data=str(known.version if known else 1))
            status = 409
        else:
            flash(_("The look of reports was saved."), "success")
            return redirect(request.path, 303)
    page = render_template(
        "reports/branding/page.html",
        client=client,
        form=form,
        known=service.of(db(), client),
        notes={code: texts.text(db(), service.META, code) for code in texts.LANGUAGES},
        is_russian=client is None or client.jurisdiction == service.RUSSIA,
        logo_url=url_for("branding.logo", client_id=client.id if client else None),
    )
    return page, 422 if form.errors and status == 200 else status  # noqa: PLR2004 - an HTTP status


def _save(client: Client | None, form: BrandingForm) -> None:
    branding = service.save(db(), client, form.fields(), form.version_number())
    sent = request.files.get("logo")
    if form.no_logo.data:
        branding.logo = None
    elif sent is not None and sent.filename:
        service.keep_logo(db(), branding, sent.read(), context().settings.media_dir)
