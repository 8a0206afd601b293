"""Engagement rates of public posts: reactions (likes + comments) ÷ followers, ÷ views, or by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
import pandas as pd

from promo.analytics.growth import day_numbers
from promo.analytics.words import N_

if TYPE_CHECKING:
    from promo.analytics.growth import BoolArray, IntArray
    from promo.analytics.periods import Period

Variant = Literal["followers", "views", "daily"]
Average = Literal["median", "mean"]
VARIANTS: dict[str, str] = {
    "followers": N_("By followers"),
    "views": N_("By views"),
    "daily": N_("By day"),
}
AVERAGES: dict[str, str] = {"median": N_("Median"), "mean": N_("Mean")}
SPACE = 1_000_000
"""More than the days since 1970, so that page and day make one number."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which engagement rate is shown: its ``variant``, and for the rates of posts their ``average``."""

    variant: Variant = "followers"
    average: Average = "median"

    @classmethod
    def of(cls, variant: str, average: str) -> Choice:
        """Return the choice of these two words; what is not known becomes the usual one."""
        return cls(
            cast("Variant", variant if variant in VARIANTS else "followers"),
            cast("Average", average if average in AVERAGES else "median"),
        )

    @property
    def metric(self) -> str:
        """The key of the metric that is shown."""
        if self.variant == "daily":
            return "er_daily"
        keys = {
            ("followers", "median"): "er_period",
            ("followers", "mean"): "er_mean",
            ("views", "median"): "er_views",
            ("views", "mean"): "er_views_mean",
        }
        return keys[self.variant, self.average]

    @property
    def post_metric(self) -> str:
        """The key of the metric of one post: by day there is none, so it is by followers."""
        return "er_post_views" if self.variant == "views" else "er_post"

    @property
    def note(self) -> str:
        """What tells it from the usual one, as a message id; empty for the usual one."""
        return NOTES[self.metric]


NOTES: dict[str, str] = {
    "er_period": "",
    "er_mean": N_("mean"),
    "er_views": N_("by views"),
    "er_views_mean": N_("by views, mean"),
    "er_daily": N_("by day"),
}
USUAL = Choice()


@dataclass(frozen=True, slots=True)
class Engagement:
    """The engagement of a period's posts: ``median`` and ``mean`` of their rates as fractions, and of how many.

    Of all ``posts`` only ``counted`` have a rate. Left out are those with hidden likes (``hidden``), with unknown
    reactions (``unknown``), and those without what they are divided by: followers on their day (``without_followers``)
    or views (``without_views``). ``daily`` is the rate by day, where it was asked for; its posts need only reactions.
    """

    posts: int
    counted: int
    hidden: int
    unknown: int
    without_followers: int
    median: float | None
    mean: float | None
    without_views: int = 0
    daily: float | None = None

    @property
    def left_out(self) -> int:
        """How many posts have no rate."""
        return self.posts - self.counted

    def rate(self, choice: Choice) -> float | None:
        """Return the rate that ``choice`` shows."""
        if choice.variant == "daily":
            return self.daily
        return self.median if choice.average == "median" else self.mean


def post_rates(posts: pd.DataFrame, days: pd.DataFrame, variant: Variant = "followers") -> pd.DataFrame:
    """Return each post's reactions and rates, in the order of ``posts``.

    ``posts``: columns ``page_id``, ``day``, ``likes``, ``comments``, ``likes_hidden`` (by views, ``views`` too);
    ``days``: columns ``page_id``, ``day``, ``followers``. Columns: ``hidden`` (bool), ``reactions``, ``followers`` (on
    the day of publication), ``base`` (what reactions are divided by) and ``er``; NaN where unknown.
    """
    likes = posts["likes"].to_numpy(dtype=np.float64)
    comments = posts["comments"].to_numpy(dtype=np.float64)
    hidden = posts["likes_hidden"].to_numpy(dtype=bool)
    reactions = np.where(hidden, np.nan, likes + comments)
    followers = _followers_on(_keys(posts), days)
    base = posts["views"].to_numpy(dtype=np.float64) if variant == "views" else followers
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(base > 0, reactions / base, np.nan)
    columns = {"hidden": hidden, "reactions": reactions, "followers": followers, "base": base, "er": rate}
    return pd.DataFrame(columns, index=posts.index, copy=False)


def engagement(rates: pd.DataFrame, variant: Variant = "followers") -> Engagement:
    """Return the engagement of the posts whose `post_rates` of the same ``variant`` these are.

    By day, a post counts as soon as its reactions are known; the rate itself is `daily_rate`'s.
    """
    rate, concealed = rates["er"].to_numpy(), rates["hidden"].to_numpy()
    unsure = np.isnan(rates["reactions"].to_numpy())
    known = rate[~np.isnan(rate)]
    hidden = int(concealed.sum())
    unknown = int((~concealed & unsure).sum())
    counted = int((~unsure).sum()) if variant == "daily" else len(known)
    rest = len(rate) - counted - hidden - unknown
    return Engagement(
        posts=len(rate),
        counted=counted,
        hidden=hidden,
        unknown=unknown,
        without_followers=0 if variant == "views" else rest,
        without_views=rest if variant == "views" else 0,
        median=float(np.median(known)) if len(known) else None,
        mean=float(known.mean()) if len(known) else None,
    )


def without(rates: pd.DataFrame, paid: BoolArray, variant: Variant = "followers") -> Engagement | None:
    """Return the engagement of the posts of ``rates`` that are not ``paid``; ``None`` where none of them is paid."""
    return engagement(rates[~paid], variant) if paid.any() else None


def daily_rate(rates: pd.DataFrame, followers: pd.Series[float], period: Period) -> float | None:
    """Return Σ reactions ÷ mean followers ÷ days of the posts of ``period``, whose `post_rates` these are.

    ``followers`` are the daily counts of the period, NaN where unknown. ``None`` without any count or known reactions.
    """
    reactions = rates["reactions"].to_numpy()
    counts = followers.to_numpy(dtype=np.float64)
    counts = counts[~np.isnan(counts)]
    if np.isnan(reactions).all() or not len(counts) or not counts.mean() > 0:
        return None
    return float(np.nansum(reactions) / counts.mean() / period.days)


def cadence(posts: int, days: int) -> float:
    """Return posts per week: posts ÷ days * 7."""
    return posts / days * 7


def _keys(frame: pd.DataFrame) -> IntArray:
    keys: IntArray = frame["page_id"].to_numpy(dtype=np.int64) * SPACE + day_numbers(frame["day"])
    return keys


def _followers_on(wanted: IntArray, days: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if not len(days):
        return np.full(len(wanted), np.nan)
    keys = _keys(days)
    order = np.argsort(keys)
    place = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    found = order[place]
    return np.where(keys[found] == wanted, days["followers"].to_numpy(dtype=np.float64)[found], np.nan)
