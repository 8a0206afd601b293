"""Views of a campaign's files: the team's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from promo.campaigns import rights
from promo.campaigns.files import kinds, service
from promo.errors import Invalid, NotFound
from promo.pages.media import local_file
from promo.pages.uploads import MEGABYTE, PICTURE_BYTES
from promo.speech import N_
from promo.users.signin import context, db, takes, viewer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from promo.campaigns.models import Campaign

blueprint = Blueprint("campaign_files", __name__)
PICTURE = "image/jpeg"
KEPT = 30 * 86_400


@blueprint.route("/campaigns/<int:campaign_id>/files", methods=["GET", "POST"])
@takes(service.TOGETHER)
def files(campaign_id: int) -> ResponseReturnValue:
    """List a campaign's files, and add uploaded ones."""
    if request.method == "GET":
        return _page(rights.see_as_staff(db(), campaign_id, viewer()))
    found = rights.write(db(), campaign_id, viewer())
    uploads = [(one.filename or "", one.read()) for one in request.files.getlist("files") if one.filename]
    try:
        rights.check_open(found.client)
    except Invalid as error:
        return _page(found, [error]), 422
    if not uploads:
        return _page(found, [Invalid("files", N_("Choose at least one file."))]), 422
    done = service.add(db(), found, uploads, context().settings.files_dir, viewer())
    if done.new:
        flash(ngettext("%(num)s file was added.", "%(num)s files were added.", done.new), "success")
    for name in done.again:
        flash(_("%(name)s is there already.", name=name), "info")
    return (_page(found, done.wrong), 422) if done.wrong else _back(found)


@blueprint.get("/campaigns/<int:campaign_id>/files/<int:file_id>")
def file(campaign_id: int, file_id: int) -> ResponseReturnValue:
    """Send a file: a picture to be looked at (it was made anew), everything else to be saved."""
    campaign = rights.see_as_staff(db(), campaign_id, viewer())
    found = service.file_of(db(), campaign, file_id)
    kept = local_file(context().settings.files_dir, found.file)
    if kept is None:
        raise NotFound
    is_picture = found.content_type == PICTURE
    saved = not is_picture or "save" in request.args
    answer = send_file(
        kept, mimetype=found.content_type, as_attachment=saved, download_name=found.name, conditional=True
    )
    answer.headers["Cache-Control"] = f"private, max-age={KEPT}, immutable" if is_picture else "no-store"
    return answer


@blueprint.post("/campaigns/<int:campaign_id>/files/<int:file_id>/removal")
def remove(campaign_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file off a campaign."""
    found = rights.write(db(), campaign_id, viewer())
    try:
        rights.check_open(found.client)
    except Invalid as error:
        flash(_(error.message), "danger")
        return _back(found)
    if service.remove(db(), found, file_id):
        flash(_("The file was removed."), "success")
    return _back(found)


def _page(found: Campaign, wrong: Sequence[Invalid] = ()) -> str:
    return render_template(
        "campaigns/files/page.html",
        client=found.client,
        campaign=found,
        files_kept=service.files_of(db(), found),
        picture=PICTURE,
        wrong=[_(error.message, **error.values) for error in wrong],
        may_write=found.client.archived_at is None and rights.may_write(found, viewer()),
        most=service.MOST,
        most_megabytes=kinds.MOST_BYTES // MEGABYTE,
        picture_megabytes=PICTURE_BYTES // MEGABYTE,
        together_megabytes=service.TOGETHER // MEGABYTE,
    )


def _back(found: Campaign) -> ResponseReturnValue:
    return redirect(url_for("campaign_files.files", campaign_id=found.id), 303)
