"""The forecast's metrics."""

from __future__ import annotations

from promo.analytics.metrics.metric import COMPUTED, Metric, Need
from promo.analytics.words import N_

NEED = (Need.DAYS,)
METRICS = (
    Metric(
        "forecast",
        N_("Forecast of followers"),
        "",
        N_(
            "The last count + the page's pace × the days ahead. The pace is the mean of its daily gains over the last "
            "7, 14, 28, 56, 91, 182 and 364 days, without outliers; windows about twice as long as the days ahead "
            "count most. The bands come from the errors of very many such forecasts, as wide as this page's own ones."
        ),
        COMPUTED,
        NEED,
        N_("Under 28 days with a count, or with none for two weeks, nothing is forecast."),
    ),
    Metric(
        "forecast_error",
        N_("Error of past forecasts"),
        "",
        N_(
            "The median of the differences between forecasts made at earlier days, from what was known then, "
            "and what was counted."
        ),
        COMPUTED,
        NEED,
        N_("With fewer than 5 such forecasts it is not said."),
    ),
    Metric(
        "forecast_coverage",
        N_("Counts inside the band"),
        "%",
        N_("The share of past forecasts of this page whose band held what was counted. It should be near its name."),
        COMPUTED,
        NEED,
        N_("With fewer than 5 such forecasts it is not said."),
    ),
)
