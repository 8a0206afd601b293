"""What a metric is, and which data there are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from promo.analytics.words import N_


class Need(StrEnum):
    """A kind of collected data, as a message id."""

    DAYS = N_("daily counts of followers")
    PROFILE = N_("daily counts of the profile")
    POSTS = N_("posts with likes and comments")
    VIEWS = N_("views of reels and videos")
    SNAPSHOTS = N_("a post's counts at several moments")
    CAPTIONS = N_("captions and hashtags")
    CAMPAIGNS = N_("figures of campaigns")


PUBLIC_PAGE = N_("Seen on the public page, the last count of each day in the client's time zone.")
PUBLIC_POSTS = N_("Seen on the public page's posts, their newest counts.")
BOTH = N_("Seen on the public page and its posts.")
COMPUTED = N_("Computed from what was seen on the public page.")


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its key, and as message ids its name, unit (empty: a count), formula and source; what data it needs.

    ``leaves_out`` says which posts or pages cannot be counted; empty, when none are left out.
    """

    key: str
    name: str
    unit: str
    formula: str
    source: str
    needs: tuple[Need, ...]
    leaves_out: str = ""
