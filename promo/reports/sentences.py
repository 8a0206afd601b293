"""Sentences made from a report's own numbers: each can be checked, and none praises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promo.speech import N_
from promo.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from promo.wording import Wording

FOLLOWERS = N_("Followers at the end: %(followers)s; net growth %(net)s (%(rate)s).")
FOLLOWERS_ONLY = N_("Followers at the end: %(followers)s. There is no count before the period, so no growth is known.")
BEFORE = N_("In the compared period net growth was %(net)s (%(rate)s).")
POSTS = N_("Posts published: %(posts)s; in the compared period %(before)s.")
POSTS_ONLY = N_("Posts published: %(posts)s.")


def summary(content: Mapping[str, Any]) -> list[str]:
    """Return the sentences that a summary begins with, from the ``growth`` or ``summary`` block of ``content``.

    What is unknown is not spoken of. They are in the report's language, and hold no mark-up.
    """
    words = wording(content["language"])
    blocks = {one["kind"]: one["data"] for one in content["blocks"]}
    figures = {one["metric"]: one for one in blocks.get("summary", {}).get("figures_of", ())}
    return [*_growth(figures, words), *_posts(figures, words)]


def _growth(figures: Mapping[str, Mapping[str, Any]], words: Wording) -> Iterator[str]:
    followers, net, rate = (figures.get(key, {}) for key in ("client_followers", "client_growth", "client_rate"))
    if followers.get("value") is None:
        return
    told = words.number(followers["value"])
    if net["value"] is None:
        yield words.say(FOLLOWERS_ONLY, followers=told)
        return
    yield words.say(FOLLOWERS, followers=told, net=words.signed(net["value"]), rate=words.signed_percent(rate["value"]))
    if net["before"] is not None:
        yield words.say(BEFORE, net=words.signed(net["before"]), rate=words.signed_percent(rate["before"]))


def _posts(figures: Mapping[str, Mapping[str, Any]], words: Wording) -> Iterator[str]:
    posts = figures.get("posts_published", {})
    if posts.get("value") is None:
        return
    told, before = words.number(posts["value"]), posts["before"]
    if before is None:
        yield words.say(POSTS_ONLY, posts=told)
    else:
        yield words.say(POSTS, posts=told, before=words.number(before))
