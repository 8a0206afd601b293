"""What the growth screen of a page shows. It calls nothing outside: all is read from what was collected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from promo.analytics import engagement, growth, periods
from promo.charts import figures as charts
from promo.charts import growth as growth_charts
from promo.charts.growth import Before
from promo.charts.marks import Mark, with_marks
from promo.clock import local_day
from promo.collection.outcomes import NO_FAILURE
from promo.collection.texts import OUTCOMES
from promo.growth import reading
from promo.growth.anomalies import reading as anomalies
from promo.growth.table import table
from promo.pages.models import Page
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    import pandas as pd
    from sqlalchemy.orm import Session

    from promo.analytics.periods import Choice, Period
    from promo.charts.growth import Words
    from promo.charts.marks import Role
    from promo.clients.models import Client
    from promo.collection.texts import Text
    from promo.growth.anomalies.reading import Noted
    from promo.growth.reading import Figures, Known
    from promo.growth.table import Table

SOURCES = {"instagram": N_("public page"), "demo": N_("made up for the demo")}


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure with its ``change`` against the comparison: a difference, for ``is_rate`` one of fractions."""

    metric: str
    value: float | None
    change: float | None
    is_rate: bool = False


@dataclass(frozen=True, slots=True)
class PageGrowth:
    """The screen. Without ``known`` nothing was collected yet, and there are no figures; charts are JSON by name.

    ``er`` is which engagement rate is shown, ``trouble`` is what hinders the reading of the page, ``today`` the newest
    count of the day that is not over yet.
    """

    page: Page
    client: Client | None
    siblings: Sequence[Page]
    time_zone: str
    choice: Choice
    known: Known | None
    now: Figures | None
    before: Figures | None
    er: engagement.Choice
    kpis: tuple[Kpi, ...]
    charts: Mapping[str, str]
    table: Table | None
    trouble: Text | None
    is_being_read: bool
    today: int | None

    @property
    def source(self) -> str:
        """How the newest row came in, as a message id."""
        return SOURCES.get(self.known.source, self.known.source) if self.known else ""


def first_page(session: Session, client: Client) -> Page | None:
    """Return the page whose growth stands for a client's: the first by name that is not paused, else the first."""
    theirs = select(Page).where(Page.client_id == client.id)
    return session.scalar(theirs.order_by(Page.paused_at.is_not(None), Page.username).limit(1))


def page_growth(
    session: Session,
    page: Page,
    query: Mapping[str, str],
    *,
    default_zone: str,
    now: datetime,
    words: Words | None = None,
    tell: Callable[[Noted], str] | None = None,
) -> PageGrowth:
    """Return the growth of ``page`` over the period that ``query`` asks for, at ``now``.

    Days are those of the page's client, a competitor's those of ``default_zone``. Without ``words`` no charts are made;
    with ``tell``, which says them in a few words, these show events, campaigns and unusual days.
    """
    siblings = reading.siblings(session, page)
    client = page.client
    time_zone = client.time_zone if client else default_zone
    known = reading.known(session, page, time_zone)
    today = local_day(now, time_zone)
    choice = periods.choose(query, today, known.first if known else None)
    er = engagement.Choice.of(client.er_variant, client.er_average) if client else engagement.USUAL
    current, before = reading.figures(session, page, time_zone, choice, known, er=er) if known else (None, None)
    return PageGrowth(
        page=page,
        client=client,
        siblings=siblings,
        time_zone=time_zone,
        choice=choice,
        known=known,
        now=current,
        before=before,
        er=er,
        kpis=_kpis(current, before, er) if current else (),
        charts=_charts(current, before, words, _marks(session, page, choice.period, tell)) if current and words else {},
        table=table(current, choice.group, query) if current else None,
        trouble=_trouble(page),
        is_being_read=page.leased_until is not None and page.leased_until > now,
        today=known.followers if known and known.day == today and choice.period.end < today else None,
    )


def _kpis(now: Figures, before: Figures | None, er: engagement.Choice) -> tuple[Kpi, ...]:
    def kpi(metric: str, value: float | None, earlier: float | None, *, is_rate: bool = False) -> Kpi:
        change = None if value is None or earlier is None else value - earlier
        return Kpi(metric, value, change, is_rate)

    then = before.growth if before else growth.Growth(None, None, None)
    then_er = before.engagement.rate(er) if before else None
    complete = before is not None and before.posts_complete and now.posts_complete
    return (
        kpi("followers", now.growth.followers, then.followers),
        kpi("net_growth", now.growth.net, then.net),
        kpi("growth_rate", now.growth.rate, then.rate, is_rate=True),
        kpi("posts_published", now.posts_published, before.posts_published if before and complete else None),
        kpi(er.metric, now.engagement.rate(er), then_er, is_rate=True),
    )


def _marks(session: Session, page: Page, period: Period, tell: Callable[[Noted], str] | None) -> list[Mark]:
    if tell is None:
        return []
    marked = []
    for one in anomalies.noted(session, page, period.start, period.end):
        role: Role = "anomaly" if one.gain is not None else "campaign" if one.what.campaign_id else "event"
        marked.append(Mark(one.what.start, one.what.end or period.end, tell(one), role))
    return marked


def _charts(now: Figures, before: Figures | None, words: Words, marked: Sequence[Mark]) -> dict[str, str]:
    """Return the figures as JSON: followers, net, growth, following. Lines without any count are left out."""
    start, base = now.period.start, now.growth.baseline
    counts = now.days["followers"]
    made = {}
    if _any(counts):
        made["followers"] = growth_charts.followers(start, counts, now.posts, _level(before), words)
        net = growth.daily_net(now.days, base)
        if _any(net["net"]):
            made["net"] = growth_charts.net(start, net, words)
        since_start = growth.growth_since_start(now.days, base)
        made["growth"] = growth_charts.growth(start, since_start, _relative(before), words)
    if _any(now.days["following"]):
        made["following"] = growth_charts.following(start, now.days["following"], words)
    return {name: charts.encode(with_marks(figure, marked)) for name, figure in made.items()}


def _any(values: pd.Series[float]) -> bool:
    return not np.isnan(values.to_numpy()).all()


def _level(before: Figures | None) -> Before | None:
    if before is None or before.growth.followers is None:
        return None
    return Before(before.period.start, before.days["followers"])


def _relative(before: Figures | None) -> Before | None:
    if before is None or before.growth.followers is None:
        return None
    return Before(before.period.start, growth.growth_since_start(before.days, before.growth.baseline))


def _trouble(page: Page) -> Text | None:
    if page.paused_at is not None or not page.failures or page.last_outcome in NO_FAILURE:
        return None
    return OUTCOMES.get(page.last_outcome or "")
