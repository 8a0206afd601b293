"""Views of insights: the screen of a page, and its tables and charts as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.dates import get_day_names
from flask import Blueprint, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from promo import clock
from promo.analytics.grouping import LENGTH_NAMES
from promo.content.insights import screens
from promo.content.post.views import chart_words
from promo.errors import NotFound
from promo.pages.models import Page
from promo.pages.texts import KINDS
from promo.responses import figure_file, table_file
from promo.sheets import Column
from promo.speech import N_
from promo.users import access
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from collections.abc import Hashable

    from flask.typing import ResponseReturnValue

    from promo.analytics.worked import Finding
    from promo.content.insights.screens import Insights
    from promo.responses import Ending

blueprint = Blueprint("insights", __name__)
SUBJECTS = {
    "kind": N_("Kinds"),
    "rubric": N_("Rubrics"),
    "hashtag": N_("Hashtags"),
    "word": N_("Words of captions"),
    "length": N_("Caption length"),
    "weekday": N_("Weekdays"),
    "hour": N_("Hours"),
}
COLUMNS = (
    Column(N_("Group"), "text"),
    Column(N_("Posts"), "count"),
    Column(N_("Posts with an engagement rate"), "count"),
    Column(N_("ER, median"), "fraction"),
    Column(N_("ER, mean"), "fraction"),
    Column(N_("Against the usual"), "fraction"),
    Column(N_("In 9 of 10 cases, from"), "fraction"),
    Column(N_("In 9 of 10 cases, to"), "fraction"),
    Column(N_("Likes, median"), "number"),
    Column(N_("Comments, median"), "number"),
    Column(N_("Views, median"), "number"),
    Column(N_("Posts with hidden likes"), "count"),
    Column(N_("Posts without views"), "count"),
)
TIMES = "time"


@blueprint.get("/pages/<int:page_id>/content/insights")
def page_insights(page_id: int) -> ResponseReturnValue:
    """Show what can be learnt from a page's posts."""
    page = access.see(db(), Page, page_id, viewer())
    return render_template(
        "content/insights/page.html",
        shown=_shown(page),
        subjects=SUBJECTS,
        kinds=KINDS,
        sentence=_sentence,
        weekdays=_weekdays("wide"),
        most=screens.MOST,
        query={name: request.args[name] for name in ("period", "at", "from", "to", "paid") if name in request.args},
    )


@blueprint.get("/pages/<int:page_id>/content/insights/<subject>.csv", defaults={"ending": "csv"})
@blueprint.get("/pages/<int:page_id>/content/insights/<subject>.xlsx", defaults={"ending": "xlsx"})
def table(page_id: int, subject: str, ending: Ending) -> ResponseReturnValue:
    """Give the groups of a subject, or (``time``) the grid of weekdays and hours, as a file."""
    page = access.see(db(), Page, page_id, viewer())
    if subject not in SUBJECTS and subject != TIMES:
        raise NotFound
    shown = _shown(page)
    period = shown.choice.period
    name = f"{page.username}-{subject}-{period.start}-{period.end}"
    about = [
        (_("Page"), f"instagram.com/{page.username}"),
        (_("Period"), f"{period.start} – {period.end}"),
        (_("Time zone"), shown.time_zone),
        *([(_("Paid posts left out"), str(shown.paid))] if shown.paid and shown.without_paid else []),
    ]
    if subject == TIMES:
        return figure_file(ending, name, shown.heatmap, _("Hour"), title=N_("Best time"), about=about)
    rows = [
        (
            text,
            one.posts,
            one.counted,
            one.er,
            one.er_mean,
            one.difference,
            one.low,
            one.high,
            one.likes,
            one.comments,
            one.views,
            one.hidden,
            one.without_views,
        )
        for text, one in shown.subjects[subject].groups
    ]
    return table_file(ending, name, COLUMNS, rows, title=SUBJECTS[subject], about=about)


def _shown(page: Page) -> Insights:
    zone = context().settings.time_zone
    query = request.args.to_dict()
    return screens.insights(db(), page, query, default_zone=zone, now=clock.now(), words=chart_words(), say=_named)


def _named(subject: str, key: Hashable) -> str:
    """Return what a group of a subject is called."""
    text = str(key)
    if subject == "kind":
        return str(_(KINDS.get(text, text)))
    if subject == "length":
        return str(_(LENGTH_NAMES[int(text)]))
    if subject == "weekday":
        return _weekdays("wide")[int(text)].capitalize()
    if subject == "hour":
        return f"{int(text)}:00"
    return f"#{text}" if subject == "hashtag" else text


def _weekdays(width: str) -> list[str]:
    names = get_day_names(width, "stand-alone", str(get_locale() or "en"))  # type: ignore[arg-type]  # one of its words
    return [str(names[number]) for number in range(7)]


def _sentence(finding: Finding, shown: Insights) -> str:
    """Return a finding as a sentence without its figures, which the template adds."""
    groups = {one.key: text for text, one in shown.subjects[finding.subject].groups}
    name = groups.get(finding.key, str(finding.key))
    better = finding.difference > 0
    sentences = {
        "kind": (_("Kind “%(name)s” does better", name=name), _("Kind “%(name)s” does worse", name=name)),
        "rubric": (_("Rubric “%(name)s” does better", name=name), _("Rubric “%(name)s” does worse", name=name)),
        "hashtag": (_("Posts with %(name)s do better", name=name), _("Posts with %(name)s do worse", name=name)),
        "word": (
            _("Posts with the word “%(name)s” do better", name=name),
            _("Posts with the word “%(name)s” do worse", name=name),
        ),
        "length": (
            _("Captions of this length do better: %(name)s", name=name),
            _("Captions of this length do worse: %(name)s", name=name),
        ),
    }
    return str(sentences[finding.subject][0 if better else 1])
