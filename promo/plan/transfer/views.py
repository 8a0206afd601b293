"""Views of plans from files and to files, and of whole weeks and months."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import FileField

from promo import clock, times
from promo.clients.models import Client
from promo.errors import Conflict, Invalid, NotFound
from promo.forms import Form
from promo.plan.calendar import reading as calendar
from promo.plan.calendar.reading import Filters
from promo.plan.items import history, screens
from promo.plan.items.log import Actor
from promo.plan.items.restoring import token
from promo.plan.items.service import check_open
from promo.plan.models import PlanImport, PlanItem
from promo.plan.transfer import bulk, importing
from promo.plan.transfer.bulk import Wish
from promo.plan.words import KIND_NAMES, STATUS_NAMES, ItemKind, Status
from promo.responses import table_file
from promo.sheets import Column
from promo.speech import N_
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

    from promo.responses import Ending

blueprint = Blueprint("plan_transfer", __name__)
COLUMNS = (
    Column(N_("ID"), "text"),
    Column(N_("Date"), "text"),
    Column(N_("Time"), "text"),
    Column(N_("Page"), "text"),
    Column(N_("Kind"), "text"),
    Column(N_("Status"), "text"),
    Column(N_("Title"), "text"),
    Column(N_("Caption"), "text"),
    Column(N_("First comment"), "text"),
    Column(N_("Link"), "text"),
    Column(N_("Rubric"), "text"),
    Column(N_("Goal"), "text"),
    Column(N_("Assignee"), "text"),
    Column(N_("Reference"), "text"),
)
FOR_CLIENTS = frozenset({"ID", "Date", "Time", "Page", "Kind", "Status", "Title", "Caption", "First comment", "Link"})


class FileForm(Form):
    """A plan as a file."""

    file = FileField(lazy_gettext("CSV or XLSX file"))


@blueprint.route("/clients/<int:client_id>/plan/import", methods=["GET", "POST"])
def start(client_id: int) -> ResponseReturnValue:
    """Offer what can be done with many items; read a file that is to be imported."""
    look_up = access.edit if request.method == "POST" else access.see
    client = look_up(db(), Client, client_id, viewer())
    access.require(viewer(), *access.STAFF)
    form = FileForm()
    if request.method == "POST":
        sent = request.files.get("file")
        try:
            check_open(client)
            if sent is None or not sent.filename:
                raise Invalid("file", N_("Choose a file."))  # noqa: TRY301 - told like the others
            kept = importing.preview(db(), client, sent.filename, sent.read(), viewer())
        except Invalid as error:
            form.take(error)
        else:
            return redirect(url_for("plan_transfer.preview", client_id=client.id, import_id=kept.id), 303)
    today = clock.today(client.time_zone)
    page = render_template(
        "plan/transfer/page.html",
        client=client,
        form=form,
        pages=screens.choices(db(), client).pages,
        today=today,
        next_week=today + timedelta(days=7),
        may_edit=access.may_edit(viewer()) and client.archived_at is None,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/clients/<int:client_id>/plan/import/<int:import_id>")
def preview(client_id: int, import_id: int) -> ResponseReturnValue:
    """Show a file as it was understood, before anything is written."""
    client = access.edit(db(), Client, client_id, viewer())
    kept = _kept(client, import_id)
    rows = kept.content["rows"]
    return render_template(
        "plan/transfer/preview.html",
        client=client,
        kept=kept,
        rows=rows,
        counts={
            action: sum(row["action"] == action for row in rows) for action in ("new", "changed", "same", "refused")
        },
        written=times.written,
        moment=history.moment,
    )


@blueprint.post("/clients/<int:client_id>/plan/import/<int:import_id>")
def apply(client_id: int, import_id: int) -> ResponseReturnValue:
    """Write what was shown."""
    client = access.edit(db(), Client, client_id, viewer())
    check_open(client)
    done = importing.apply(db(), _kept(client, import_id), client, Actor.of_user(viewer()))
    if done["new"] or done["changed"]:
        flash(_("Imported: %(new)s new, %(changed)s changed.", **done), "success")
    if done["left"]:
        flash(_("Left as they are, since somebody changed them meanwhile: %(left)s.", **done), "warning")
    return redirect(url_for("plan.client_plan", client_id=client.id), 303)


@blueprint.get("/clients/<int:client_id>/plan/export.csv", defaults={"ending": "csv"})
@blueprint.get("/clients/<int:client_id>/plan/export.xlsx", defaults={"ending": "xlsx"})
def export(client_id: int, ending: Ending) -> ResponseReturnValue:
    """Give a client's plan as a file that can be imported again."""
    client = access.see(db(), Client, client_id, viewer())
    is_staff = viewer().role in access.STAFF
    shown = [number for number, one in enumerate(COLUMNS) if is_staff or one.name in FOR_CLIENTS]
    rows = [[row[number] for number in shown] for row in _rows(client)]
    about = [(_("Client"), client.name), (_("Time zone"), client.time_zone)]
    columns = [COLUMNS[number] for number in shown]
    return table_file(ending, f"plan-{client.id}", columns, rows, title=N_("Content plan"), about=about)


