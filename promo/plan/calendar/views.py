"""Views of the calendar: the page, its cards as JSON, and moving one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from promo import clock, times
from promo.clients.models import Client
from promo.errors import Conflict, Invalid, PromoError
from promo.plan import rights, words
from promo.plan.calendar import reading
from promo.plan.calendar.reading import Filters
from promo.plan.items import service
from promo.plan.items.log import Actor
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from promo.plan.models import PlanItem

blueprint = Blueprint("plan", __name__)
VIEWS = ("month", "week", "list")
LONGEST = timedelta(days=400)


@blueprint.get("/plan")
def plan() -> ResponseReturnValue:
    """Show the plan of all clients."""
    return _page(None)


@blueprint.get("/clients/<int:client_id>/plan")
def client_plan(client_id: int) -> ResponseReturnValue:
    """Show a client's plan."""
    return _page(access.see(db(), Client, client_id, viewer()))


@blueprint.get("/plan/events.json")
def events() -> ResponseReturnValue:
    """Give the cards of some days (wall times of each client) as a calendar wants them."""
    start, end = _moment("start"), _moment("end")
    if start is None or end is None or not timedelta() < end - start <= LONGEST:
        return jsonify(message=_("Say from which day to which, at most 400 days.")), 400
    rows = reading.between(db(), viewer(), Filters.of(request.args), start, end)
    return jsonify([_event(row) for row in rows])


@blueprint.post("/plan/items/<int:item_id>/time")
def move(item_id: int) -> ResponseReturnValue:
    """Give an item another time, or (an empty one) put it back among the ideas without a day."""
    item = rights.manage(db(), item_id, viewer())
    try:
        told = _move(item)
    except (Invalid, Conflict) as error:
        if _wants_json():
            return jsonify(message=_(error.message, **error.values)), error.status
        return _sent_back(item, error)
    if _wants_json():
        return jsonify(
            message=told, version=item.version, status=item.status, start=times.written(item.planned_at, _zone(item))
        )
    flash(told, "success")
    return redirect(url_for("plan_items.item", item_id=item.id), 303)


def _move(item: PlanItem) -> str:
    """Move the item as the request says; return what to tell."""
    service.check_open(item.client)
    text = request.form.get("at", "")
    wall = times.parse(text) if text else None
    if text and wall is None:
        raise Invalid("at", _("Write the time like 2026-11-24 18:30."))
    if wall is not None and not 2010 <= wall.year <= clock.now().year + 5:  # noqa: PLR2004 - Instagram's first year
        raise Invalid("at", _("Choose a day within the next five years."))
    if item.status == words.Status.PUBLISHED:
        raise Invalid("at", _("This item is published: its time cannot be changed any more."))
    before = item.status
    version = request.form.get("version", 0, type=int)
    service.move(db(), item, times.utc(wall, _zone(item)) if wall else None, version, Actor.of_user(viewer()))
    at = _told(item)
    if wall is not None and not times.occurs(wall, _zone(item)):
        return str(_("The clock is put forward then: the item is at %(time)s now.", time=at))
    if item.status != before:
        return str(_("Moved to %(time)s. It was approved before: approval is asked for again.", time=at))
    return str(_("Moved to %(time)s.", time=at) if wall else _("The item is among the ideas without a day."))


def _sent_back(item: PlanItem, error: PromoError) -> ResponseReturnValue:
    flash(_(error.message, **error.values), "danger")
    return redirect(url_for("plan_items.item", item_id=item.id), 303)


def _page(client: Client | None) -> ResponseReturnValue:
    filters = Filters.of(request.args, client.id if client else None)
    zone = client.time_zone if client else viewer().time_zone
    today = clock.today(zone)
    first, following = reading.month(_day(request.args.get("date", "")) or today)
    start, end = (datetime.combine(day, datetime.min.time()) for day in (first, following))
    return render_template(
        "plan/calendar/page.html",
        client=client,
        filters=filters,
        offered=reading.offered(db(), viewer(), client),
        days=reading.by_day(reading.between(db(), viewer(), filters, start, end)),
        ideas=reading.ideas(db(), viewer(), filters),
        first=first,
        earlier=(first - timedelta(days=1)).replace(day=1),
        later=following,
        view=request.args.get("view") if request.args.get("view") in VIEWS else "",
        now=times.local(clock.now(), zone),
        zone=zone,
        today=today,
        may_edit=access.may_edit(viewer()) and (client is None or client.archived_at is None),
        local=times.local,
    )


def _event(row: Row[Any]) -> dict[str, object]:
    return {
        "id": row.id,
        "title": row.title or row.caption.partition("\n")[0],
        "start": times.written(row.planned_at, row.time_zone),
        "kind": row.kind,
        "status": row.status,
        "stage": row.stage,
        "version": row.version,
        "client": row.client,
        "page": row.page,
        "who": row.assignee,
    }


def _moment(name: str) -> datetime | None:
    text = request.args.get(name, "")
    return times.parse(text[:19]) if text else None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2010 <= found.year <= 2100 else None  # noqa: PLR2004 - years that calendars show


def _zone(item: PlanItem) -> str:
    return item.client.time_zone


def _told(item: PlanItem) -> str:
    return times.written(item.planned_at, _zone(item)).replace("T", " ")


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
