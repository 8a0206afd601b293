"""The rows that Home reads: a fixed number of queries, whatever the number of clients and the length of history."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select, union_all

from promo.analytics import engagement
from promo.clients.models import Client, Label, client_labels
from promo.collection.incidents import open_incidents
from promo.growth.anomalies import reading as anomalies
from promo.pages.models import HeldCount, Page
from promo.users import access
from promo.users.models import User

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

HELD, UNUSUAL = "held", "unusual"


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in the portfolio; ``er`` is which engagement rate it is shown with."""

    id: int
    name: str
    time_zone: str
    is_key_account: bool
    archived: bool
    manager_id: int | None
    manager: str | None
    er: engagement.Choice
    labels: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page, with what its client's row needs. `ui.avatar` takes it."""

    id: int
    client_id: int
    username: str
    avatar_file: str | None
    paused: bool
    created_at: datetime
    read_at: datetime | None
    posts_read_at: datetime | None


@dataclass(frozen=True)
class Warnings:
    """What somebody should look at: incidents, held counts and unusual days by page, and the sources' incidents."""

    incidents: Mapping[int, Sequence[str]] = field(default_factory=dict)
    held: Mapping[int, int] = field(default_factory=dict)
    sources: Sequence[str] = ()
    unusual: Mapping[int, int] = field(default_factory=dict)


def clients(session: Session, viewer: User) -> list[ClientRow]:
    """Return all clients that the viewer may see, archived ones too, by name. Two queries."""
    columns = (
        Client.id,
        Client.name,
        Client.time_zone,
        Client.is_key_account,
        Client.archived_at,
        Client.manager_id,
        Client.er_variant,
        Client.er_average,
        Client.created_at,
    )
    statement = select(*columns, User.name).outerjoin(User, User.id == Client.manager_id)
    rows = session.execute(statement.where(access.may_see(viewer, Client)).order_by(Client.name)).all()
    labels: dict[int, list[str]] = defaultdict(list)
    pairs = select(client_labels.c.client_id, Label.name).join(Label, Label.id == client_labels.c.label_id)
    theirs = pairs.where(client_labels.c.client_id.in_([row[0] for row in rows]))
    for client_id, label in session.execute(theirs.order_by(Label.name)):
        labels[client_id].append(label)
    return [
        ClientRow(
            id=row[0],
            name=row[1],
            time_zone=row[2],
            is_key_account=row[3],
            archived=row[4] is not None,
            manager_id=row[5],
            manager=row[9],
            er=engagement.Choice.of(row[6], row[7]),
            labels=tuple(labels[row[0]]),
            created_at=row[8],
        )
        for row in rows
    ]


def pages(session: Session, client_ids: Sequence[int]) -> list[PageRow]:
    """Return the pages of the clients, the oldest first."""
    columns = (
        Page.id,
        Page.client_id,
        Page.username,
        Page.avatar_file,
        Page.paused_at,
        Page.created_at,
        Page.profile_read_at,
        Page.posts_read_at,
    )
    rows = session.execute(select(*columns).where(Page.client_id.in_(client_ids)).order_by(Page.id))
    return [PageRow(row[0], row[1] or 0, row[2], row[3], row[4] is not None, row[5], row[6], row[7]) for row in rows]


def warnings(session: Session, page_ids: Sequence[int], today: date) -> Warnings:
    """Return what is open about the pages at ``today``, and about the sources. Two queries."""
    kinds: dict[int, list[str]] = defaultdict(list)
    sources = []
    for incident in open_incidents(session, page_ids):
        if incident.page_id is not None:
            kinds[incident.page_id].append(incident.kind)
        else:
            sources.append(incident.kind)
    waiting = (
        select(HeldCount.page_id, func.count(), literal(HELD))
        .where(HeldCount.page_id.in_(page_ids), HeldCount.decided_at.is_(None))
        .group_by(HeldCount.page_id)
    )
    unusual = anomalies.recent_counts(page_ids, today).add_columns(literal(UNUSUAL))
    counts: dict[str, dict[int, int]] = {HELD: {}, UNUSUAL: {}}
    for page_id, count, name in session.execute(union_all(waiting, unusual)):
        counts[name][page_id] = count
    return Warnings(kinds, counts[HELD], sources, counts[UNUSUAL])
