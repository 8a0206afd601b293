"""Views of the comparison: the screen, choosing pages, its tables as files, saved sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from promo import clock, sheets
from promo.analytics.metrics import METRICS
from promo.campaigns.timeline.views import tell
from promo.charts import comparing as drawing
from promo.compare import choosing, exports, screens, service
from promo.compare.charts import Words
from promo.compare.forms import SetForm
from promo.compare.ranking import COLUMNS
from promo.compare.selection import CHARTS, LEAST, MATCHES, MOST, Selection
from promo.errors import Invalid, NotFound
from promo.pages.texts import KINDS
from promo.responses import figure_file, table_file
from promo.speech import N_
from promo.users.access import EDITORS, STAFF
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.compare.screens import Compared, Comparison
    from promo.responses import Ending

blueprint = Blueprint("compare", __name__)


SMALLER = {
    "share": N_("Share of reactions"),
    "cadence": N_("Posts per week"),
    "kinds": N_("Kinds of posts"),
}
"""The charts whose numbers are files of their own, with the titles of their sheets."""


@blueprint.get("/compare")
def comparison() -> ResponseReturnValue:
    """Show pages beside each other; a form's address is made the one that is passed on."""
    wanted = _wanted()
    if any(len(request.args.getlist(name)) > 1 for name in ("pages", "labels")):
        return redirect(url_for("compare.comparison", **wanted.query()))  # type: ignore[arg-type]
    shown = _shown(wanted, _words())
    return render_template(
        "compare/page.html",
        shown=shown,
        sets=service.sets(db(), viewer()),
        choices=None if shown.compared else choosing.choices(db(), viewer()),
        columns=COLUMNS,
        chart_names=CHARTS,
        may_share=viewer().role in STAFF,
        may_edit_tiers=viewer().role in EDITORS,
        **_choosing(wanted),
    )


@blueprint.get("/compare/pages")
def choose() -> ResponseReturnValue:
    """Offer the pages and labels to compare; the rest of the state is kept."""
    wanted = _wanted()
    found = choosing.choices(db(), viewer())
    return render_template("compare/choose.html", choices=found, **_choosing(wanted))


@blueprint.get("/compare/ranking.csv", defaults={"ending": "csv"})
@blueprint.get("/compare/ranking.xlsx", defaults={"ending": "xlsx"})
def ranking_file(ending: Ending) -> ResponseReturnValue:
    """Give the ranking as a file."""
    shown, compared = _for_file()
    columns, rows = exports.ranking(compared, _)
    return _file(shown, N_("Ranking"), columns, rows, ending)


@blueprint.get("/compare/days.csv", defaults={"ending": "csv"})
@blueprint.get("/compare/days.xlsx", defaults={"ending": "xlsx"})
def days_file(ending: Ending) -> ResponseReturnValue:
    """Give the numbers of each day as a file."""
    shown, compared = _for_file()
    columns, rows = exports.days(shown, compared, _)
    return _file(shown, N_("Days"), columns, rows, ending)


@blueprint.get("/compare/charts/<chart>.csv", defaults={"ending": "csv"})
@blueprint.get("/compare/charts/<chart>.xlsx", defaults={"ending": "xlsx"})
def chart_file(chart: str, ending: Ending) -> ResponseReturnValue:
    """Give the numbers of one of the smaller charts."""
    if chart not in SMALLER:
        raise NotFound
    shown = _shown(_wanted(), _words())
    if shown.compared is None:
        raise NotFound
    span = shown.compared.choice.period
    name = f"compare-{span.start}-{span.end}-{chart}"
    figure = shown.compared.charts.get(chart)
    return figure_file(ending, name, figure, _("Page"), title=SMALLER[chart], about=_about(shown))


