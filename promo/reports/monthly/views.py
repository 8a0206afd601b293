"""The click that writes a month's draft."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from promo.clients.models import Client
from promo.errors import NotFound
from promo.reports.monthly import service
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("month_reports", __name__)


@blueprint.post("/reports/months")
def draft() -> ResponseReturnValue:
    """Write the draft of a ``client`` about a ``month`` (its first day), or open the one there is."""
    client = access.edit(db(), Client, request.form.get("client", 0, type=int), viewer())
    made = service.draft(db(), client, _month(request.form.get("month", "")), viewer())
    if made.version == 1 and not made.published:
        flash(_("The draft is written. Look it through, and publish it when it is right."), "success")
    return redirect(url_for("reports.report", report_id=made.id), 303)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(text).replace(day=1)
    except ValueError as error:
        raise NotFound from error
