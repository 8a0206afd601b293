"""The rules by which placements are agreed and told of. They flush and never commit.

A placement shares the version of its campaign, and the campaign's days follow the time of the placement while they
stand where it put them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from promo import clock
from promo.analytics.periods import BEGINNING
from promo.campaigns.bloggers import service as bloggers
from promo.campaigns.editing import service as campaigns
from promo.campaigns.editing.service import AHEAD, CampaignFields, Stale
from promo.campaigns.models import Campaign, Placement
from promo.campaigns.placements import links
from promo.campaigns.placements.words import FADING
from promo.campaigns.words import Format, Kind, Status
from promo.db import changed_rows
from promo.errors import Invalid
from promo.speech import N_

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.users.models import User

FADING_DAYS, LASTING_DAYS = 2, 7
"""So many days a new placement's growth is held against: stories run into the next day, posts work for about a week."""
SLACK = timedelta(minutes=5)
"""Clocks differ a little: what was published “now” may lie so far ahead."""
NO_SUCH_DAY = N_("Choose a day between October 2010 and three years from now.")
NOT_YET = N_("This is still to come. Write it down once it has happened.")


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed with a blogger. ``blogger`` is a handle or an address as typed, empty: nobody yet."""

    blogger: str = ""
    format: str = Format.STORY
    agreed_at: datetime | None = None
    keep_until: date | None = None
    fee: Decimal | None = None
    product_cost: Decimal | None = None
    promo_code: str = ""
    link: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_content: str = ""
    utm_term: str = ""

    @classmethod
    def of(cls, campaign: Campaign) -> Terms:
        """Return the terms as they stand; ``campaign`` is a placement."""
        told = placement_of(campaign)
        own = ("blogger", "fee", "product_cost")
        return cls(
            **{name: getattr(told, name) for name in cls.__slots__ if name not in own},
            blogger=f"@{told.blogger.handle}" if told.blogger else "",
            fee=campaign.fee,
            product_cost=campaign.product_cost,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, as seen and as the blogger told: the totals are those of the campaign."""

    published_at: datetime | None = None
    removed_on: date | None = None
    proof_url: str = ""
    impressions: int | None = None
    reach: int | None = None
    clicks: int | None = None
    leads: int | None = None
    calls: int | None = None
    sales: int | None = None
    value: Decimal | None = None

    @classmethod
    def of(cls, campaign: Campaign) -> Outcome:
        """Return what is on record; ``campaign`` is a placement."""
        told = placement_of(campaign)
        return cls(
            published_at=told.published_at,
            removed_on=campaign.removed_on,
            proof_url=told.proof_url,
            **{name: getattr(campaign, f"total_{name}") for name in COUNTED},
        )


COUNTED = ("impressions", "reach", "clicks", "leads", "calls", "sales", "value")


def placement_of(campaign: Campaign) -> Placement:
    """Return the placement that ``campaign`` is; only for one that was looked up as such."""
    if campaign.placement is None:
        raise ValueError(f"campaign {campaign.id} is no placement")
    return campaign.placement


def add(session: Session, client: Client, terms: Terms, by: User, *, name: str, currency: str, uid: str) -> Campaign:
    """Return a new placement of ``client``; the one that was made with this ``uid`` already, on a second click."""
    twin = session.scalar(select(Campaign).where(Campaign.uid == uid, Campaign.client_id == client.id))
    if twin is not None:
        return twin
    values = _values(client, terms)
    start = clock.today(client.time_zone)
    if terms.agreed_at is not None:
        start = clock.local_day(terms.agreed_at, client.time_zone)
    days = FADING_DAYS if terms.format in FADING else LASTING_DAYS
    fields = CampaignFields(
        kind=Kind.PLACEMENT,
        name=name,
        start_day=start,
        end_day=start + timedelta(days=days - 1),
        currency=currency,
        fee=terms.fee,
        product_cost=terms.product_cost,
        owner_id=by.id,
    )
    made = campaigns.add(session, client, fields, by, uid=uid)
    told = placement_of(made)
    for column, value in {**values, "blogger_id": _blogger_id(session, terms)}.items():
        setattr(told, column, value)
    session.flush()
    return made


def agree(session: Session, campaign: Campaign, terms: Terms, version: int) -> None:
    """Save the terms; raise `Stale` unless ``version`` is still the campaign's, `Invalid` for what cannot be.

    Terms that stand like that already, as after a second click, change nothing.
    """
    told, client = placement_of(campaign), campaign.client
    values = _values(client, terms)
    handle = bloggers.check_handle(terms.blogger, "blogger") if terms.blogger else ""
    if replace(terms, blogger=handle and f"@{handle}") == Terms.of(campaign):
        return
    money = {"fee": terms.fee, "product_cost": terms.product_cost}
    _claim(session, campaign, version, {**money, **_moved(campaign, told.published_at or terms.agreed_at)})
    _keep(session, campaign, {**values, "blogger_id": _blogger_id(session, terms)})


