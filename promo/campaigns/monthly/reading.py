"""Campaigns as their months are reckoned, any number of them in two queries."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from promo.analytics.campaign_months import ONE_DAY, Source, shifted
from promo.analytics.campaigns import Facts, added
from promo.campaigns.comparing.reading import conditions
from promo.campaigns.days.models import CampaignMonth
from promo.campaigns.models import Campaign, Placement
from promo.campaigns.words import ADDITIVE, HAPPENED, Status
from promo.clients.models import Client
from promo.clock import local_day
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.campaigns.comparing.selection import Filters
    from promo.users.models import User

MONTH = CampaignMonth.__table__
USUAL = (*HAPPENED, Status.PLANNED)
"""What is looked at where no state is named: what ran or runs, and the budgets of what will."""


def sources(session: Session, viewer: User, client: Client | None, filters: Filters) -> Sequence[Source]:
    """Return the campaigns of ``client``, or of all that ``viewer`` may see, which ``filters`` mean."""
    wanted = [access.may_see(viewer, Campaign), *conditions(filters, USUAL)]
    if client:
        wanted.append(Campaign.client_id == client.id)
    return [source for _, source in _sources(session, wanted)]


def of_month(session: Session, client_ids: Collection[int], month: date) -> list[tuple[int, Source]]:
    """Return the campaigns of these clients, each with its client's id, that may have spent in ``month``, its first.

    These are the ones with days in it, and those that began in it: there stands what was told for the whole.
    """
    after = shifted(month, 1)
    since, until = (datetime.combine(day, time(), UTC) for day in (month - ONE_DAY, after + ONE_DAY))
    published = select(Placement.campaign_id).where(Placement.published_at >= since, Placement.published_at < until)
    began = or_(and_(Campaign.start_day >= month, Campaign.start_day < after), Campaign.id.in_(published))
    known = Campaign.id.in_(select(MONTH.c.campaign_id).where(MONTH.c.month == month))
    theirs = [Campaign.client_id.in_(client_ids), Campaign.status.in_(HAPPENED)]
    return _sources(session, [*theirs, or_(began, known)])


def _sources(session: Session, wanted: Sequence[ColumnElement[bool]]) -> list[tuple[int, Source]]:
    statement = (
        select(
            Campaign.id,
            Campaign.client_id,
            Campaign.kind,
            Campaign.status,
            Campaign.currency,
            Campaign.start_day,
            Campaign.end_day,
            Campaign.budget,
            Campaign.fee,
            Campaign.product_cost,
            Placement.published_at,
            Client.time_zone,
            *(getattr(Campaign, f"total_{name}").label(name) for name in ADDITIVE),
        )
        .join(Client, Client.id == Campaign.client_id)
        .outerjoin(Placement, Placement.campaign_id == Campaign.id)
        .where(*wanted)
    )
    rows: Sequence[Any] = session.execute(statement).all()
    days = _days(session, select(Campaign.id).where(*wanted))
    return [(row.client_id, _source(row, days.get(row.id, {}))) for row in rows]


def _days(session: Session, ids: Any) -> dict[int, dict[date, Facts]]:  # noqa: ANN401 - a query of ids
    statement = select(MONTH.c.campaign_id, MONTH.c.month, *(MONTH.c[name] for name in ADDITIVE))
    found: dict[int, dict[date, Facts]] = {}
    for ident, month, *values in session.execute(statement.where(MONTH.c.campaign_id.in_(ids))):
        found.setdefault(ident, {})[month] = Facts(**dict(zip(ADDITIVE, values, strict=True)))
    return found


def _source(row: Any, days: Mapping[date, Facts]) -> Source:  # noqa: ANN401 - a row of the query above
    published = local_day(row.published_at, row.time_zone) if row.published_at else None
    return Source(
        kind=row.kind,
        currency=row.currency,
        start=row.start_day,
        end=row.end_day,
        began=published or row.start_day,
        budget=row.budget,
        once=added((row.fee, row.product_cost)),
        told=Facts(**{name: getattr(row, name) for name in ADDITIVE}),
        days=days,
        has_run=row.status != Status.PLANNED,
        is_planned=row.status != Status.CANCELLED,
    )
