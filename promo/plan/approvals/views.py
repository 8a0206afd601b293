"""Views of approval: the steps of an item, a client's rules, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from promo import clock, times
from promo.clients.models import Client
from promo.errors import Conflict, Invalid, NotFound
from promo.plan import rights
from promo.plan.approvals import flow, reminding, rules, screens
from promo.plan.approvals import waiting as waitings
from promo.plan.approvals.forms import DecisionForm, RuleForm, SubmitForm
from promo.plan.approvals.rules import RuleFields
from promo.plan.items import service
from promo.plan.items.log import Actor
from promo.plan.words import STATUS_NAMES, Status, Verdict
from promo.speech import N_
from promo.users import access
from promo.users.models import ROLE_NAMES
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from promo.plan.models import PlanItem

blueprint = Blueprint("approvals", __name__)


def panel(item: PlanItem, form: object = None) -> object:
    """Return what the item's page shows of its approval, with the form that was refused, if one was."""
    may_write = item.client.archived_at is None and rights.may_write(db(), item, viewer())
    submit = form if isinstance(form, SubmitForm) else SubmitForm(formdata=None)
    decision = form if isinstance(form, DecisionForm) else DecisionForm(formdata=None, revision=str(item.revision))
    return {
        "state": screens.panel(db(), item, viewer(), may_write=may_write),
        "submit": submit,
        "decision": decision,
        "now": clock.now(),
    }


@blueprint.post("/plan/items/<int:item_id>/submission")
def submit(item_id: int) -> ResponseReturnValue:
    """Send an item for approval."""
    item = rights.write(db(), item_id, viewer())
    form = SubmitForm()
    wall = form.review_by.data if form.validate() else None

    def step() -> str:
        by = times.utc(wall, item.client.time_zone) if wall else None
        flow.submit(db(), item, Actor.of_user(viewer()), by)
        if item.status == Status.APPROVED:
            return str(_("Approved: this client's items need nobody's approval."))
        return str(_("The item was sent for approval."))

    return _stepped(item, step, form)


@blueprint.post("/plan/items/<int:item_id>/submission/withdrawal")
def withdraw(item_id: int) -> ResponseReturnValue:
    """Take an item back from review."""
    item = rights.write(db(), item_id, viewer())

    def step() -> str:
        flow.withdraw(db(), item, Actor.of_user(viewer()))
        return str(_("The item is a draft again."))

    return _stepped(item, step)


@blueprint.post("/plan/items/<int:item_id>/decision")
def decide(item_id: int) -> ResponseReturnValue:
    """Approve an item, or ask for changes."""
    item = rights.see(db(), item_id, viewer())
    form = DecisionForm()
    verdict = request.form.get("verdict", "")

    def step() -> str:
        if verdict not in set(Verdict):
            raise Invalid("reason", N_("Choose whether you approve it or ask for changes."))
        by = Actor.of_user(viewer())
        if not flow.has_decided(db(), item, by, form.revision_number(), verdict):
            flow.check_decider(db(), item, viewer())
        flow.decide(db(), item, by, verdict, form.revision_number(), reason=form.reason.data or "")
        return str(_("Approved.") if verdict == Verdict.APPROVED else _("The author was asked for changes."))

    return _stepped(item, step, form if form.validate() or form.errors else None)


@blueprint.post("/plan/items/<int:item_id>/status")
def status(item_id: int) -> ResponseReturnValue:
    """Take a step that needs nobody's approval."""
    item = rights.manage(db(), item_id, viewer())
    to = request.form.get("status", "")

    def step() -> str:
        if to == Status.IN_REVIEW:
            flow.submit(db(), item, Actor.of_user(viewer()))
        elif to == Status.DRAFT and item.status == Status.IN_REVIEW:
            flow.withdraw(db(), item, Actor.of_user(viewer()))
        else:
            flow.set_status(db(), item, to, Actor.of_user(viewer()))
        return str(_("The item is now: %(status)s.", status=_(STATUS_NAMES[Status(item.status)]).lower()))

    return _stepped(item, step)


