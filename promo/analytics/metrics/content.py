"""The metrics of what is published."""

from __future__ import annotations

from promo.analytics.metrics.metric import BOTH, COMPUTED, PUBLIC_POSTS, Metric, Need
from promo.analytics.words import N_

POSTS = (Need.POSTS,)
RATE = (Need.POSTS, Need.DAYS)
HIDDEN = N_("Posts with hidden or unknown likes or comments are left out.")
METRICS = (
    Metric(
        "posts_published",
        N_("Posts published"),
        "",
        N_("The posts published in the period that are still there when the page is read."),
        PUBLIC_POSTS,
        POSTS,
    ),
    Metric("cadence", N_("Posts per week"), "", N_("Posts published ÷ days of the period × 7."), PUBLIC_POSTS, POSTS),
    Metric(
        "silence",
        N_("Longest silence"),
        N_("days"),
        N_("The most days in a row without a post."),
        PUBLIC_POSTS,
        POSTS,
    ),
    Metric(
        "caption_length",
        N_("Caption length"),
        N_("characters"),
        N_("The characters of the caption, hashtags included."),
        PUBLIC_POSTS,
        (Need.CAPTIONS,),
    ),
    Metric(
        "against_usual",
        N_("Against the usual"),
        "%",
        N_(
            "The group's median engagement rate ÷ the median of all posts of the period − 1, with the range in which "
            "the group's true median lies in 9 of 10 cases. Groups with fewer than 5 counted posts say so."
        ),
        BOTH,
        RATE,
        HIDDEN,
    ),
    Metric(
        "best_time",
        N_("Best time"),
        "%",
        N_(
            "What is left of the posts' engagement after their kind and the page's trend, by weekday and hour, drawn "
            "towards no difference where there are few posts. Under 60 posts no difference is claimed."
        ),
        COMPUTED,
        RATE,
        HIDDEN,
    ),
    Metric(
        "first_day",
        N_("First 24 hours"),
        "",
        N_(
            "Reactions 24 hours after publication, between the counts before and after, against the median of the "
            "page's other posts at the same age."
        ),
        PUBLIC_POSTS,
        (Need.SNAPSHOTS,),
        N_("Posts without counts near that age are left out."),
    ),
    Metric(
        "outlier",
        N_("Outliers"),
        "",
        N_(
            "Posts whose engagement rate, on a logarithmic scale, lies more than 1.5 times the width of the middle "
            "half outside of it."
        ),
        BOTH,
        RATE,
        HIDDEN,
    ),
)
