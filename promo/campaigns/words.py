"""The words of campaigns: kinds, states, targets, channels, with their names as message ids."""

from __future__ import annotations

from enum import StrEnum

from promo.speech import N_


class Kind(StrEnum):
    """What a campaign is."""

    ADVERTISING = "advertising"
    PLACEMENT = "placement"
    GIVEAWAY = "giveaway"
    COLLABORATION = "collaboration"
    OTHER = "other"


class Status(StrEnum):
    """How far it is."""

    PLANNED = "planned"
    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """Where it is shown."""

    INSTAGRAM = "instagram"
    FACEBOOK = "facebook"
    TELEGRAM = "telegram"
    VK = "vk"
    YOUTUBE = "youtube"
    TIKTOK = "tiktok"
    SEARCH = "search"
    OFFLINE = "offline"
    OTHER = "other"


class Again(StrEnum):
    """What a person says of working with a blogger again."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Format(StrEnum):
    """What a blogger publishes."""

    POST = "post"
    CAROUSEL = "carousel"
    REEL = "reel"
    STORY = "story"
    STORIES = "stories"
    LIVE = "live"
    MENTION = "mention"


KIND_NAMES = {
    Kind.ADVERTISING: N_("Advertising"),
    Kind.PLACEMENT: N_("Placement with a blogger"),
    Kind.GIVEAWAY: N_("Giveaway"),
    Kind.COLLABORATION: N_("Collaboration"),
    Kind.OTHER: N_("Offline and other"),
}
KIND_ICONS = {
    Kind.ADVERTISING: "speakerphone",
    Kind.PLACEMENT: "user-star",
    Kind.GIVEAWAY: "gift",
    Kind.COLLABORATION: "heart-handshake",
    Kind.OTHER: "flag",
}
STATUS_NAMES = {
    Status.PLANNED: N_("Planned"),
    Status.ACTIVE: N_("Running"),
    Status.PAUSED: N_("Paused"),
    Status.DONE: N_("Done"),
    Status.CANCELLED: N_("Cancelled"),
}
CHANNEL_NAMES = {
    Channel.INSTAGRAM: "Instagram",
    Channel.FACEBOOK: "Facebook",
    Channel.TELEGRAM: "Telegram",
    Channel.VK: N_("VK"),
    Channel.YOUTUBE: "YouTube",
    Channel.TIKTOK: "TikTok",
    Channel.SEARCH: N_("Search"),
    Channel.OFFLINE: N_("Offline"),
    Channel.OTHER: N_("Other"),
}
FORMAT_NAMES = {
    Format.POST: N_("Post"),
    Format.CAROUSEL: N_("Carousel"),
    Format.REEL: N_("Reel"),
    Format.STORY: N_("Story"),
    Format.STORIES: N_("Series of stories"),
    Format.LIVE: N_("Live"),
    Format.MENTION: N_("Mention"),
}
MONEY = ("spend", "value")
COUNTS = ("impressions", "reach", "clicks", "leads", "calls", "sales")
METRICS = ("spend", *COUNTS, "value")
"""The facts of a day, in the order in which they are shown. Reach is one of them, and never added up."""
ADDITIVE = tuple(name for name in METRICS if name != "reach")
METRIC_NAMES = {
    "spend": N_("Spend"),
    "impressions": N_("Impressions"),
    "reach": N_("Reach"),
    "clicks": N_("Clicks"),
    "leads": N_("Leads"),
    "calls": N_("Calls"),
    "sales": N_("Sales"),
    "value": N_("Value of sales"),
}
TARGETS = ("followers", "reach", "clicks", "leads", "calls", "sales")
TARGET_NAMES = {"followers": N_("Followers"), **{name: METRIC_NAMES[name] for name in TARGETS[1:]}}
OPEN = (Status.PLANNED, Status.ACTIVE, Status.PAUSED)
"""What is not over yet."""
HAPPENED = (Status.ACTIVE, Status.PAUSED, Status.DONE)
"""What really ran, or runs: what charts show and estimates reckon with."""
