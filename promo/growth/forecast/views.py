"""Views of the forecast: the screen of a page, and its days as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from promo.pages.models import Page
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("forecast", __name__)


@blueprint.get("/pages/<int:page_id>/forecast")
def page_forecast(page_id: int) -> ResponseReturnValue:
    """Show the forecast of a page."""
    page = access.see(db(), Page, page_id, viewer())
    return render_template("growth/forecast/page.html", page=page, client=page.client)
