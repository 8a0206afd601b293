"""Views of templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import StringField

from promo.clients.models import Client
from promo.errors import Invalid
from promo.forms import Form
from promo.plan import rights
from promo.plan.items.service import check_open
from promo.plan.models import PlanTemplate
from promo.plan.templates import service
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("plan_templates", __name__)


class TemplateForm(Form):
    """A template's name."""

    name = StringField(lazy_gettext("Name of the template"))


@blueprint.get("/clients/<int:client_id>/plan/templates")
def templates(client_id: int) -> ResponseReturnValue:
    """List a client's templates."""
    client = access.see(db(), Client, client_id, viewer())
    access.require(viewer(), *access.STAFF)
    may_edit = access.may_edit(viewer()) and client.archived_at is None
    found = service.templates(db(), client)
    return render_template("plan/templates/page.html", client=client, templates=found, may_edit=may_edit)


@blueprint.route("/plan/items/<int:item_id>/template", methods=["GET", "POST"])
def new(item_id: int) -> ResponseReturnValue:
    """Save what an item says as a template."""
    item = rights.manage(db(), item_id, viewer())
    form = TemplateForm()
    if request.method == "GET":
        form.name.process(None, data=item.title[: service.NAME])
    elif form.validate():
        try:
            check_open(item.client)
            made = service.save(db(), item, form.name.data or "", viewer())
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The template “%(name)s” is saved.", name=made.name), "success")
            return redirect(url_for("plan_templates.templates", client_id=item.client_id), 303)
    page = render_template("plan/templates/form.html", client=item.client, item=item, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/plan/templates/<int:template_id>/removal")
def remove(template_id: int) -> ResponseReturnValue:
    """Remove a template."""
    template = access.edit(db(), PlanTemplate, template_id, viewer())
    client_id = template.client_id
    service.remove(db(), template)
    flash(_("The template was removed. Items made from it stay."), "success")
    return redirect(url_for("plan_templates.templates", client_id=client_id), 303)
