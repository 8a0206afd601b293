"""Sentences made from a report's own numbers: each can be checked, and none praises."""

from __future__ import annotations

from decimal import Decimal
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
RATE = N_("Engagement rate of @%(page)s: %(rate)s; in the compared period %(before)s.")
RATE_ONLY = N_("Engagement rate of @%(page)s: %(rate)s.")
BEST = N_("Best post of @%(page)s by engagement: %(rate)s on %(day)s; the median of the period is %(median)s.")
PLAN = N_("Planned items: %(planned)s; published: %(published)s; missed: %(missed)s.")
SPEND = N_("Campaigns of the period, in %(currency)s: %(count)s; spent so far: %(spend)s.")

LIFT = N_(
    "Lift was measured for campaigns of the period: %(measured)s; brought followers: %(gain)s; cost followers: "
    "%(loss)s; cannot be told from noise: %(noise)s."
)


def summary(content: Mapping[str, Any]) -> list[str]:
    """Return the sentences that a summary begins with, from the blocks of ``content``.

    What is unknown is not spoken of. They are in the report's language, and hold no mark-up.
    """
    words = wording(content["language"])
    blocks = {one["kind"]: one["data"] for one in content["blocks"]}
    figures = {one["metric"]: one for one in blocks.get("summary", {}).get("figures_of", ())}
    return [
        *_growth(figures, words),
        *_posts(figures, words),
        *_rates(blocks.get("content", {}), words),
        *_best(blocks.get("best", {}), words),
        *_plan(blocks.get("plan", {}), words),
        *_spend(blocks.get("campaigns", {}), words),
        *_lift(blocks.get("campaigns", {}), words),
    ]


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


def _rates(content: Mapping[str, Any], words: Wording) -> Iterator[str]:
    for page in content.get("pages", ()):
        rate, before = page["now"]["er"], page["before"]["er"] if page["before"] else None
        if rate is None:
            continue
        said = {"page": page["username"], "rate": words.percent(rate)}
        yield words.say(RATE_ONLY, **said) if before is None else words.say(RATE, **said, before=words.percent(before))


def _best(best: Mapping[str, Any], words: Wording) -> Iterator[str]:
    for page in best.get("pages", ()):
        if page["counted"] > 1:
            first = page["posts"][0]
            said = {"rate": words.percent(first["er"]), "day": words.day(first["day"])}
            yield words.say(BEST, page=page["username"], **said, median=words.percent(page["median"]))


def _plan(plan: Mapping[str, Any], words: Wording) -> Iterator[str]:
    if plan.get("planned"):
        counts = {name: words.number(plan[name]) for name in ("planned", "published", "missed")}
        yield words.say(PLAN, **counts)


def _spend(campaigns: Mapping[str, Any], words: Wording) -> Iterator[str]:
    lines = [(one["currency"], one["spend"]) for one in campaigns.get("campaigns", ())]
    for currency in sorted({currency for currency, _ in lines}):
        spent = [Decimal(str(spend)) for own, spend in lines if own == currency and spend is not None]
        if spent:
            count = words.number(len(spent))
            yield words.say(SPEND, currency=currency, count=count, spend=words.amount(sum(spent, Decimal(0)), currency))


def _lift(campaigns: Mapping[str, Any], words: Wording) -> Iterator[str]:
    told = [one["lift"] for one in campaigns.get("campaigns", ()) if one.get("lift")]
    verdicts = [lift["verdict"] for lift in told if lift["verdict"]]
    if verdicts:
        counts = {name: words.number(verdicts.count(name)) for name in ("gain", "loss", "noise")}
        yield words.say(LIFT, measured=words.number(len(verdicts)), **counts)
