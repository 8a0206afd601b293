"""What other screens read of campaigns: which touch some days of some pages, and what is known of their days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import and_, exists, func, or_, select

from promo.campaigns.days.models import CampaignDay
from promo.campaigns.models import Campaign, campaign_pages
from promo.campaigns.words import COUNTS, HAPPENED, MONEY

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

OPEN_END = date(9999, 12, 31)
DAY = CampaignDay.__table__


def of_pages(page_ids: Collection[int], client_ids: Collection[int]) -> ColumnElement[bool]:
    """Return the condition for campaigns of these pages, and of these clients as a whole."""
    theirs = exists().where(campaign_pages.c.campaign_id == Campaign.id, campaign_pages.c.page_id.in_(list(page_ids)))
    any_page = exists().where(campaign_pages.c.campaign_id == Campaign.id)
    return or_(theirs, and_(Campaign.client_id.in_(list(client_ids)), ~any_page))


def touching(page_ids: Collection[int], client_ids: Collection[int], start: date, end: date) -> ColumnElement[bool]:
    """Return the condition for campaigns of these pages that really ran, or run, within ``start`` … ``end``."""
    last = func.coalesce(Campaign.end_day, OPEN_END)
    return and_(of_pages(page_ids, client_ids), Campaign.status.in_(HAPPENED), Campaign.start_day <= end, last >= start)


def days(
    session: Session, campaign_ids: Sequence[int], start: date | None = None, end: date | None = None
) -> pd.DataFrame:
    """Return what is known of the campaigns' days, by campaign and day.

    Columns: ``campaign_id``, ``day`` (``datetime64[s]``), counts as float (NaN: unknown), ``spend`` and ``value`` as
    objects: `Decimal` or ``None``, as money is exact.
    """
    names = ("spend", *COUNTS, "value")
    statement = select(DAY.c.campaign_id, DAY.c.day, *(DAY.c[name] for name in names)).where(
        DAY.c.campaign_id.in_(campaign_ids)
    )
    if start is not None:
        statement = statement.where(DAY.c.day >= start)
    if end is not None:
        statement = statement.where(DAY.c.day <= end)
    rows = session.execute(statement.order_by(DAY.c.campaign_id, DAY.c.day)).all()
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * (2 + len(names))
    frame = pd.DataFrame(
        {
            "campaign_id": np.array(columns[0], dtype=np.int64),
            "day": np.array(columns[1], dtype="datetime64[D]").astype("datetime64[s]"),
        },
        copy=False,
    )
    for name, values in zip(names, columns[2:], strict=True):
        frame[name] = pd.Series(list(values), dtype=object if name in MONEY else np.float64)
    return frame
