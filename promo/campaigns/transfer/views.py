"""Views of importing: a file is sent, understood, shown, written, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from promo.campaigns import rights
from promo.campaigns.transfer import choosing, importing, keeping, mapping, screens, undoing
from promo.campaigns.transfer.cells import MOST_BYTES
from promo.campaigns.transfer.forms import FileForm
from promo.campaigns.transfer.headings import GIVEN
from promo.campaigns.words import METRIC_NAMES
from promo.clients.models import Client
from promo.errors import Invalid
from promo.speech import N_
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.campaigns.transfer.models import CampaignImport

blueprint = Blueprint("campaign_import", __name__)
BESIDE = 8 * 1024 * 1024
"""What a form may have besides its file."""


@blueprint.route("/clients/<int:client_id>/campaigns/import", methods=["GET", "POST"])
def start(client_id: int) -> ResponseReturnValue:
    """List what was imported, and take a file."""
    request.max_content_length = MOST_BYTES + BESIDE
    client = access.edit(db(), Client, client_id, viewer())
    form = FileForm()
    if request.method == "POST":
        sent = request.files.get("file")
        try:
            rights.check_open(client)
            if sent is None or not sent.filename:
                raise Invalid("file", N_("Choose a file."))  # noqa: TRY301 - told like the others
            kept = keeping.keep(db(), client, sent.filename, sent.read(), viewer())
        except Invalid as error:
            form.take(error)
        else:
            return redirect(url_for("campaign_import.choose", client_id=client.id, import_id=kept.id), 303)
    page = render_template(
        "campaigns/transfer/start.html",
        client=client,
        form=form,
        imports=screens.imports(db(), client),
        most=MOST_BYTES >> 20,
        is_open=client.archived_at is None,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/clients/<int:client_id>/campaigns/import/<int:import_id>", methods=["GET", "POST"])
def choose(client_id: int, import_id: int) -> ResponseReturnValue:
    """Show what a file's columns and campaigns are taken for, and let a person say otherwise."""
    request.max_form_memory_size = BESIDE
    client, kept = _kept(client_id, import_id)
    there = url_for("campaign_import.preview", client_id=client.id, import_id=kept.id)
    if kept.done_at is not None:
        return redirect(there, 303)
    said, chosen, wrong = _typed("means-"), _typed("is-"), ""
    if request.method == "POST":
        try:
            if importing.choose(db(), client, kept, said, chosen):
                flash(_("By that, the file has other campaigns. Look at them."), "info")
                return redirect(url_for("campaign_import.choose", client_id=client.id, import_id=kept.id), 303)
        except Invalid as error:
            wrong = _(error.message, **error.values)
        else:
            return redirect(there, 303)
    table = keeping.table(db(), kept)
    matches = mapping.matches(db(), client.id, table.campaigns, kept.choices.get("campaigns"))
    page = render_template(
        "campaigns/transfer/choose.html",
        client=client,
        kept=kept,
        shown=choosing.choosing(db(), client, table, matches),
        words=choosing,
        meanings=GIVEN,
        said=said,
        chosen=chosen,
        wrong=wrong,
    )
    return page, 422 if wrong else 200


@blueprint.get("/clients/<int:client_id>/campaigns/import/<int:import_id>/preview")
def preview(client_id: int, import_id: int) -> ResponseReturnValue:
    """Show what a file would change, or what it did."""
    client, kept = _kept(client_id, import_id)
    if kept.done_at is not None:
        return render_template("campaigns/transfer/done.html", client=client, kept=kept)
    found = importing.read(db(), client, kept)
    if found.table.missing:
        return redirect(url_for("campaign_import.choose", client_id=client.id, import_id=kept.id), 303)
    return render_template(
        "campaigns/transfer/preview.html",
        client=client,
        kept=kept,
        shown=screens.preview(db(), client, found, request.args.get("page", 1, type=int)),
        names=METRIC_NAMES,
    )


@blueprint.post("/clients/<int:client_id>/campaigns/import/<int:import_id>/apply")
def apply(client_id: int, import_id: int) -> ResponseReturnValue:
    """Write what was shown."""
    client, kept = _kept(client_id, import_id)
    try:
        if importing.apply(db(), client, kept, viewer(), overwrite="overwrite" in request.form):
            new, changed = kept.counts["new"], kept.counts["changed"]
            flash(_("Imported: %(new)s new days, %(changed)s changed.", new=new, changed=changed), "success")
    except Invalid as error:
        flash(_(error.message, **error.values), "warning")
        return redirect(url_for("campaign_import.start", client_id=client.id), 303)
    return redirect(url_for("campaign_import.preview", client_id=client.id, import_id=kept.id), 303)


@blueprint.post("/clients/<int:client_id>/campaigns/import/<int:import_id>/undo")
def undo(client_id: int, import_id: int) -> ResponseReturnValue:
    """Take an import back."""
    client, kept = _kept(client_id, import_id)
    try:
        done = undoing.undo(db(), client, kept)
    except Invalid as error:
        flash(_(error.message, **error.values), "danger")
        return redirect(url_for("campaign_import.start", client_id=client.id), 303)
    if done is not None:
        flash(ngettext("%(num)s day was taken back.", "%(num)s days were taken back.", done.days), "success")
    if done is not None and done.left:
        flash(_("Left as they are, since they were changed later: %(num)s.", num=done.left), "warning")
    return redirect(url_for("campaign_import.start", client_id=client.id), 303)


def _kept(client_id: int, import_id: int) -> tuple[Client, CampaignImport]:
    client = access.edit(db(), Client, client_id, viewer())
    return client, keeping.find(db(), client, import_id)


def _typed(prefix: str) -> dict[int, str]:
    """Return what was chosen in the fields of this prefix, by the number behind it."""
    found = {key.removeprefix(prefix): value for key, value in request.form.items() if key.startswith(prefix)}
    return {int(place): value for place, value in found.items() if place.isascii() and place.isdigit()}
