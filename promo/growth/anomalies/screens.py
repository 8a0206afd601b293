"""What the screen of unusual days shows: each with its evidence, and what else happened then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from promo.analytics import anomalies, growth
from promo.analytics.periods import BEGINNING, ONE_DAY, Period
from promo.campaigns.timeline import reading as timeline
from promo.charts import figures
from promo.charts import growth as charts
from promo.charts.marks import Mark, with_marks
from promo.clock import local_day, zone
from promo.collection.models import Incident
from promo.growth import reading
from promo.growth.models import Anomaly
from promo.pages import frames
from promo.pages.models import Post

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import pandas as pd
    from sqlalchemy.orm import Session

    from promo.analytics.anomalies import Fence
    from promo.campaigns.timeline.reading import Happening
    from promo.charts.growth import Words
    from promo.clients.models import Client
    from promo.pages.models import Page

STATES = ("open", "dismissed", "all")
CHARTED = 180
PER_PAGE = 30
POSTS = 6
"""How many posts are named beside one episode."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An anomaly, with what else happened from the day before it to the day after."""

    anomaly: Anomaly
    posts: Sequence[Post]
    posts_more: int
    events: Sequence[Happening]
    incidents: Sequence[Incident]

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.anomaly.end - self.anomaly.start).days + 1


@dataclass(frozen=True, slots=True)
class Anomalies:
    """The screen: the findings of part ``number`` of ``parts``; ``counts`` by state. The chart is JSON.

    ``fence`` is what is usual now; ``None`` while there are too few gains, of which ``gains`` are known.
    """

    page: Page
    client: Client | None
    siblings: Sequence[Page]
    time_zone: str
    state: str
    findings: Sequence[Finding]
    counts: dict[str, int]
    fence: Fence | None
    gains: int
    chart: str | None
    number: int
    parts: int


def page_anomalies(
    session: Session,
    page: Page,
    state: str,
    number: int,
    *,
    default_zone: str,
    now: datetime,
    words: Words,
    tell: Callable[[Anomaly], str],
    tell_happening: Callable[[Happening], str],
) -> Anomalies:
    """Return the unusual days of ``page`` in the ``state`` asked for.

    ``tell`` and ``tell_happening`` say in a few words, for the chart, an anomaly and what else happened.
    """
    siblings = reading.siblings(session, page)
    time_zone = page.client.time_zone if page.client else default_zone
    end = local_day(now, time_zone) - ONE_DAY
    days = frames.page_days(session, [page.id], BEGINNING, end)
    kept = _kept(session, page)
    wanted = [one for one in kept if state == "all" or (one.dismissed_at is None) == (state == "open")]
    parts = max(-(-len(wanted) // PER_PAGE), 1)
    number = min(max(number, 1), parts)
    shown = wanted[(number - 1) * PER_PAGE : number * PER_PAGE]
    happened = _happened(session, page, end - timedelta(days=CHARTED - 1), end)
    open_count = sum(one.dismissed_at is None for one in kept)
    known = int((~np.isnan(days["followers"].to_numpy())).sum())
    return Anomalies(
        page=page,
        client=page.client,
        siblings=siblings,
        time_zone=time_zone,
        state=state,
        findings=_findings(session, page, shown, time_zone),
        counts={"open": open_count, "dismissed": len(kept) - open_count, "all": len(kept)},
        fence=anomalies.newest_fence(days),
        gains=max(known - 1, 0),
        chart=_chart(days, end, [*timeline.drawn(happened, end, tell_happening), *_unusual(kept, tell)], words),
        number=number,
        parts=parts,
    )


def listed(session: Session, page: Page, state: str) -> list[Anomaly]:
    """Return all anomalies of ``page`` in the ``state`` asked for, the newest first."""
    return [one for one in _kept(session, page) if state == "all" or (one.dismissed_at is None) == (state == "open")]


def _kept(session: Session, page: Page) -> Sequence[Anomaly]:
    statement = select(Anomaly).where(Anomaly.page_id == page.id).options(joinedload(Anomaly.dismissed_by))
    return session.scalars(statement.order_by(Anomaly.start.desc(), Anomaly.kind)).all()


def _findings(session: Session, page: Page, shown: Sequence[Anomaly], time_zone: str) -> list[Finding]:
    if not shown:
        return []
    first = min(one.start for one in shown) - ONE_DAY
    last = max(one.end for one in shown) + ONE_DAY
    events = _happened(session, page, first, last)
    posts = _posts(session, page, first, last, time_zone)
    incidents = _incidents(session, page, first, last, time_zone)

    def finding(one: Anomaly) -> Finding:
        near = Period(one.start - ONE_DAY, one.end + ONE_DAY)
        theirs = [post for day, post in posts if day in near]
        return Finding(
            anomaly=one,
            posts=theirs[:POSTS],
            posts_more=max(len(theirs) - POSTS, 0),
            events=[event for event in events if event.touches(near.start, near.end)],
            incidents=[incident for start, end, incident in incidents if start <= near.end and end >= near.start],
        )

    return [finding(one) for one in shown]


def _posts(session: Session, page: Page, first: date, last: date, time_zone: str) -> list[tuple[date, Post]]:
    place = zone(time_zone)
    since = datetime.combine(first, time.min, place).astimezone(UTC)
    until = datetime.combine(last + ONE_DAY, time.min, place).astimezone(UTC)
    statement = select(Post).where(Post.page_id == page.id, Post.published_at >= since, Post.published_at < until)
    return [
        (local_day(post.published_at, time_zone), post)
        for post in session.scalars(statement.order_by(Post.published_at))
    ]


def _incidents(
    session: Session, page: Page, first: date, last: date, time_zone: str
) -> list[tuple[date, date, Incident]]:
    since = datetime.combine(first, time.min, UTC) - timedelta(days=1)
    until = datetime.combine(last, time.max, UTC) + timedelta(days=1)
    statement = select(Incident).where(
        Incident.page_id == page.id, Incident.opened_at <= until, func.coalesce(Incident.closed_at, until) >= since
    )
    return [
        (local_day(one.opened_at, time_zone), local_day(one.closed_at, time_zone) if one.closed_at else last, one)
        for one in session.scalars(statement.order_by(Incident.opened_at))
    ]


def _happened(session: Session, page: Page, start: date, end: date) -> list[Happening]:
    return timeline.happenings(session, [page.id], [page.client_id] if page.client_id else [], start, end)


def _unusual(kept: Sequence[Anomaly], tell: Callable[[Anomaly], str]) -> list[Mark]:
    return [Mark(one.start, one.end, tell(one), "anomaly") for one in kept if one.dismissed_at is None]


def _chart(days: pd.DataFrame, end: date, found: Sequence[Mark], words: Words) -> str | None:
    period = Period(end - timedelta(days=CHARTED - 1), end)
    daily = growth.daily(days, period)
    net = growth.daily_net(daily, growth.baseline_within(days, period.start))
    if np.isnan(net["net"].to_numpy()).all():
        return None
    return figures.encode(with_marks(charts.net(period.start, net, words), found))
