"""Views of comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from promo.errors import Forbidden, Invalid
from promo.plan import rights
from promo.plan.comments import service
from promo.plan.items.log import Actor
from promo.plan.items.service import check_open
from promo.plan.words import Audience
from promo.users.access import STAFF
from promo.users.models import Role
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.plan.models import PlanItem

blueprint = Blueprint("plan_comments", __name__)


def panel(item: PlanItem, form: object = None) -> object:
    """Return the threads that the viewer may read; ``form`` is a refused comment: audience, text and sentence."""
    audiences = [Audience.CLIENT] if viewer().role == Role.CLIENT else [Audience.INTERNAL, Audience.CLIENT]
    return {
        "threads": [(audience, service.thread(db(), item, audience)) for audience in audiences],
        "refused": form,
        "is_open": item.client.archived_at is None,
    }


@blueprint.post("/plan/items/<int:item_id>/comments")
def add(item_id: int) -> ResponseReturnValue:
    """Write a comment."""
    item = rights.see(db(), item_id, viewer())
    check_open(item.client)
    audience = request.form.get("audience", "")
    if audience == Audience.INTERNAL and viewer().role not in STAFF:
        raise Forbidden
    text = request.form.get("text", "")
    try:
        service.add(db(), item, audience, text, Actor.of_user(viewer()))
    except Invalid as error:
        from promo.plan.items.views import item_page  # noqa: PLC0415 - that page shows this panel

        message = _(error.message, **error.values)
        return item_page(item, 422, comments={"audience": audience, "text": text, "message": message})
    return redirect(url_for("plan_items.item", item_id=item.id) + "#comments", 303)


@blueprint.post("/plan/items/<int:item_id>/comments/<int:comment_id>/removal")
def remove(item_id: int, comment_id: int) -> ResponseReturnValue:
    """Take a comment back."""
    item = rights.see(db(), item_id, viewer())
    check_open(item.client)
    service.remove(db(), item, comment_id, viewer())
    flash(_("The comment was removed."), "success")
    return redirect(url_for("plan_items.item", item_id=item.id) + "#comments", 303)
