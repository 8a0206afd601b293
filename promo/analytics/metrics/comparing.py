"""The metrics by which pages are compared."""

from __future__ import annotations

from promo.analytics.metrics.metric import BOTH, PUBLIC_PAGE, PUBLIC_POSTS, Metric, Need
from promo.analytics.words import N_

DAYS = (Need.DAYS,)
POSTS = (Need.POSTS,)
RATE = (Need.POSTS, Need.DAYS)
METRICS = (
    Metric(
        "growth_index",
        N_("Growth index"),
        "",
        N_("Followers ÷ followers at the last count before the period (or its first one) × 100."),
        PUBLIC_PAGE,
        DAYS,
    ),
    Metric(
        "reactions_share",
        N_("Share of reactions"),
        "%",
        N_("The page's reactions in the period ÷ those of all pages compared."),
        PUBLIC_POSTS,
        POSTS,
        N_("Posts with hidden or unknown likes or comments are left out."),
    ),
    Metric(
        "size_tier",
        N_("Size tier"),
        "",
        N_(
            "The range of followers that the page falls into. The ranges and their published medians stand in the "
            "settings."
        ),
        PUBLIC_PAGE,
        DAYS,
    ),
    Metric(
        "er_percentile",
        N_("Percentile at its size"),
        "",
        N_(
            "How many of 100 pages of the set do no better, after taking out what size explains: a Theil–Sen line of "
            "the logarithm of the engagement rate on that of the followers. Pages with few posts are drawn towards the "
            "middle."
        ),
        BOTH,
        RATE,
        N_("Pages without an engagement rate are left out; sets of fewer than 5 pages have no percentile."),
    ),
    Metric(
        "kinds", N_("Kinds of posts"), "%", N_("The posts of a kind ÷ all posts of the period."), PUBLIC_POSTS, POSTS
    ),
)
