"""What each metric means, once: its name, unit, formula and source. Tables, tooltips, exports and docs read it here."""

from __future__ import annotations

from dataclasses import dataclass

from promo.analytics.words import N_

PUBLIC_PAGE = N_("Seen on the public page, the last count of each day in the client's time zone.")
PUBLIC_POSTS = N_("Seen on the public page's posts, their newest counts.")
BOTH = N_("Seen on the public page and its posts.")


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its key, and as message ids its name, unit (empty: a count), formula and source."""

    key: str
    name: str
    unit: str
    formula: str
    source: str


def _registry(*metrics: Metric) -> dict[str, Metric]:
    return {metric.key: metric for metric in metrics}


METRICS: dict[str, Metric] = _registry(
    Metric("followers", N_("Followers"), "", N_("The last successful count of the day."), PUBLIC_PAGE),
    Metric(
        "net_growth",
        N_("Net growth"),
        "",
        N_("Followers at the end − followers at the last count on or before the day ahead of the period."),
        PUBLIC_PAGE,
    ),
    Metric(
        "growth_rate",
        N_("Growth rate"),
        "%",
        N_("Net growth ÷ followers at the last count on or before the day ahead of the period."),
        PUBLIC_PAGE,
    ),
    Metric("following", N_("Following"), "", N_("The pages that the page follows, the day's last count."), PUBLIC_PAGE),
    Metric("posts_count", N_("Posts on the page"), "", N_("The number of posts that the page shows."), PUBLIC_PAGE),
    Metric(
        "posts_published",
        N_("Posts published"),
        "",
        N_("The posts published in the period that are still there when the page is read."),
        PUBLIC_POSTS,
    ),
    Metric("reactions", N_("Reactions"), "", N_("Likes + comments."), PUBLIC_POSTS),
    Metric(
        "er_post",
        N_("Engagement rate of a post"),
        "%",
        N_("Reactions ÷ followers on the day of publication. Posts with hidden likes have none."),
        BOTH,
    ),
    Metric(
        "er_period",
        N_("Engagement rate"),
        "%",
        N_("The median of the engagement rates of the posts published in the period, without hidden likes."),
        BOTH,
    ),
    Metric(
        "er_mean",
        N_("Mean engagement rate"),
        "%",
        N_("The mean of the engagement rates of the posts published in the period, without hidden likes."),
        BOTH,
    ),
    Metric("love_rate", N_("Love rate"), "%", N_("Likes ÷ followers on the day of publication."), BOTH),
    Metric("talk_rate", N_("Talk rate"), "%", N_("Comments ÷ followers on the day of publication."), BOTH),
    Metric("cadence", N_("Posts per week"), "", N_("Posts published ÷ days of the period × 7."), PUBLIC_POSTS),
    Metric("silence", N_("Longest silence"), N_("days"), N_("The most days in a row without a post."), PUBLIC_POSTS),
    Metric(
        "client_followers",
        N_("Followers of a client"),
        "",
        N_(
            "The sum over the client's pages that are not paused, on the newest complete day on which each was counted."
        ),
        PUBLIC_PAGE,
    ),
    Metric(
        "client_growth",
        N_("Net growth of a client"),
        "",
        N_("The sum of the net growth of its pages that are not paused; pages without a baseline are not counted."),
        PUBLIC_PAGE,
    ),
    Metric(
        "client_rate",
        N_("Growth rate of a client"),
        "%",
        N_("The sum of its pages' net growth ÷ the sum of their baselines."),
        PUBLIC_PAGE,
    ),
    Metric(
        "client_er",
        N_("Engagement rate of a client"),
        "%",
        N_("The median of the engagement rates of the period's posts on all of its pages, without hidden likes."),
        BOTH,
    ),
)
