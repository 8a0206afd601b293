"""Views of reports as the team sees them: the list, a report, writing, publishing, earlier versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from promo import clock
from promo.clients.models import Client
from promo.errors import Conflict, Invalid, NotFound
from promo.pages.models import Page
from promo.reports import pictures, rendering
from promo.reports.blocks import BLOCKS
from promo.reports.blocks.goals import METRICS
from promo.reports.delivery.sending import screens as panels
from promo.reports.gathering import gather
from promo.reports.models import Report, ReportTemplate, ReportVersion
from promo.reports.monthly import reading as monthly
from promo.reports.pictures.views import folder
from promo.reports.templates import service as templates
from promo.reports.writing import options, service
from promo.reports.writing.forms import PublishForm, ReportForm
from promo.reports.writing.service import ReportFields
from promo.users import access
from promo.users.models import Role
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("reports", __name__)
STANDARD = "standard"


@blueprint.get("/clients/<int:client_id>/reports")
def reports(client_id: int) -> ResponseReturnValue:
    """List a client's reports; to people of the client's, those that were published."""
    client = access.see(db(), Client, client_id, viewer())
    mine = select(Report).where(Report.client_id == client.id).order_by(Report.end_day.desc(), Report.id.desc())
    if viewer().role == Role.CLIENT:
        mine = mine.where(Report.published > 0)
    may_edit = client.archived_at is None and access.may_edit(viewer())
    return render_template(
        "reports/writing/list.html",
        client=client,
        reports=db().scalars(mine).all(),
        may_edit=may_edit,
        due=monthly.due(db(), client, clock.now()) if may_edit else None,
    )


@blueprint.route("/clients/<int:client_id>/reports/new", methods=["GET", "POST"])
def new(client_id: int) -> ResponseReturnValue:
    """Begin a report: the month that is over, the blocks of a template, a factual first text.

    ``template`` in the address says which: an id, or `STANDARD` for the program's usual blocks.
    """
    client = access.edit(db(), Client, client_id, viewer())
    form = _form(client)
    if request.method == "GET":
        template = _template(client)
        days = service.last_month(client, clock.now())
        form.show(templates.begun(db(), viewer().language, days, template), 1)
        return _writing(form, client, None, offered=templates.choices(db(), client), template=template)
    if form.is_moving():
        return _writing(form, client, None)
    if form.validate():
        try:
            made = service.draft(db(), client, form.fields(), viewer(), uid=form.token())
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The draft is written. Look it through, and publish it when it is right."), "success")
            return redirect(url_for("reports.report", report_id=made.id), 303)
    return _writing(form, client, None)


@blueprint.get("/reports/<int:report_id>")
def report(report_id: int) -> ResponseReturnValue:
    """Show a report: to the team the draft with its numbers of now, to the client's people what was published."""
    found = access.see(db(), Report, report_id, viewer())
    if viewer().role == Role.CLIENT:
        return _frozen(found, service.newest(db(), found))
    return _draft(found, PublishForm())


@blueprint.route("/reports/<int:report_id>/edit", methods=["GET", "POST"])
def edit(report_id: int) -> ResponseReturnValue:
    """Change a draft."""
    found = access.edit(db(), Report, report_id, viewer())
    form = _form(found.client)
    if request.method == "GET":
        form.show(ReportFields.of(found), found.version)
    elif form.is_moving():
        return _writing(form, found.client, found)
    elif form.validate():
        try:
            service.change(db(), found, form.fields(), form.version_number())
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            form.form_errors.append(_(error.message))
            form.version.process(None, data=str(found.version))
            return _writing(form, found.client, found, 409)
        else:
            flash(_("The draft was saved."), "success")
            return redirect(url_for("reports.report", report_id=found.id), 303)
    return _writing(form, found.client, found)


@blueprint.post("/reports/<int:report_id>/versions")
def publish(report_id: int) -> ResponseReturnValue:
    """Freeze a report as it is now."""
    found = access.edit(db(), Report, report_id, viewer())
    form = PublishForm()
    if not form.validate():
        return _draft(found, form, 422)
    try:
        made = service.publish(db(), found, form.version_number(), form.note.data or "", viewer())
    except Invalid as error:
        form.take(error)
        return _draft(found, form, 422)
    except Conflict as error:
        flash(_(error.message), "warning")
        return redirect(url_for("reports.report", report_id=found.id), 303)
    flash(_("Version %(number)s is published. Its numbers stay as they are.", number=made.number), "success")
    return redirect(url_for("reports.version", report_id=found.id, number=made.number), 303)


@blueprint.get("/reports/<int:report_id>/versions/<int:number>")
def version(report_id: int, number: int) -> ResponseReturnValue:
    """Show what was published."""
    found = access.see(db(), Report, report_id, viewer())
    mine = select(ReportVersion).where(ReportVersion.report_id == found.id, ReportVersion.number == number)
    return _frozen(found, db().scalar(mine))


@blueprint.post("/reports/<int:report_id>/removal")
def remove(report_id: int) -> ResponseReturnValue:
    """Remove a draft for good."""
    found = access.edit(db(), Report, report_id, viewer())
    client_id = found.client_id
    try:
        service.remove(db(), found)
    except Invalid as error:
        flash(_(error.message), "danger")
        return redirect(url_for("reports.report", report_id=found.id), 303)
    flash(_("The draft was removed."), "success")
    return redirect(url_for("reports.reports", client_id=client_id), 303)


def _template(client: Client) -> ReportTemplate | None:
    """Return the template that the address asks for, else the one that reports of ``client`` begin with."""
    wanted = request.args.get("template", "")
    if wanted == STANDARD:
        return None
    if not wanted:
        return templates.usual(db(), client)
    return next((one for one in templates.choices(db(), client) if str(one.id) == wanted), None)


def _form(client: Client) -> ReportForm:
    form = ReportForm()
    pages = select(Page.id, Page.username).where(Page.client_id == client.id).order_by(Page.username)
    form.offer([(ident, f"@{name}") for ident, name in db().execute(pages)])
    return form


def _writing(
    form: ReportForm,
    client: Client,
    found: Report | None,
    status: int = 200,
    *,
    offered: Sequence[ReportTemplate] = (),
    template: ReportTemplate | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "reports/writing/form.html",
        client=client,
        report=found,
        form=form,
        names=BLOCKS,
        rivals=options.rivals(db()),
        goals=METRICS,
        offered=offered,
        template=template,
        standard=STANDARD,
    )
    return page, 422 if form.errors and status == 200 else status  # noqa: PLR2004 - an HTTP status


def _draft(found: Report, form: PublishForm, status: int = 200) -> ResponseReturnValue:
    content = gather(db(), found, clock.now())
    form.version.process(None, data=str(found.version))
    return _page(found, content, form=form, kept=None), status


def _frozen(found: Report, kept: ReportVersion | None) -> ResponseReturnValue:
    if kept is None:
        raise NotFound
    return _page(found, kept.content, form=None, kept=kept)


def _page(found: Report, content: dict[str, Any], *, form: PublishForm | None, kept: ReportVersion | None) -> str:
    return render_template(
        "reports/writing/report.html",
        client=found.client,
        report=found,
        content=content,
        blocks=pictures.placed(rendering.blocks(content), folder(found.client)),
        form=form,
        kept=kept,
        versions=service.versions(db(), found),
        delivery=panels.panel(db(), found) if viewer().role != Role.CLIENT else None,
        staff=viewer().role != Role.CLIENT,
        may_edit=found.client.archived_at is None and access.may_edit(viewer()),
    )
