"""Views about the law: what is kept of a campaign, and the list of what is still live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from promo import clock
from promo.campaigns import rights
from promo.campaigns.law import reading, screens, service
from promo.campaigns.law.forms import LawForm
from promo.campaigns.law.rules import BAN
from promo.campaigns.words import CHANNEL_NAMES, KIND_NAMES, STATUS_NAMES, Channel, Kind, Status
from promo.clients.models import Client
from promo.clients.words import JURISDICTION_NAMES
from promo.errors import Conflict, Invalid
from promo.responses import table_file
from promo.sheets import Column
from promo.speech import N_
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.campaigns.law.reading import Live
    from promo.campaigns.models import Campaign
    from promo.responses import Ending
    from promo.sheets import Value

blueprint = Blueprint("campaign_law", __name__)
COLUMNS = (
    Column(N_("Client"), "text"),
    Column(N_("Campaign"), "text"),
    Column(N_("What it is"), "text"),
    Column(N_("Channel"), "text"),
    Column(N_("Status"), "text"),
    Column(N_("Blogger"), "text"),
    Column(N_("Live since"), "day"),
    Column(N_("What is the matter"), "text"),
    Column(N_("What is to be done"), "text"),
    Column(N_("ERID"), "text"),
    Column(N_("Labelled as advertising on"), "day"),
    Column(N_("Who looks after it"), "text"),
)


@blueprint.route("/campaigns/<int:campaign_id>/law", methods=["GET", "POST"])
def law(campaign_id: int) -> ResponseReturnValue:
    """Show what is kept of a campaign for the law, and change it."""
    form = LawForm()
    if request.method == "GET":
        found = rights.see_as_staff(db(), campaign_id, viewer())
        form.show(found)
        return _page(form, found)
    found = rights.write(db(), campaign_id, viewer())
    if form.validate():
        try:
            rights.check_open(found.client)
            service.keep(db(), found, form.fields(), form.version_number())
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            form.form_errors.append(_(error.message))
            form.version.process(None, data=str(found.version))
            return _page(form, found, 409)
        else:
            flash(_("What is kept for the law was saved."), "success")
            return redirect(url_for("campaign.page", campaign_id=found.id), 303)
    return _page(form, found, 422)


@blueprint.post("/campaigns/<int:campaign_id>/law/removal")
def take_down(campaign_id: int) -> ResponseReturnValue:
    """Note that a campaign was taken down today."""
    found = rights.write(db(), campaign_id, viewer())
    try:
        rights.check_open(found.client)
        if service.take_down(db(), found):
            flash(_("“%(name)s” is kept as taken down today.", name=found.name), "success")
    except Invalid as error:
        flash(_(error.message, **error.values), "danger")
    back = request.form.get("back")
    if back == "all":
        return redirect(url_for("campaign_law.live"), 303)
    if back == "client":
        return redirect(url_for("campaign_law.client_live", client_id=found.client_id), 303)
    return redirect(url_for("campaign.page", campaign_id=found.id), 303)


@blueprint.get("/campaigns/live")
def live() -> ResponseReturnValue:
    """List what is still live, of all clients."""
    return _list(None)


@blueprint.get("/clients/<int:client_id>/campaigns/live")
def client_live(client_id: int) -> ResponseReturnValue:
    """List what is still live of a client."""
    return _list(access.see(db(), Client, client_id, viewer()))


@blueprint.get("/campaigns/live.csv", defaults={"ending": "csv"})
@blueprint.get("/campaigns/live.xlsx", defaults={"ending": "xlsx"})
def live_file(ending: Ending) -> ResponseReturnValue:
    """Give what is still live as a file: all of it, with what is due."""
    return _file(None, ending)


@blueprint.get("/clients/<int:client_id>/campaigns/live.csv", defaults={"ending": "csv"})
@blueprint.get("/clients/<int:client_id>/campaigns/live.xlsx", defaults={"ending": "xlsx"})
def client_live_file(client_id: int, ending: Ending) -> ResponseReturnValue:
    """Give what is still live of a client as a file."""
    return _file(access.see(db(), Client, client_id, viewer()), ending)


def _page(form: LawForm, found: Campaign, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "campaigns/law/page.html",
        client=found.client,
        campaign=found,
        form=form,
        law=screens.panel(db(), found, str(get_locale())),
        ban=BAN,
        jurisdictions=JURISDICTION_NAMES,
        channels=CHANNEL_NAMES,
        may_write=found.client.archived_at is None and rights.may_write(found, viewer()),
    )
    return page, status


def _list(client: Client | None) -> ResponseReturnValue:
    access.require(viewer(), *access.STAFF)
    everything = request.args.get("show") == "all"
    number = request.args.get("page", 1, type=int)
    return render_template(
        "campaigns/law/live.html",
        client=client,
        shown=screens.live_list(db(), viewer(), client, everything=everything, page=number),
        everything=everything,
        ban=BAN,
        kinds=KIND_NAMES,
        channels=CHANNEL_NAMES,
        statuses=STATUS_NAMES,
        may_edit=access.may_edit(viewer()),
        may_write=lambda one: one.client.archived_at is None and rights.may_write(one, viewer()),
    )


def _file(client: Client | None, ending: Ending) -> ResponseReturnValue:
    access.require(viewer(), *access.STAFF)
    today = clock.today(client.time_zone if client else viewer().time_zone)
    rows = (_row(one) for one in reading.live(db(), viewer(), client))
    name = f"live-{client.id}-{today}" if client else f"live-{today}"
    return table_file(ending, name, COLUMNS, rows, title=N_("Still live"))


def _row(one: Live) -> list[Value]:
    campaign = one.campaign
    blogger = campaign.placement.blogger if campaign.placement else None
    said = [_(finding.text, ban=BAN) for finding in one.findings]
    due = [_(finding.due, ban=BAN) for finding in one.findings if finding.due]
    return [
        campaign.client.name,
        campaign.name,
        str(_(KIND_NAMES[Kind(campaign.kind)])),
        str(_(CHANNEL_NAMES[Channel(campaign.channel)])),
        str(_(STATUS_NAMES[Status(campaign.status)])),
        blogger.handle if blogger else None,
        one.since,
        " ".join(said),
        " ".join(due),
        campaign.erid or None,
        campaign.marked_on,
        campaign.owner.name if campaign.owner else None,
    ]