@blueprint.post("/compare/sets")
def save_set() -> ResponseReturnValue:
    """Keep the state under a name."""
    form = SetForm()
    if form.validate_on_submit():
        try:
            made = service.save(db(), viewer(), " ".join((form.name.data or "").split()), form.query.data or "",
                                is_shared=form.is_shared.data, overwrite=form.overwrite.data)  # fmt: skip
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The set “%(name)s” was saved.", name=made.name), "success")
            return redirect(_address(made.query), 303)
    wanted = Selection.of_text(form.query.data or "")
    return render_template("compare/save.html", form=form, back=_address(wanted.text()),
                           may_share=viewer().role in STAFF), 422  # fmt: skip


@blueprint.post("/compare/sets/<int:set_id>")
def overwrite_set(set_id: int) -> ResponseReturnValue:
    """Give a set the state that is shown."""
    try:
        changed = service.overwrite(db(), set_id, viewer(), request.form.get("query", ""))
    except Invalid as error:
        flash(_(error.message), "danger")
        return redirect(url_for("compare.comparison"), 303)
    flash(_("The set “%(name)s” was saved.", name=changed.name), "success")
    return redirect(_address(changed.query), 303)


@blueprint.post("/compare/sets/<int:set_id>/removal")
def remove_set(set_id: int) -> ResponseReturnValue:
    """Delete a set."""
    name = service.remove(db(), set_id, viewer())
    flash(_("The set “%(name)s” was deleted.", name=name), "success")
    return redirect(_address(Selection.of_text(request.form.get("query", "")).text()), 303)


def _wanted() -> Selection:
    return Selection.of(request.args.to_dict(flat=False))


def _shown(wanted: Selection, words: Words | None = None) -> Comparison:
    zone = context().settings.time_zone
    return screens.comparison(db(), viewer(), wanted, default_zone=zone, now=clock.now(), words=words)


def _address(text: str) -> str:
    return f"{url_for('compare.comparison')}?{text}" if text else url_for("compare.comparison")


def _choosing(wanted: Selection) -> dict[str, object]:
    return {"wanted": wanted, "query": wanted.query(), "matches": MATCHES, "most": MOST, "least": LEAST}


def _for_file() -> tuple[Comparison, Compared]:
    shown = _shown(_wanted())
    if shown.compared is None:
        raise NotFound
    return shown, shown.compared


def _file(
    shown: Comparison, title: str, columns: list[sheets.Column], rows: list[list[sheets.Value]], ending: Ending
) -> Response:
    period = shown.compared.choice.period if shown.compared else None
    name = f"compare-{period.start}-{period.end}-{title.lower()}" if period else f"compare-{title.lower()}"
    return table_file(ending, name, columns, rows, title=title, about=_about(shown))


def _about(shown: Comparison) -> list[tuple[str, str]]:
    choice = shown.compared.choice if shown.compared else None
    lines = [(_("Pages"), ", ".join(page.name for page in shown.pages))]
    if choice:
        lines.append((_("Period"), f"{choice.period.start} – {choice.period.end}"))
        if choice.comparison:
            lines.append((_("Compared period"), f"{choice.comparison.start} – {choice.comparison.end}"))
    lines.append((_("Time zone"), shown.time_zone or _("each page's own time zone")))
    metrics = [METRICS[key] for key in (*(column.metric for column in COLUMNS), "growth_index", "size_tier")]
    return [*lines, *((_(metric.name), f"{_(metric.formula)} {_(metric.source)}") for metric in metrics)]


def _words() -> Words:
    return Words(
        drawn=drawing.Words(
            median=_("Median of the pages"),
            of_pages=_("%(count)s pages known", count="%s"),
            fit=_("Usual at this size in the set"),
            published=_("Published median of the tier"),
            followers=_("Followers"),
            rate=_("ER, median"),
        ),
        gain=_("Gain"),
        loss=_("Loss"),
        per_week=_("Posts per week"),
        share=_("Share of reactions"),
        of_posts=_("%(some)s of %(all)s posts", some="%s", all="%s"),
        kind=lambda kind: _(KINDS.get(kind, kind)),
        silence=lambda days: str(ngettext("longest silence: %(num)s day", "longest silence: %(num)s days", days)),
        happening=tell,
    )
