"""Views of growth: the screen of a page, and its table as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import format_date, format_datetime, format_percent, ngettext
from flask_babel import gettext as _

from promo import clock
from promo.analytics.metrics import METRICS
from promo.analytics.periods import GROUPS
from promo.campaigns.timeline.views import tell
from promo.clients.models import Client
from promo.errors import NotFound
from promo.growth import exports, screens
from promo.growth.anomalies.views import figure_words, over_days, tell_days
from promo.growth.table import COLUMNS
from promo.pages.models import Page
from promo.responses import attachment, figure_file
from promo.sheets import CSV_TYPE, XLSX_TYPE
from promo.speech import N_
from promo.users import access
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from datetime import date

    from flask import Response
    from flask.typing import ResponseReturnValue

    from promo.analytics.engagement import Choice, Engagement
    from promo.analytics.metrics import Metric
    from promo.charts.growth import Words
    from promo.growth.anomalies.reading import Noted
    from promo.growth.screens import PageGrowth
    from promo.responses import Ending

blueprint = Blueprint("growth", __name__)
QUERY = ("period", "at", "from", "to", "against", "by", "sort", "order", "page")
CHARTS = {
    "followers": N_("Followers"),
    "net": N_("Net growth by day"),
    "growth": N_("Growth"),
    "following": N_("Following"),
}
"""The charts of the screen by name, with the titles of their sheets."""


@blueprint.get("/clients/<int:client_id>/growth")
def client_growth(client_id: int) -> ResponseReturnValue:
    """Go to the growth of a client's first page; say so where there is none yet."""
    client = access.see(db(), Client, client_id, viewer())
    page = screens.first_page(db(), client)
    if page is None:
        return render_template("growth/none.html", client=client, may_edit=access.may_edit(viewer()))
    return redirect(url_for("growth.page_growth", page_id=page.id, **_query()))


@blueprint.get("/pages/<int:page_id>/growth")
def page_growth(page_id: int) -> ResponseReturnValue:
    """Show the growth of a page."""
    return render_template(
        "growth/page.html",
        shown=_growth(page_id, figure_words()),
        query={name: value for name, value in _query().items() if name != "page"},
        may_edit=access.may_edit(viewer()),
        groups=GROUPS,
        columns=COLUMNS,
        month=_month,
        over=over_days,
    )


@blueprint.get("/pages/<int:page_id>/growth.csv")
def table_csv(page_id: int) -> ResponseReturnValue:
    """Give the table as CSV."""
    shown = _growth(page_id)
    return _file(shown, "csv", CSV_TYPE, exports.csv_file(shown.table.rows if shown.table else (), _))


@blueprint.get("/pages/<int:page_id>/growth.xlsx")
def table_xlsx(page_id: int) -> ResponseReturnValue:
    """Give the table as a workbook."""
    shown = _growth(page_id)
    return _file(shown, "xlsx", XLSX_TYPE, exports.xlsx_file(shown.table.rows if shown.table else (), _about(shown), _))


@blueprint.get("/pages/<int:page_id>/growth/<chart>.csv", defaults={"ending": "csv"})
@blueprint.get("/pages/<int:page_id>/growth/<chart>.xlsx", defaults={"ending": "xlsx"})
def chart_file(page_id: int, chart: str, ending: Ending) -> ResponseReturnValue:
    """Give the numbers of a chart."""
    if chart not in CHARTS:
        raise NotFound
    shown = _growth(page_id, figure_words())
    name = f"{_name(shown)}-{chart}"
    return figure_file(ending, name, shown.charts.get(chart), _("Day"), title=CHARTS[chart], about=_about(shown))


def _growth(page_id: int, words: Words | None = None) -> PageGrowth:
    page = access.see(db(), Page, page_id, viewer())
    zone = context().settings.time_zone
    told = tell_mark if words else None
    return screens.page_growth(db(), page, _query(), default_zone=zone, now=clock.now(), words=words, tell=told)


def _query() -> dict[str, Any]:
    return {name: request.args[name] for name in QUERY if name in request.args}


def _file(shown: PageGrowth, ending: str, kind: str, content: bytes) -> Response:
    return attachment(content, kind, f"{_name(shown)}-{shown.choice.group}.{ending}")


def _name(shown: PageGrowth) -> str:
    return f"{shown.page.username}-{shown.choice.period.start}-{shown.choice.period.end}"


def _about(shown: PageGrowth) -> list[tuple[str, str]]:
    period, known = shown.choice.period, shown.known
    lines = [
        (_("Page"), f"instagram.com/{shown.page.username}"),
        (_("Client"), shown.client.name if shown.client else _("Competitor")),
        (_("Period"), f"{period.start} – {period.end}"),
        (_("Time zone"), shown.time_zone),
    ]
    if known:
        zone = clock.zone(shown.time_zone)
        captured = format_datetime(known.captured_at.astimezone(zone), "medium", rebase=False)
        lines.append((_("Last collected"), f"{captured}, {_(shown.source)}"))
    if shown.now:
        found = shown.now.engagement
        rate = found.rate(shown.er)
        told = _("n/a") if rate is None else format_percent(rate, "0.00%")
        of = _("%(counted)s of %(posts)s posts counted", counted=found.counted, posts=found.posts)
        lines.append((_(METRICS[shown.er.metric].name), f"{told}; {of}"))
        if shown.now.unpaid:
            lines.append(_without_paid(shown.now.unpaid, found.posts, shown.er))
    metrics = [METRICS[key] for key in (*(column.metric for column in COLUMNS if column.metric), shown.er.metric)]
    return [*lines, *((_(metric.name), " ".join(_definition(metric))) for metric in metrics)]


def _without_paid(unpaid: Engagement, posts: int, er: Choice) -> tuple[str, str]:
    rate = unpaid.rate(er)
    told = _("n/a") if rate is None else format_percent(rate, "0.00%")
    count = posts - unpaid.posts
    left_out = ngettext("%(num)s paid post left out", "%(num)s paid posts left out", count)
    return _(METRICS["er_unpaid"].name), f"{told}; {left_out}"


def _definition(metric: Metric) -> list[str]:
    return [_(text) for text in (metric.formula, metric.leaves_out, metric.source) if text]


def tell_mark(one: Noted) -> str:
    """Say an event, a campaign or unusual days in a few words, for a chart."""
    if one.gain is not None:
        return tell_days(one.what.kind, one.what.start, one.what.end or one.what.start, one.gain)
    return tell(one.what)


def _month(day: date) -> str:
    return str(format_date(day, "LLLL yyyy"))