def report(session: Session, campaign: Campaign, outcome: Outcome, version: int) -> None:
    """Save what came of it; raise `Stale` unless ``version`` is still the campaign's, `Invalid` for what cannot be.

    What stands like that already, as after a second click, changes nothing.
    """
    told, client = placement_of(campaign), campaign.client
    if outcome == Outcome.of(campaign):
        return
    if outcome.published_at is not None:
        _check_day("published_at", outcome.published_at, client)
        if outcome.published_at > clock.now() + SLACK:
            raise Invalid("published_at", NOT_YET)
    if outcome.removed_on is not None:
        if outcome.removed_on > clock.today(client.time_zone):
            raise Invalid("removed_on", NOT_YET)
        if outcome.published_at and outcome.removed_on < clock.local_day(outcome.published_at, client.time_zone):
            raise Invalid("removed_on", N_("It cannot have gone before it was published. Correct one of them."))
    _check_link("proof_url", outcome.proof_url)
    totals = {f"total_{name}": getattr(outcome, name) for name in COUNTED}
    values = {
        **totals,
        "removed_on": outcome.removed_on,
        "status": _status(campaign.status, outcome),
        **_moved(campaign, outcome.published_at or told.agreed_at),
    }
    _claim(session, campaign, version, values)
    _keep(session, campaign, {"published_at": outcome.published_at, "proof_url": outcome.proof_url})


def went_live(session: Session, campaign: Campaign) -> bool:
    """Note that it went live now; return whether that was not noted before."""
    outcome = Outcome.of(campaign)
    if outcome.published_at is not None:
        return False
    report(session, campaign, replace(outcome, published_at=clock.now()), campaign.version)
    return True


def went_down(session: Session, campaign: Campaign) -> bool:
    """Note that it is gone as of today; return whether that was not noted before."""
    outcome = Outcome.of(campaign)
    if outcome.removed_on is not None:
        return False
    today = clock.today(campaign.client.time_zone)
    report(session, campaign, replace(outcome, removed_on=today), campaign.version)
    return True


def _values(client: Client, terms: Terms) -> dict[str, Any]:
    """Return the columns of the placement but for the blogger; raise `Invalid` for what cannot be."""
    if terms.blogger:
        bloggers.check_handle(terms.blogger, "blogger")
    if terms.format not in set(Format):
        raise Invalid("format", N_("Choose what the blogger publishes."))
    if terms.agreed_at is not None:
        _check_day("agreed_at", terms.agreed_at, client)
    if terms.keep_until is not None:
        if not BEGINNING <= terms.keep_until <= clock.today(client.time_zone) + 2 * AHEAD:
            raise Invalid("keep_until", N_("Choose a day between October 2010 and six years from now."))
        if terms.agreed_at and terms.keep_until < clock.local_day(terms.agreed_at, client.time_zone):
            raise Invalid("keep_until", N_("It cannot stay until a day before it is published. Correct one of them."))
    _check_link("link", terms.link)
    own = ("blogger", "fee", "product_cost")
    return {name: getattr(terms, name) for name in Terms.__slots__ if name not in own}


def _blogger_id(session: Session, terms: Terms) -> int | None:
    return bloggers.ensure(session, terms.blogger, "blogger").id if terms.blogger else None


def _check_day(field: str, moment: datetime, client: Client) -> None:
    day = clock.local_day(moment, client.time_zone)
    if not BEGINNING <= day <= clock.today(client.time_zone) + AHEAD:
        raise Invalid(field, NO_SUCH_DAY)


def _check_link(field: str, link: str) -> None:
    wrong = links.wrong(link) if link else None
    if wrong is not None:
        raise Invalid(field, wrong)


def _moved(campaign: Campaign, when: datetime | None) -> dict[str, Any]:
    """Return the campaign's days, moved to ``when`` where they stand on the time that was known so far."""
    told, zone = placement_of(campaign), campaign.client.time_zone
    before = told.published_at or told.agreed_at
    if when is None or (before is not None and clock.local_day(before, zone) != campaign.start_day):
        return {}
    start = clock.local_day(when, zone)
    end = campaign.end_day and campaign.end_day + (start - campaign.start_day)
    return {"start_day": start, "end_day": end}


def _status(now: str, outcome: Outcome) -> str:
    """Return the campaign's status: charts and estimates reckon with what really ran."""
    if now == Status.PLANNED and (outcome.published_at or outcome.removed_on):
        now = Status.ACTIVE
    return Status.DONE if now in {Status.ACTIVE, Status.PAUSED} and outcome.removed_on else now


def _claim(session: Session, campaign: Campaign, version: int, values: dict[str, Any]) -> None:
    """Write ``values`` and the next version; of two saves at once the second waits here, and is `Stale`."""
    claim = update(Campaign).where(Campaign.id == campaign.id, Campaign.version == version)
    claim = claim.values(**values, version=version + 1).execution_options(synchronize_session=False)
    changed = changed_rows(session, claim)
    session.expire(campaign)
    if not changed:
        raise Stale


def _keep(session: Session, campaign: Campaign, values: dict[str, Any]) -> None:
    told = placement_of(campaign)
    place = update(Placement).where(Placement.campaign_id == campaign.id).values(**values)
    session.execute(place.execution_options(synchronize_session=False))
    session.expire(told)
