"""Views of one post: its page, and the numbers of its life as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.dates import get_day_names
from flask import Blueprint, render_template
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from promo import clock
from promo.analytics.metrics import METRICS
from promo.campaigns.timeline.reading import Happening
from promo.campaigns.timeline.views import tell
from promo.charts.content import Words
from promo.content.post import screens
from promo.errors import NotFound
from promo.pages.models import Page, Post
from promo.pages.texts import KINDS
from promo.responses import figure_file, table_file
from promo.sheets import Column
from promo.speech import N_
from promo.users import access
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from promo.campaigns.posts.reading import Label
    from promo.content.post.screens import PostScreen
    from promo.responses import Ending
    from promo.sheets import Value

blueprint = Blueprint("post", __name__)
DAYS_FROM = 48
CHARTS = {"reactions": N_("Reactions by age"), "views": N_("Views by age")}
COLUMNS = (
    Column(N_("Seen"), "moment"),
    Column(N_("Hours since publication"), "number"),
    Column(N_("Likes"), "count"),
    Column(N_("Comments"), "count"),
    Column(N_("Views"), "count"),
)

STANDINGS = (
    Column(N_("Metric"), "text"),
    Column(N_("Unit"), "text"),
    Column(N_("This post"), "number"),
    Column(N_("Median of others"), "number"),
    Column(N_("Better than or like, percent"), "count"),
    Column("n", "count"),
)


@blueprint.get("/posts/<int:post_id>")
def show(post_id: int) -> ResponseReturnValue:
    """Show a post against the page's usual, and how it lived."""
    return render_template(
        "content/post/page.html", shown=_shown(_post(post_id)), kinds=KINDS, charts=CHARTS, age=age, query={}
    )


@blueprint.get("/posts/<int:post_id>/<chart>.csv", defaults={"ending": "csv"})
@blueprint.get("/posts/<int:post_id>/<chart>.xlsx", defaults={"ending": "xlsx"})
def chart_file(post_id: int, chart: str, ending: Ending) -> ResponseReturnValue:
    """Give the numbers of a chart, or (``seen``) all that was seen of the post, or its ``standings``."""
    shown = _shown(_post(post_id))
    name = f"{shown.page.username}-{shown.post.shortcode}-{chart}"
    about = [(_("Post"), f"https://www.instagram.com/p/{shown.post.shortcode}/"), (_("Time zone"), shown.time_zone)]
    if chart == "seen":
        zone = clock.zone(shown.time_zone)
        rows = [(one.seen_at.astimezone(zone), one.hours, one.likes, one.comments, one.views) for one in shown.moments]
        return table_file(ending, name, COLUMNS, rows, title=N_("What was seen"), about=about)
    if chart == "standings":
        return table_file(
            ending, name, STANDINGS, _standings(shown), title=N_("Against the page's other posts"), about=about
        )
    if chart not in CHARTS:
        raise NotFound
    hours = _("Hours since publication")
    return figure_file(ending, name, shown.charts.get(chart), hours, title=CHARTS[chart], about=about)


def _standings(shown: PostScreen) -> list[Sequence[Value]]:
    """Return the rows of the standings; rates are in percent, as their unit says."""
    rows: list[Sequence[Value]] = []
    for one in shown.standings:
        metric = METRICS[one.metric]
        value, median = (None if it is None else it * (100 if one.is_fraction else 1) for it in (one.value, one.median))
        rows.append((_(metric.name), _(metric.unit) if metric.unit else "", value, median, one.percentile, one.others))
    return rows


def age(hours: float) -> str:
    """Tell an age of a post: ``6 hours``, ``3 days``."""
    if hours < 1:
        return str(ngettext("%(num)s minute", "%(num)s minutes", max(round(hours * 60), 1)))
    if hours < DAYS_FROM:
        return str(ngettext("%(num)s hour", "%(num)s hours", round(hours)))
    return str(ngettext("%(num)s day", "%(num)s days", round(hours / 24)))


def chart_words() -> Words:
    """Return what is written in the figures of content, in the reader's language."""
    names = get_day_names("abbreviated", "stand-alone", str(get_locale() or "en"))
    return Words(
        difference=_("Difference from the usual"),
        interval=_("In 9 of 10 cases"),
        posts=_("Posts"),
        weekday=_("Weekday"),
        weekdays=tuple(names[number] for number in range(7)),
        post=_("This post"),
        usual=_("Usual: the median of the page's other posts"),
        middle_half=_("The middle half of them"),
        age=age,
    )


def _post(post_id: int) -> Post:
    post = db().get(Post, post_id)
    if post is None:
        raise NotFound
    access.see(db(), Page, post.page_id, viewer())
    return post


def _shown(post: Post) -> PostScreen:
    zone = context().settings.time_zone
    return screens.post_screen(db(), post, viewer(), default_zone=zone, words=chart_words(), tell=_tell)


def _tell(label: Label) -> str:
    """Say a campaign in a few words, as the charts of growth do."""
    return tell(Happening(label.kind, label.start, label.end, label.name, None, None, label.id))
