"""All models at once, so that the metadata is complete: what migrations, backups and tests of tables need."""

from __future__ import annotations

import promo.campaigns.days.models
import promo.campaigns.law.models
import promo.campaigns.models
import promo.campaigns.rates.models
import promo.campaigns.transfer.models
import promo.collection.models
import promo.compare.models
import promo.content.models
import promo.growth.models
import promo.marks.models
import promo.plan.approvals.models
import promo.plan.models
import promo.plan.review.models
import promo.reports.delivery.ways.models
import promo.reports.kit.models
import promo.reports.models  # noqa: F401 - each import fills the metadata
