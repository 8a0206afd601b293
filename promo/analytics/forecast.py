"""What a page's followers may be: every day of the next year as a distribution, or why nothing can be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from promo.analytics import backtest, bands, drift
from promo.analytics.backtest import NEEDED
from promo.analytics.bands import SHOWN
from promo.analytics.drift import LONGEST, FloatArray
from promo.analytics.growth import EPOCH

if TYPE_CHECKING:
    from promo.analytics.drift import Fit, History

FAN = 90
"""Days that are shown; further ones only serve to say when a goal is reached."""
OLD = 14
"""Days after which the last count is too old to build on."""
EXPLOSIVE, SURE = 2.0, 3.0
"""Recent gains are far above the fit: by this factor, and by so many standard errors of two weeks."""
EARLY, LATE = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecast for one ``day``: followers, whole and never below 0, and ``net``, the change from the last count."""

    day: date
    median: int
    net: int
    low80: int
    high80: int
    low95: int
    high95: int


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Followers by day after the last count (``followers`` on ``day``; ``observed`` days had a count).

    ``levels`` has a row for each of the next 365 days, a column for each of `bands.PROBABILITIES`. ``ratios`` say by
    day how wide the bands are against all pages' ones. ``explosive``: recent gains are far above the fit, so that
    bands are too low for months ahead.
    """

    day: date
    followers: int
    observed: int
    ratios: FloatArray
    explosive: bool
    levels: FloatArray

    def at(self, days: int) -> Outlook:
        """Return the outlook for the day so many days (1 … 365) after the last count."""
        low95, low80, median, high80, high95 = _whole(self.levels[days - 1, SHOWN])
        day = self.day + timedelta(days=days)
        return Outlook(day, median, median - self.followers, low80, high80, low95, high95)

    def table(self, days: int = FAN) -> pd.DataFrame:
        """Return the next ``days`` days: ``day``, ``low95``, ``low80``, ``median``, ``high80``, ``high95`` (whole)."""
        start = np.datetime64(self.day, "D")
        columns: dict[str, object] = {"day": (start + np.arange(1, days + 1)).astype("datetime64[s]")}
        names = ("low95", "low80", "median", "high80", "high95")
        columns |= zip(names, np.rint(self.levels[:days, SHOWN]).astype(np.int64).T, strict=True)
        return pd.DataFrame(columns)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no forecast: ``none`` counted, too ``few`` days observed, or the last one (``day``) is ``old``."""

    reason: Literal["none", "few", "old"]
    observed: int
    day: date | None

    @property
    def missing(self) -> int:
        """How many observed days are missing."""
        return max(NEEDED - self.observed, 0)


@dataclass(frozen=True, slots=True)
class Reaching:
    """When a goal is reached: in half of the cases by ``median``, in 80 of 100 between ``earliest`` and ``latest``.

    ``None``: not within a year at this pace. All three are the day of the last count when it is reached already.
    """

    median: date | None
    earliest: date | None
    latest: date | None


def forecast(days: pd.DataFrame, today: date) -> Forecast | Refusal:
    """Return the forecast from the counts of one page up to ``today``.

    ``days`` has the columns ``day`` and ``followers`` (NaN: not counted), one row a day in any order.
    """
    return from_history(drift.history(days, today), today)


def from_history(known: History, today: date) -> Forecast | Refusal:
    """Return the forecast from the counts that are ``known`` on the day ``today``."""
    observed = len(known.places)
    if not observed:
        return Refusal("none", 0, None)
    day = EPOCH + timedelta(days=known.first + int(known.places[-1]))
    if observed < NEEDED:
        return Refusal("few", observed, day)
    if (today - day).days > OLD:
        return Refusal("old", observed, day)
    fits = {observed - 1: drift.fit(known, observed - 1)}
    fit = fits[observed - 1]
    errors, over, _places = backtest.own_errors(known, fits)
    ratios = bands.own_ratio(errors, over, drift.DAYS)
    level = float(known.counts[-1])
    return Forecast(
        day=day,
        followers=int(level),
        observed=observed,
        ratios=ratios,
        explosive=_explosive(fit),
        levels=bands.quantiles(level, fit.gain, fit.scale, ratios),
    )


def probability_of_reaching(made: Forecast, goal: int, day: date) -> float:
    """Return the probability that ``goal`` followers are reached by ``day``, 0 … 1.

    A goal below the present count is reached by falling to it. The greatest probability of the days up to ``day``
    is taken: once reached is reached. The table ends at 0.5 and 99.5 %, and with it what can be said; days further
    ahead than a year count as the last one of it.
    """
    if goal == made.followers:
        return 1.0
    days = min((day - made.day).days, LONGEST)
    return 0.0 if days < 1 else float(_reached(made, goal)[days - 1])


def day_of_reaching(made: Forecast, goal: int) -> Reaching:
    """Return when ``goal`` followers are reached, above or below the present count; unknown beyond 365 days."""
    if goal == made.followers:
        return Reaching(made.day, made.day, made.day)
    reached = _reached(made, goal)

    def first(probability: float) -> date | None:
        days = int(np.searchsorted(reached, probability))
        return made.day + timedelta(days=days + 1) if days < len(reached) else None

    return Reaching(first(1 / 2), first(EARLY), first(LATE))


def _reached(made: Forecast, goal: int) -> FloatArray:
    """Return by day the probability that ``goal`` was reached up to then, never falling."""
    below = np.array([bands.probability_up_to(row, goal) for row in made.levels])
    reached: FloatArray = np.maximum.accumulate(1 - below if goal > made.followers else below)
    return reached


def _explosive(fit: Fit) -> bool:
    """Return whether the last two weeks gained far more a day than the fit expects of three months."""
    expected = fit.gain[FAN - 1] / FAN
    surplus = fit.recent - max(EXPLOSIVE * expected, 0.0)
    return bool(surplus > SURE * fit.usual / np.sqrt(drift.WINDOWS[1]) and fit.recent > expected + 1)


def _whole(values: FloatArray) -> list[int]:
    return [round(value) for value in values.tolist()]
