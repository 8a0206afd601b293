"""What a media kit can show: figures over the last 90 complete days, and parts around them."""

from __future__ import annotations

from promo.speech import N_

DAYS = 90
FIGURES = {
    "followers": N_("Followers"),
    "net_growth": N_("Net growth"),
    "growth_rate": N_("Growth rate"),
    "er": N_("Engagement rate"),
    "likes": N_("Likes, median"),
    "comments": N_("Comments, median"),
    "views": N_("Views, median"),
    "cadence": N_("Posts per week"),
}
"""The figures at the head, in their order."""
PARTS = {
    "biography": N_("Description of the page"),
    "growth": N_("Growth"),
    "kinds": N_("Results by kind of post"),
    "best": N_("Best posts"),
    "prices": N_("Formats and prices"),
}
"""What stands below; each but the description is a block, and can be chosen for a link."""
BLOCKS = {"figures": N_("Figures"), **{key: name for key, name in PARTS.items() if key != "biography"}}
"""The kinds of blocks of a media kit."""
ALL = (*FIGURES, *PARTS)
METRICS = {
    "followers": "followers",
    "net_growth": "net_growth",
    "growth_rate": "growth_rate",
    "likes": "likes",
    "comments": "comments",
    "views": "views",
    "cadence": "cadence",
}
"""The definitions of the figures; of the engagement rate it is the client's own."""
