"""A campaign's page: what it is, what it cost and brought, and what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from promo import clock
from promo.analytics.metrics import METRICS
from promo.campaigns import rights
from promo.campaigns.law import screens as law
from promo.campaigns.law.rules import BAN
from promo.campaigns.placements import screens as placements
from promo.campaigns.placements import words
from promo.campaigns.posts import screens as posts
from promo.campaigns.results import telling
from promo.campaigns.showing import screens
from promo.campaigns.showing.table import COLUMNS
from promo.campaigns.words import CHANNEL_NAMES
from promo.charts import figures
from promo.errors import NotFound
from promo.responses import figure_file, table_file
from promo.sheets import Column
from promo.speech import N_
from promo.users import access
from promo.users.models import Role
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.campaigns.models import Campaign
    from promo.campaigns.showing.screens import Shown
    from promo.responses import Ending

blueprint = Blueprint("campaign", __name__)
CHARTS = {"spend": N_("Spend by day"), "result": N_("Result by day")}


@blueprint.get("/campaigns/<int:campaign_id>")
def page(campaign_id: int) -> ResponseReturnValue:
    """Show a campaign."""
    found = rights.see(db(), campaign_id, viewer())
    is_open = found.client.archived_at is None
    staff = viewer().role != Role.CLIENT
    return render_template(
        "campaigns/showing/page.html",
        campaign=found,
        client=found.client,
        shown=_shown(found),
        columns=COLUMNS,
        groups=screens.GROUPS,
        names=telling.NAMES,
        keys=telling.KEYS,
        channels=CHANNEL_NAMES,
        staff=staff,
        law=law.panel(db(), found, str(get_locale())) if staff else None,
        ban=BAN,
        placement=placements.standing(db(), found, viewer(), clock.now()),
        placement_words=words,
        posts=posts.chosen(db(), found, viewer()),
        may_edit=is_open and access.may_edit(viewer()),
        may_write=is_open and rights.may_write(found, viewer()),
    )


@blueprint.get("/campaigns/<int:campaign_id>/periods.csv", defaults={"ending": "csv"})
@blueprint.get("/campaigns/<int:campaign_id>/periods.xlsx", defaults={"ending": "xlsx"})
def table(campaign_id: int, ending: Ending) -> ResponseReturnValue:
    """Give the table by week or month as a file."""
    found = rights.see(db(), campaign_id, viewer())
    shown = _shown(found)
    columns = [
        Column(N_("First day"), "day"),
        Column(N_("Last day"), "day"),
        Column(N_("Days with figures"), "count"),
        *(Column(one.name, one.file_kind) for one in COLUMNS),
    ]
    rows = [(row.period.start, row.period.end, row.days, *(one.value(row) for one in COLUMNS)) for row in shown.rows]
    name = f"campaign-{found.id}-by-{shown.group}"
    return table_file(ending, name, columns, rows, title=N_("Results by period"), about=_about(found))


@blueprint.get("/campaigns/<int:campaign_id>/charts/<chart>.csv", defaults={"ending": "csv"})
@blueprint.get("/campaigns/<int:campaign_id>/charts/<chart>.xlsx", defaults={"ending": "xlsx"})
def chart_file(campaign_id: int, chart: str, ending: Ending) -> ResponseReturnValue:
    """Give the numbers of a chart."""
    found = rights.see(db(), campaign_id, viewer())
    if chart not in CHARTS:
        raise NotFound
    figure = _shown(found).figures.get(chart)
    drawn = figures.encode(figure) if figure else None
    name = f"campaign-{found.id}-{chart}"
    return figure_file(ending, name, drawn, _("Day"), title=CHARTS[chart], about=_about(found))


def _shown(campaign: Campaign) -> Shown:
    return screens.page(db(), campaign, request.args, clock.now(), _)


def _about(campaign: Campaign) -> list[tuple[str, str]]:
    ends = str(campaign.end_day) if campaign.end_day else _("open end")
    lines = [
        (_("Campaign"), campaign.name),
        (_("Client"), campaign.client.name),
        (_("Period"), f"{campaign.start_day} – {ends}"),
        (_("Currency"), campaign.currency),
        (_("Time zone"), campaign.client.time_zone),
    ]
    metrics = [METRICS[key] for key in dict.fromkeys(one.metric for one in COLUMNS)]
    return [*lines, *((_(metric.name), " ".join((_(metric.formula), _(metric.source)))) for metric in metrics)]
