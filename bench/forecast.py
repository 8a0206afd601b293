"""What forecasts cost: pages with a year of days each, from the frame of a page to its fan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any

from eval import series
from promo.analytics import backtest, drift, forecast
from promo.analytics.forecast import Forecast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

PAGES, DAYS = 100, 365
TIMES = 3
SEED = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """What is done for each page, and the CPU ms that it takes, the median of some runs."""

    way: str
    cpu: float


def measure() -> list[Cost]:
    """Return the costs: the forecast of a page, what the answer about a goal and the page's own backtest add."""
    frame = series.made(SEED, -(-PAGES // len(series.KINDS)), DAYS)
    frame = frame.rename(columns={"date": "day", "value": "followers"})
    pages = [page for _, page in frame.groupby("series")][:PAGES]
    today = date.fromisoformat(str(series.START)) + timedelta(days=DAYS)
    made = [forecast.forecast(page, today) for page in pages]
    known = [drift.history(page, today) for page in pages]
    whole = [one for one in made if isinstance(one, Forecast)]

    def answer(one: Forecast) -> object:
        return forecast.day_of_reaching(one, one.followers + 100)

    def predict(page: pd.DataFrame) -> object:
        return forecast.forecast(page, today)

    return [
        Cost("forecast", _cpu(predict, pages)),
        Cost("goal", _cpu(answer, whole)),
        Cost("backtest of the page", _cpu(backtest.backtest, known)),
    ]


def _cpu(work: Callable[[Any], object], pages: Sequence[Any]) -> float:
    times = []
    for _ in range(TIMES):
        start = process_time()
        for page in pages:
            work(page)
        times.append(process_time() - start)
    return median(times) / len(pages) * 1000
