"""The best posts of each page by engagement rate, beside the page's median of the same days.

Of their pictures the names of the kept files are frozen: where one is gone, the rest still stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from promo.analytics import engagement
from promo.pages.texts import KINDS
from promo.reports.blocks.content import left_out, posts
from promo.reports.blocks.tables import filled, table
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from promo.reports.blocks import Scope
    from promo.reports.blocks.tables import Columns

COUNTS = (3, 5)
"""How many posts of a page may be shown; the first is the usual number."""
LONGEST_LINE = 140
TABLE: Columns = (
    (N_("Page"), "text"),
    (N_("Published"), "day"),
    (N_("Kind"), "text"),
    (N_("Caption"), "text"),
    (N_("Likes"), "count"),
    (N_("Comments"), "count"),
    (N_("ER"), "fraction"),
    (N_("Against the median"), "fraction"),
    (N_("Link"), "text"),
)


def gather(session: Session, scope: Scope, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return of each page its posts with the highest rates, and their median; ``count`` of the options says how many.

    ``against`` is a post's rate ÷ the median less 1. Posts without a rate are counted under ``left_out``.
    """
    count = options.get("count") if options.get("count") in COUNTS else COUNTS[0]
    pages = [
        best_of(page, posts(session, [page.id], scope.period, scope), int(count or 0), scope) for page in scope.pages
    ]
    keys = ("day", "kind", "line", "likes", "comments", "er", "against", "link")
    rows = [[page["username"], *(post[key] for key in keys)] for page in pages for post in page["posts"]]
    return {"metric": scope.er.post_metric, "pages": pages, "tables": filled(table(scope.words, TABLE, rows))}


def best_of(page: Page, found: pd.DataFrame, count: int, scope: Scope) -> dict[str, Any]:
    """Return the ``count`` posts of ``page`` with the highest rates among those ``found``, and their median."""
    rates = engagement.engagement(found.assign(hidden=found["likes_hidden"]), _variant(scope))
    known = found[found["er"].notna()]
    order = np.argsort(-known["er"].to_numpy(), kind="stable")[:count]
    return {
        "username": page.username,
        "median": rates.median,
        "counted": rates.counted,
        "left_out": left_out(rates),
        "posts": [_post(one, rates.median, scope) for one in known.iloc[order].to_dict("records")],
    }


def _variant(scope: Scope) -> engagement.Variant:
    """Return the variant of a post's rate: by day there is none of a post, so it is by followers."""
    return "views" if scope.er.variant == "views" else "followers"


def _post(row: Mapping[Any, Any], median: float | None, scope: Scope) -> dict[str, Any]:
    line = next((text for one in row["caption"].splitlines() if (text := one.strip())), "")
    return {
        "day": row["day"].date().isoformat(),
        "kind": scope.words.say(KINDS.get(row["kind"], row["kind"])),
        "line": line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1].rstrip()}…",
        "likes": _count(row["likes"]),
        "comments": _count(row["comments"]),
        "views": _count(row["views"]),
        "er": float(row["er"]),
        "against": float(row["er"]) / median - 1 if median else None,
        "link": f"https://www.instagram.com/p/{row['shortcode']}/",
        "picture": row["thumbnail_file"] if isinstance(row["thumbnail_file"], str) else None,
    }


def _count(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
