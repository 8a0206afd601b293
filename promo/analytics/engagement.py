"""Engagement rates of public posts: reactions (likes + comments) ÷ followers on the day of publication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from promo.analytics.growth import day_numbers

if TYPE_CHECKING:
    from promo.analytics.growth import IntArray

SPACE = 1_000_000
"""More than the days since 1970, so that page and day make one number."""


@dataclass(frozen=True, slots=True)
class Engagement:
    """The engagement of a period's posts: ``median`` and ``mean`` of their rates as fractions, and of how many.

    Of all ``posts`` only ``counted`` have a rate. Left out are those with hidden likes (``hidden``), with unknown
    reactions (``unknown``), and those on whose day the followers were not counted (``without_followers``).
    """

    posts: int
    counted: int
    hidden: int
    unknown: int
    without_followers: int
    median: float | None
    mean: float | None

    @property
    def left_out(self) -> int:
        """How many posts have no rate."""
        return self.posts - self.counted


def post_rates(posts: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """Return each post's reactions and rates, in the order of ``posts``.

    ``posts``: columns ``page_id``, ``day``, ``likes``, ``comments``, ``likes_hidden``; ``days``: columns ``page_id``,
    ``day``, ``followers``. Columns: ``hidden`` (bool), ``reactions``, ``followers`` (on the day of publication),
    ``er``; NaN where unknown.
    """
    likes = posts["likes"].to_numpy(dtype=np.float64)
    comments = posts["comments"].to_numpy(dtype=np.float64)
    hidden = posts["likes_hidden"].to_numpy(dtype=bool)
    reactions = np.where(hidden, np.nan, likes + comments)
    followers = _followers_on(_keys(posts), days)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(followers > 0, reactions / followers, np.nan)
    return pd.DataFrame(
        {"hidden": hidden, "reactions": reactions, "followers": followers, "er": rate}, index=posts.index, copy=False
    )


def engagement(rates: pd.DataFrame) -> Engagement:
    """Return the engagement of the posts whose `post_rates` these are."""
    rate, concealed = rates["er"].to_numpy(), rates["hidden"].to_numpy()
    known = rate[~np.isnan(rate)]
    hidden = int(concealed.sum())
    unknown = int((~concealed & np.isnan(rates["reactions"].to_numpy())).sum())
    return Engagement(
        posts=len(rate),
        counted=len(known),
        hidden=hidden,
        unknown=unknown,
        without_followers=len(rate) - len(known) - hidden - unknown,
        median=float(np.median(known)) if len(known) else None,
        mean=float(known.mean()) if len(known) else None,
    )


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
