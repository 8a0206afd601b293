"""Views of the board: the items as cards, a column a status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from promo import times
from promo.clients.models import Client
from promo.plan.approvals.flow import BY_HAND
from promo.plan.board import columns
from promo.plan.calendar import reading
from promo.plan.calendar.reading import Filters
from promo.plan.words import Status
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("plan_board", __name__)


@blueprint.get("/plan/board")
def board() -> ResponseReturnValue:
    """Show the items of all clients by their status."""
    return _page(None)


@blueprint.get("/clients/<int:client_id>/plan/board")
def client_board(client_id: int) -> ResponseReturnValue:
    """Show a client's items by their status."""
    return _page(access.see(db(), Client, client_id, viewer()))


def _page(client: Client | None) -> ResponseReturnValue:
    filters = Filters.of(request.args, client.id if client else None)
    steps = {
        Status.IDEA: (Status.DRAFT, Status.IN_REVIEW),
        Status.DRAFT: (Status.IDEA, Status.IN_REVIEW),
        Status.IN_REVIEW: (Status.DRAFT,),
    }
    return render_template(
        "plan/board/page.html",
        client=client,
        filters=filters,
        offered=reading.offered(db(), viewer(), client),
        columns=columns.columns(db(), viewer(), filters),
        steps={status: [*steps.get(status, BY_HAND[status])] for status in Status},
        local=times.local,
        may_edit=access.may_edit(viewer()) and (client is None or client.archived_at is None),
        most=columns.MOST,
    )
