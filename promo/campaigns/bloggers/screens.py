"""What the screens of bloggers show: the list, and one blogger with all that their placements brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from promo.analytics.bloggers import Evidence, Work, evidence
from promo.analytics.campaigns import THOUSAND, added, ratio, together
from promo.analytics.lift.results import Verdict
from promo.analytics.placements import State
from promo.campaigns.bloggers import reading
from promo.campaigns.lift.costs import cost_of
from promo.campaigns.lift.reading import lifts_of
from promo.campaigns.models import Blogger
from promo.campaigns.placements.screens import rows
from promo.campaigns.words import Again
from promo.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from promo.analytics.campaigns import Facts
    from promo.analytics.lift.results import Lift
    from promo.campaigns.bloggers.reading import Seen
    from promo.campaigns.lift.costs import Cost
    from promo.campaigns.lift.reading import Measured
    from promo.campaigns.placements.reading import Item
    from promo.campaigns.placements.screens import Row
    from promo.users.models import User

PER_PAGE = 50
SORTS = ("last", "name", "placements")
MEASURED = 40
"""The lifts of so many placements of a blogger are measured, of the newest ones, at most."""
BESIDE = 500
"""A blogger's costs are held against so many placements of others, the newest ones, at most."""


@dataclass(frozen=True, slots=True)
class Money:
    """What placements cost and brought in one ``currency``; each quotient is of those of which both parts are known."""

    currency: str
    spend: Decimal | None
    per_click: Decimal | None
    per_lead: Decimal | None
    per_sale: Decimal | None

    @property
    def has_quotient(self) -> bool:
        """Whether the cost of any result is known."""
        return any(cost is not None for cost in (self.per_click, self.per_lead, self.per_sale))


@dataclass(frozen=True, slots=True)
class Listed:
    """A blogger in the list. ``placements`` are those that were not called off, ``last`` the day of the newest."""

    blogger: Blogger
    seen: Seen | None
    placements: int
    last: date | None
    money: Sequence[Money]


@dataclass(frozen=True, slots=True)
class Filters:
    """How the list is narrowed and sorted; empty: all."""

    query: str = ""
    again: str = ""
    sort: str = "last"
    order: str = "desc"
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Filters:
        """Return the filters in an address's query; anything unknown there is ignored."""
        sort = args["sort"] if args.get("sort") in SORTS else "last"
        usual, number = "asc" if sort == "name" else "desc", args.get("page", "")
        return cls(
            query=args.get("q", "").strip()[:100],
            again=args["again"] if args.get("again") in set(Again) else "",
            sort=sort,
            order=args["order"] if args.get("order") in {"asc", "desc"} else usual,
            page=(int(number) if number.isascii() and number.isdigit() and len(number) <= 9 else 1) or 1,  # noqa: PLR2004 - fits
        )

    @property
    def narrowed(self) -> bool:
        """Whether somebody is left out."""
        return bool(self.query or self.again)


@dataclass(frozen=True, slots=True)
class BloggerList:
    """The screen; ``total`` bloggers are known, ``found`` are asked for."""

    filters: Filters
    rows: Sequence[Listed]
    total: int
    found: int
    number: int
    parts: int


@dataclass(frozen=True, slots=True)
class Worked:
    """A placement of a blogger; ``per_thousand`` is what 1,000 ``shown`` cost: impressions, or people reached.

    ``lift`` is what it really brought, where that could be measured, and ``by_lift`` what a follower cost by it.
    """

    row: Row
    per_thousand: Decimal | None
    shown: str
    lift: Lift[int] | None
    by_lift: Cost | None

    @property
    def is_judged(self) -> bool:
        """Whether it was published, or should have been by now."""
        return self.row.item.standing.state in {State.LIVE, State.REMOVED, State.OVERDUE}


@dataclass(frozen=True, slots=True)
class Shown:
    """A blogger's screen. ``is_capped`` says that the costs are held against the newest `BESIDE` others alone.

    ``unmeasured`` placements ran too, but are older than the newest `MEASURED`: their lift is not worked out here.
    """

    blogger: Blogger
    seen: Seen | None
    worked: Sequence[Worked]
    evidence: Evidence
    money: Sequence[Money]
    is_capped: bool
    unmeasured: int


