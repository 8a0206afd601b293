"""The client's pages beside competitors' pages that were chosen: growth from 100, net growth, engagement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import select

from promo.analytics import comparing
from promo.charts import comparing as drawing
from promo.charts.svg.paper import unrolled
from promo.compare import reading
from promo.compare.figures import figures
from promo.pages.models import Page
from promo.reports.blocks.tables import filled, table
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.compare.figures import Figures
    from promo.reports.blocks import Scope
    from promo.reports.blocks.tables import Columns

MOST = 10
"""More competitors than that nobody tells apart in one chart."""
TABLE: Columns = (
    (N_("Page"), "text"),
    (N_("Followers"), "count"),
    (N_("Net growth"), "change"),
    (N_("Growth rate"), "fraction"),
    (N_("ER"), "fraction"),
    (N_("Percentile for its size"), "number"),
)


def gather(session: Session, scope: Scope, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of the report's pages and of the competitors' ``pages`` of the options, by net growth rate.

    ER is the median by followers of each page's posts, as competitors' views are not alike. Without competitors there
    are no pages: the block says that they can be chosen.
    """
    found = rivals(session, options.get("pages", ()))
    own = list(scope.pages)
    if not found or not own:
        return {"pages": [], "figures": {}, "tables": [], "among": 0}
    pages = [*own, *found]
    ids, period = [page.id for page in pages], scope.period
    counts = comparing.counts(reading.days(session, ids, period.start, period.end), ids, period.start, period.end)
    posts = reading.posts(session, dict.fromkeys(ids, scope.client.time_zone), period.start, period.end)
    told = figures(counts, posts, np.full((len(ids), 2), np.nan), period, ())
    lines = [
        _line(page, row, is_own=place < len(own))
        for place, (page, row) in enumerate(zip(pages, _rows(told), strict=True))
    ]
    lines.sort(key=lambda one: (one["rate"] is None, -(one["rate"] or 0), one["username"]))
    keys = ("username", "followers", "net", "rate", "er", "percentile")
    return {
        "pages": lines,
        "among": told.benchmark.pages,
        "figures": _chart([page.username for page in pages], told, scope),
        "tables": filled(table(scope.words, TABLE, [[one[key] for key in keys] for one in lines])),
    }


def rivals(session: Session, page_ids: Sequence[int]) -> Sequence[Page]:
    """Return those of ``page_ids`` that are competitors' pages, by name: at most `MOST`."""
    theirs = select(Page).where(Page.id.in_(list(page_ids)), Page.client_id.is_(None))
    return session.scalars(theirs.order_by(Page.username).limit(MOST)).all()


def _rows(told: Figures) -> list[dict[str, float | None]]:
    names = ("followers", "net", "rate", "er", "percentile")
    columns = {name: told.table[name].to_numpy(dtype=np.float64).tolist() for name in names}
    return [
        {name: None if np.isnan(columns[name][place]) else columns[name][place] for name in names}
        for place in range(len(told.table))
    ]


def _line(page: Page, row: Mapping[str, float | None], *, is_own: bool) -> dict[str, Any]:
    whole = {name: None if row[name] is None else round(row[name] or 0) for name in ("followers", "net")}
    return {"username": page.username, "is_own": is_own, **row, **whole}


def _chart(names: Sequence[str], told: Figures, scope: Scope) -> dict[str, Any]:
    index = comparing.indexed(told.counts)
    if np.isnan(index).all():
        return {}
    say = scope.words.say
    words = drawing.Words(
        median=say(N_("Median of the pages")),
        of_pages="%s",
        fit="",
        published="",
        followers=say(N_("Followers")),
        rate=say(N_("ER")),
    )
    drawn = drawing.drawn([f"@{name}" for name in names], 0)
    median = comparing.median_line(index)
    figure = drawing.lines(scope.period.start, drawn, index, median, words=words, scale=drawing.INDEX)
    return {"index": {**figure, "data": [_plain(trace) for trace in figure["data"]]}}


def _plain(trace: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line with its values in place of its steps, which only a browser's script and our drawings add up."""
    meta = {name: value for name, value in trace["meta"].items() if name != "steps"}
    return {**unrolled(dict(trace)), "meta": meta}
