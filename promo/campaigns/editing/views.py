"""Views that make, change and remove campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from promo import clock
from promo.campaigns import rights
from promo.campaigns.editing import screens, service
from promo.campaigns.editing.forms import CampaignForm
from promo.campaigns.editing.service import CampaignFields
from promo.campaigns.law import screens as law
from promo.campaigns.words import STATUS_NAMES, Kind, Status
from promo.clients.models import Client
from promo.errors import Conflict, Invalid
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.campaigns.models import Campaign

blueprint = Blueprint("campaigns", __name__)


@blueprint.route("/clients/<int:client_id>/campaigns/new", methods=["GET", "POST"])
def new(client_id: int) -> ResponseReturnValue:
    """Make a campaign."""
    client = access.edit(db(), Client, client_id, viewer())
    form = CampaignForm()
    form.offer(screens.choices(db(), client))
    if request.method == "GET":
        form.show(_suggested(client), 1)
    elif form.validate():
        try:
            rights.check_open(client)
            made = service.add(db(), client, form.fields(), viewer(), uid=form.token())
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The campaign is kept."), "success")
            return redirect(url_for("campaign.page", campaign_id=made.id), 303)
    return _form(form, client, None)


@blueprint.route("/campaigns/<int:campaign_id>/edit", methods=["GET", "POST"])
def edit(campaign_id: int) -> ResponseReturnValue:
    """Change a campaign."""
    found = rights.manage(db(), campaign_id, viewer())
    form = CampaignForm()
    form.offer(screens.choices(db(), found.client, found))
    if request.method == "GET":
        form.show(CampaignFields.of(found), found.version)
    elif form.validate():
        try:
            rights.check_open(found.client)
            service.change(db(), found, form.fields(), form.version_number())
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            form.form_errors.append(_(error.message))
            form.version.process(None, data=str(found.version))
            return _form(form, found.client, found, 409)
        else:
            flash(_("The campaign was saved."), "success")
            return redirect(url_for("campaign.page", campaign_id=found.id), 303)
    return _form(form, found.client, found)


@blueprint.post("/campaigns/<int:campaign_id>/status")
def status(campaign_id: int) -> ResponseReturnValue:
    """Give a campaign another status."""
    found = rights.manage(db(), campaign_id, viewer())
    try:
        rights.check_open(found.client)
        if service.set_status(db(), found, request.form.get("status", "")):
            flash(_("The status is now: %(status)s.", status=_(STATUS_NAMES[Status(found.status)])), "success")
    except Invalid as error:
        flash(_(error.message), "danger")
    return redirect(url_for("campaign.page", campaign_id=found.id), 303)


@blueprint.post("/campaigns/<int:campaign_id>/removal")
def remove(campaign_id: int) -> ResponseReturnValue:
    """Remove a campaign for good."""
    found = rights.manage(db(), campaign_id, viewer())
    try:
        rights.check_open(found.client)
        service.remove(db(), found)
    except Invalid as error:
        flash(_(error.message), "danger")
        return redirect(url_for("campaign.page", campaign_id=found.id), 303)
    flash(_("The campaign was removed."), "success")
    return redirect(url_for("campaign_list.client_campaigns", client_id=found.client_id), 303)


def _suggested(client: Client) -> CampaignFields:
    wanted = request.args.get("kind", "")
    return CampaignFields(
        kind=wanted if wanted in set(Kind) else Kind.ADVERTISING,
        name="",
        start_day=clock.today(client.time_zone),
        currency=client.currency,
        owner_id=viewer().id,
    )


def _form(form: CampaignForm, client: Client, found: Campaign | None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "campaigns/editing/form.html",
        client=client,
        campaign=found,
        form=form,
        series=screens.choices(db(), client).series,
        notices=law.notices(db(), client, str(get_locale())),
    )
    return page, 422 if form.errors and status == 200 else status  # noqa: PLR2004 - an HTTP status
