"""Views of series: beginning one, and changing what is still to come."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from babel.dates import get_day_names
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from promo import times
from promo.clients.models import Client
from promo.errors import Conflict, Invalid
from promo.plan import rights
from promo.plan.items.log import Actor
from promo.plan.items.service import check_open
from promo.plan.models import PlanSeries
from promo.plan.series import service
from promo.plan.series.forms import EVERY_WEEK, SAME_DATE, SAME_WEEKDAY, RepeatForm
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.plan.models import PlanItem

blueprint = Blueprint("plan_series", __name__)


@blueprint.route("/plan/items/<int:item_id>/series", methods=["GET", "POST"])
def new(item_id: int) -> ResponseReturnValue:
    """Let an item come again."""
    item = rights.manage(db(), item_id, viewer())
    form = _form(item)
    if request.method == "POST" and form.validate():
        try:
            check_open(item.client)
            with db().begin_nested():
                made = service.begin(db(), item, form.repeat(), Actor.of_user(viewer()))
        except Invalid as error:
            form.take(error)
        else:
            flash(ngettext("%(num)s item was added.", "%(num)s items were added.", made), "success")
            return redirect(url_for("plan_series.series", series_id=item.series_id), 303)
    page = render_template("plan/series/form.html", client=item.client, item=item, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/plan/series/<int:series_id>")
def series(series_id: int) -> ResponseReturnValue:
    """Show the items of a series."""
    found = access.see(db(), PlanSeries, series_id, viewer())
    access.require(viewer(), *access.STAFF)
    client = db().get_one(Client, found.client_id)
    return render_template(
        "plan/series/page.html",
        client=client,
        series=found,
        members=service.members(db(), found),
        may_edit=access.may_edit(viewer()) and client.archived_at is None,
    )


@blueprint.post("/plan/series/<int:series_id>/following")
def change(series_id: int) -> ResponseReturnValue:
    """Move or remove the items of a series from a day on."""
    found = access.edit(db(), PlanSeries, series_id, viewer())
    client = db().get_one(Client, found.client_id)
    check_open(client)
    since = _day(request.form.get("since", ""))
    wall = times.parse(f"2026-01-01T{request.form.get('at', '')}")
    if since is None or (request.form.get("action") != "stop" and wall is None):
        flash(_("Choose the day from which on, and the time."), "danger")
        return redirect(url_for("plan_series.series", series_id=found.id), 303)
    if request.form.get("action") == "stop":
        gone = service.stop(db(), found, since)
        flash(ngettext("%(num)s item was removed.", "%(num)s items were removed.", gone), "success")
    else:
        at = wall.time() if wall else time()
        try:
            with db().begin_nested():
                moved = service.shift(db(), found, since, at, Actor.of_user(viewer()))
        except Conflict as error:
            flash(_(error.message), "danger")
        else:
            flash(ngettext("%(num)s item was moved.", "%(num)s items were moved.", moved), "success")
    return redirect(url_for("plan_series.series", series_id=found.id), 303)


def _form(item: PlanItem) -> RepeatForm:
    form = RepeatForm()
    names = get_day_names("wide", locale=get_locale() or "en")
    units = [
        (EVERY_WEEK, _("By weeks")),
        (SAME_DATE, _("By months, on the same date")),
        (SAME_WEEKDAY, _("By months, on the same weekday of the same week")),
    ]
    form.offer([(number, names[number]) for number in range(7)], units)
    if request.method == "GET" and item.planned_at is not None:
        day = times.local(item.planned_at, item.client.time_zone).date()
        form.weekdays.process(None, data=[day.weekday()])
    return form


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
