"""The screens of sending: choosing recipients, the log, trying again. A worker sends; nothing here does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from promo.clients.models import Client
from promo.config import LANGUAGES
from promo.errors import Conflict, Invalid, NotFound
from promo.forms import version_of
from promo.reports.delivery.sending import screens, service
from promo.reports.delivery.sending.forms import SendForm
from promo.reports.delivery.ways import service as ways
from promo.reports.delivery.ways.views import DEMO
from promo.reports.models import Report
from promo.speech import N_
from promo.users import access
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.reports.delivery.recipients import Recipients
    from promo.reports.delivery.sending.service import Enqueued

blueprint = Blueprint("report_sending", __name__)


@blueprint.route("/reports/<int:report_id>/sending", methods=["GET", "POST"])
def send(report_id: int) -> ResponseReturnValue:
    """Choose who gets the newest version of a report."""
    report = access.edit(db(), Report, report_id, viewer())
    if not report.published:
        raise NotFound
    found = screens.choices(db(), report)
    form = SendForm()
    form.offer(found)
    if request.method == "GET":
        wanted = [one.key for one in found if one.is_scheduled and one.is_open]
        form.process(None, known=wanted, number=str(report.published))
    elif form.validate() and (recipients := form.recipients()) is not None:
        try:
            _check(report, version_of(form.number), recipients)
            done = service.enqueue(
                db(), report, report.published, recipients, viewer(), message=form.said(), with_pdf=form.with_pdf.data
            )
        except Invalid as error:
            form.take(error)
        else:
            _tell(done)
            return redirect(url_for("reports.version", report_id=report.id, number=report.published), 303)
    page = render_template(
        "reports/delivery/send.html",
        client=report.client,
        report=report,
        form=form,
        choices=found,
        language=LANGUAGES.get(report.language, report.language),
        are_set=ways.are_set(db()),
        most=service.MESSAGE_MOST,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/clients/<int:client_id>/reports/deliveries")
def log(client_id: int) -> ResponseReturnValue:
    """Show to the team what was sent about a client's reports, and who unsubscribed."""
    client = access.see(db(), Client, client_id, viewer())
    access.require(viewer(), *access.STAFF)
    return render_template(
        "reports/delivery/log.html",
        client=client,
        deliveries=service.of_client(db(), client),
        most=service.IN_LOG,
        left=list(service.unsubscribed(db(), client.id).values()),
        may_edit=access.may_edit(viewer()) and client.archived_at is None,
    )


@blueprint.post("/deliveries/<int:delivery_id>/again")
def again(delivery_id: int) -> ResponseReturnValue:
    """Try a message again."""
    found = service.see(db(), delivery_id, viewer())
    access.edit(db(), Report, found.report_id, viewer())
    try:
        _not_in_demo()
        service.again(db(), found, with_pdf=False if request.form.get("pdf") == "no" else None)
    except (Invalid, Conflict) as error:
        flash(_(error.message, **error.values), "warning")
    else:
        flash(_("The message to %(who)s is being sent again.", who=found.recipient), "success")
    if request.form.get("back") == "log":
        return redirect(url_for("report_sending.log", client_id=found.report.client_id), 303)
    return redirect(url_for("reports.version", report_id=found.report_id, number=found.number), 303)


@blueprint.post("/clients/<int:client_id>/reports/deliveries/again")
def all_again(client_id: int) -> ResponseReturnValue:
    """Try all messages again that failed."""
    client = access.edit(db(), Client, client_id, viewer())
    try:
        _not_in_demo()
    except Invalid as error:
        flash(_(error.message), "warning")
    else:
        count = service.all_again(db(), client)
        flash(ngettext("%(num)s message is being sent.", "%(num)s messages are being sent.", count), "success")
    return redirect(url_for("report_sending.log", client_id=client.id), 303)


@blueprint.post("/clients/<int:client_id>/reports/subscriptions")
def subscribe_again(client_id: int) -> ResponseReturnValue:
    """Let somebody have messages again who had unsubscribed."""
    client = access.edit(db(), Client, client_id, viewer())
    channel, recipient = request.form.get("channel", ""), request.form.get("recipient", "")
    service.subscribe_again(db(), client, channel, recipient)
    flash(_("%(who)s gets reports again.", who=recipient), "success")
    return redirect(url_for("report_sending.log", client_id=client.id), 303)


def _check(report: Report, number: int, recipients: Recipients) -> None:
    _not_in_demo()
    if not any(recipients.values()):
        raise Invalid("known", N_("Choose somebody, or write an address below."))
    if report.client.archived_at is not None:
        raise Invalid("", N_("This client is archived. Restore it first."))
    if number != report.published:
        raise Invalid("", N_("A newer version was published in the meantime. Look at it, then send it."))


def _not_in_demo() -> None:
    if context().settings.demo:
        raise Invalid("", DEMO)


def _tell(done: Enqueued) -> None:
    if done.queued:
        count = len(done.queued)
        flash(ngettext("%(num)s message is being sent.", "%(num)s messages are being sent.", count), "success")
    if done.known:
        flash(_("Have it already, and get no second one: %(who)s", who=", ".join(done.known)))
    if done.unsubscribed:
        flash(_("Unsubscribed, so nothing is sent to: %(who)s", who=", ".join(done.unsubscribed)), "warning")