@blueprint.route("/clients/<int:client_id>/plan/bulk", methods=["GET", "POST"])
def many(client_id: int) -> ResponseReturnValue:
    """Show what copying or moving a week or month would do, and do it."""
    client = access.edit(db(), Client, client_id, viewer())
    check_open(client)
    try:
        wish = _wish(client, request.form if request.method == "POST" else request.args)
        if request.method == "POST":
            done = bulk.carry_out(db(), client, wish, Actor.of_user(viewer()), token(request.form) or str(uuid.uuid4()))
            flash(
                _("Copied: %(num)s.", num=done) if wish.action == "copy" else _("Moved: %(num)s.", num=done), "success"
            )
            there = url_for("plan.client_plan", client_id=client.id, date=wish.target.isoformat())
            return redirect(there, 303)
        found = bulk.landings(db(), client, wish)
    except Invalid as error:
        flash(_(error.message, **error.values), "danger")
        return redirect(url_for("plan_transfer.start", client_id=client.id), 303)
    except Conflict as error:
        flash(_(error.message), "danger")
        return redirect(url_for("plan_transfer.start", client_id=client.id), 303)
    return render_template(
        "plan/transfer/bulk.html", client=client, wish=wish, found=found, number=bulk.counted(found), local=times.local,
        occurs=times.occurs,
    )  # fmt: skip


def _wish(client: Client, said: Any) -> Wish:  # noqa: ANN401 - a query or a form
    days = []
    for name in ("start", "target"):
        try:
            days.append(date.fromisoformat(said.get(name, "")))
        except ValueError:
            raise Invalid(name, N_("Choose the day, like 2026-10-01.")) from None
    page_id = said.get("page", 0, type=int) or None
    if page_id is not None and page_id not in {ident for ident, _name in screens.choices(db(), client).pages}:
        raise Invalid("page", N_("Choose one of this client's pages."))
    return Wish(said.get("action", ""), said.get("unit", ""), days[0], days[1], page_id)


def _kept(client: Client, import_id: int) -> PlanImport:
    found = db().get(PlanImport, import_id)
    if found is None or found.client_id != client.id:
        raise NotFound
    return found


def _rows(client: Client) -> Iterator[list[str]]:
    filters = Filters.of(request.args, client.id)
    more = (PlanItem.uid, PlanItem.caption.label("whole"), PlanItem.first_comment, PlanItem.link, PlanItem.goal)
    statement = calendar.statement(viewer(), filters).add_columns(*more, PlanItem.reference)
    for row in db().execute(statement.order_by(PlanItem.planned_at.is_(None), PlanItem.planned_at, PlanItem.id)):
        wall: datetime | None = times.local(row.planned_at, client.time_zone) if row.planned_at else None
        yield [
            row.uid,
            wall.date().isoformat() if wall else "",
            wall.strftime("%H:%M") if wall else "",
            f"@{row.page}" if row.page else "",
            _(KIND_NAMES[ItemKind(row.kind)]),
            _(STATUS_NAMES[Status(row.status)]),
            row.title,
            row.whole,
            row.first_comment,
            row.link,
            row.rubric or "",
            row.goal,
            row.assignee or "",
            row.reference,
        ]
