"""Goals that were typed for the period, each against its result: what is unknown is neither reached nor missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promo.analytics import campaigns as arithmetic
from promo.campaigns.results.reading import results_of
from promo.reports.blocks import campaigns, growth
from promo.reports.blocks.tables import filled, table
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from promo.reports.blocks import Scope
    from promo.reports.blocks.tables import Columns

METRICS = {
    "client_followers": N_("Followers at the end"),
    "client_growth": N_("Net growth"),
    "posts_published": N_("Posts published"),
    "campaign_leads": N_("Leads of the period's campaigns"),
    "campaign_sales": N_("Sales of the period's campaigns"),
}
"""What a goal may be set for, with the name that it has here: whole numbers that a report can tell."""
TABLE: Columns = (
    (N_("Goal"), "text"),
    (N_("Target"), "count"),
    (N_("Result"), "count"),
    (N_("Difference"), "change"),
    (N_("Done"), "fraction"),
)


def gather(session: Session, scope: Scope, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the goals of the options' ``targets`` (metric → number) with result, difference and share done.

    Results of campaigns are of the whole campaigns that touch the period, as the block on campaigns tells them.
    """
    targets = {key: options.get("targets", {}).get(key) for key in METRICS}
    wanted = {key: target for key, target in targets.items() if target}
    results = _results(session, scope) if wanted else {}
    goals = [
        {
            "metric": key,
            "name": scope.words.say(METRICS[key]),
            "target": target,
            "result": results[key],
            "difference": None if results[key] is None else results[key] - target,
            "done": None if results[key] is None else results[key] / target,
        }
        for key, target in wanted.items()
    ]
    keys = ("name", "target", "result", "difference", "done")
    return {"goals": goals, "tables": filled(table(scope.words, TABLE, [[one[key] for key in keys] for one in goals]))}


def _results(session: Session, scope: Scope) -> dict[str, Any]:
    """Return the result of each metric; ``None`` where it is unknown, or known of a part of the pages or days alone."""
    total = growth.total([now for _, _, now, _ in growth.read(session, scope)])
    ran = campaigns.touching(session, scope)
    facts = arithmetic.together(one.facts for one in results_of(session, ran, scope.now).values())
    pages = len(scope.pages)
    return {
        "client_followers": total["followers"] if total["counted"] == pages else None,
        "client_growth": total["net"] if total["grown"] == pages else None,
        "posts_published": total["posts"] if total["posts_complete"] and total["of"] == pages else None,
        "campaign_leads": facts.leads,
        "campaign_sales": facts.sales,
    }
