"""What the screens of placements show: one placement, and the checklist of many."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from promo.analytics.placements import State
from promo.campaigns import rights
from promo.campaigns.models import Blogger, Campaign, Placement
from promo.campaigns.placements import links, reading
from promo.campaigns.placements.service import placement_of
from promo.campaigns.results.reading import Result, results_of
from promo.campaigns.words import Format, Kind
from promo.clients.models import Client

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.campaigns.placements.reading import Item
    from promo.users.models import User

FIRST = 15
"""So many of each state are shown until one asks for all of it."""
PER_PAGE = 50
CHUNK = 1_000
SHOWN = tuple(state for state in State if state != State.CANCELLED)
DISTANT = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """A placement with how far it is, and its results. ``link`` is the address the blogger is given."""

    campaign: Campaign
    placement: Placement
    item: Item
    result: Result
    link: str
    may_write: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """How the checklist is narrowed; empty: all. ``todo``: only those with a next step, ``mine``: the viewer's own."""

    query: str = ""
    state: str = ""
    format: str = ""
    client: int = 0
    todo: bool = False
    mine: bool = False
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Filters:
        """Return the filters in an address's query; anything unknown there is ignored."""
        state, form = args.get("state", ""), args.get("format", "")
        return cls(
            query=args.get("q", "").strip()[:100],
            state=state if state in set(State) else "",
            format=form if form in set(Format) else "",
            client=_number(args.get("client", "")),
            todo=bool(args.get("todo")),
            mine=bool(args.get("mine")),
            page=_number(args.get("page", "")) or 1,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the state is chosen."""
        return bool(self.query or self.format or self.client or self.todo or self.mine)

    def found(self, items: Iterable[Item], viewer: User) -> list[Item]:
        """Return those of ``items`` that are asked for, of any state."""
        needle = self.query.casefold().removeprefix("@")
        return [
            item
            for item in items
            if (not needle or item.says(needle))
            and (not self.format or item.format == self.format)
            and (not self.client or item.client_id == self.client)
            and (not self.todo or item.steps)
            and (not self.mine or item.owner_id == viewer.id)
        ]


@dataclass(frozen=True, slots=True)
class Group:
    """The placements of one state: how many, and those that are shown."""

    state: State
    count: int
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Checklist:
    """The screen. ``counts`` are of what the filters find, of each state; ``clients`` those that have placements."""

    filters: Filters
    groups: Sequence[Group]
    counts: Mapping[State, int]
    total: int
    clients: Sequence[tuple[int, str]]
    number: int
    parts: int


def is_placement(campaign: Campaign) -> bool:
    """Return whether ``campaign`` is a placement; one that was and is something else now is not."""
    return campaign.kind == Kind.PLACEMENT and campaign.placement is not None


def standing(session: Session, campaign: Campaign, viewer: User, now: datetime) -> Item | None:
    """Return how far ``campaign``, which ``viewer`` may see, is at ``now``; ``None`` where it is no placement."""
    if not is_placement(campaign):
        return None
    (item,) = reading.items(session, viewer, now, Campaign.id == campaign.id)
    return item


def placed(session: Session, campaign: Campaign, viewer: User, now: datetime) -> Row:
    """Return what the page of ``campaign``, a placement that ``viewer`` may see, shows."""
    (item,) = reading.items(session, viewer, now, Campaign.id == campaign.id)
    return _row(campaign, item, results_of(session, [campaign], now)[campaign.id], viewer)


def checklist(session: Session, viewer: User, client: Client | None, filters: Filters, now: datetime) -> Checklist:
    """Return the checklist of ``client``, or of all clients that ``viewer`` may see, at ``now``."""
    every = reading.items(session, viewer, now, _whose(client))
    found = filters.found(every, viewer)
    counts = Counter(item.standing.state for item in found)
    wanted = (State(filters.state),) if filters.state else SHOWN
    chosen, number, parts = {state: _of(found, state) for state in wanted}, 1, 1
    if filters.state:
        (state,) = wanted
        parts = max(1, -(-len(chosen[state]) // PER_PAGE))
        number = min(filters.page, parts)
        chosen[state] = chosen[state][(number - 1) * PER_PAGE : number * PER_PAGE]
    else:
        chosen = {state: those[:FIRST] for state, those in chosen.items()}
    made = rows(session, [item for those in chosen.values() for item in those], viewer, now)
    clients = {item.client_id: item.client for item in every}
    return Checklist(
        filters=filters,
        groups=[Group(state, counts[state], [made[one.id] for one in chosen[state]]) for state in wanted],
        counts=counts,
        total=len(every),
        clients=sorted(clients.items(), key=lambda pair: pair[1].casefold()),
        number=number,
        parts=parts,
    )


def every_row(session: Session, viewer: User, client: Client | None, filters: Filters, now: datetime) -> list[Row]:
    """Return all placements that the filters find, in the order of the checklist, the cancelled ones last."""
    found = filters.found(reading.items(session, viewer, now, _whose(client)), viewer)
    wanted = [State(filters.state)] if filters.state else list(State)
    ordered = [item for state in wanted for item in _of(found, state)]
    made = rows(session, ordered, viewer, now)
    return [made[item.id] for item in ordered]


def rows(session: Session, items: Sequence[Item], viewer: User, now: datetime) -> dict[int, Row]:
    """Return the rows of ``items`` by id: four queries for each thousand."""
    made: dict[int, Row] = {}
    for start in range(0, len(items), CHUNK):
        part = {item.id: item for item in items[start : start + CHUNK]}
        statement = (
            select(Campaign)
            .where(Campaign.id.in_(part))
            .options(joinedload(Campaign.client), joinedload(Campaign.placement).joinedload(Placement.blogger))
        )
        campaigns = session.scalars(statement).all()
        results = results_of(session, campaigns, now)
        made |= {one.id: _row(one, part[one.id], results[one.id], viewer) for one in campaigns}
    return made


def known_bloggers(session: Session) -> Sequence[tuple[str, str]]:
    """Return the handle and name of every blogger, by handle: what a form suggests."""
    return [(handle, name) for handle, name in session.execute(
        select(Blogger.handle, Blogger.name).order_by(Blogger.handle)
    )]  # fmt: skip


def _whose(client: Client | None) -> ColumnElement[bool]:
    return Client.archived_at.is_(None) if client is None else Campaign.client_id == client.id


def _of(found: Iterable[Item], state: State) -> list[Item]:
    """Return the items of one state: what is to come by its time, what was by its time from the newest on."""
    those = [item for item in found if item.standing.state == state]
    if state in {State.OVERDUE, State.UPCOMING}:
        return sorted(those, key=lambda item: (item.deal.agreed_at or DISTANT, item.id))
    return sorted(those, key=lambda item: (item.start_day, item.id), reverse=True)


def _row(campaign: Campaign, item: Item, result: Result, viewer: User) -> Row:
    told = placement_of(campaign)
    return Row(
        campaign=campaign,
        placement=told,
        item=item,
        result=result,
        link=links.build(told.link, {name: getattr(told, name) for name in links.TAGS}),
        may_write=campaign.client.archived_at is None and rights.may_write(campaign, viewer),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0  # noqa: PLR2004 - fits an id
