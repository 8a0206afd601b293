"""Which campaigns are compared, and what one may choose among: a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, union
from sqlalchemy.orm import joinedload

from promo.campaigns.comparing.selection import ANY, MOST
from promo.campaigns.models import Blogger, Campaign, Placement, campaign_pages
from promo.campaigns.rates.models import ExchangeRate
from promo.campaigns.reading import OPEN_END
from promo.campaigns.words import HAPPENED
from promo.clients.models import Client
from promo.pages.models import Page
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from promo.campaigns.comparing.selection import Filters
    from promo.users.models import User


@dataclass(frozen=True, slots=True)
class Choices:
    """What the campaigns one may see can be narrowed to: ids and names; and the currencies in use or with rates."""

    clients: Sequence[tuple[int, str]]
    bloggers: Sequence[tuple[int, str]]
    series: Sequence[str]
    currencies: Sequence[str]


def campaigns(
    session: Session, viewer: User, client: Client | None, filters: Filters, ids: Collection[int] = ()
) -> Sequence[Campaign]:
    """Return the campaigns of ``client``, or of all that ``viewer`` may see, the newest first, one more than `MOST`.

    With ``ids`` these, whatever the ``filters`` are. Client, placement and blogger come with them.
    """
    wanted = [Campaign.id.in_(ids)] if ids else conditions(filters)
    loaded = joinedload(Campaign.placement).joinedload(Placement.blogger)
    statement = _seen(viewer, client).where(*wanted).options(joinedload(Campaign.client), loaded)
    return session.scalars(statement.order_by(Campaign.start_day.desc(), Campaign.id.desc()).limit(MOST + 1)).all()


def conditions(filters: Filters, usual: Iterable[str] = HAPPENED) -> list[ColumnElement[bool]]:
    """Return what must hold for the campaigns that ``filters`` mean; ``usual`` are the states where none is named."""
    found: list[ColumnElement[bool]] = []
    if filters.status != ANY:
        found.append(Campaign.status.in_([filters.status] if filters.status else list(usual)))
    if filters.client:
        found.append(Campaign.client_id == filters.client)
    if filters.kind:
        found.append(Campaign.kind == filters.kind)
    if filters.channel:
        found.append(Campaign.channel == filters.channel)
    if filters.series:
        found.append(Campaign.series == filters.series)
    if filters.blogger:
        theirs = select(Placement.campaign_id).where(Placement.blogger_id == filters.blogger)
        found.append(Campaign.id.in_(theirs))
    if filters.start:
        found.append(func.coalesce(Campaign.end_day, OPEN_END) >= filters.start)
    if filters.end:
        found.append(Campaign.start_day <= filters.end)
    return found


def choices(session: Session, viewer: User, client: Client | None) -> Choices:
    """Return what the campaigns of ``client``, or of all that ``viewer`` may see, can be narrowed to. Four queries."""
    theirs = _seen(viewer, client).with_only_columns(Campaign.id).subquery()
    seen = Campaign.id.in_(select(theirs.c.id))
    clients = select(Client.id, Client.name).where(Client.id.in_(select(Campaign.client_id).where(seen)))
    placed = select(Placement.blogger_id).join(Campaign, Campaign.id == Placement.campaign_id).where(seen)
    bloggers = select(Blogger.id, Blogger.handle).where(Blogger.id.in_(placed)).order_by(Blogger.handle)
    series = select(Campaign.series).where(seen, Campaign.series != "").distinct()
    currencies = union(select(Campaign.currency).where(seen), select(ExchangeRate.base), select(ExchangeRate.quote))
    return Choices(
        clients=() if client else [(ident, name) for ident, name in session.execute(clients.order_by(Client.name))],
        bloggers=[(ident, f"@{handle}") for ident, handle in session.execute(bloggers)],
        series=sorted(session.scalars(series), key=str.casefold),
        currencies=sorted(session.scalars(currencies)),
    )


def pages_of(session: Session, wanted: Collection[Campaign]) -> Mapping[int, frozenset[int]]:
    """Return the ids of the pages each campaign was for: its own, or else all of its client's. Two queries."""
    ids, clients = [one.id for one in wanted], {one.client_id for one in wanted}
    chosen: dict[int, set[int]] = {}
    for ident, page in session.execute(select(campaign_pages).where(campaign_pages.c.campaign_id.in_(ids))):
        chosen.setdefault(ident, set()).add(page)
    all_pages: dict[int | None, set[int]] = {}
    for client, page in session.execute(select(Page.client_id, Page.id).where(Page.client_id.in_(clients))):
        all_pages.setdefault(client, set()).add(page)
    return {one.id: frozenset(chosen.get(one.id) or all_pages.get(one.client_id) or ()) for one in wanted}


def _seen(viewer: User, client: Client | None) -> Select[Campaign]:
    statement = access.narrow(select(Campaign), viewer, Campaign)
    return statement.where(Campaign.client_id == client.id) if client else statement
