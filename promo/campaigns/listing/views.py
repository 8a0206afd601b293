"""The lists of campaigns: a client's, and all that one may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from promo.campaigns.listing import screens
from promo.campaigns.words import KIND_NAMES, STATUS_NAMES
from promo.clients.models import Client
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("campaign_list", __name__)


@blueprint.get("/campaigns")
def campaigns() -> ResponseReturnValue:
    """List the campaigns of all clients that the viewer may see."""
    return _list(None)


@blueprint.get("/clients/<int:client_id>/campaigns")
def client_campaigns(client_id: int) -> ResponseReturnValue:
    """List a client's campaigns."""
    return _list(access.see(db(), Client, client_id, viewer()))


def _list(client: Client | None) -> ResponseReturnValue:
    return render_template(
        "campaigns/listing/page.html",
        client=client,
        shown=screens.listing(db(), viewer(), client),
        kinds=KIND_NAMES,
        statuses=STATUS_NAMES,
        may_edit=access.may_edit(viewer()) and (client is None or client.archived_at is None),
    )
