"""The rules by which campaigns come to be and change. They flush and never commit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, select, update

from promo import clock
from promo.analytics.periods import BEGINNING
from promo.campaigns.days.models import CampaignDay
from promo.campaigns.models import Campaign, Placement
from promo.campaigns.words import Channel, Format, Kind, Status
from promo.db import changed_rows
from promo.errors import Conflict, Invalid
from promo.pages.models import Page
from promo.speech import N_
from promo.users import access
from promo.users.models import User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from promo.clients.models import Client

AHEAD = timedelta(days=1096)
LONGEST = timedelta(days=1096)
TOTALS = tuple(
    f"total_{name}" for name in ("spend", "impressions", "reach", "clicks", "leads", "calls", "sales", "value")
)


@dataclass(frozen=True, slots=True)
class CampaignFields:
    """What a person may set of a campaign of any kind; ``page_ids`` empty: all pages of the client."""

    kind: str
    name: str
    start_day: date
    end_day: date | None = None
    series: str = ""
    channel: str = Channel.INSTAGRAM
    objective: str = ""
    target: str | None = None
    target_value: int | None = None
    budget: Decimal | None = None
    currency: str = ""
    fee: Decimal | None = None
    product_cost: Decimal | None = None
    page_ids: tuple[int, ...] = ()
    owner_id: int | None = None
    contractor: str = ""
    terms: str = ""
    note: str = ""
    external_id: str | None = None

    @classmethod
    def of(cls, campaign: Campaign) -> CampaignFields:
        """Return the fields as they stand."""
        plain = {name: getattr(campaign, name) for name in cls.__slots__ if name != "page_ids"}
        return cls(**plain, page_ids=tuple(page.id for page in campaign.pages))


class Stale(Conflict):
    """The campaign was changed since the form was opened."""

    message = N_(
        "This campaign was changed while you were editing. Nothing was saved, and what you typed still stands below. "
        "Compare it with the campaign and save again."
    )


def add(
    session: Session,
    client: Client,
    fields: CampaignFields,
    by: User,
    *,
    uid: str,
    status: str = Status.PLANNED,
) -> Campaign:
    """Return a new campaign of ``client``; the one that was made with this ``uid`` already, on a second click."""
    twin = session.scalar(select(Campaign).where(Campaign.uid == uid, Campaign.client_id == client.id))
    if twin is not None:
        return twin
    _check(session, client, fields)
    made = Campaign(
        uid=uid,
        client_id=client.id,
        status=status,
        created_at=clock.now(),
        created_by_id=by.id,
        **_columns(fields, client),
    )
    made.pages = _pages(session, client, fields.page_ids)
    if fields.kind == Kind.PLACEMENT:
        made.placement = Placement(format=Format.STORY)
    session.add(made)
    session.flush()
    return made


def change(session: Session, campaign: Campaign, fields: CampaignFields, version: int) -> None:
    """Save ``fields``; raise `Stale` unless ``version`` is still the campaign's."""
    client = campaign.client
    _check(session, client, fields, campaign)
    had_placement = campaign.placement is not None
    values = {**_columns(fields, client), "version": version + 1}
    statement = update(Campaign).where(Campaign.id == campaign.id, Campaign.version == version).values(**values)
    if not changed_rows(session, statement.execution_options(synchronize_session=False)):
        session.expire(campaign)
        raise Stale
    session.expire(campaign)
    campaign.pages = _pages(session, client, fields.page_ids)
    if fields.kind == Kind.PLACEMENT and not had_placement:
        campaign.placement = Placement(format=Format.STORY)
    session.flush()


def set_status(session: Session, campaign: Campaign, status: str) -> bool:
    """Give the campaign another status and return whether it is another; any may follow any."""
    if status not in set(Status):
        raise Invalid("status", N_("This is no status. Choose one from the list."))
    changed = update(Campaign).where(Campaign.id == campaign.id, Campaign.status != status)
    done = changed_rows(
        session,
        changed.values(status=status, version=Campaign.version + 1).execution_options(synchronize_session=False),
    )
    session.expire(campaign)
    return bool(done)


