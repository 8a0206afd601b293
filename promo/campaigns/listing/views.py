"""The lists of campaigns: a client's, and all that one may see; as files too."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from promo import clock
from promo.campaigns.listing import filters, screens
from promo.campaigns.listing.filters import Filters
from promo.campaigns.results.telling import COSTS, NAMES, NOTICE_NAMES, VERDICT_NAMES, Notice
from promo.campaigns.words import CHANNEL_NAMES, KIND_NAMES, METRIC_NAMES, STATUS_NAMES, Channel, Kind, Status
from promo.clients.models import Client
from promo.responses import table_file
from promo.sheets import Column
from promo.speech import N_
from promo.users import access
from promo.users.access import STAFF
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.campaigns.listing.screens import Listing, Row
    from promo.campaigns.results.telling import Attention
    from promo.responses import Ending
    from promo.sheets import Value

blueprint = Blueprint("campaign_list", __name__)
DIGITS = 6
"""Quotients are told in files with so many digits behind the point."""
FACTS = ("impressions", "reach", "clicks", "leads", "calls", "sales")
COLUMNS = (
    Column(N_("Campaign"), "text"),
    Column(N_("Client"), "text"),
    Column(N_("What it is"), "text"),
    Column(N_("Status"), "text"),
    Column(N_("Channel"), "text"),
    Column(N_("Belongs to"), "text"),
    Column(N_("Who looks after it"), "text"),
    Column(N_("First day"), "day"),
    Column(N_("Last day"), "day"),
    Column(N_("Currency"), "text"),
    Column(N_("Budget"), "number"),
    Column(N_("Spent"), "number"),
    Column(N_("Planned by now"), "number"),
    Column(N_("Spent of the plan"), "fraction"),
    Column(N_("Spend at the end"), "number"),
    Column(N_("Pace"), "text"),
    *(Column(METRIC_NAMES[name], "count") for name in FACTS),
    Column(METRIC_NAMES["value"], "number"),
    Column(N_("Net growth"), "change"),
    Column("CPM", "number"),
    Column("CPC", "number"),
    Column("CTR", "fraction"),
    Column("CPL", "number"),
    Column(N_("Cost per call"), "number"),
    Column(N_("Cost per sale"), "number"),
    Column("ROAS", "number"),
    Column(N_("Cost per follower, naive"), "number"),
    Column(N_("Warnings"), "text"),
)


@blueprint.get("/campaigns")
def campaigns() -> ResponseReturnValue:
    """List the campaigns of all clients that the viewer may see."""
    return _list(None)


@blueprint.get("/clients/<int:client_id>/campaigns")
def client_campaigns(client_id: int) -> ResponseReturnValue:
    """List a client's campaigns."""
    return _list(access.see(db(), Client, client_id, viewer()))


@blueprint.get("/campaigns.csv", defaults={"ending": "csv"})
@blueprint.get("/campaigns.xlsx", defaults={"ending": "xlsx"})
def table(ending: Ending) -> ResponseReturnValue:
    """Give the list of all clients' campaigns as a file: all that was found, in its order."""
    return _file(ending, None)


@blueprint.get("/clients/<int:client_id>/campaigns.csv", defaults={"ending": "csv"})
@blueprint.get("/clients/<int:client_id>/campaigns.xlsx", defaults={"ending": "xlsx"})
def client_table(client_id: int, ending: Ending) -> ResponseReturnValue:
    """Give a client's list as a file."""
    return _file(ending, access.see(db(), Client, client_id, viewer()))


def _shown(client: Client | None, *, whole: bool = False) -> Listing:
    return screens.listing(db(), viewer(), client, Filters.of(request.args), clock.now(), whole=whole)


def _list(client: Client | None) -> ResponseReturnValue:
    return render_template(
        "campaigns/listing/page.html",
        client=client,
        shown=_shown(client),
        choices=filters,
        names=NAMES,
        costs=COSTS,
        may_edit=access.may_edit(viewer()) and (client is None or client.archived_at is None),
    )


def _file(ending: Ending, client: Client | None) -> ResponseReturnValue:
    name = f"campaigns-{client.id}" if client else "campaigns"
    shown = _shown(client, whole=True)
    about = [(_("Client"), client.name if client else _("All"))]
    about += [(total.currency, f"{_('Spent')}: {total.spent}") for total in shown.totals]
    rows = [_cells(row) for row in shown.rows]
    return table_file(ending, name, COLUMNS, rows, title=N_("Campaigns"), about=about)


def _cells(row: Row) -> list[Value]:
    one, facts, pacing, rates = row.campaign, row.result.facts, row.result.pacing, row.result.rates
    owner = one.owner.name if one.owner and viewer().role in STAFF else None
    cells: list[Value] = [
        one.name,
        one.client.name,
        _(KIND_NAMES[Kind(one.kind)]),
        _(STATUS_NAMES[Status(one.status)]),
        _(CHANNEL_NAMES[Channel(one.channel)]),
        one.series,
        owner,
        one.start_day,
        one.end_day,
        one.currency,
        one.budget,
        row.spent,
        pacing.planned,
        pacing.ratio,
        pacing.projected,
        _(VERDICT_NAMES[pacing.verdict]),
        *(getattr(facts, name) for name in FACTS),
        facts.value,
        row.result.growth.net,
        rates.cpm,
        rates.cpc,
        rates.ctr,
        rates.cpl,
        rates.cost_per_call,
        rates.cost_per_sale,
        rates.roas,
        rates.cost_per_follower,
        "; ".join([*([_("Law")] if row.law else []), *(_said(one) for one in row.attention)]),
    ]
    return [round(cell, DIGITS) if isinstance(cell, Decimal) else cell for cell in cells]


def _said(one: Attention) -> str:
    if one.notice == Notice.SILENT:
        return str(ngettext("No figures for %(num)s day", "No figures for %(num)s days", one.days))
    return str(_(NOTICE_NAMES[one.notice]))
