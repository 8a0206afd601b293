"""The metrics of engagement. Which engagement rate a client's screens show is chosen with the client."""

from __future__ import annotations

from promo.analytics.metrics.metric import BOTH, PUBLIC_POSTS, Metric, Need
from promo.analytics.words import N_

POSTS = (Need.POSTS,)
RATE = (Need.POSTS, Need.DAYS)
VIEWED = (Need.POSTS, Need.VIEWS)
HIDDEN = N_("Posts with hidden or unknown likes or comments are left out.")
BY_FOLLOWERS = N_(
    "Posts with hidden or unknown likes or comments, and those of days without a count of followers, are left out."
)
BY_VIEWS = N_("Posts with hidden or unknown likes or comments, and those without known views, are left out.")
METRICS = (
    Metric("likes", N_("Likes"), "", N_("The newest count of the post."), PUBLIC_POSTS, POSTS, HIDDEN),
    Metric("comments", N_("Comments"), "", N_("The newest count of the post."), PUBLIC_POSTS, POSTS),
    Metric(
        "views",
        N_("Views"),
        "",
        N_("The newest count of the post. Only reels and videos have one, and only readings signed in see it."),
        PUBLIC_POSTS,
        (Need.VIEWS,),
    ),
    Metric("reactions", N_("Reactions"), "", N_("Likes + comments."), PUBLIC_POSTS, POSTS, HIDDEN),
    Metric(
        "er_post",
        N_("Engagement rate of a post"),
        "%",
        N_("Reactions ÷ followers on the day of publication."),
        BOTH,
        RATE,
        BY_FOLLOWERS,
    ),
    Metric(
        "er_post_views",
        N_("Engagement rate of a post by views"),
        "%",
        N_("Reactions ÷ views."),
        PUBLIC_POSTS,
        VIEWED,
        BY_VIEWS,
    ),
    Metric(
        "er_period",
        N_("Engagement rate"),
        "%",
        N_("The median of reactions ÷ followers on the day of publication, over the posts published in the period."),
        BOTH,
        RATE,
        BY_FOLLOWERS,
    ),
    Metric(
        "er_mean",
        N_("Mean engagement rate"),
        "%",
        N_("The mean of reactions ÷ followers on the day of publication, over the posts published in the period."),
        BOTH,
        RATE,
        BY_FOLLOWERS,
    ),
    Metric(
        "er_views",
        N_("Engagement rate by views"),
        "%",
        N_("The median of reactions ÷ views, over the posts published in the period."),
        PUBLIC_POSTS,
        VIEWED,
        BY_VIEWS,
    ),
    Metric(
        "er_views_mean",
        N_("Mean engagement rate by views"),
        "%",
        N_("The mean of reactions ÷ views, over the posts published in the period."),
        PUBLIC_POSTS,
        VIEWED,
        BY_VIEWS,
    ),
    Metric(
        "er_daily",
        N_("Engagement rate by day"),
        "%",
        N_(
            "The sum of the reactions of the period's posts ÷ the mean of the daily followers ÷ the days of the period."
        ),
        BOTH,
        RATE,
        HIDDEN,
    ),
    Metric(
        "er_unpaid",
        N_("Engagement rate without paid posts"),
        "%",
        N_("The engagement rate of the period, reckoned without the posts for which a campaign that ran bought reach."),
        N_("Seen on the public page and its posts; which of them were paid for is said in the campaigns."),
        (Need.POSTS, Need.DAYS, Need.CAMPAIGNS),
        BY_FOLLOWERS,
    ),
    Metric(
        "love_rate", N_("Love rate"), "%", N_("Likes ÷ followers on the day of publication."), BOTH, RATE, BY_FOLLOWERS
    ),
    Metric(
        "talk_rate",
        N_("Talk rate"),
        "%",
        N_("Comments ÷ followers on the day of publication."),
        BOTH,
        RATE,
        N_("Posts of days without a count of followers are left out."),
    ),
)
