"""What one may choose from to compare: pages by client, and the labels of pages and of their clients."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, union

from promo.clients.models import Client, Label, client_labels
from promo.pages.models import Page, page_labels
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.users.models import User


@dataclass(frozen=True, slots=True)
class Choice:
    """A page that may be chosen. `ui.avatar` takes it."""

    id: int
    username: str
    full_name: str | None
    avatar_file: str | None
    client: str | None


@dataclass(frozen=True, slots=True)
class Choices:
    """The pages in groups by client (``None``: the competitors'), and the labels by name."""

    groups: Sequence[tuple[str | None, Sequence[Choice]]]
    labels: Sequence[str]

    @property
    def count(self) -> int:
        """How many pages there are."""
        return sum(len(pages) for _, pages in self.groups)


def choices(session: Session, viewer: User) -> Choices:
    """Return what ``viewer`` may compare: clients by name, competitors last. Two queries."""
    columns = (Page.id, Page.username, Page.full_name, Page.avatar_file, Client.name)
    statement = select(*columns).outerjoin(Client, Client.id == Page.client_id).where(access.may_see(viewer, Page))
    ordered = statement.order_by(Client.name.is_(None), Client.name, Page.username)
    rows: Sequence[Any] = session.execute(ordered).all()
    pages = [Choice(*row) for row in rows]
    return Choices([(client, list(own)) for client, own in groupby(pages, lambda page: page.client)],
                   labels(session, viewer))  # fmt: skip


def labels(session: Session, viewer: User) -> list[str]:
    """Return the labels of the pages that ``viewer`` may see, and of their clients, by name."""
    seen = select(Page.id, Page.client_id).where(access.may_see(viewer, Page)).subquery()
    ids = union(
        select(page_labels.c.label_id).where(page_labels.c.page_id.in_(select(seen.c.id))),
        select(client_labels.c.label_id).where(client_labels.c.client_id.in_(select(seen.c.client_id))),
    ).subquery()
    return sorted(session.scalars(select(Label.name).where(Label.id.in_(select(ids)))), key=str.casefold)
