"""What the lists of campaigns show: what each cost and brought, and the totals in each currency."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from promo.analytics.campaigns import added
from promo.campaigns.law.reading import severity_of
from promo.campaigns.listing.filters import RANKS
from promo.campaigns.models import Campaign
from promo.campaigns.results import telling
from promo.campaigns.results.reading import results_of
from promo.campaigns.words import Status
from promo.clients.models import Client
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from promo.campaigns.listing.filters import Filters
    from promo.campaigns.results.reading import Result
    from promo.campaigns.results.telling import Attention, Main
    from promo.users.models import User

ON_A_SCREEN = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign with its results, the one that stands for it, and what needs attention.

    ``law`` is how bad it is what the law asks for (`promo.campaigns.law.rules.Severity`; 0: nothing, or not theirs).
    """

    campaign: Campaign
    result: Result
    main: Main | None
    attention: Sequence[Attention]
    law: int = 0

    @property
    def warnings(self) -> int:
        """How many things need attention."""
        return len(self.attention) + (self.law > 0)

    @property
    def spent(self) -> Decimal | None:
        """What was really spent: not what was only agreed."""
        return telling.really_spent(self.campaign, self.result)


@dataclass(frozen=True, slots=True)
class Total:
    """What ``campaigns`` campaigns in one ``currency`` cost together; ``counted`` of them have a known spend.

    What was only agreed is left out. ``budget`` is that of those that were not cancelled, ``of_budget`` what these have
    spent of it. ``None``: none knows it.
    """

    currency: str
    campaigns: int
    counted: int
    spent: Decimal | None
    of_budget: Decimal | None
    budget: Decimal | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Listing:
    """The screen: ``rows`` of part ``number`` of ``parts``, of all that were ``found``; ``known`` are there at all.

    ``clients``, ``owners`` and ``series`` are what one can narrow to.
    """

    filters: Filters
    rows: Sequence[Row]
    found: Sequence[Row]
    known: int
    totals: Sequence[Total]
    clients: Sequence[tuple[int, str]]
    owners: Sequence[tuple[int, str]]
    series: Sequence[str]
    number: int
    parts: int


SORTS: dict[str, Callable[[Row], Any]] = {
    "name": lambda row: row.campaign.name.casefold(),
    "client": lambda row: (row.campaign.client.name.casefold(), row.campaign.name.casefold()),
    "start": lambda row: row.campaign.start_day,
    "spend": lambda row: row.spent,
    "pace": lambda row: row.result.pacing.ratio,
    "attention": lambda row: row.warnings,
}


def listing(session: Session, viewer: User, client: Client | None, filters: Filters, now: datetime) -> Listing:
    """Return the campaigns of ``client``, or of all clients in use that ``viewer`` may see, as they are at ``now``."""
    everything = _campaigns(session, viewer, client)
    staff = viewer.role in access.STAFF
    chosen = [one for one in everything if filters.matches(one, for_staff=staff)]
    results = results_of(session, chosen, now)
    rows = [
        Row(
            one,
            result,
            telling.main(one, result),
            telling.attention(one, result),
            severity_of(one, result.today) if staff else 0,
        )
        for one in chosen
        for result in [results[one.id]]
    ]
    if filters.state == "attention":
        rows = [row for row in rows if row.warnings]
    rows = _sorted(rows, filters)
    parts = max(1, -(-len(rows) // ON_A_SCREEN))
    number = min(filters.page, parts)
    return Listing(
        filters=filters,
        rows=rows[(number - 1) * ON_A_SCREEN : number * ON_A_SCREEN],
        found=rows,
        known=len(everything),
        totals=_totals(rows),
        clients=_named((one.client.id, one.client.name) for one in everything),
        owners=_named((one.owner.id, one.owner.name) for one in everything if one.owner) if staff else (),
        series=sorted({one.series for one in everything if one.series}, key=str.casefold),
        number=number,
        parts=parts,
    )


def _campaigns(session: Session, viewer: User, client: Client | None) -> Sequence[Campaign]:
    statement = access.narrow(select(Campaign), viewer, Campaign)
    statement = statement.options(joinedload(Campaign.client), joinedload(Campaign.owner))
    statement = statement.options(joinedload(Campaign.placement))
    if client is None:
        in_use = select(Client.id).where(Client.archived_at.is_(None))
        return session.scalars(statement.where(Campaign.client_id.in_(in_use))).all()
    return session.scalars(statement.where(Campaign.client_id == client.id)).all()


def _named(pairs: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    return sorted(set(pairs), key=lambda pair: pair[1].casefold())


def _sorted(rows: list[Row], filters: Filters) -> list[Row]:
    """Return the rows in order; what is unknown stands last whichever way one sorts."""
    rows = sorted(rows, key=lambda row: (row.campaign.start_day, row.campaign.id), reverse=True)
    if not filters.sort:
        return sorted(rows, key=lambda row: RANKS.get(Status(row.campaign.status), len(RANKS)))
    key = SORTS[filters.sort]
    known = sorted((row for row in rows if key(row) is not None), key=key, reverse=filters.order == "desc")
    if filters.sort == "spend":
        known.sort(key=attrgetter("campaign.currency"))  # amounts of different currencies are not compared
    return known + [row for row in rows if key(row) is None]


def _totals(rows: Sequence[Row]) -> list[Total]:
    by_currency: dict[str, list[Row]] = {}
    for row in rows:
        by_currency.setdefault(row.campaign.currency, []).append(row)
    return [
        Total(
            currency,
            campaigns=len(theirs),
            counted=sum(row.spent is not None for row in theirs),
            spent=added(row.spent for row in theirs),
            of_budget=added(row.spent for row in theirs if _has_budget(row)),
            budget=added(row.campaign.budget for row in theirs if _has_budget(row)),
            value=added(row.result.facts.value for row in theirs),
        )
        for currency, theirs in sorted(by_currency.items())
    ]


def _has_budget(row: Row) -> bool:
    return row.campaign.budget is not None and row.campaign.status != Status.CANCELLED