def remove(session: Session, campaign: Campaign) -> None:
    """Remove a campaign for good; raise `Invalid` where figures are on record: such a one is cancelled instead."""
    if session.scalar(select(exists().where(CampaignDay.campaign_id == campaign.id))):
        raise Invalid("", N_("This campaign has daily figures. Cancel it instead, so that they stay on record."))
    session.execute(delete(Campaign).where(Campaign.id == campaign.id))


def _columns(fields: CampaignFields, client: Client) -> dict[str, Any]:
    values = {name: value for name, value in asdict(fields).items() if name != "page_ids"}
    values["currency"] = fields.currency or client.currency
    values["external_id"] = fields.external_id or None
    return values


def _pages(session: Session, client: Client, ids: Sequence[int]) -> list[Page]:
    return list(session.scalars(select(Page).where(Page.client_id == client.id, Page.id.in_(ids)))) if ids else []


def _check(session: Session, client: Client, fields: CampaignFields, campaign: Campaign | None = None) -> None:
    _check_days(client, fields)
    if (fields.target is None) != (fields.target_value is None):
        raise Invalid("target_value", N_("A target needs both: what is to be reached, and how many."))
    known = set(session.scalars(select(Page.id).where(Page.client_id == client.id, Page.id.in_(fields.page_ids))))
    if known != set(fields.page_ids):
        raise Invalid("page_ids", N_("One of these pages is no longer the client's. Choose again."))
    if fields.owner_id is not None and fields.owner_id != (campaign.owner_id if campaign else None):
        _check_owner(session, client, fields.owner_id)
    if fields.external_id:
        _check_external_id(session, client, fields.external_id, campaign)
    if campaign is not None:
        _check_change(session, fields, campaign)


def _check_days(client: Client, fields: CampaignFields) -> None:
    if not BEGINNING <= fields.start_day <= clock.today(client.time_zone) + AHEAD:
        raise Invalid("start_day", N_("Choose a day between October 2010 and three years from now."))
    if fields.end_day is not None and fields.end_day < fields.start_day:
        raise Invalid("end_day", N_("The last day is before the first one. Swap them, or leave it empty."))
    if fields.end_day is not None and fields.end_day - fields.start_day > LONGEST:
        raise Invalid("end_day", N_("A campaign lasts at most three years. Choose an earlier last day."))


def _check_owner(session: Session, client: Client, owner_id: int) -> None:
    if session.scalar(access.team_of(client.id).where(User.id == owner_id)) is None:
        raise Invalid("owner_id", N_("This person is not on the client's team. Choose somebody else."))


def _check_external_id(session: Session, client: Client, external_id: str, campaign: Campaign | None) -> None:
    twin = select(Campaign.id).where(Campaign.client_id == client.id, Campaign.external_id == external_id)
    if session.scalar(twin.where(Campaign.id != campaign.id) if campaign else twin) is not None:
        raise Invalid("external_id", N_("Another campaign of this client has this ID already."))


def _check_change(session: Session, fields: CampaignFields, campaign: Campaign) -> None:
    if fields.currency != campaign.currency and _has_money(session, campaign):
        raise Invalid(
            "currency",
            N_("Amounts in %(currency)s are on record for this campaign, so its currency stays."),
            currency=campaign.currency,
        )
    if campaign.kind == Kind.PLACEMENT != fields.kind and _is_filled(campaign.placement):
        raise Invalid("kind", N_("The placement's details are filled in already. Make a new campaign instead."))


def _has_money(session: Session, campaign: Campaign) -> bool:
    told = CampaignDay.spend.is_not(None) | CampaignDay.value.is_not(None)
    kept = session.scalar(select(exists().where(CampaignDay.campaign_id == campaign.id, told)))
    return bool(kept) or campaign.total_spend is not None or campaign.total_value is not None


def _is_filled(placement: Placement | None) -> bool:
    return placement is not None and bool(
        placement.blogger_id or placement.agreed_at or placement.published_at or placement.promo_code
    )
