"""Saving and removing views of the list of posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from promo.content.saved import service
from promo.content.saved.forms import ViewForm
from promo.errors import Invalid
from promo.growth import reading
from promo.pages.models import Page
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("saved_views", __name__)


@blueprint.route("/pages/<int:page_id>/content/views", methods=["GET", "POST"])
def save(page_id: int) -> ResponseReturnValue:
    """Name the state that the address holds, and keep it."""
    page = access.see(db(), Page, page_id, viewer())
    form = ViewForm()
    query = service.query_of(request.args.to_dict(flat=False))
    if form.validate_on_submit():
        try:
            view = service.save(db(), page, form.name.data or "", query, viewer(), shared=bool(form.is_shared.data))
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The view “%(name)s” is saved.", name=view.name), "success")
            return redirect(_list(page, view.query), 303)
    status = 422 if form.is_submitted() else 200
    shown = {"page": page, "client": page.client, "siblings": reading.siblings(db(), page)}
    return render_template(
        "content/save.html",
        shown=shown,
        form=form,
        back=_list(page, query),
        may_edit=access.may_edit(viewer()),
        query={},
    ), status


@blueprint.post("/pages/<int:page_id>/content/views/<int:view_id>/removal")
def remove(page_id: int, view_id: int) -> ResponseReturnValue:
    """Remove a view."""
    page = access.see(db(), Page, page_id, viewer())
    service.remove(db(), page, view_id, viewer())
    flash(_("The view is removed."), "success")
    return redirect(_list(page, ""), 303)


def _list(page: Page, query: str) -> str:
    address = url_for("content.page_content", page_id=page.id)
    return f"{address}?{query}" if query else address
