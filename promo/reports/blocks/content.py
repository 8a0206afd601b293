"""What was published: posts, reactions, engagement and cadence of each page, and its kinds of posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from promo.analytics import content, engagement, grouping
from promo.charts import beside
from promo.charts.figures import PERCENTS
from promo.content import reading
from promo.pages.texts import KINDS
from promo.reports.blocks import growth
from promo.reports.blocks.tables import filled, table
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from sqlalchemy.orm import Session

    from promo.analytics.content import Group
    from promo.analytics.engagement import Engagement
    from promo.analytics.periods import Period
    from promo.growth.reading import Figures
    from promo.reports.blocks import Scope
    from promo.reports.blocks.tables import Columns

LEAST_BARS = 2
FIGURES: Columns = (
    (N_("Page"), "text"),
    (N_("First day"), "day"),
    (N_("Last day"), "day"),
    (N_("Posts published"), "count"),
    (N_("Posts per week"), "number"),
    (N_("Reactions"), "count"),
    (N_("ER"), "fraction"),
    (N_("Posts with a rate"), "count"),
    (N_("Paid posts"), "count"),
    (N_("ER without paid posts"), "fraction"),
)
OF_KINDS: Columns = (
    (N_("Page"), "text"),
    (N_("Kind"), "text"),
    (N_("Posts published"), "count"),
    (N_("ER"), "fraction"),
    (N_("Posts with a rate"), "count"),
    (N_("Likes, median"), "number"),
    (N_("Comments, median"), "number"),
)


def gather(session: Session, scope: Scope, options: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - as all blocks
    """Return of each page that was read its figures of both periods and its kinds of posts, with a chart of these."""
    pages: list[dict[str, Any]] = []
    for page, _, now, before in growth.read(session, scope):
        published = posts(session, [page.id], scope.period, scope)
        earlier = posts(session, [page.id], before.period, scope) if before else None
        pages.append(
            {
                "username": page.username,
                "now": _told(now, published, scope),
                "before": _told(before, earlier, scope) if before and earlier is not None else None,
                "kinds": [_kind(one, scope) for one in _kinds(published)],
            }
        )
    charts = {f"{one['username']}-kinds": _chart(one["kinds"], scope) for one in pages}
    return {
        "metric": scope.er.metric,
        "pages": pages,
        "figures": {name: figure for name, figure in charts.items() if figure},
        "tables": filled(_figures_table(pages, scope), _kinds_table(pages, scope)),
    }


def posts(session: Session, page_ids: Sequence[int], period: Period, scope: Scope) -> pd.DataFrame:
    """Return the posts of ``period`` as `promo.content.reading.posts_frame` has them, by the client's rate."""
    return reading.posts_frame(session, page_ids, period, scope.client.time_zone, scope.er, tags=False)


def _kinds(found: pd.DataFrame) -> list[Group]:
    return sorted(content.results(found, grouping.kinds(found)), key=lambda one: (-one.posts, str(one.key)))


def _told(figures: Figures, published: pd.DataFrame, scope: Scope) -> dict[str, Any]:
    rates, unpaid, count = figures.engagement, figures.unpaid, figures.posts_published
    known = published["reactions"].to_numpy(dtype=np.float64)
    per_week = engagement.cadence(count, figures.period.days) if count is not None else None
    return {
        "posts": count,
        "complete": figures.posts_complete,
        "per_week": per_week if figures.posts_complete else None,
        "reactions": int(np.nansum(known)) if (~np.isnan(known)).any() else None,
        "er": rates.rate(scope.er),
        "of": rates.posts,
        "counted": rates.counted,
        "left_out": left_out(rates),
        "paid": rates.posts - unpaid.posts if unpaid else 0,
        "er_unpaid": unpaid.rate(scope.er) if unpaid else None,
    }


def left_out(rates: Engagement) -> dict[str, int]:
    """Return why how many posts are not in the rate."""
    reasons = ("hidden", "unknown", "without_followers", "without_views")
    return {name: count for name in reasons if (count := getattr(rates, name))}


def _kind(group: Group, scope: Scope) -> dict[str, Any]:
    return {
        "name": scope.words.say(KINDS.get(str(group.key), str(group.key))),
        "posts": group.posts,
        "counted": group.counted,
        "er": group.er_mean if scope.er.average == "mean" else group.er,
        "likes": group.likes,
        "comments": group.comments,
    }


def _chart(kinds: Sequence[Mapping[str, Any]], scope: Scope) -> dict[str, Any] | None:
    """Return the rates of kinds as bars; ``None`` where there are not two of them to look at."""
    known = [one for one in kinds if one["er"] is not None]
    if len(known) < LEAST_BARS:
        return None
    lengths = np.array([one["er"] for one in known]) * 100
    return beside.bars([one["name"] for one in known], lengths, scope.words.say("ER"), PERCENTS)


def _figures_table(pages: Sequence[Mapping[str, Any]], scope: Scope) -> dict[str, Any]:
    keys = ("posts", "per_week", "reactions", "er", "counted", "paid", "er_unpaid")
    periods = {"now": scope.period, "before": scope.comparison}
    rows = [
        [one["username"], period.start.isoformat(), period.end.isoformat(), *(one[name][key] for key in keys)]
        for one in pages
        for name, period in periods.items()
        if period and one[name]
    ]
    return table(scope.words, FIGURES, rows)


def _kinds_table(pages: Sequence[Mapping[str, Any]], scope: Scope) -> dict[str, Any]:
    keys = ("name", "posts", "er", "counted", "likes", "comments")
    rows = [[one["username"], *(kind[key] for key in keys)] for one in pages for kind in one["kinds"]]
    return table(scope.words, OF_KINDS, rows, N_("Kinds of posts"))
