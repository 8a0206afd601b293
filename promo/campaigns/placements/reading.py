"""The placements one may see, each with how far it is and what is to be done: one query, however many they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, or_, select

from promo.analytics.placements import Deal, Known, Standing, Step, standing, steps
from promo.campaigns.days.models import CampaignMonth
from promo.campaigns.models import Blogger, Campaign, Placement
from promo.campaigns.placements.words import FADING
from promo.campaigns.words import Kind, Status
from promo.clients.models import Client
from promo.clock import local_day
from promo.users import access

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Label, Subquery
    from sqlalchemy.orm import Session

    from promo.users.models import User

CAMPAIGN, PLACEMENT, MONTH = Campaign.__table__, Placement.__table__, CampaignMonth.__table__
RESULTS = ("clicks", "leads", "calls", "sales")
OWN = ("id", "client_id", "owner_id", "name", "status", "start_day", "removed_on")
TOLD = ("blogger_id", "format", "agreed_at", "published_at", "keep_until", "promo_code")


@dataclass(frozen=True, slots=True)
class Item:
    """A placement in brief, as of now; ``texts`` is what a search looks in."""

    id: int
    client_id: int
    client: str
    owner_id: int | None
    blogger_id: int | None
    format: str
    start_day: date
    deal: Deal
    standing: Standing
    steps: tuple[Step, ...]
    texts: tuple[str | None, ...]

    def says(self, needle: str) -> bool:
        """Return whether a text has ``needle`` (casefolded) in it."""
        return any(text is not None and needle in text.casefold() for text in self.texts)


def deal_of(campaign: Any, placement: Any) -> Deal:  # noqa: ANN401 - models, or a row that has both's columns
    """Return what was agreed and what became of it."""
    return Deal(
        agreed_at=placement.agreed_at,
        published_at=placement.published_at,
        keep_until=placement.keep_until,
        removed_on=campaign.removed_on,
        fades=placement.format in FADING,
        is_cancelled=campaign.status == Status.CANCELLED,
    )


def items(session: Session, viewer: User, now: datetime, *conditions: ColumnElement[bool]) -> list[Item]:
    """Return the placements that ``viewer`` may see and that meet ``conditions``, as they stand at ``now``, unordered.

    Conditions are on `Campaign`, `Placement`, `Client` and `Blogger`.
    """
    days = (
        select(
            MONTH.c.campaign_id,
            func.count(MONTH.c.spend).label("spend"),
            func.count(MONTH.c.peak_reach).label("reach"),
            sum((func.count(MONTH.c[name]) for name in RESULTS), literal(0)).label("results"),
        )
        .group_by(MONTH.c.campaign_id)
        .subquery()
    )
    statement = (
        select(
            *(CAMPAIGN.c[name] for name in OWN),
            *(PLACEMENT.c[name] for name in TOLD),
            Client.name.label("client"),
            Client.time_zone,
            Blogger.handle,
            Blogger.name.label("blogger"),
            *_known(days),
        )
        .join(PLACEMENT, PLACEMENT.c.campaign_id == CAMPAIGN.c.id)
        .join(Client, Client.id == CAMPAIGN.c.client_id)
        .outerjoin(Blogger, Blogger.id == PLACEMENT.c.blogger_id)
        .outerjoin(days, days.c.campaign_id == CAMPAIGN.c.id)
        .where(CAMPAIGN.c.kind == Kind.PLACEMENT, access.may_see(viewer, Campaign), *conditions)
    )
    return [_item(row, now) for row in session.execute(statement)]


def _known(days: Subquery) -> list[Label[bool]]:
    """Return what `Known` holds, as columns: the database answers in a fraction of the time."""
    costs, totals = (CAMPAIGN.c[name] for name in ("fee", "product_cost", "total_spend")), CAMPAIGN.c

    def told(name: str) -> ColumnElement[bool]:
        return func.coalesce(days.c[name], 0) > 0

    return [
        PLACEMENT.c.blogger_id.is_not(None).label("has_blogger"),
        or_(*(cost.is_not(None) for cost in costs), told("spend")).label("has_cost"),
        or_(PLACEMENT.c.link != "", PLACEMENT.c.promo_code != "").label("has_way"),
        (PLACEMENT.c.proof_url != "").label("has_proof"),
        or_(totals.total_reach.is_not(None), told("reach")).label("has_reach"),
        or_(*(totals[f"total_{name}"].is_not(None) for name in RESULTS), told("results")).label("has_results"),
        totals.end_day.is_not(None).label("has_last_day"),
    ]


def _item(row: Any, now: datetime) -> Item:  # noqa: ANN401 - a row of `items`
    deal = deal_of(row, row)
    here = standing(deal, now, local_day(now, row.time_zone))
    return Item(
        id=row.id,
        client_id=row.client_id,
        client=row.client,
        owner_id=row.owner_id,
        blogger_id=row.blogger_id,
        format=row.format,
        start_day=row.start_day,
        deal=deal,
        standing=here,
        steps=steps(here, Known(*row[-len(Known.__slots__) :])),
        texts=(row.name, row.handle, row.blogger, row.promo_code, row.client),
    )
