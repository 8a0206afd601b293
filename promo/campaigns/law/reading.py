"""What other screens read: the findings of a campaign, and which campaigns are still live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from promo import clock
from promo.campaigns.law import rules
from promo.campaigns.law.rules import Facts, Finding, Severity, State
from promo.campaigns.models import Campaign, Placement
from promo.campaigns.placements.words import FADING
from promo.campaigns.words import Channel, Kind, Status
from promo.clients.models import Client
from promo.users import access

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from promo.users.models import User


@dataclass(frozen=True, slots=True)
class Live:
    """A campaign that can still be seen: ``since`` when, and what is the matter with it, the worst first."""

    campaign: Campaign
    since: date
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> int:
        """The worst finding's; 0 where nothing is the matter."""
        return max((one.severity for one in self.findings), default=0)


def facts_of(campaign: Campaign) -> Facts:
    """Return what the rules look at."""
    placement = campaign.placement if campaign.kind == Kind.PLACEMENT else None
    first, last = campaign.start_day, campaign.end_day
    if placement is not None:
        seen = placement.published_at or placement.agreed_at
        first = clock.local_day(seen, campaign.client.time_zone) if seen else first
        passes = placement.format in FADING and campaign.channel == Channel.INSTAGRAM
        last = first + timedelta(days=1) if passes else None
    elif campaign.kind in rules.STAYING:
        last = None
    return Facts(
        jurisdiction=campaign.client.jurisdiction,
        channel=campaign.channel,
        kind=campaign.kind,
        status=campaign.status,
        first_day=first,
        last_day=last,
        is_published=placement.published_at is not None if placement else None,
        erid=campaign.erid,
        marked_on=campaign.marked_on,
        removed_on=campaign.removed_on,
    )


def findings_of(campaign: Campaign, today: date | None = None) -> tuple[Finding, ...]:
    """Return what is the matter with ``campaign`` today, the worst first; its client and placement are read."""
    return rules.findings(facts_of(campaign), today or clock.today(campaign.client.time_zone))


def severity_of(campaign: Campaign, today: date | None = None) -> int:
    """Return the worst finding's severity; 0 where nothing is the matter but what notes say."""
    return max((one.severity for one in findings_of(campaign, today) if one.severity > Severity.NOTE), default=0)


def live(session: Session, viewer: User, client: Client | None = None) -> list[Live]:
    """Return what is still live where rules are kept, of ``client`` or of all that ``viewer`` works for, worst first.

    Archived clients are left out unless one is asked for.
    """
    running = Campaign.status.in_((Status.ACTIVE, Status.PAUSED))
    stays = and_(Campaign.status == Status.DONE, Campaign.kind.in_(rules.STAYING))
    statement = (
        access.narrow(select(Campaign), viewer, Campaign)
        .join(Client, Client.id == Campaign.client_id)
        .outerjoin(Placement, Placement.campaign_id == Campaign.id)
        .where(Client.jurisdiction.in_(rules.RULED), or_(running, stays, Placement.published_at.is_not(None)))
        .options(contains_eager(Campaign.client))
        .options(contains_eager(Campaign.placement).joinedload(Placement.blogger), joinedload(Campaign.owner))
    )
    whose = Client.archived_at.is_(None) if client is None else Client.id == client.id
    found = []
    for one in session.scalars(statement.where(whose)):
        facts, today = facts_of(one), clock.today(one.client.time_zone)
        if rules.state(facts, today) == State.LIVE:
            found.append(Live(one, facts.first_day, rules.findings(facts, today)))
    return sorted(found, key=lambda one: (-one.severity, one.since, one.campaign.id))
