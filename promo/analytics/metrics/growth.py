"""The audience's metrics."""

from __future__ import annotations

from promo.analytics.metrics.metric import COMPUTED, PUBLIC_PAGE, Metric, Need
from promo.analytics.words import N_

NEED = (Need.DAYS,)
METRICS = (
    Metric("followers", N_("Followers"), "", N_("The last successful count of the day."), PUBLIC_PAGE, NEED),
    Metric(
        "net_growth",
        N_("Net growth"),
        "",
        N_("Followers at the end − followers at the last count on or before the day ahead of the period."),
        PUBLIC_PAGE,
        NEED,
        N_("Without a count ahead of the period there is no baseline, and no growth is said."),
    ),
    Metric(
        "growth_rate",
        N_("Growth rate"),
        "%",
        N_("Net growth ÷ followers at the last count on or before the day ahead of the period."),
        PUBLIC_PAGE,
        NEED,
        N_("Without a count ahead of the period there is no baseline, and no growth is said."),
    ),
    Metric(
        "following",
        N_("Following"),
        "",
        N_("The pages that the page follows, the day's last count."),
        PUBLIC_PAGE,
        (Need.PROFILE,),
    ),
    Metric(
        "posts_count",
        N_("Posts on the page"),
        "",
        N_("The number of posts that the page shows."),
        PUBLIC_PAGE,
        (Need.PROFILE,),
    ),
    Metric(
        "anomaly",
        N_("Unusual days"),
        "",
        N_(
            "Days whose gain lies further outside the middle half of the last 180 days than three times its width "
            "(up to 4.5 times for bursty pages). A gain seen over a gap is divided by its days."
        ),
        COMPUTED,
        NEED,
        N_("Days without a count are a gap: a kind of their own, never a gain or a loss."),
    ),
)
