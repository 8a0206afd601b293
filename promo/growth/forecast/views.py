"""Views of the forecast: the screen of a page, a line of it for other screens, and its days as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from promo import clock, sheets
from promo.analytics.forecast import Refusal
from promo.analytics.metrics import METRICS
from promo.campaigns.timeline.views import tell
from promo.charts.forecast import Words
from promo.growth.forecast import screens
from promo.pages.models import Page
from promo.responses import table_file
from promo.speech import N_
from promo.users import access
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from promo.responses import Ending

blueprint = Blueprint("forecast", __name__)
COLUMNS = (
    sheets.Column(N_("Day"), "day"),
    sheets.Column(N_("Forecast"), "count"),
    sheets.Column(N_("80 of 100 cases: lowest"), "count"),
    sheets.Column(N_("80 of 100 cases: highest"), "count"),
    sheets.Column(N_("95 of 100 cases: lowest"), "count"),
    sheets.Column(N_("95 of 100 cases: highest"), "count"),
)


BACKTEST = (
    sheets.Column(N_("Days ahead"), "count"),
    sheets.Column(N_("Forecasts"), "count"),
    sheets.Column(N_("Median error"), "number"),
    sheets.Column(N_("of the followers"), "fraction"),
    sheets.Column(N_("Against “as in the last 28 days”"), "fraction"),
    sheets.Column(N_("Inside 80 of 100"), "fraction"),
    sheets.Column(N_("Inside 95 of 100"), "fraction"),
    sheets.Column(N_("Width of the bands"), "fraction"),
)


@blueprint.get("/pages/<int:page_id>/forecast")
def page_forecast(page_id: int) -> ResponseReturnValue:
    """Show the forecast of a page."""
    query = {name: request.args[name] for name in ("goal", "by") if name in request.args}
    shown = screens.page_forecast(db(), _page(page_id), query, words=_words(), tell=tell, **_when())
    return render_template("growth/forecast/page.html", shown=shown, query=query)


@blueprint.get("/pages/<int:page_id>/forecast/line")
def line(page_id: int) -> ResponseReturnValue:
    """Show in one line what is expected in 30 days; nothing where there is no forecast."""
    page = _page(page_id)
    return render_template("growth/forecast/_line.html", page=page, outlook=screens.outlook(db(), page, **_when()))


@blueprint.get("/pages/<int:page_id>/forecast.csv")
def table_csv(page_id: int) -> ResponseReturnValue:
    """Give the forecast day by day as CSV."""
    return _file(page_id, "csv")


@blueprint.get("/pages/<int:page_id>/forecast.xlsx")
def table_xlsx(page_id: int) -> ResponseReturnValue:
    """Give the forecast day by day as a workbook."""
    return _file(page_id, "xlsx")


@blueprint.get("/pages/<int:page_id>/forecast/backtest.csv", defaults={"ending": "csv"})
@blueprint.get("/pages/<int:page_id>/forecast/backtest.xlsx", defaults={"ending": "xlsx"})
def backtest_file(page_id: int, ending: Ending) -> ResponseReturnValue:
    """Give how forecasts of this page went as a file; what too short a history cannot tell is empty."""
    page = _page(page_id)
    shown = screens.page_forecast(db(), page, {}, words=_words(), tell=tell, **_when())
    made = shown.forecast
    rows = [
        (
            horizon,
            *(
                (went.tries, went.error, went.error_share, went.ratio, went.within80, went.within95)
                if went
                else (None,) * 6
            ),
            float(made.ratios[horizon - 1]) if made else None,
        )
        for horizon, went in shown.backtests.items()
    ]
    about = [(_("Page"), f"instagram.com/{page.username}"), (_("Last count"), str(made.day if made else ""))]
    title = N_("How forecasts of this page went so far")
    return table_file(ending, f"{page.username}-backtest", BACKTEST, rows, title=title, about=about)


def _file(page_id: int, ending: Ending) -> Response:
    page = _page(page_id)
    made, rows = screens.table(db(), page, **_when())
    metric = METRICS["forecast"]
    about = [
        (_("Page"), f"instagram.com/{page.username}"),
        (_("Client"), page.client.name if page.client else _("Competitor")),
        (_("Days with a count"), str(made.observed)),
        (_("Last count"), str(made.day or "")),
        *([] if isinstance(made, Refusal) else [(_("Followers"), str(made.followers))]),
        (_(metric.name), f"{_(metric.formula)} {_(metric.leaves_out)}"),
    ]
    name = f"{page.username}-forecast"
    return table_file(ending, name, COLUMNS, rows, title=N_("Forecast"), about=about)


def _page(page_id: int) -> Page:
    return access.see(db(), Page, page_id, viewer())


def _when() -> dict[str, Any]:
    return {"default_zone": context().settings.time_zone, "now": clock.now()}


def _words() -> Words:
    return Words(
        followers=_("Followers"),
        forecast=_("Forecast"),
        band80=_("80 of 100 cases"),
        band95=_("95 of 100 cases"),
        goal=_("Goal"),
    )
