"""What each metric means, once: name, unit, formula, source and the data it needs.

Tables, tooltips, exports, charts and the page “How we count” read it here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo.analytics.metrics import (
    campaigns,
    comparing,
    content,
    engagement,
    forecast,
    growth,
    placements,
    plan,
    portfolio,
)
from promo.analytics.metrics.metric import Metric, Need
from promo.analytics.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["GROUPS", "METRICS", "Metric", "Need"]

GROUPS: Mapping[str, tuple[Metric, ...]] = {
    N_("Audience"): growth.METRICS,
    N_("Forecast"): forecast.METRICS,
    N_("Engagement"): engagement.METRICS,
    N_("Content"): content.METRICS,
    N_("Content plan"): plan.METRICS,
    N_("Campaigns"): (*campaigns.METRICS, *placements.METRICS),
    N_("Comparison"): comparing.METRICS,
    N_("Clients"): portfolio.METRICS,
}
"""The metrics by subject, as “How we count” shows them."""
METRICS: Mapping[str, Metric] = {metric.key: metric for group in GROUPS.values() for metric in group}
