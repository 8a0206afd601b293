"""Views of media kits as the team sees them: a client's pages, a page's kit, and its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from promo import clock
from promo.clients.models import Client
from promo.errors import Conflict, Invalid, NotFound
from promo.pages.models import Page
from promo.reports import pictures, rendering
from promo.reports.kit import service
from promo.reports.kit.forms import KitForm
from promo.reports.kit.gathering import gather
from promo.reports.kit.service import KitFields
from promo.reports.pictures.views import folder
from promo.reports.printing import views as files
from promo.users import access
from promo.users.models import Role
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.reports.kit.models import MediaKit

blueprint = Blueprint("kits", __name__)


@blueprint.get("/clients/<int:client_id>/kits")
def client_kits(client_id: int) -> ResponseReturnValue:
    """List a client's pages with their media kits."""
    client = access.see(db(), Client, client_id, viewer())
    pages = db().scalars(select(Page).where(Page.client_id == client.id).order_by(Page.username)).all()
    kits = service.kits(db(), pages)
    if viewer().role == Role.CLIENT:
        pages = [page for page in pages if page.id in kits]
    return render_template("reports/kit/list.html", client=client, pages=pages, kits=kits, may_edit=_may_edit(client))


@blueprint.route("/pages/<int:page_id>/kit", methods=["GET", "POST"])
def kit(page_id: int) -> ResponseReturnValue:
    """Show a page's media kit as brands will see it, and what can be chosen for it."""
    look_up = access.edit if request.method == "POST" else access.see
    page, client = _of_client(look_up(db(), Page, page_id, viewer()))
    kept, form = service.of(db(), page), KitForm()
    if kept is None and viewer().role == Role.CLIENT:
        raise NotFound
    form.offer()
    fields = KitFields.of(kept) if kept else service.suggested(client, viewer().language)
    if request.method == "GET":
        form.show(fields, kept.version if kept else 0)
        return _page(kept, form, page, fields)
    if not form.validate():
        return _page(kept, form, page, fields), 422
    typed = form.fields()
    try:
        if "preview" in request.form:
            service.check(client, typed)
            return _page(kept, form, page, typed)
        service.save(db(), page, typed, form.version_number())
    except Invalid as error:
        form.take(error)
        return _page(kept, form, page, fields), 422
    except Conflict as error:
        form.form_errors.append(_(error.message))
        form.version.process(None, data=str(kept.version if kept else 0))
        return _page(kept, form, page, typed), 409
    flash(_("The media kit was saved. Its links show it like this from now on."), "success")
    return redirect(url_for("kits.kit", page_id=page.id), 303)


@blueprint.get("/pages/<int:page_id>/kit.pdf")
def file(page_id: int) -> ResponseReturnValue:
    """Give a page's media kit as it was saved, as a PDF."""
    page, client = _of_client(access.see(db(), Page, page_id, viewer()))
    kept = service.of(db(), page)
    if kept is None:
        raise NotFound
    return files.file(gather(db(), page, client, KitFields.of(kept), clock.now()), client, "pdf", "")


def _of_client(page: Page) -> tuple[Page, Client]:
    if page.client is None:
        raise NotFound
    return page, page.client


def _page(kept: MediaKit | None, form: KitForm, page: Page, fields: KitFields) -> str:
    client = _of_client(page)[1]
    content = gather(db(), page, client, fields, clock.now())
    form.spare()
    return render_template(
        "reports/kit/kit.html",
        page=page,
        client=client,
        kit=kept,
        form=form,
        content=content,
        is_preview="preview" in request.form,
        blocks=pictures.placed(rendering.blocks(content), folder(client)),
        may_edit=_may_edit(client),
    )


def _may_edit(client: Client) -> bool:
    return client.archived_at is None and access.may_edit(viewer())
