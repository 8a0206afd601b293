"""Views of the profile's preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from promo import times
from promo.clients.models import Client
from promo.errors import Conflict, Invalid, NotFound
from promo.pages.models import Page
from promo.plan import rights
from promo.plan.approvals import flow
from promo.plan.items.log import Actor
from promo.plan.items.service import check_open
from promo.plan.preview import screens
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.plan.models import PlanItem

blueprint = Blueprint("plan_preview", __name__)


@blueprint.get("/pages/<int:page_id>/plan/grid")
def page_grid(page_id: int) -> ResponseReturnValue:
    """Lead to the preview of a client's page."""
    page = access.see(db(), Page, page_id, viewer())
    if page.client_id is None:
        raise NotFound
    return redirect(url_for("plan_preview.grid", client_id=page.client_id, page=page.id))


@blueprint.get("/clients/<int:client_id>/plan/grid")
def grid(client_id: int) -> ResponseReturnValue:
    """Show the profile of a client's page as it will look."""
    client = access.see(db(), Client, client_id, viewer())
    pages = db().scalars(select(Page).where(Page.client_id == client.id).order_by(Page.id)).all()
    wanted = request.args.get("page", 0, type=int)
    page = next((one for one in pages if one.id == wanted), pages[0] if pages else None)
    only_agreed = request.args.get("agreed") == "1"
    return render_template(
        "plan/preview/page.html",
        client=client,
        pages=pages,
        shown=screens.grid(db(), page, viewer(), only_agreed=only_agreed) if page else None,
        only_agreed=only_agreed,
        may_edit=access.may_edit(viewer()) and client.archived_at is None,
        asks=bool(flow.STAGES[flow.rule_of(db(), client.id).mode]),
        local=times.local,
    )


@blueprint.post("/plan/items/<int:item_id>/swap")
def swap(item_id: int) -> ResponseReturnValue:
    """Let two items of a page change their times."""
    one = rights.manage(db(), item_id, viewer())
    other = rights.manage(db(), request.form.get("other", 0, type=int), viewer())
    if one.page_id is None or one.page_id != other.page_id or one.id == other.id:
        raise NotFound
    status, message = _swap(one, other)
    wants_json = request.accept_mimetypes.best == "application/json"
    if status == 200 or not wants_json:  # noqa: PLR2004 - the page is loaded anew, and says it then
        flash(message, "success" if status == 200 else "danger")  # noqa: PLR2004
    if wants_json:
        return jsonify(message=message), status
    agreed = "1" if request.form.get("agreed") == "1" else None
    back = url_for("plan_preview.grid", client_id=one.client_id, page=one.page_id, agreed=agreed)
    return redirect(f"{back}#item-{one.id}", 303)


def _swap(one: PlanItem, other: PlanItem) -> tuple[int, str]:
    """Swap them; return the answer's status, and what to tell."""
    versions = (request.form.get("version", 0, type=int), request.form.get("other_version", 0, type=int))
    try:
        check_open(one.client)
        again = screens.swap(db(), one, other, versions, Actor.of_user(viewer()))
    except (Conflict, Invalid) as error:
        return error.status, _(error.message, **error.values)
    if again:
        return 200, _("The two items changed their times. Approval is asked for again.")
    return 200, _("The two items changed their times.")
