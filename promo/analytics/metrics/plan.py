"""The metrics of the content plan."""

from __future__ import annotations

from promo.analytics.metrics.metric import Metric, Need
from promo.analytics.words import N_

OWN = N_("The content plan and the posts that were linked with its items.")
POSTS = (Need.POSTS,)
RATE = (Need.POSTS, Need.DAYS)
METRICS = (
    Metric(
        "plan_done",
        N_("Plan done"),
        "",
        N_("The items planned for the period that are published, of all items planned for it."),
        OWN,
        POSTS,
        N_("Ideas and items without a day are left out. Stories count once somebody says that they are published."),
    ),
    Metric(
        "plan_missed",
        N_("Not published in time"),
        "",
        N_("The items of the period that were not seen an hour after their planned time, drafts among them."),
        OWN,
        POSTS,
    ),
    Metric(
        "punctuality",
        N_("Punctuality"),
        "%",
        N_("The items whose post came at most 15 minutes before or after the planned time ÷ all items with a post."),
        OWN,
        POSTS,
        N_("What only a person's word says is published is left out, stories among it."),
    ),
    Metric(
        "plan_delay",
        N_("Delay"),
        N_("min"),
        N_("The median of the time of the post less the planned time. Below zero is early."),
        OWN,
        POSTS,
        N_("What only a person's word says is published is left out, stories among it."),
    ),
    Metric(
        "plan_unplanned",
        N_("Posts that nobody had planned"),
        "",
        N_("The posts of the period on the client's pages that are linked with no item."),
        OWN,
        POSTS,
    ),
    Metric(
        "plan_er",
        N_("Engagement rate of planned posts"),
        "%",
        N_("The median (or mean, as is chosen for the client) of the engagement rates of the posts that items became."),
        OWN,
        RATE,
        N_("Posts without an engagement rate are left out."),
    ),
    Metric(
        "plan_against_usual",
        N_("Planned posts against the usual"),
        "%",
        N_(
            "The median of the posts' engagement rates, each ÷ the median of its page over the 90 days up to the "
            "period's end, − 1, with the range in which the true median lies in 9 of 10 cases. Groups with fewer than "
            "5 such posts say so."
        ),
        OWN,
        RATE,
        N_("Pages with fewer than 5 posts with an engagement rate in these days have no usual."),
    ),
)
