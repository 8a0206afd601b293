"""What the figures of a report mean, read off the one registry of metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promo.analytics.metrics import METRICS
from promo.reports.blocks import goals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from promo.reports.blocks import Scope

OF_BLOCKS = {
    "summary": ("client_followers", "client_growth", "client_rate", "posts_published"),
    "growth": ("followers", "net_growth", "growth_rate"),
    "content": ("posts_published", "cadence", "reactions", "er_unpaid"),
    "goals": tuple(key for key in goals.METRICS if key in METRICS),
    "plan": ("plan_done", "plan_missed"),
    "campaigns": (
        "campaign_spend",
        "campaign_reach",
        "campaign_growth",
        "cpm",
        "cpc",
        "cpl",
        "cost_per_follower",
        "campaign_lift",
        "cost_per_follower_lift",
    ),
    "comparison": ("followers", "net_growth", "growth_index", "er_period", "er_percentile"),
}


def gather(session: Session, scope: Scope, options: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - as all blocks
    """Return name, formula, source and what is left out of each metric that the report's blocks show, in its words.

    ``blocks`` are the kinds of those blocks: a link that shows fewer tells fewer definitions.
    """
    found: dict[str, list[str]] = {}
    for kind in scope.blocks:
        for key in (*OF_BLOCKS.get(kind, ()), *_rates(kind, scope)):
            found.setdefault(key, []).append(kind)
    say = scope.words.say
    return {
        "metrics": [
            {
                "key": key,
                "name": say(METRICS[key].name),
                "formula": say(METRICS[key].formula),
                "source": say(METRICS[key].source),
                "leaves_out": say(METRICS[key].leaves_out) if METRICS[key].leaves_out else "",
                "blocks": kinds,
            }
            for key, kinds in found.items()
        ]
    }


def _rates(kind: str, scope: Scope) -> tuple[str, ...]:
    """Return the engagement rates that a block shows: which they are is chosen with the client."""
    shown = {"summary": (scope.er.metric,), "content": (scope.er.post_metric, scope.er.metric)}
    return shown.get(kind, (scope.er.post_metric,) if kind == "best" else ())
