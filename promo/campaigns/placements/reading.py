"""The placements one may see, each with how far it is and what is to be done: one query, however many they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

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

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.users.models import User

CAMPAIGN, PLACEMENT, MONTH = Campaign.__table__, Placement.__table__, CampaignMonth.__table__
RESULTS = ("clicks", "leads", "calls", "sales")
OWN = ("id", "client_id", "owner_id", "name", "status", "start_day", "end_day", "removed_on", "fee", "product_cost",
       "total_spend", "total_reach", *(f"total_{name}" for name in RESULTS))  # fmt: skip
TOLD = ("blogger_id", "format", "agreed_at", "published_at", "keep_until", "promo_code", "link", "proof_url")


@dataclass(frozen=True, slots=True)
class Item:
    """A placement in brief, as of now; ``texts`` is what a search looks in, in one case."""

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
    texts: str


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
    known = (
        select(
            MONTH.c.campaign_id,
            func.count(MONTH.c.spend).label("spend"),
            func.count(MONTH.c.peak_reach).label("reach"),
            *(func.count(MONTH.c[name]).label(name) for name in RESULTS),
        )
        .group_by(MONTH.c.campaign_id)
        .subquery()
    )
    own = [*(CAMPAIGN.c[name] for name in OWN), *(PLACEMENT.c[name] for name in TOLD)]
    days = [known.c[name].label(f"days_{name}") for name in ("spend", "reach", *RESULTS)]
    statement = (
        select(*own, Client.name.label("client"), Client.time_zone, Blogger.handle,
               Blogger.name.label("blogger"), *days)
        .join(PLACEMENT, PLACEMENT.c.campaign_id == CAMPAIGN.c.id)
        .join(Client, Client.id == CAMPAIGN.c.client_id)
        .outerjoin(Blogger, Blogger.id == PLACEMENT.c.blogger_id)
        .outerjoin(known, known.c.campaign_id == CAMPAIGN.c.id)
        .where(CAMPAIGN.c.kind == Kind.PLACEMENT, access.may_see(viewer, Campaign), *conditions)
    )  # fmt: skip
    return [_item(row, now) for row in session.execute(statement)]


def _item(row: Any, now: datetime) -> Item:  # noqa: ANN401 - a row of `items`
    deal = deal_of(row, row)
    here = standing(deal, now, local_day(now, row.time_zone))
    known = Known(
        has_blogger=row.blogger_id is not None,
        has_cost=any(amount is not None for amount in (row.fee, row.product_cost, row.total_spend))
        or bool(row.days_spend),
        has_way=bool(row.link or row.promo_code),
        has_proof=bool(row.proof_url),
        has_reach=row.total_reach is not None or bool(row.days_reach),
        has_results=any(_is_told(row, name) for name in RESULTS),
        has_last_day=row.end_day is not None,
    )
    texts = (row.name, row.handle, row.blogger, row.promo_code, row.client)
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
        steps=steps(here, known),
        texts="\n".join(text.casefold() for text in texts if text),
    )


def _is_told(row: Any, name: str) -> bool:  # noqa: ANN401 - a row of `items`
    return getattr(row, f"total_{name}") is not None or bool(getattr(row, f"days_{name}"))
