"""Campaigns and placements beside each other: the screen, and its tables and chart as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from promo import clock
from promo.analytics.metrics import METRICS
from promo.campaigns.comparing import exports, screens
from promo.campaigns.comparing.charts import DRAWN
from promo.campaigns.comparing.columns import BY_KEY, COLUMNS, SORTS
from promo.campaigns.comparing.selection import ANY, GROUPS, Selection
from promo.campaigns.words import CHANNEL_NAMES, KIND_NAMES, STATUS_NAMES
from promo.clients.models import Client
from promo.errors import NotFound
from promo.money import written
from promo.responses import figure_file, table_file
from promo.speech import N_
from promo.users import access
from promo.users.signin import db, viewer
from promo.wording import wording

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.campaigns.comparing.screens import Comparison
    from promo.campaigns.comparing.table import Name
    from promo.responses import Ending

blueprint = Blueprint("campaign_comparing", __name__)
FILES = {"campaigns": N_("Campaigns"), "totals": N_("Totals"), "chart": N_("Chart")}


@blueprint.get("/campaigns/compare", defaults={"client_id": None})
@blueprint.get("/clients/<int:client_id>/campaigns/compare")
def comparison(client_id: int | None) -> ResponseReturnValue:
    """Show campaigns beside each other; a form's address is made the one that is passed on."""
    client = _client(client_id)
    wanted = _wanted()
    values = [value for _name, value in request.args.items(multi=True)]
    is_of_form = "" in values or len(request.args.getlist("ids")) > 1
    if is_of_form and not wanted.problems:
        return redirect(url_for("campaign_comparing.comparison", client_id=client_id, **wanted.query()))  # type: ignore[arg-type]
    return render_template(
        "campaigns/comparing/page.html",
        client=client,
        shown=_shown(client, wanted),
        wanted=wanted,
        filters=wanted.filters,
        columns=COLUMNS,
        by_key=BY_KEY,
        groups=GROUPS,
        drawn=DRAWN,
        any_status=ANY,
        kinds=KIND_NAMES,
        channels=CHANNEL_NAMES,
        statuses=STATUS_NAMES,
        may_edit_rates=access.may_edit(viewer()),
    )


@blueprint.get("/campaigns/compare/<part>.<any(csv, xlsx):ending>", defaults={"client_id": None})
@blueprint.get("/clients/<int:client_id>/campaigns/compare/<part>.<any(csv, xlsx):ending>")
def file(client_id: int | None, part: str, ending: Ending) -> ResponseReturnValue:
    """Give the campaigns, the totals of the groups, or the numbers of the chart as a file."""
    if part not in FILES:
        raise NotFound
    client = _client(client_id)
    shown = _shown(client, _wanted())
    name, about = f"campaigns-{part}", _about(client, shown)
    if part == "chart":
        drawn = shown.chart.json if shown.chart else None
        return figure_file(ending, name, drawn, _("Campaign"), title=FILES[part], about=about)
    columns, rows = exports.campaigns(shown.table, _) if part == "campaigns" else exports.totals(shown.table, _, _month)
    return table_file(ending, name, columns, rows, title=FILES[part], about=about)


def _client(client_id: int | None) -> Client | None:
    return None if client_id is None else access.see(db(), Client, client_id, viewer())


def _wanted() -> Selection:
    return Selection.of(request.args.to_dict(flat=False), SORTS, DRAWN)


def _shown(client: Client | None, wanted: Selection) -> Comparison:
    return screens.comparison(db(), viewer(), client, wanted, now=clock.now(), wording=wording(str(get_locale())))


def _month(name: Name) -> str:
    return str(format_date(name.month, "LLLL yyyy"))


def _about(client: Client | None, shown: Comparison) -> list[tuple[str, str]]:
    lines = [
        (_("Client"), client.name if client else _("All clients")),
        (_("Campaigns"), str(len(shown.rows))),
        (_("Address"), request.url),
    ]
    lines += [
        (_("Exchange rate"), f"1 {rate.base} = {written(rate.rate)} {rate.quote}, {rate.day}")
        for rate, _count in shown.table.rates
    ]
    if shown.table.left_out:
        lines.append((_("Left out of the totals, without a rate"), str(shown.table.left_out)))
    metrics = [METRICS[column.metric] for column in COLUMNS]
    return [*lines, *((_(metric.name), f"{_(metric.formula)} {_(metric.leaves_out)}".strip()) for metric in metrics)]
