"""Views of unusual days: the list with its evidence, dismissing, and the list as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import format_date, format_decimal, ngettext
from flask_babel import gettext as _

from promo import clock
from promo.campaigns.timeline.views import tell as tell_happening
from promo.charts.growth import Words
from promo.collection.texts import OUTCOMES
from promo.growth.anomalies import screens, service
from promo.growth.anomalies.forms import DismissForm
from promo.growth.anomalies.screens import STATES
from promo.pages.models import Page
from promo.responses import figure_file, table_file
from promo.sheets import Column
from promo.speech import N_
from promo.users import access
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from promo.growth.anomalies.screens import Anomalies
    from promo.growth.models import Anomaly
    from promo.responses import Ending

blueprint = Blueprint("anomalies", __name__)
CHANGE = "+#,##0;\N{MINUS SIGN}#,##0"
KINDS = {"high": N_("More than usual"), "low": N_("Less than usual"), "gap": N_("Gap in the data")}
COLUMNS = (
    Column(N_("From"), "day"),
    Column(N_("To"), "day"),
    Column(N_("What"), "text"),
    Column(N_("Net growth"), "change"),
    Column(N_("Net growth per day"), "number"),
    Column(N_("Usual per day, from"), "number"),
    Column(N_("Usual per day, to"), "number"),
    Column(N_("Middle ranges outside"), "number"),
    Column(N_("Dismissed"), "day"),
    Column(N_("Note"), "text"),
)


@blueprint.get("/pages/<int:page_id>/anomalies")
def page_anomalies(page_id: int) -> ResponseReturnValue:
    """List a page's unusual days with their evidence."""
    return _page(access.see(db(), Page, page_id, viewer()), DismissForm(formdata=None), None)


@blueprint.post("/pages/<int:page_id>/anomalies/<int:anomaly_id>/dismissal")
def dismiss(page_id: int, anomaly_id: int) -> ResponseReturnValue:
    """Dismiss one, with a note."""
    page = access.edit(db(), Page, page_id, viewer())
    anomaly = service.of_page(db(), page, anomaly_id)
    form = DismissForm()
    if not form.validate():
        return _page(page, form, anomaly)
    if service.dismiss(db(), anomaly, form.note.data or "", viewer()):
        flash(_("It is dismissed, and stays in the list of dismissed ones."), "success")
    return redirect(url_for("anomalies.page_anomalies", page_id=page.id, state=_state()), 303)


@blueprint.post("/pages/<int:page_id>/anomalies/<int:anomaly_id>/dismissal/end")
def reopen(page_id: int, anomaly_id: int) -> ResponseReturnValue:
    """Let one stand out again."""
    page = access.edit(db(), Page, page_id, viewer())
    if service.reopen(db(), service.of_page(db(), page, anomaly_id)):
        flash(_("It is open again."), "success")
    return redirect(url_for("anomalies.page_anomalies", page_id=page.id, state=_state()), 303)


@blueprint.get("/pages/<int:page_id>/anomalies.csv", defaults={"ending": "csv"})
@blueprint.get("/pages/<int:page_id>/anomalies.xlsx", defaults={"ending": "xlsx"})
def table(page_id: int, ending: Ending) -> ResponseReturnValue:
    """Give the list as a file."""
    page = access.see(db(), Page, page_id, viewer())
    rows = [
        (
            one.start,
            one.end,
            _(KINDS[one.kind]),
            one.gain,
            one.per_day,
            one.low,
            one.high,
            one.outside,
            one.dismissed_at.date() if one.dismissed_at else None,
            one.note,
        )
        for one in screens.listed(db(), page, _state())
    ]
    about = [(_("Page"), f"instagram.com/{page.username}"), (_("What it is"), _(VERDICT))]
    return table_file(ending, f"{page.username}-anomalies", COLUMNS, rows, title=N_("Unusual days"), about=about)


@blueprint.get("/pages/<int:page_id>/anomalies/net.csv", defaults={"ending": "csv"})
@blueprint.get("/pages/<int:page_id>/anomalies/net.xlsx", defaults={"ending": "xlsx"})
def chart_file(page_id: int, ending: Ending) -> ResponseReturnValue:
    """Give the numbers of the chart."""
    page = access.see(db(), Page, page_id, viewer())
    about = [(_("Page"), f"instagram.com/{page.username}")]
    name = f"{page.username}-net-{screens.CHARTED}"
    return figure_file(ending, name, _shown(page).chart, _("Day"), title=N_("Net growth by day"), about=about)


VERDICT = N_("An unusual day is a question, never a verdict: look at what else happened then.")


def _page(page: Page, form: DismissForm, about: Anomaly | None) -> ResponseReturnValue:
    status = 422 if form.errors else 200
    return render_template(
        "growth/anomalies/page.html",
        shown=_shown(page),
        form=form,
        about=about.id if about else None,
        kinds=KINDS,
        verdict=VERDICT,
        outcomes=OUTCOMES,
        may_edit=access.may_edit(viewer()),
        query={},
    ), status


def _shown(page: Page) -> Anomalies:
    return screens.page_anomalies(
        db(),
        page,
        _state(),
        request.args.get("page", 1, type=int),
        default_zone=context().settings.time_zone,
        now=clock.now(),
        words=figure_words(),
        tell=tell,
        tell_happening=tell_happening,
    )


def _state() -> str:
    state = request.args.get("state", "")
    return state if state in STATES else "open"


def tell(anomaly: Anomaly) -> str:
    """Say an anomaly in a few words, for a chart."""
    return tell_days(anomaly.kind, anomaly.start, anomaly.end, anomaly.gain)


def tell_days(kind: str, start: date, end: date, gain: int | None) -> str:
    """Say unusual days of a ``kind`` (of `KINDS`) in a few words, for a chart; a gap has no ``gain``."""
    days = format_date(start, "medium")
    days = days if start == end else f"{days} – {format_date(end, 'medium')}"
    return days if gain is None else f"{_(KINDS[kind])}: {format_decimal(gain, format=CHANGE)} ({days})"


def over_days(days: int) -> str:
    """Say over how many days a gain was seen."""
    return str(ngettext("over %(num)s day", "over %(num)s days", days))


def figure_words() -> Words:
    """Return what is written in the figures of growth, in the reader's language."""
    return Words(
        followers=_("Followers"),
        previous=_("Compared period"),
        gain=_("Gain"),
        loss=_("Loss"),
        over_days=_("Over several days"),
        posts=_("Posts published"),
        growth=_("Growth"),
        following=_("Following"),
        over=over_days,
    )
