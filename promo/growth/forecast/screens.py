"""What the forecast screen of a page shows. It calls nothing outside: all is read from what was collected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from promo.analytics import backtest, drift, forecast, growth
from promo.analytics.forecast import FAN, Refusal
from promo.analytics.periods import ONE_DAY, Period
from promo.campaigns.timeline import reading as timeline
from promo.charts import figures
from promo.charts import forecast as charts
from promo.charts.marks import with_marks
from promo.clock import local_day
from promo.growth import reading
from promo.growth.forecast import goal
from promo.pages import frames

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    import pandas as pd
    from sqlalchemy.orm import Session

    from promo.analytics.backtest import Backtest
    from promo.analytics.drift import History
    from promo.analytics.forecast import Forecast, Outlook
    from promo.campaigns.timeline.reading import Happening
    from promo.charts.forecast import Words
    from promo.charts.marks import Mark
    from promo.clients.models import Client
    from promo.growth.forecast.goal import Goal
    from promo.pages.models import Page

HISTORY = 1095
"""Days that are read back: what the longest window and the backtest over 90 days can use."""
SHOWN = 180
CARDS = (7, 30, 90)
ROWS = (1, *range(7, 85, 7), 90)
ENOUGH, NARROW = 10, 0.6
"""Tries from which on the page's own coverage counts as a warning, and below what."""
LATE = 2
"""Days after which the age of the last count is pointed out."""


@dataclass(frozen=True, slots=True)
class PageForecast:
    """The screen: a ``forecast``, or the ``refusal`` that stands instead of one.

    ``first`` is the first day with a count. ``cards`` and ``rows`` are outlooks by days ahead, ``backtests`` those of
    this very page by horizon, ``suggestion`` a round number worth asking about. The chart is JSON.
    """

    page: Page
    client: Client | None
    siblings: Sequence[Page]
    time_zone: str
    today: date
    first: date | None
    forecast: Forecast | None
    refusal: Refusal | None
    goal: Goal | None
    suggestion: int | None
    cards: Mapping[int, Outlook]
    rows: Mapping[int, Outlook]
    backtests: Mapping[int, Backtest | None]
    chart: str | None

    @property
    def is_late(self) -> bool:
        """Whether the last count is some days old, so that days ahead are counted from then."""
        return self.forecast is not None and (self.today - self.forecast.day).days > LATE

    @property
    def narrow(self) -> dict[int, Backtest]:
        """The past forecasts whose 80 % bands held by far too little, by horizon."""
        return {
            horizon: went
            for horizon, went in self.backtests.items()
            if went and went.tries >= ENOUGH and went.within80 < NARROW
        }

    @property
    def from_day(self) -> date | None:
        """The day on which a forecast is possible at the earliest, if each day from today on is counted."""
        return self.today + timedelta(days=self.refusal.missing) if self.refusal and self.refusal.missing else None


def page_forecast(
    session: Session,
    page: Page,
    query: Mapping[str, str],
    *,
    default_zone: str,
    now: datetime,
    words: Words,
    tell: Callable[[Happening], str],
) -> PageForecast:
    """Return the forecast of ``page`` at ``now``, and what it says of the goal in ``query`` (``goal``, ``by``).

    ``tell`` says in a few words what happened, for the chart. Days are those of the page's client, a competitor's those
    of ``default_zone``; today is not complete and left out.
    """
    siblings = reading.siblings(session, page)
    zone = page.client.time_zone if page.client else default_zone
    today = local_day(now, zone)
    days, known = _known(session, page, today)
    found = forecast.from_history(known, today)
    made = None if isinstance(found, Refusal) else found
    asked = goal.asked(query, made) if made else None
    return PageForecast(
        page=page,
        client=page.client,
        siblings=siblings,
        time_zone=zone,
        today=today,
        first=growth.EPOCH + timedelta(days=known.first) if len(known.places) else None,
        forecast=made,
        refusal=found if isinstance(found, Refusal) else None,
        goal=asked,
        suggestion=goal.suggestion(made.followers) if made else None,
        cards={ahead: made.at(ahead) for ahead in CARDS} if made else {},
        rows={ahead: made.at(ahead) for ahead in ROWS} if made else {},
        backtests=backtest.backtest(known) if made else {},
        chart=_chart(days, made, asked, words, _marks(session, page, made.day, tell)) if made else None,
    )


def outlook(session: Session, page: Page, *, default_zone: str, now: datetime, ahead: int = 30) -> Outlook | None:
    """Return what is expected ``ahead`` days after the last count; ``None`` where nothing can be said."""
    today = local_day(now, page.client.time_zone if page.client else default_zone)
    made = forecast.from_history(_known(session, page, today)[1], today)
    return None if isinstance(made, Refusal) else made.at(ahead)


def table(
    session: Session, page: Page, *, default_zone: str, now: datetime
) -> tuple[Forecast | Refusal, list[tuple[date | int, ...]]]:
    """Return the forecast and its rows for files: day, median, low80, high80, low95, high95; none for a refusal."""
    today = local_day(now, page.client.time_zone if page.client else default_zone)
    made = forecast.from_history(_known(session, page, today)[1], today)
    if isinstance(made, Refusal):
        return made, []
    every = (made.at(ahead) for ahead in range(1, FAN + 1))
    return made, [(one.day, one.median, one.low80, one.high80, one.low95, one.high95) for one in every]


def _known(session: Session, page: Page, today: date) -> tuple[pd.DataFrame, History]:
    last = today - ONE_DAY
    days = frames.page_days(session, [page.id], last - timedelta(days=HISTORY), last)
    return days, drift.history(days, last)


def _chart(days: pd.DataFrame, made: Forecast, asked: Goal | None, words: Words, marks: Sequence[Mark]) -> str:
    start = made.day - timedelta(days=SHOWN - 1)
    counts = growth.daily(days, Period(start, made.day))["followers"]
    begun = int(counts.notna().to_numpy().argmax())
    count = asked.count if asked else None
    fan = charts.fan(start + timedelta(days=begun), counts.iloc[begun:], made.table(), count, words)
    return figures.encode(with_marks(fan, marks))


def _marks(session: Session, page: Page, day: date, tell: Callable[[Happening], str]) -> list[Mark]:
    clients, end = [page.client_id] if page.client_id else [], day + timedelta(days=FAN)
    found = timeline.happenings(session, [page.id], clients, day - timedelta(days=SHOWN), end)
    return timeline.drawn(found, end, tell)
