"""What was told for a campaign as a whole: kept beside its days. The service flushes and never commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from promo.campaigns.editing.service import Stale
from promo.campaigns.models import Campaign
from promo.db import changed_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from promo.campaigns.days.entering import Fact


def save(session: Session, campaign: Campaign, totals: Mapping[str, Fact], version: int) -> bool:
    """Keep ``totals`` (by metric) and return whether that changed anything; raise `Stale` for an older ``version``."""
    values = {f"total_{name}": fact for name, fact in totals.items()}
    if all(getattr(campaign, name) == value for name, value in values.items()):
        return False
    statement = update(Campaign).where(Campaign.id == campaign.id, Campaign.version == version)
    statement = statement.values(**values, version=version + 1).execution_options(synchronize_session=False)
    changed = changed_rows(session, statement)
    session.expire(campaign)
    if not changed:
        raise Stale
    return True
