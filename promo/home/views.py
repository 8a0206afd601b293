"""Home: the portfolio of all clients, and one client's overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from promo.clients.models import Client
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def portfolio() -> ResponseReturnValue:
    """Show all clients that the viewer may see."""
    return render_template("home/portfolio.html")


@blueprint.get("/clients/<int:client_id>")
def overview(client_id: int) -> ResponseReturnValue:
    """Show a client's figures, pages and people."""
    return render_template("home/overview.html", client=access.see(db(), Client, client_id, viewer()))
