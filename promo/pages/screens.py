"""What the screens of pages show: one frozen dataclass a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, union
from sqlalchemy.orm import selectinload

from promo.clients.models import Client, Label, client_labels
from promo.pages.models import Page, PageDay, page_labels
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from promo.pages.handles import Wrong
    from promo.pages.service import Added
    from promo.users.models import User

ON_A_SCREEN = 100


@dataclass(frozen=True)
class PageRow:
    """A page in a list, with the newest count of ``followers`` that is known."""

    page: Page
    followers: int | None


@dataclass(frozen=True)
class PageList:
    """The pages of a client (``client``), or the competitors' (``None``); part ``number`` of ``parts``.

    ``labels`` are those that the pages have, ``label`` the one the list is narrowed to (empty: all).
    """

    client: Client | None
    rows: Sequence[PageRow]
    total: int
    number: int
    parts: int
    may_edit: bool
    query: str = ""
    label: str = ""
    labels: Sequence[str] = ()


@dataclass(frozen=True)
class Results:
    """What became of a paste: each handle's result, and the pieces that are no handles."""

    added: Sequence[Added]
    wrong: Sequence[Wrong]


def page_list(
    session: Session, client: Client | None, viewer: User, query: str = "", number: int = 1, *, label: str = ""
) -> PageList:
    """Return part ``number`` of the pages of ``client`` that the viewer may see, by name.

    ``query`` searches names, ``label`` narrows to the pages with that label.
    """
    found = access.narrow(select(Page), viewer, Page).where(_belongs(client))
    if label:
        found = found.where(Page.labels.any(Label.name == label))
    if query:
        needle = query.lower().removeprefix("@")
        names = (Page.username, func.lower(Page.full_name))
        found = found.where(or_(*(name.contains(needle, autoescape=True) for name in names)))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    parts = max(1, -(-total // ON_A_SCREEN))
    number = min(max(number, 1), parts)
    part = found.order_by(Page.username).offset((number - 1) * ON_A_SCREEN).limit(ON_A_SCREEN)
    used = select(Label.name).distinct().join(page_labels).join(Page).where(_belongs(client))
    labels = sorted(session.scalars(access.narrow(used, viewer, Page)), key=str.casefold)
    rows = _rows(session, part)
    return PageList(client, rows, total, number, parts, access.may_edit(viewer), query, label, labels)


def _belongs(client: Client | None) -> ColumnElement[bool]:
    return Page.client_id.is_(None) if client is None else Page.client_id == client.id


def _rows(session: Session, statement: Select[Page]) -> list[PageRow]:
    newest = (
        select(PageDay.followers)
        .where(PageDay.page_id == Page.id, PageDay.followers.is_not(None))
        .order_by(PageDay.day.desc())
        .limit(1)
        .correlate(Page)
        .scalar_subquery()
    )
    found = session.execute(statement.add_columns(newest).options(selectinload(Page.labels)))
    return [PageRow(page, followers) for page, followers in found]


def labels(session: Session, viewer: User) -> list[str]:
    """Return the labels of the pages and clients that the viewer may see, to suggest them."""
    pages = select(Label.name).join(page_labels).join(Page).where(access.may_see(viewer, Page))
    clients = select(Label.name).join(client_labels).join(Client).where(access.may_see(viewer, Client))
    return sorted(session.scalars(union(pages, clients)), key=str.casefold)


def targets(session: Session, viewer: User) -> list[Client]:
    """Return the clients that a viewer who may edit can move pages to, by name."""
    return list(session.scalars(access.narrow(select(Client), viewer, Client).order_by(Client.name)))
