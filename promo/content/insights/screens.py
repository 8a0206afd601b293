"""What can be learnt from a page's posts of a period: results by group, the best time, outliers, what worked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promo.analytics import content, engagement, grouping, periods, timing, worked
from promo.campaigns.posts import reading as campaigns
from promo.charts import content as charts
from promo.charts import figures
from promo.clock import local_day
from promo.content import reading
from promo.content.listing.screens import rows as post_rows
from promo.growth import reading as pages

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from datetime import datetime

    import pandas as pd
    from sqlalchemy.orm import Session

    from promo.analytics.content import Group
    from promo.analytics.engagement import Choice, Engagement
    from promo.analytics.grouping import Membership
    from promo.analytics.timing import Timing
    from promo.analytics.worked import Worked
    from promo.charts.content import Words
    from promo.clients.models import Client
    from promo.content.listing.screens import PostRow
    from promo.pages.models import Page

GROUPINGS: dict[str, Callable[[pd.DataFrame], Membership]] = {
    "kind": grouping.kinds,
    "rubric": grouping.rubrics,
    "hashtag": grouping.hashtags,
    "word": grouping.words,
    "length": grouping.lengths,
    "weekday": grouping.weekdays,
    "hour": grouping.hours,
}
"""The subjects by which posts are grouped."""
BY_SIZE = frozenset({"rubric", "hashtag", "word"})
"""Subjects whose groups are shown by their number of posts, not in an order of their own."""
MOST = 15
"""So many groups of one subject are shown; files have them all."""
OUTLIERS = 6
CHARTED = frozenset({"kind", "rubric", "length", "weekday"})


@dataclass(frozen=True, slots=True)
class Subject:
    """The groups of one subject, each with its name; ``more`` are not shown. The chart is JSON."""

    key: str
    groups: Sequence[tuple[str, Group]]
    more: int
    chart: str | None


@dataclass(frozen=True, slots=True)
class Insights:
    """The screen. ``posts`` of the period are known; ``rates`` says how many have an engagement rate.

    Campaigns paid for ``paid`` of the period's posts; ``without_paid`` says that these are left out, else ``unpaid`` is
    the engagement of the others (``None`` where there are none paid).

    ``heatmap`` (JSON) has the differences, or, while ``timing.effect`` is unknown, the numbers of posts.
    """

    page: Page
    client: Client | None
    siblings: Sequence[Page]
    time_zone: str
    choice: periods.Choice
    er: Choice
    posts: int
    paid: int
    without_paid: bool
    rates: Engagement
    unpaid: Engagement | None
    median: float | None
    worked: Worked
    subjects: Mapping[str, Subject]
    timing: Timing
    heatmap: str
    best: Sequence[PostRow]
    worst: Sequence[PostRow]
    fence: tuple[float, float] | None


def insights(
    session: Session,
    page: Page,
    query: Mapping[str, str],
    *,
    default_zone: str,
    now: datetime,
    words: Words,
    say: Callable[[str, Hashable], str],
) -> Insights:
    """Return what can be learnt from the posts of ``page`` in the period that ``query`` asks for (90 days usually).

    With ``paid=no`` in the query, posts that a campaign paid for are left out. ``say`` names a group of a subject;
    rubrics are named here.
    """
    client = page.client
    zone = client.time_zone if client else default_zone
    known = pages.known(session, page, zone)
    choice = periods.choose({"period": "90", **query}, local_day(now, zone), known.first if known else None)
    er = engagement.Choice.of(client.er_variant, client.er_average) if client else engagement.USUAL
    posts = reading.posts_frame(session, [page.id], choice.period, zone, er, also={"paid": campaigns.is_paid()})
    paid = posts["paid"].to_numpy(dtype=bool)
    left_out = query.get("paid") == "no"
    posts = posts[~paid].reset_index(drop=True) if left_out else posts
    names = reading.rubrics(session, page.client_id)
    groups = {subject: group(posts) for subject, group in GROUPINGS.items()}

    def name(subject: str, key: Hashable) -> str:
        return names.get(key, "") if subject == "rubric" and isinstance(key, int) else say(subject, key)

    times = timing.best_time(posts)
    heatmap = charts.heatmap(times, words) or charts.posts_grid(times, words)
    unusual = content.outliers(posts)
    told = posts.assign(hidden=posts["likes_hidden"])
    rates = engagement.engagement(told, er.variant)
    return Insights(
        page=page,
        client=client,
        siblings=pages.siblings(session, page),
        time_zone=zone,
        choice=choice,
        er=er,
        posts=len(posts),
        paid=int(paid.sum()),
        without_paid=left_out,
        rates=rates,
        unpaid=engagement.without(told, posts["paid"].to_numpy(dtype=bool), er.variant),
        median=rates.median,
        worked=worked.what_worked(posts, {key: groups[key] for key in ("kind", "rubric", "hashtag", "word", "length")}),
        subjects={key: _subject(key, content.results(posts, made), name, words) for key, made in groups.items()},
        timing=times,
        heatmap=figures.encode(heatmap),
        best=post_rows(posts.iloc[list(unusual.best[:OUTLIERS])]),
        worst=post_rows(posts.iloc[list(unusual.worst[:OUTLIERS])]),
        fence=(unusual.low, unusual.high) if unusual.low is not None and unusual.high is not None else None,
    )


def _subject(key: str, found: Sequence[Group], name: Callable[[str, Hashable], str], words: Words) -> Subject:
    named = [(name(key, one.key), one) for one in found]
    if key in BY_SIZE or key == "kind":
        named.sort(key=lambda pair: (-pair[1].posts, pair[0].casefold()))
    else:
        named.sort(key=lambda pair: int(str(pair[1].key)))
    shown = named[:MOST] if key in BY_SIZE else named
    figure = charts.bars([one for _, one in shown], [text for text, _ in shown], words) if key in CHARTED else None
    return Subject(key, named, len(named) - len(shown), figures.encode(figure) if figure else None)
