"""The metrics of placements with bloggers."""

from __future__ import annotations

from promo.analytics.metrics.campaigns import FACTS, MONEY, OWN
from promo.analytics.metrics.metric import Metric
from promo.analytics.words import N_

NOTED = N_("The times that were agreed, and those that somebody noted.")
METRICS = (
    Metric(
        "cost_per_reach",
        N_("Cost per 1,000 people reached"),
        MONEY,
        N_("Spend ÷ reach × 1,000. Shown where impressions, which CPM needs, are not known."),
        OWN,
        FACTS,
    ),
    Metric(
        "placement_on_time",
        N_("On time"),
        "",
        N_("Placements published at most an hour later than agreed, of all whose agreed time is over an hour ago."),
        NOTED,
        FACTS,
        N_("Left out are placements without an agreed time, and those that were called off."),
    ),
    Metric(
        "placement_stayed",
        N_("Stayed as long as agreed"),
        "",
        N_("Placements that went on the last agreed day or later, of all of which both days are known."),
        NOTED,
        FACTS,
        N_("Left out are placements that nobody noted the going of, and those that may stay for good."),
    ),
)
