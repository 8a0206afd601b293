"""Campaigns month by month: the screen, and its table and charts as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from promo import clock
from promo.analytics.metrics import METRICS
from promo.campaigns.comparing.selection import ANY
from promo.campaigns.monthly import exports, screens
from promo.campaigns.monthly.months import SHOWN
from promo.campaigns.monthly.selection import SPANS, Selection
from promo.campaigns.words import CHANNEL_NAMES, KIND_NAMES, STATUS_NAMES
from promo.clients.models import Client
from promo.errors import NotFound
from promo.money import written
from promo.responses import figure_file, table_file
from promo.speech import N_
from promo.users import access
from promo.users.signin import context, db, viewer
from promo.wording import wording

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from promo.campaigns.monthly.screens import Months
    from promo.responses import Ending

blueprint = Blueprint("campaign_months", __name__)


@blueprint.get("/campaigns/months", defaults={"client_id": None})
@blueprint.get("/clients/<int:client_id>/campaigns/months")
def months(client_id: int | None) -> ResponseReturnValue:
    """Show what campaigns cost and brought month by month; a form's address is made the one that is passed on."""
    client = _client(client_id)
    wanted = _wanted()
    if "" in request.args.values() and not wanted.problems:
        return redirect(url_for("campaign_months.months", client_id=client_id, **wanted.query()))  # type: ignore[arg-type]
    return render_template(
        "campaigns/monthly/page.html",
        client=client,
        shown=_shown(client, wanted),
        wanted=wanted,
        filters=wanted.filters,
        columns=SHOWN,
        spans=SPANS,
        any_status=ANY,
        kinds=KIND_NAMES,
        channels=CHANNEL_NAMES,
        statuses=STATUS_NAMES,
        may_edit_rates=access.may_edit(viewer()),
    )


@blueprint.get("/campaigns/months.<any(csv, xlsx):ending>", defaults={"client_id": None})
@blueprint.get("/clients/<int:client_id>/campaigns/months.<any(csv, xlsx):ending>")
def table(client_id: int | None, ending: Ending) -> ResponseReturnValue:
    """Give the months as a file."""
    client = _client(client_id)
    shown = _shown(client, _wanted())
    columns, rows = exports.months(shown.found)
    title = N_("Campaigns by month")
    return table_file(ending, "campaigns-months", columns, rows, title=title, about=_about(client, shown))


@blueprint.get("/campaigns/months/<currency>.<any(csv, xlsx):ending>", defaults={"client_id": None})
@blueprint.get("/clients/<int:client_id>/campaigns/months/<currency>.<any(csv, xlsx):ending>")
def chart(client_id: int | None, currency: str, ending: Ending) -> ResponseReturnValue:
    """Give the numbers of a currency's chart as a file."""
    client = _client(client_id)
    shown = _shown(client, _wanted())
    drawn = dict(zip((ledger.currency for ledger in shown.found.ledgers), shown.charts, strict=True))
    if currency not in drawn:
        raise NotFound
    name, title = f"campaigns-months-{currency}", N_("Spend by month and kind")
    return figure_file(ending, name, drawn[currency], _("Month"), title=title, about=_about(client, shown))


def _client(client_id: int | None) -> Client | None:
    return None if client_id is None else access.see(db(), Client, client_id, viewer())


def _wanted() -> Selection:
    return Selection.of(request.args.to_dict(flat=False))


def _shown(client: Client | None, wanted: Selection) -> Months:
    today = clock.today(client.time_zone if client else context().settings.time_zone)
    said = wording(str(get_locale()))
    return screens.months(db(), viewer(), client, wanted, today=today, wording=said, name=_month)


def _month(month: date) -> str:
    return str(format_date(month, "LLL yyyy"))


def _about(client: Client | None, shown: Months) -> list[tuple[str, str]]:
    lines = [(_("Client"), client.name if client else _("All clients")), (_("Address"), request.url)]
    lines += [
        (_("Exchange rate"), f"1 {rate.base} = {written(rate.rate)} {rate.quote}, {rate.day}")
        for rate, _months in shown.found.rates
    ]
    if shown.found.left_out:
        told = ", ".join(f"{currency}: {count}" for currency, count in shown.found.left_out.items())
        lines.append((_("Left out, without a rate"), told))
    metrics = [METRICS[column.metric] for column in SHOWN]
    return [*lines, *((_(metric.name), f"{_(metric.formula)} {_(metric.leaves_out)}".strip()) for metric in metrics)]