def listing(
    session: Session, viewer: User, filters: Filters, now: datetime, *, zone: str, whole: bool = False
) -> BloggerList:
    """Return the bloggers, with the placements that ``viewer`` may see; ``whole``: all on one page, for a file."""
    every = session.scalars(select(Blogger)).all()
    items = reading.placements(session, viewer, now)
    counted = {one.id: [item for item in items.get(one.id, ()) if not item.deal.is_cancelled] for one in every}
    found = [one for one in every if _is_meant(one, filters)]
    found.sort(key=lambda one: one.handle)
    if filters.sort == "name":
        found.sort(key=lambda one: (one.name or one.handle).casefold(), reverse=filters.order == "desc")
    else:
        found = _by_work(found, counted, filters)
    parts = 1 if whole else max(1, -(-len(found) // PER_PAGE))
    number = min(filters.page, parts) if not whole else 1
    shown = found if whole else found[(number - 1) * PER_PAGE : number * PER_PAGE]
    made = rows(session, [item for one in shown for item in counted[one.id]], viewer, now)
    seen = reading.seen(session, shown, viewer, local_day(now, zone), zone)
    return BloggerList(
        filters=filters,
        rows=[_listed(one, seen.get(one.id), counted[one.id], made) for one in shown],
        total=len(every),
        found=len(found),
        number=number,
        parts=parts,
    )


def blogger(session: Session, ident: int) -> Blogger | None:
    """Return a blogger with who judged them, ``None`` where there is none."""
    return session.scalar(select(Blogger).where(Blogger.id == ident).options(joinedload(Blogger.again_by)))


def shown(session: Session, found: Blogger, viewer: User, now: datetime, zone: str) -> Shown:
    """Return what the screen of a blogger shows: of the placements, those that ``viewer`` may see."""
    items = reading.of_blogger(session, found, viewer, now)
    made = rows(session, items, viewer, now)
    ran = [item.id for item in items if item.deal.published_at is not None and not item.deal.is_cancelled]
    lifts = lifts_of(session, [made[ident].campaign for ident in ran[:MEASURED]], now)
    worked = [_worked(made[item.id], lifts.get(item.id)) for item in items]
    others = reading.beside(session, found, viewer, now, BESIDE)
    beside = [_work(row, now) for row in rows(session, others, viewer, now).values()]
    counted = [one.row for one in worked if not one.row.item.deal.is_cancelled]
    return Shown(
        blogger=found,
        seen=reading.seen(session, [found], viewer, local_day(now, zone), zone).get(found.id),
        worked=worked,
        evidence=evidence([_work(one.row, now, one.lift) for one in worked if one.is_judged], beside),
        money=_money(counted),
        is_capped=len(others) == BESIDE,
        unmeasured=len(ran[MEASURED:]),
    )


def _is_meant(one: Blogger, filters: Filters) -> bool:
    needle = filters.query.casefold().removeprefix("@")
    return needle in f"{one.handle}\n{one.name}".casefold() and (not filters.again or one.again == filters.again)


def _by_work(found: Sequence[Blogger], counted: Mapping[int, Sequence[Item]], filters: Filters) -> list[Blogger]:
    """Return the bloggers by their placements; those without any stand last."""
    some = [one for one in found if counted[one.id]]
    if filters.sort == "placements":
        some.sort(key=lambda one: len(counted[one.id]), reverse=filters.order == "desc")
    else:
        some.sort(key=lambda one: counted[one.id][0].start_day, reverse=filters.order == "desc")
    return [*some, *(one for one in found if not counted[one.id])]


def _listed(one: Blogger, seen: Seen | None, items: Sequence[Item], made: Mapping[int, Row]) -> Listed:
    return Listed(
        blogger=one,
        seen=seen,
        placements=len(items),
        last=items[0].start_day if items else None,
        money=_money([made[item.id] for item in items]),
    )


def _money(found: Iterable[Row]) -> list[Money]:
    """Return what placements cost and brought, by currency."""
    by_currency: dict[str, list[Row]] = {}
    for row in found:
        by_currency.setdefault(row.campaign.currency, []).append(row)
    made = []
    for currency, those in sorted(by_currency.items()):
        facts = [row.result.facts for row in those]

        def per(name: str, facts: Sequence[Facts] = facts) -> Decimal | None:
            known = [one for one in facts if one.spend is not None and getattr(one, name) is not None]
            sums = together(known)
            return ratio(sums.spend, getattr(sums, name))

        spend = added(one.spend for one in facts)
        made.append(Money(currency, spend, per("clicks"), per("leads"), per("sales")))
    return made


def _worked(row: Row, measured: Measured | None) -> Worked:
    facts = row.result.facts
    shown = "impressions" if facts.impressions is not None else "reach"
    spend = None if facts.spend is None else facts.spend * THOUSAND
    lift = measured.lift if measured else None
    return Worked(row, ratio(spend, getattr(facts, shown)), shown, lift, cost_of(facts.spend, lift))


def _work(row: Row, now: datetime, lift: Lift[int] | None = None) -> Work:
    return Work(
        currency=row.campaign.currency,
        format=row.placement.format,
        on_time=row.item.deal.on_time(now),
        stayed=row.item.deal.stayed,
        per_click=row.result.rates.cpc,
        per_follower=row.result.rates.cost_per_follower,
        lift_told=None if lift is None else lift.verdict == Verdict.GAIN,
    )
