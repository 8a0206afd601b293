"""A campaign's page: what it is, what it cost and brought, and what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from promo.campaigns import rights
from promo.campaigns.words import KIND_NAMES, STATUS_NAMES
from promo.users import access
from promo.users.models import Role
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("campaign", __name__)


@blueprint.get("/campaigns/<int:campaign_id>")
def page(campaign_id: int) -> ResponseReturnValue:
    """Show a campaign."""
    found = rights.see(db(), campaign_id, viewer())
    is_open = found.client.archived_at is None
    return render_template(
        "campaigns/showing/page.html",
        campaign=found,
        client=found.client,
        kinds=KIND_NAMES,
        statuses=STATUS_NAMES,
        staff=viewer().role != Role.CLIENT,
        may_edit=is_open and access.may_edit(viewer()),
        may_write=is_open and rights.may_write(found, viewer()),
    )
