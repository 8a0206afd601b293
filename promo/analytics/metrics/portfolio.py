"""The metrics of a client: several pages make one figure."""

from __future__ import annotations

from promo.analytics.metrics.metric import BOTH, PUBLIC_PAGE, Metric, Need
from promo.analytics.words import N_

METRICS = (
    Metric(
        "client_followers",
        N_("Followers of a client"),
        "",
        N_(
            "The sum over the client's pages that are not paused, on the newest complete day on which each was counted."
        ),
        PUBLIC_PAGE,
        (Need.DAYS,),
    ),
    Metric(
        "client_growth",
        N_("Net growth of a client"),
        "",
        N_("The sum of the net growth of its pages that are not paused."),
        PUBLIC_PAGE,
        (Need.DAYS,),
        N_("Pages without a baseline are not counted."),
    ),
    Metric(
        "client_rate",
        N_("Growth rate of a client"),
        "%",
        N_("The sum of its pages' net growth ÷ the sum of their baselines."),
        PUBLIC_PAGE,
        (Need.DAYS,),
        N_("Pages without a baseline are not counted."),
    ),
    Metric(
        "client_er",
        N_("Engagement rate of a client"),
        "%",
        N_(
            "The engagement rate of the period's posts on all of its pages, by the variant and the average that are "
            "chosen for the client. By day, the pages' mean followers are added up."
        ),
        BOTH,
        (Need.POSTS, Need.DAYS),
        N_("Posts with hidden or unknown likes or comments are left out, and those without what they are divided by."),
    ),
)
