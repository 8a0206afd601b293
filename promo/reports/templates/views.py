"""Views of templates: the agency's in its settings, a client's beside its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from promo.analytics.periods import DEFAULT_COMPARISON
from promo.clients.models import Client
from promo.errors import Conflict, Invalid
from promo.reports.blocks import BLOCKS
from promo.reports.blocks.goals import METRICS
from promo.reports.models import Report, ReportTemplate
from promo.reports.templates import service
from promo.reports.templates.forms import TemplateForm
from promo.reports.writing import options
from promo.reports.writing.service import USUAL
from promo.users import access
from promo.users.models import Role
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("report_templates", __name__)
TOLD = "summary"
"""The block whose text tells of one period: it does not go from a report into a template."""


@blueprint.get("/settings/report-templates")
def agency() -> ResponseReturnValue:
    """List the agency's templates: an owner changes them, managers begin reports with them."""
    access.require(viewer(), *access.EDITORS)
    return _list(None, may_edit=viewer().role == Role.OWNER)


@blueprint.get("/clients/<int:client_id>/reports/templates")
def client_templates(client_id: int) -> ResponseReturnValue:
    """List a client's templates, and the agency's, which can be copied."""
    client = access.see(db(), Client, client_id, viewer())
    access.require(viewer(), *access.STAFF)
    return _list(client, may_edit=client.archived_at is None and access.may_edit(viewer()))


@blueprint.route("/settings/report-templates/new", methods=["GET", "POST"])
def agency_new() -> ResponseReturnValue:
    """Make a template of the agency's."""
    access.require(viewer(), Role.OWNER)
    return _new(None)


@blueprint.route("/clients/<int:client_id>/reports/templates/new", methods=["GET", "POST"])
def client_new(client_id: int) -> ResponseReturnValue:
    """Make a template of a client's, from nothing or from the ``report`` that the address names."""
    client = access.edit(db(), Client, client_id, viewer())
    ident = request.args.get("report", type=int)
    report = access.see(db(), Report, ident, viewer()) if ident else None
    return _new(client, report)


@blueprint.route("/report-templates/<int:template_id>/edit", methods=["GET", "POST"])
def edit(template_id: int) -> ResponseReturnValue:
    """Change a template; reports that began with it stay as they are."""
    found = _editable(template_id)
    form = _form()
    if request.method == "GET":
        form.show(found)
    elif not form.is_moving() and form.validate():
        try:
            service.change(db(), found, form.fields(), form.version_number())
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            form.form_errors.append(_(error.message))
            form.version.process(None, data=str(found.version))
            return _writing(form, found.client, found, 409)
        else:
            flash(_("The template “%(name)s” is saved.", name=found.name), "success")
            return redirect(_place(found.client), 303)
    return _writing(form, found.client, found)


@blueprint.post("/report-templates/<int:template_id>/copies")
def duplicate(template_id: int) -> ResponseReturnValue:
    """Copy a template: for the client that the form names, else beside itself."""
    found = access.see(db(), ReportTemplate, template_id, viewer())
    ident = request.form.get("client", type=int)
    client = access.edit(db(), Client, ident, viewer()) if ident else _editable(template_id).client
    try:
        made = service.duplicate(db(), found, client, viewer())
    except Invalid as error:
        flash(_(error.message, **error.values), "danger")
        return redirect(_place(client), 303)
    flash(_("The template “%(name)s” is copied. Change the copy as you like.", name=made.name), "success")
    return redirect(url_for("report_templates.edit", template_id=made.id), 303)


@blueprint.post("/report-templates/<int:template_id>/removal")
def remove(template_id: int) -> ResponseReturnValue:
    """Remove a template."""
    found = _editable(template_id)
    client = found.client
    used = service.remove(db(), found)
    flash(_("The template was removed. Reports that began with it stay."), "success")
    if used:
        flash(
            ngettext(
                "%(num)s schedule used it. Its reports begin with the usual template from now on.",
                "%(num)s schedules used it. Their reports begin with the usual template from now on.",
                used,
            ),
            "warning",
        )
    return redirect(_place(client), 303)


def _editable(template_id: int) -> ReportTemplate:
    """Return the template for changing it: the agency's by an owner, a client's by who may edit the client."""
    found = access.edit(db(), ReportTemplate, template_id, viewer())
    if found.client_id is None:
        access.require(viewer(), Role.OWNER)
    return found


def _new(client: Client | None, report: Report | None = None) -> ResponseReturnValue:
    form = _form()
    if request.method == "GET":
        blocks = options.usable(db(), report.blocks) if report else [{"kind": kind, "text": ""} for kind in USUAL]
        plain = [{"options": {}, **one, "text": "" if one["kind"] == TOLD else one["text"]} for one in blocks]
        form.begin(plain, report.against if report else DEFAULT_COMPARISON)
    elif not form.is_moving() and form.validate():
        of_agency = bool(form.for_agency.data) and viewer().role == Role.OWNER
        try:
            made = service.make(db(), None if of_agency else client, form.fields(), viewer())
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The template “%(name)s” is saved.", name=made.name), "success")
            return redirect(_place(made.client), 303)
    return _writing(form, client, None)


def _form() -> TemplateForm:
    form = TemplateForm()
    form.offer_comparisons()
    return form


def _place(client: Client | None) -> str:
    if client is None:
        return url_for("report_templates.agency")
    return url_for("report_templates.client_templates", client_id=client.id)


def _list(client: Client | None, *, may_edit: bool) -> str:
    own = service.of(db(), client)
    shared = service.of(db(), None) if client else ()
    return render_template(
        "reports/templates/list.html",
        client=client,
        templates=own,
        shared=shared,
        begins=next((one.id for one in (*own, *shared)), None),
        used=service.schedules(db(), own),
        names=BLOCKS,
        may_edit=may_edit,
    )


def _writing(
    form: TemplateForm, client: Client | None, found: ReportTemplate | None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "reports/templates/form.html",
        client=client,
        template=found,
        form=form,
        place=_place(client),
        names=BLOCKS,
        rivals=options.rivals(db()),
        goals=METRICS,
        may_share=client is not None and found is None and viewer().role == Role.OWNER,
    )
    return page, 422 if form.errors and status == 200 else status  # noqa: PLR2004 - an HTTP status
