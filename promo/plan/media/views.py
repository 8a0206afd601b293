"""Views of an item's pictures and videos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, jsonify, redirect, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from promo.errors import Invalid, NotFound
from promo.pages.media import local_file
from promo.plan import rights
from promo.plan.items.log import Actor
from promo.plan.items.service import check_open
from promo.plan.media import files, service
from promo.plan.media.advice import MOST, advice
from promo.plan.models import PlanMedia
from promo.speech import N_
from promo.users.signin import context, db, takes, viewer

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from promo.plan.models import PlanItem

blueprint = Blueprint("plan_media", __name__)
SIZES = ("thumb", "full")
KEPT = 30 * 86_400


def panel(item: PlanItem, form: object = None) -> object:
    """Return what the item's page shows of its media; ``form`` holds what was wrong with an upload."""
    return {
        "advice": [_(one) for one in advice(item.kind, item.media)],
        "wrong": form or (),
        "may_write": item.client.archived_at is None and rights.may_write(db(), item, viewer()),
        "most": MOST,
        "limits": files,
        "alt_text": service.ALT_TEXT,
    }


@blueprint.post("/plan/items/<int:item_id>/media")
@takes(files.TOGETHER)
def add(item_id: int) -> ResponseReturnValue:
    """Add uploaded files."""
    item = _item(item_id)
    uploads = [(one.filename or "", one.read()) for one in request.files.getlist("files") if one.filename]
    if not uploads:
        return _page(item, [Invalid("files", N_("Choose at least one file."))])
    added, wrong = service.add(db(), item, uploads, context().settings.media_dir, _actor())
    if added:
        flash(ngettext("%(num)s file was added.", "%(num)s files were added.", added), "success")
    return _page(item, wrong) if wrong else _back(item)


@blueprint.post("/plan/items/<int:item_id>/media/order")
def order(item_id: int) -> ResponseReturnValue:
    """Put the files in another order."""
    item = _item(item_id)
    ids = [int(one) for one in request.form.get("ids", "").split(",") if one.isascii() and one.isdigit()]
    service.order(db(), item, ids, _actor())
    if request.accept_mimetypes.best == "application/json":
        return jsonify(message=_("The order was saved."))
    return _back(item)


@blueprint.post("/plan/items/<int:item_id>/media/<int:media_id>")
def change(item_id: int, media_id: int) -> ResponseReturnValue:
    """Describe a file, move it by one place, or take it off."""
    item = _item(item_id)
    action = request.form.get("action", "describe")
    if action in {"earlier", "later"}:
        service.shift(db(), item, media_id, -1 if action == "earlier" else 1, _actor())
    elif action == "remove":
        service.remove(db(), item, media_id, _actor())
        flash(_("The file was taken off. Earlier versions still show it."), "success")
    else:
        try:
            service.describe(db(), item, media_id, request.form.get("alt_text", ""), _actor())
        except Invalid as error:
            return _page(item, [error])
        flash(_("The description was saved."), "success")
    return _back(item)


@blueprint.get("/plan/media/<int:media_id>/<size>")
def file(media_id: int, size: str) -> ResponseReturnValue:
    """Send a picture or video."""
    found = db().get(PlanMedia, media_id)
    if found is None:
        raise NotFound
    rights.see(db(), found.item_id, viewer())
    return media_response(found, size)


def media_response(media: PlanMedia, size: str) -> Response:
    """Return the file of ``media``, or (``size`` ``thumb``) the picture shown in its place; parts of it where asked.

    The caller has made sure that the reader may see it.
    """
    name = {"thumb": media.thumbnail_file, "full": media.file}.get(size)
    kept = local_file(context().settings.media_dir, name)
    if kept is None:
        raise NotFound
    response = send_file(
        kept, mimetype="image/jpeg" if size == "thumb" else media.content_type, conditional=True, max_age=KEPT
    )
    response.headers["Cache-Control"] = f"private, max-age={KEPT}, immutable"
    return response


def _item(item_id: int) -> PlanItem:
    item = rights.write(db(), item_id, viewer())
    check_open(item.client)
    return item


def _actor() -> Actor:
    return Actor.of_user(viewer())


def _back(item: PlanItem) -> ResponseReturnValue:
    return redirect(url_for("plan_items.item", item_id=item.id) + "#media", 303)


def _page(item: PlanItem, wrong: list[Invalid]) -> ResponseReturnValue:
    from promo.plan.items.views import item_page  # noqa: PLC0415 - that page shows this panel

    return item_page(item, 422, media=[_(one.message, **one.values) for one in wrong])
