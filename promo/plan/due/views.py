"""The view of what is due and overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from promo import clock
from promo.clients.models import Client
from promo.plan.due import screens
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("plan_due", __name__)


@blueprint.get("/plan/due")
def due() -> ResponseReturnValue:
    """Show today's items, what is overdue, and late tasks: of all clients, or of ``?client=``."""
    ident = request.args.get("client", 0, type=int)
    client = access.see(db(), Client, ident, viewer()) if ident else None
    shown = screens.due(db(), viewer(), client, clock.now())
    return render_template("plan/due/page.html", client=None, shown=shown)
