"""Home: the portfolio of all clients, and one client's overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from promo import clock
from promo.campaigns.timeline.reading import drawn
from promo.campaigns.timeline.views import tell
from promo.charts.figures import encode
from promo.charts.marks import with_marks
from promo.charts.totals import daily_total
from promo.clients.models import Client
from promo.home import overview as overviews
from promo.home import portfolio as portfolios
from promo.home.filters import Filters
from promo.pages.texts import KINDS
from promo.reports.delivery import standing as reports
from promo.responses import figure_file, table_file
from promo.sheets import Column
from promo.speech import N_
from promo.users import access
from promo.users.models import ROLE_NAMES
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.home.overview import Overview
    from promo.responses import Ending

blueprint = Blueprint("home", __name__)
COLUMNS = (
    Column(N_("Client"), "text"),
    Column(N_("Manager"), "text"),
    Column(N_("Labels"), "text"),
    Column(N_("Followers"), "count"),
    Column(N_("Counted on"), "day"),
    Column(N_("Growth, 7 days"), "change"),
    Column(N_("Rate, 7 days"), "fraction"),
    Column(N_("Growth, 30 days"), "change"),
    Column(N_("Rate, 30 days"), "fraction"),
    Column(N_("ER, 30 days"), "fraction"),
    Column(N_("Posts this week"), "count"),
    Column(N_("Planned this week"), "count"),
    Column(N_("Campaigns running"), "count"),
    Column(N_("Spend too much"), "count"),
    Column(N_("Spend too little"), "count"),
    Column(N_("Placements overdue"), "count"),
    Column(N_("Campaigns to begin or end"), "count"),
    Column(N_("Last collected"), "moment"),
)


@blueprint.get("/")
def portfolio() -> ResponseReturnValue:
    """Show all clients that the viewer may see."""
    shown = portfolios.portfolio(db(), viewer(), Filters.of(request.args), clock.now())
    return render_template(
        "home/portfolio.html",
        home=shown,
        may_edit=access.may_edit(viewer()),
        waiting_reports=reports.counts(db(), viewer()),
    )


@blueprint.get("/portfolio.csv", defaults={"ending": "csv"})
@blueprint.get("/portfolio.xlsx", defaults={"ending": "xlsx"})
def portfolio_file(ending: Ending) -> ResponseReturnValue:
    """Give all clients that the address asks for as a file, in its order."""
    now = clock.now()
    shown = portfolios.portfolio(db(), viewer(), Filters.of(request.args), now)
    zone = clock.zone(viewer().time_zone)
    rows = [
        (
            row.client.name,
            row.client.manager,
            ", ".join(row.client.labels),
            row.total.followers if row.total else None,
            row.total.day if row.total else None,
            row.week.net,
            row.week.rate,
            row.month.net,
            row.month.rate,
            row.er,
            row.posts_this_week,
            row.plan.planned,
            row.campaigns.running,
            row.campaigns.over,
            row.campaigns.under,
            row.campaigns.overdue,
            row.campaigns.late,
            row.read_at.astimezone(zone) if row.read_at else None,
        )
        for row in shown.found
    ]
    return table_file(ending, f"clients-{now.astimezone(zone).date()}", COLUMNS, rows, title=N_("Clients"))


@blueprint.get("/clients/<int:client_id>")
def overview(client_id: int) -> ResponseReturnValue:
    """Show a client's figures, pages and people."""
    client = access.see(db(), Client, client_id, viewer())
    now = clock.now()
    shown = overviews.overview(db(), client, viewer(), now, request.args)
    return render_template(
        "home/overview.html",
        client=client,
        shown=shown,
        figure=_figure(shown),
        now=now,
        role_names=ROLE_NAMES,
        kinds=KINDS,
        waiting_reports=reports.counts(db(), viewer(), client),
    )


@blueprint.get("/clients/<int:client_id>/followers.csv", defaults={"ending": "csv"})
@blueprint.get("/clients/<int:client_id>/followers.xlsx", defaults={"ending": "xlsx"})
def followers_file(client_id: int, ending: Ending) -> ResponseReturnValue:
    """Give the numbers of the followers' chart."""
    client = access.see(db(), Client, client_id, viewer())
    shown = overviews.overview(db(), client, viewer(), clock.now(), request.args)
    about = [(_("Client"), client.name), (_("Time zone"), client.time_zone)]
    name = f"client-{client.id}-followers-{shown.now.start}-{shown.now.end}"
    return figure_file(ending, name, _figure(shown), _("Day"), title=N_("Followers"), about=about)


def _figure(shown: Overview) -> str | None:
    """Return the chart of the client's followers; ``None`` where not one day is known."""
    if all(count is None for count in shown.daily):
        return None
    found = drawn(shown.events, shown.now.end, tell)
    return encode(with_marks(daily_total(shown.now.start, shown.daily, _("Followers")), found))
