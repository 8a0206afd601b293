"""A campaign's page: what it is, what it cost and brought, and what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template
from flask_babel import get_locale

from promo.campaigns import rights
from promo.campaigns.law import screens as law
from promo.campaigns.law.rules import BAN
from promo.campaigns.posts import screens as posts
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
    staff = viewer().role != Role.CLIENT
    return render_template(
        "campaigns/showing/page.html",
        campaign=found,
        client=found.client,
        kinds=KIND_NAMES,
        statuses=STATUS_NAMES,
        staff=staff,
        law=law.panel(db(), found, str(get_locale())) if staff else None,
        ban=BAN,
        posts=posts.chosen(db(), found, viewer()),
        may_edit=is_open and access.may_edit(viewer()),
        may_write=is_open and rights.may_write(found, viewer()),
    )