@blueprint.route("/clients/<int:client_id>/plan/approval", methods=["GET", "POST"])
def rules_page(client_id: int) -> ResponseReturnValue:
    """Show how a client's items are approved, and change it."""
    look_up = access.edit if request.method == "POST" else access.see
    client = look_up(db(), Client, client_id, viewer())
    access.require(viewer(), *access.STAFF)
    people = rules.candidates(db(), client)
    form = RuleForm()
    form.offer([(one.id, f"{one.name} · {_(ROLE_NAMES[one.role])}") for one in people])
    code = 200
    if request.method == "GET":
        form.show(flow.rule_of(db(), client.id), rules.approvers(db(), client.id))
    elif form.validate():
        try:
            service.check_open(client)
            moved = rules.save(db(), client, _rule(form), form.version_number(), Actor.of_user(viewer()))
        except Invalid as error:
            form.take(error)
        except rules.RuleStale as error:
            code = 409
            form.form_errors.append(_(error.message))
            form.version.process(None, data=str(flow.rule_of(db(), client.id).version))
        else:
            flash(_("Saved."), "success")
            if moved:
                flash(_("Items in review that went on, as their stage is no longer asked for: %(num)s.", num=moved))
            return redirect(url_for("approvals.rules_page", client_id=client.id), 303)
    code = 422 if form.errors and code == 200 else code  # noqa: PLR2004 - an HTTP status
    may_edit = access.may_edit(viewer()) and client.archived_at is None
    return render_template("plan/approvals/rules.html", client=client, form=form, may_edit=may_edit), code


@blueprint.get("/plan/waiting")
def waiting() -> ResponseReturnValue:
    """Show what waits for whose word."""
    found = waitings.in_review(db(), viewer())
    only_mine = request.args.get("whose") == "mine"
    return render_template(
        "plan/approvals/waiting.html",
        client=None,
        found=[one for one in found if one.is_mine or not only_mine],
        only_mine=only_mine,
        now=clock.now(),
    )


@blueprint.post("/plan/reminders/<int:reminder_id>/away")
def put_away(reminder_id: int) -> ResponseReturnValue:
    """Put a reminder away."""
    reminding.put_away(db(), viewer(), reminder_id)
    return redirect(url_for("plan_tasks.mine"), 303)


def _rule(form: RuleForm) -> RuleFields:
    return RuleFields(
        mode=form.mode.data or "",
        internal_quorum=form.internal_quorum.data or "",
        client_quorum=form.client_quorum.data or "",
        approvers=tuple(form.approvers.data or ()),
        reminder_hours=form.reminder_hours.data or 0,
    )


def _stepped(
    item: PlanItem, step: Callable[[], str], form: SubmitForm | DecisionForm | None = None
) -> ResponseReturnValue:
    """Take a step and answer: with JSON for a script, with the item's page for a form."""
    from promo.plan.items.views import item_page  # noqa: PLC0415 - that page shows this panel

    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        service.check_open(item.client)
        told = step()
    except (Invalid, Conflict) as error:
        message = _(error.message, **error.values)
        if wants_json:
            return jsonify(message=message, status=item.status), error.status
        if form is None or not isinstance(error, Invalid):
            flash(message, "danger")
            return item_page(item, error.status, approvals=form)
        form.take(error)
        return item_page(item, error.status, approvals=form)
    if wants_json:
        return jsonify(message=told, status=item.status, version=item.version)
    flash(told, "success")
    try:
        rights.see(db(), item.id, viewer())
    except NotFound:  # a client who asked for changes sees the item again when it is back
        return redirect(url_for("plan.client_plan", client_id=item.client_id), 303)
    return redirect(url_for("plan_items.item", item_id=item.id) + "#approval", 303)
