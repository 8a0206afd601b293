"""What the lists of campaigns show: what each cost and brought, and the totals in each currency."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from promo.analytics.campaigns import added
from promo.campaigns.law.reading import severity_of
from promo.campaigns.listing.filters import RANKS
from promo.campaigns.models import Campaign
from promo.campaigns.results import telling
from promo.campaigns.results.reading import brought_by, results_of
from promo.campaigns.words import Status
from promo.clients.models import Client
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from promo.campaigns.listing.filters import Filters
    from promo.campaigns.results.reading import Brought, Result
    from promo.campaigns.results.telling import Attention, Main
    from promo.users.models import User

ON_A_SCREEN = 50


@dataclass(frozen=True)
class Entry:
    """A campaign with what it cost and brought."""

    campaign: Campaign
    brought: Brought

    @cached_property
    def spent(self) -> Decimal | None:
        """What was really spent: not what was only agreed."""
        return telling.really_spent(self.campaign, self.brought)


Some = TypeVar("Some", bound=Entry)


@dataclass(frozen=True)
class Row(Entry):
    """An entry with all its results; ``tells_law`` says whether the viewer is told what the law asks for."""

    result: Result
    tells_law: bool

    @cached_property
    def main(self) -> Main | None:
        """The result that stands for the campaign."""
        return telling.main(self.campaign, self.result)

    @cached_property
    def attention(self) -> Sequence[Attention]:
        """What needs attention, the most pressing first."""
        return telling.attention(self.campaign, self.result)

    @cached_property
    def law(self) -> int:
        """How bad it is what the law asks for (`promo.campaigns.law.rules.Severity`; 0: nothing, or not theirs)."""
        return severity_of(self.campaign, self.result.today) if self.tells_law else 0

    @property
    def warnings(self) -> int:
        """How many things need attention."""
        return len(self.attention) + (self.law > 0)


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
    """The screen: ``rows`` of part ``number`` of ``parts``; ``found`` is how many there are, of ``known`` at all.

    ``clients``, ``owners`` and ``series`` are what one can narrow to.
    """

    filters: Filters
    rows: Sequence[Row]
    found: int
    known: int
    totals: Sequence[Total]
    clients: Sequence[tuple[int, str]]
    owners: Sequence[tuple[int, str]]
    series: Sequence[str]
    number: int
    parts: int


SORTS: dict[str, Callable[[Entry], Any]] = {
    "name": lambda one: one.campaign.name.casefold(),
    "client": lambda one: (one.campaign.client.name.casefold(), one.campaign.name.casefold()),
    "start": lambda one: one.campaign.start_day,
    "spend": lambda one: one.spent,
}
RESULT_SORTS: dict[str, Callable[[Row], Any]] = {
    "pace": lambda row: row.result.pacing.ratio,
    "attention": lambda row: row.warnings,
}
"""What can only be sorted by once the results of all are read."""


def listing(
    session: Session, viewer: User, client: Client | None, filters: Filters, now: datetime, *, whole: bool = False
) -> Listing:
    """Return the campaigns of ``client``, or of all clients in use that ``viewer`` may see, as they are at ``now``.

    ``whole`` gives all in one part.
    """
    everything = _campaigns(session, viewer, client)
    staff = viewer.role in access.STAFF
    chosen = [one for one in everything if filters.matches(one, for_staff=staff)]
    brought = brought_by(session, chosen)

    def rows_of(campaigns: Iterable[Campaign]) -> list[Row]:
        wanted = list(campaigns)
        results = results_of(session, wanted, now, brought)
        return [Row(one, brought[one.id], results[one.id], tells_law=staff) for one in wanted]

    entries: Sequence[Entry]
    if filters.sort in RESULT_SORTS or filters.state == "attention":
        rows = [row for row in rows_of(chosen) if filters.state != "attention" or row.warnings]
        entries = rows = _sorted(rows, filters, SORTS | RESULT_SORTS)
    else:
        entries, rows = _sorted([Entry(one, brought[one.id]) for one in chosen], filters, SORTS), []
    parts = 1 if whole else max(1, -(-len(entries) // ON_A_SCREEN))
    number = min(filters.page, parts)
    shown = slice(None) if whole else slice((number - 1) * ON_A_SCREEN, number * ON_A_SCREEN)
    return Listing(
        filters=filters,
        rows=rows[shown] or rows_of(one.campaign for one in entries[shown]),
        found=len(entries),
        known=len(everything),
        totals=_totals(entries),
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


def _sorted(entries: Sequence[Some], filters: Filters, keys: Mapping[str, Callable[[Some], Any]]) -> list[Some]:
    """Return the entries in order; what is unknown stands last whichever way one sorts."""
    ordered = sorted(entries, key=lambda one: (one.campaign.start_day, one.campaign.id), reverse=True)
    if not filters.sort:
        return sorted(ordered, key=lambda one: RANKS.get(Status(one.campaign.status), len(RANKS)))
    key = keys[filters.sort]
    known = sorted((one for one in ordered if key(one) is not None), key=key, reverse=filters.order == "desc")
    if filters.sort == "spend":
        known.sort(key=attrgetter("campaign.currency"))  # amounts of different currencies are not compared
    return known + [one for one in ordered if key(one) is None]


def _totals(entries: Sequence[Entry]) -> list[Total]:
    by_currency: dict[str, list[Entry]] = {}
    for one in entries:
        by_currency.setdefault(one.campaign.currency, []).append(one)
    return [
        Total(
            currency,
            campaigns=len(theirs),
            counted=sum(one.spent is not None for one in theirs),
            spent=added(one.spent for one in theirs),
            of_budget=added(one.spent for one in theirs if _has_budget(one)),
            budget=added(one.campaign.budget for one in theirs if _has_budget(one)),
            value=added(one.brought.facts.value for one in theirs),
        )
        for currency, theirs in sorted(by_currency.items())
    ]


def _has_budget(one: Entry) -> bool:
    return one.campaign.budget is not None and one.campaign.status != Status.CANCELLED
