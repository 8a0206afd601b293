"""A media kit's content: plain JSON, which alone its templates show, so that page and PDF have the same numbers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from promo import clock
from promo.analytics import content as results
from promo.analytics import engagement, grouping
from promo.analytics.metrics import METRICS
from promo.analytics.periods import Period, last_day
from promo.charts import growth as charts
from promo.pages.texts import KINDS
from promo.reports.blocks import Scope, best, content, growth
from promo.reports.kit import parts
from promo.wording import wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import pandas as pd
    from sqlalchemy.orm import Session

    from promo.analytics.content import Group
    from promo.clients.models import Client
    from promo.growth.reading import Figures
    from promo.pages.models import Page
    from promo.reports.kit.service import KitFields

FORMAT = 1
BEST = 6
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WEB = re.compile(r"https?://\S+")


def gather(session: Session, page: Page, client: Client, kit: KitFields, now: datetime) -> dict[str, Any]:
    """Return what the media kit of ``page`` shows at ``now``: what was typed, and the chosen figures of 90 days.

    Medians are over the posts published in these days, each with the number of posts it rests on; unknown is ``None``.
    """
    scope = _scope(page, client, kit, now)
    read = growth.read(session, scope)
    known, figures = (read[0][1], read[0][2]) if read else (None, None)
    posts = content.posts(session, [page.id], scope.period, scope)
    data = {
        "figures": _figures(figures, posts, kit.shown, scope),
        "growth": _growth(figures, scope) if figures else None,
        "kinds": [_kind(one, scope) for one in _kinds(posts)],
        "best": best.best_of(page, posts, BEST, scope),
        "prices": [{"name": one.name, "price": None if one.price is None else float(one.price)} for one in kit.offers],
    }
    wanted = [kind for kind in parts.BLOCKS if (kind == "figures" or kind in kit.shown) and _says(kind, data[kind])]
    return {
        "format": FORMAT,
        "title": kit.title or page.full_name or f"@{page.username}",
        "client": client.name,
        "language": kit.language,
        "time_zone": client.time_zone,
        "currency": kit.currency,
        "period": {"start": scope.period.start.isoformat(), "end": scope.period.end.isoformat()},
        "comparison": None,
        "pages": [page.username],
        "gathered_at": now.isoformat(),
        "kit": _head(page, kit) | {"read_at": known.captured_at.isoformat() if known else None},
        "blocks": [{"kind": kind, "text": "", "data": _block(kind, data[kind], scope)} for kind in wanted],
        "definitions": _definitions(kit.shown, scope),
    }


def _scope(page: Page, client: Client, kit: KitFields, now: datetime) -> Scope:
    end = last_day(clock.local_day(now, client.time_zone), None)
    return Scope(
        client=client,
        pages=[page],
        period=Period(end - timedelta(days=parts.DAYS - 1), end),
        comparison=None,
        er=engagement.Choice.of(client.er_variant, client.er_average),
        words=wording(kit.language),
        now=now,
        blocks=(),
    )


def _head(page: Page, kit: KitFields) -> dict[str, Any]:
    return {
        "username": page.username,
        "category": page.category or "",
        "biography": page.biography or "" if "biography" in kit.shown else "",
        "avatar": page.avatar_file,
        "text": kit.text,
        "contact": kit.contact,
        "contact_link": _link(kit.contact),
    }


def _link(contact: str) -> str:
    """Return where a contact leads that is a mail address or an address of the web, and nothing besides."""
    if MAIL.fullmatch(contact):
        return f"mailto:{contact}"
    return contact if WEB.fullmatch(contact) else ""


def _figures(figures: Figures | None, posts: pd.DataFrame, shown: Sequence[str], scope: Scope) -> list[dict[str, Any]]:
    """Return the chosen figures: key, value, and the posts they rest on (``None``: they do not rest on posts)."""
    every = results.results(posts, grouping.by_value(["all"] * len(posts)))
    group, grown = every[0] if every else None, figures.growth if figures else None
    rates = figures.engagement if figures else None
    count = figures.posts_published if figures and figures.posts_complete else None
    found: dict[str, tuple[float | None, int | None]] = {
        "followers": (grown.followers if grown else None, None),
        "net_growth": (grown.net if grown else None, None),
        "growth_rate": (grown.rate if grown else None, None),
        "er": (rates.rate(scope.er) if rates else None, rates.counted if rates else 0),
        "likes": (group.likes, _known(posts, "likes", hidden=True)) if group else (None, 0),
        "comments": (group.comments, _known(posts, "comments")) if group else (None, 0),
        "views": (group.views, group.posts - group.without_views) if group else (None, 0),
        "cadence": (engagement.cadence(count, scope.period.days) if count is not None else None, count),
    }
    return [{"key": key, "value": value, "posts": on} for key, (value, on) in found.items() if key in shown]


def _known(posts: pd.DataFrame, name: str, *, hidden: bool = False) -> int:
    """Return how many posts have the figure; of those with hidden likes none count for likes."""
    there = posts[name].notna().to_numpy()
    return int((there & ~posts["likes_hidden"].to_numpy(dtype=bool) if hidden else there).sum())


def _growth(figures: Figures, scope: Scope) -> dict[str, Any] | None:
    if figures.growth.followers is None:
        return None
    counts, words = figures.days["followers"], growth.words(scope.words)
    return charts.followers(figures.period.start, counts, figures.posts * np.nan, None, words)


def _kinds(posts: pd.DataFrame) -> list[Group]:
    return sorted(results.results(posts, grouping.kinds(posts)), key=lambda one: (-one.posts, str(one.key)))


def _kind(group: Group, scope: Scope) -> dict[str, Any]:
    return {
        "name": scope.words.say(KINDS.get(str(group.key), str(group.key))),
        "posts": group.posts,
        "er": group.er_mean if scope.er.average == "mean" else group.er,
        "likes": group.likes,
        "comments": group.comments,
        "views": group.views,
    }


def _says(kind: str, data: Any) -> bool:  # noqa: ANN401 - of each block its own
    """Return whether a block has anything to show: a media kit has no empty ones."""
    return bool(data["posts"] if kind == "best" else data)


def _block(kind: str, data: Any, scope: Scope) -> dict[str, Any]:  # noqa: ANN401 - of each block its own
    if kind == "best":
        return {"metric": scope.er.post_metric, "pages": [data]}
    if kind == "growth":
        return {"figures": {"followers": data}}
    return {"rows": data, "metric": scope.er.metric}


def _definitions(shown: Sequence[str], scope: Scope) -> list[dict[str, str]]:
    """Return name, formula and what is left out of each figure that is shown, in the kit's words."""
    keys = [scope.er.metric if key == "er" else parts.METRICS[key] for key in parts.FIGURES if key in shown]
    say, told = scope.words.say, [METRICS[key] for key in keys]
    return [
        {
            "name": say(one.name),
            "formula": say(one.formula),
            "leaves_out": say(one.leaves_out) if one.leaves_out else "",
        }
        for one in told
    ]
