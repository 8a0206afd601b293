"""What the figures of a report mean, read off the one registry of metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promo.analytics.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from promo.reports.blocks import Scope

OF_BLOCKS = {
    "summary": ("client_followers", "client_growth", "client_rate", "posts_published"),
    "growth": ("followers", "net_growth", "growth_rate"),
    "content": ("posts_published", "cadence", "reactions", "er_unpaid"),
    "campaigns": ("campaign_spend", "campaign_reach", "campaign_growth", "cpm", "cpc", "cpl", "cost_per_follower"),
    "comparison": ("followers", "net_growth", "growth_index", "er_period", "er_percentile"),
}


def gather(session: Session, scope: Scope, options: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - as all blocks
    """Return name, formula, source and what is left out of each metric that the report's blocks show, in its words."""
    keys = [key for kind in scope.blocks for key in OF_BLOCKS.get(kind, ())]
    if {"content", "best"} & set(scope.blocks):
        keys.append(scope.er.post_metric)
    if {"content", "best"} & set(scope.blocks):
        keys.append(scope.er.post_metric)
    if {"content", "best"} & set(scope.blocks):
        keys.append(scope.er.post_metric)
    if {"summary", "content"} & set(scope.blocks):
        keys.append(scope.er.metric)
    say = scope.words.say
    return {
        "metrics": [
            {
                "key": key,
                "name": say(METRICS[key].name),
                "formula": say(METRICS[key].formula),
                "source": say(METRICS[key].source),
                "leaves_out": say(METRICS[key].leaves_out) if METRICS[key].leaves_out else "",
            }
            for key in dict.fromkeys(keys)
            if key in METRICS
        ]
    }
