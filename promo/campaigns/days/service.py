"""The rules by which the facts of days are kept: upserted, and summed by month at once. They flush, never commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from promo import clock
from promo.campaigns.days.models import CampaignDay, CampaignMonth
from promo.campaigns.words import ADDITIVE
from promo.db import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

DAY = CampaignDay.__table__
CHUNK = 5_000
KEY = ("campaign_id", "day")


def keep(
    session: Session, rows: Sequence[Mapping[str, Any]], *, by_id: int | None, import_id: int | None = None
) -> None:
    """Write days and sum their months anew.

    Each row names ``campaign_id``, ``day`` and the same metrics; those it does not name keep their value. A metric
    that is ``None`` becomes unknown.
    """
    at = {"updated_at": clock.now(), "updated_by_id": by_id, "import_id": import_id}
    for start in range(0, len(rows), CHUNK):
        upsert(session, CampaignDay, [{**row, **at} for row in rows[start : start + CHUNK]], KEY)
    sum_months(session, {row["campaign_id"] for row in rows})


def remove(session: Session, campaign_id: int, days: Collection[date]) -> None:
    """Remove days, so that nothing is known of them, and sum the months anew."""
    wanted = list(days)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        session.execute(
            delete(CampaignDay).where(CampaignDay.campaign_id == campaign_id, CampaignDay.day.in_(part)),
            execution_options={"synchronize_session": False},
        )
    sum_months(session, {campaign_id})


def sum_months(session: Session, campaign_ids: Collection[int]) -> None:
    """Write the months of these campaigns anew from their days: sums of what is known, ``NULL`` where nothing is."""
    ids = sorted(campaign_ids)
    month = func.date(DAY.c.day, "start of month") if _is_sqlite(session) else func.date_trunc("month", DAY.c.day)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        session.execute(delete(CampaignMonth).where(CampaignMonth.campaign_id.in_(part)))
        sums = (
            select(
                DAY.c.campaign_id,
                month,
                func.count(),
                func.min(DAY.c.day),
                func.max(DAY.c.day),
                func.max(DAY.c.reach),
                *(func.sum(DAY.c[name]) for name in ADDITIVE),
            )
            .where(DAY.c.campaign_id.in_(part))
            .group_by(DAY.c.campaign_id, month)
        )
        names = ["campaign_id", "month", "days", "first_day", "last_day", "peak_reach", *ADDITIVE]
        session.execute(insert(CampaignMonth).from_select(names, sums))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
