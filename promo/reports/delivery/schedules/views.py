"""The screens of schedules, and of the reports that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from promo import clock
from promo.clients.models import Client
from promo.errors import Conflict, Invalid
from promo.reports.delivery import standing
from promo.reports.delivery.schedules import making, screens, service
from promo.reports.delivery.schedules.forms import ScheduleForm
from promo.reports.delivery.schedules.timing import Rhythm
from promo.reports.delivery.ways import service as ways
from promo.reports.delivery.ways.views import DEMO
from promo.reports.delivery.words import EVERY, Awaits
from promo.reports.models import Report, ReportSchedule
from promo.reports.templates import service as templates
from promo.users import access
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("report_schedules", __name__)


@blueprint.get("/clients/<int:client_id>/reports/schedules")
def schedules(client_id: int) -> ResponseReturnValue:
    """Show a client's schedules to the team."""
    client = access.see(db(), Client, client_id, viewer())
    access.require(viewer(), *access.STAFF)
    return render_template(
        "reports/delivery/schedules.html",
        client=client,
        rows=screens.rows(db(), client),
        every=EVERY,
        may_edit=access.may_edit(viewer()) and client.archived_at is None,
    )


@blueprint.route("/clients/<int:client_id>/reports/schedules/new", methods=["GET", "POST"])
def new(client_id: int) -> ResponseReturnValue:
    """Make a schedule."""
    client = access.edit(db(), Client, client_id, viewer())
    form = _form(client)
    if request.method == "GET":
        form.show(None, viewer().language)
    elif form.validate() and (fields := form.fields()):
        try:
            service.add(db(), client, fields, viewer(), uid=form.token())
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The schedule is made."), "success")
            return _back(client.id)
    return _page(form, client, None)


@blueprint.route("/report-schedules/<int:schedule_id>/edit", methods=["GET", "POST"])
def edit(schedule_id: int) -> ResponseReturnValue:
    """Change a schedule."""
    found = access.edit(db(), ReportSchedule, schedule_id, viewer())
    form = _form(found.client)
    if request.method == "GET":
        form.show(found, found.language)
    elif form.validate() and (fields := form.fields()):
        try:
            service.change(db(), found, fields, form.version_number())
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            form.form_errors.append(_(error.message))
            form.version.process(None, data=str(found.version))
            return _page(form, found.client, found, 409)
        else:
            flash(_("The schedule was saved."), "success")
            return _back(found.client_id)
    return _page(form, found.client, found)


@blueprint.post("/report-schedules/<int:schedule_id>/pause")
def pause(schedule_id: int) -> ResponseReturnValue:
    """Let a schedule rest."""
    found = access.edit(db(), ReportSchedule, schedule_id, viewer())
    return _done(found, lambda: service.pause(db(), found), _("The schedule is paused. Nothing is made or sent by it."))


@blueprint.post("/report-schedules/<int:schedule_id>/resumption")
def resume(schedule_id: int) -> ResponseReturnValue:
    """Let a schedule go on."""
    found = access.edit(db(), ReportSchedule, schedule_id, viewer())
    return _done(found, lambda: service.resume(db(), found), _("The schedule goes on with the next report."))


@blueprint.post("/report-schedules/<int:schedule_id>/removal")
def remove(schedule_id: int) -> ResponseReturnValue:
    """Remove a schedule."""
    found = access.edit(db(), ReportSchedule, schedule_id, viewer())
    return _done(found, lambda: service.remove(db(), found), _("The schedule was removed. Its reports stay."))


@blueprint.post("/report-schedules/<int:schedule_id>/reports")
def make_now(schedule_id: int) -> ResponseReturnValue:
    """Make the report about the period that is over, without waiting for its hour."""
    found = access.edit(db(), ReportSchedule, schedule_id, viewer())
    try:
        report, is_new = making.make(db(), found, Rhythm.of(found).over(clock.now()), viewer())
    except Invalid as error:
        flash(_(error.message, **error.values), "danger")
        return _back(found.client_id)
    if not is_new:
        flash(_("This report is made already: here it is."))
    elif report.awaits == Awaits.DATA:
        flash(_("The report is drafted. Data of its period are missing, so it waits for them."), "warning")
    elif report.awaits == Awaits.REVIEW:
        flash(_("The report is drafted. Look it through, then publish and send it."), "success")
    else:
        flash(_("The report is published, and is being sent."), "success")
        _tell_in_demo()
    return redirect(url_for("reports.report", report_id=report.id), 303)


@blueprint.get("/reports/waiting")
def waiting() -> ResponseReturnValue:
    """Show the reports that wait, of all clients."""
    access.require(viewer(), *access.EDITORS)
    found, failed = screens.waiting(db(), viewer()), standing.failed(db(), viewer())
    return render_template("reports/delivery/waiting.html", client=None, found=found, failed=failed)


@blueprint.post("/reports/<int:report_id>/release")
def release(report_id: int) -> ResponseReturnValue:
    """Publish a report that waits and send it, whatever is missing."""
    report = access.edit(db(), Report, report_id, viewer())
    try:
        _tell_in_demo()
        count = making.release(db(), report, viewer())
    except (Invalid, Conflict) as error:
        db().rollback()
        flash(_(error.message, **error.values), "warning")
        return redirect(url_for("reports.report", report_id=report_id), 303)
    if count:
        told = ngettext(
            "Published. %(num)s message is being sent.", "Published. %(num)s messages are being sent.", count
        )
        flash(told, "success")
    else:
        flash(_("Published. Its schedule has no recipients, so it was not sent."), "success")
    return redirect(url_for("reports.version", report_id=report.id, number=report.published), 303)


def _tell_in_demo() -> None:
    if context().settings.demo:
        flash(_(DEMO))


def _form(client: Client) -> ScheduleForm:
    form = ScheduleForm()
    form.offer(templates.choices(db(), client))
    return form


def _page(form: ScheduleForm, client: Client, found: ReportSchedule | None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "reports/delivery/schedule.html",
        client=client,
        schedule=found,
        form=form,
        are_set=ways.are_set(db()),
    )
    return page, 422 if form.errors and status == 200 else status  # noqa: PLR2004 - an HTTP status


def _done(found: ReportSchedule, act: Callable[[], None], told: str) -> ResponseReturnValue:
    client_id = found.client_id
    try:
        act()
    except Invalid as error:
        flash(_(error.message), "danger")
    else:
        flash(told, "success")
    return _back(client_id)


def _back(client_id: int) -> ResponseReturnValue:
    return redirect(url_for("report_schedules.schedules", client_id=client_id), 303)
