"""The growth of a report's pages: followers, net growth and rate, each page and all together, with charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promo.analytics.growth import daily_net
from promo.charts import growth as charts
from promo.charts.growth import Before, Words
from promo.growth import reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.growth.reading import Figures, Known
    from promo.pages.models import Page
    from promo.reports.blocks import Scope
    from promo.wording import Wording

Read = tuple["Page", "Known", "Figures", "Figures | None"]


def gather(session: Session, scope: Scope, options: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - as all blocks
    """Return pages with their figures of both periods, their sums, and the charts of each page."""
    found = read(session, scope)
    return {
        "pages": [_page(*one) for one in found],
        "unread": [page.username for page in scope.pages if page.id not in {one[0].id for one in found}],
        "total": total([now for _, _, now, _ in found]),
        "before": total([before for _, _, _, before in found if before]) if scope.comparison else None,
        "tables": [_table(found, scope)],
        "figures": {
            f"{page.username}-{name}": figure
            for page, _, now, before in found
            for name, figure in _figures(now, before, words(scope.words)).items()
        },
        "read_at": max((known.captured_at.isoformat() for _, known, _, _ in found), default=None),
        "time_zone": scope.client.time_zone,
    }


def read(session: Session, scope: Scope) -> list[Read]:
    """Return what is known of each page that was ever read: its figures of the period, and of the compared one."""
    found = []
    for page in scope.pages:
        known = reading.known(session, page, scope.client.time_zone)
        if known is not None:
            now, before = reading.figures(session, page, scope.client.time_zone, scope, known, er=scope.er)
            found.append((page, known, now, before))
    return found


def total(figures: Sequence[Figures]) -> dict[str, Any]:
    """Return the sums over pages; a page without a baseline is left out of net and rate, as in `client_growth`."""
    followers = [one.growth.followers for one in figures]
    grown = [one.growth for one in figures if one.growth.net is not None]
    base = sum(one.baseline.followers for one in grown if one.baseline)
    net = sum(one.net for one in grown if one.net is not None) if grown else None
    posts = [one.posts_published for one in figures]
    return {
        "followers": sum(one for one in followers if one is not None)
        if any(one is not None for one in followers)
        else None,
        "counted": sum(one is not None for one in followers),
        "net": net,
        "rate": net / base if net is not None and base else None,
        "grown": len(grown),
        "posts": sum(one for one in posts if one is not None) if any(one is not None for one in posts) else None,
        "posts_complete": bool(figures) and all(one.posts_complete for one in figures),
        "of": len(figures),
    }


def words(say: Wording) -> Words:
    """Return what is written in the figures of growth."""
    return Words(
        followers=say.say("Followers"),
        previous=say.say("Compared period"),
        gain=say.say("Gain"),
        loss=say.say("Loss"),
        over_days=say.say("Over several days"),
        posts=say.say("Posts published"),
        growth=say.say("Growth"),
        following=say.say("Following"),
        over=lambda days: say.count("over %(num)s day", "over %(num)s days", days),
    )


def _page(page: Page, known: Known, now: Figures, before: Figures | None) -> dict[str, Any]:
    return {
        "username": page.username,
        "name": page.full_name or "",
        "avatar": page.avatar_file,
        "now": _growth(now),
        "before": _growth(before) if before else None,
        "read_at": known.captured_at.isoformat(),
        "source": known.source,
    }


def _table(found: Sequence[Read], scope: Scope) -> dict[str, Any]:
    """Return the pages' figures for the workbook: names and kinds of columns as `promo.sheets.Column` has them."""
    say = scope.words.say
    names = [("Page", "text"), ("Followers", "count"), ("Net growth", "change"), ("Growth rate", "fraction")]
    columns = [[say(name), kind] for name, kind in [*names, ("Posts published", "count")]]
    rows = [
        [page.username, now.growth.followers, now.growth.net, now.growth.rate, now.posts_published]
        for page, _, now, _ in found
    ]
    return {"name": "", "columns": columns, "rows": rows}


def _growth(figures: Figures) -> dict[str, Any]:
    grown = figures.growth
    return {
        "followers": grown.followers,
        "day": grown.day.isoformat() if grown.day else None,
        "net": grown.net,
        "rate": grown.rate,
        "baseline": grown.baseline.followers if grown.baseline else None,
        "baseline_day": grown.baseline.day.isoformat() if grown.baseline else None,
        "posts": figures.posts_published,
        "posts_complete": figures.posts_complete,
    }


def _figures(now: Figures, before: Figures | None, say: Words) -> dict[str, Any]:
    if now.growth.followers is None:
        return {}
    start = now.period.start
    earlier = Before(before.period.start, before.days["followers"]) if before and before.growth.followers else None
    net = charts.net(start, daily_net(now.days, now.growth.baseline), say)
    return {"followers": charts.followers(start, now.days["followers"], now.posts, earlier, say), "net": net}
