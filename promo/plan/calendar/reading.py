"""The items of some days: column rows by two queries, for calendars, boards and lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, select, true

from promo import times
from promo.clients.models import Client
from promo.content.models import Rubric
from promo.pages.models import Page
from promo.plan import rights
from promo.plan.models import PlanItem
from promo.plan.words import Status
from promo.users import access
from promo.users.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from promo.users.models import User as Person

MARGIN = timedelta(hours=15)
"""Zones are at most so far from UTC: what a local day may hold besides."""
IDEAS = 200
OPEN = (Status.IDEA, Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.SCHEDULED)


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address narrows the plan to; ``None`` and empty mean everything."""

    client_id: int | None = None
    page_id: int | None = None
    kind: str = ""
    status: str = ""
    assignee_id: int | None = None
    rubric_id: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str], client_id: int | None = None) -> Filters:
        """Return the filters in ``query``; what cannot be understood narrows nothing."""

        def number(name: str) -> int | None:
            text = query.get(name, "")
            return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None  # noqa: PLR2004

        return cls(
            client_id=client_id if client_id is not None else number("client"),
            page_id=number("page"),
            kind=query.get("kind", ""),
            status=query.get("status", ""),
            assignee_id=number("assignee"),
            rubric_id=number("rubric"),
        )

    def narrow(self, statement: Select[Any]) -> Select[Any]:
        """Return ``statement`` with these conditions."""
        for column, value in (
            (PlanItem.client_id, self.client_id),
            (PlanItem.page_id, self.page_id),
            (PlanItem.kind, self.kind or None),
            (PlanItem.status, self.status or None),
            (PlanItem.assignee_id, self.assignee_id),
            (PlanItem.rubric_id, self.rubric_id),
        ):
            if value is not None:
                statement = statement.where(column == value)
        return statement

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the client is asked for."""
        return bool(self.page_id or self.kind or self.status or self.assignee_id or self.rubric_id)


COLUMNS = (
    PlanItem.id,
    PlanItem.title,
    PlanItem.kind,
    PlanItem.status,
    PlanItem.stage,
    PlanItem.planned_at,
    PlanItem.version,
    PlanItem.client_id,
    func.substr(PlanItem.caption, 1, 90).label("caption"),
    Client.name.label("client"),
    Client.time_zone,
    Page.username.label("page"),
    User.name.label("assignee"),
    Rubric.name.label("rubric"),
)


def statement(viewer: Person, filters: Filters) -> Select[Any]:
    """Return the query of the columns of a card, of the items that ``viewer`` may see."""
    found = (
        select(*COLUMNS)
        .join(Client, Client.id == PlanItem.client_id)
        .outerjoin(Page, Page.id == PlanItem.page_id)
        .outerjoin(User, User.id == PlanItem.assignee_id)
        .outerjoin(Rubric, Rubric.id == PlanItem.rubric_id)
        .where(rights.may_see(viewer), Client.archived_at.is_(None) if filters.client_id is None else true())
    )
    return filters.narrow(found)


def between(session: Session, viewer: Person, filters: Filters, start: datetime, end: datetime) -> Sequence[Row[Any]]:
    """Return the cards whose local time is from ``start`` to before ``end`` (wall times), in order."""
    utc = [times.utc(moment, "UTC") for moment in (start, end)]
    wanted = statement(viewer, filters).where(
        PlanItem.planned_at >= utc[0] - MARGIN, PlanItem.planned_at < utc[1] + MARGIN
    )
    rows = session.execute(wanted.order_by(PlanItem.planned_at, PlanItem.id))
    return [row for row in rows if start <= times.local(row.planned_at, row.time_zone) < end]


def ideas(session: Session, viewer: Person, filters: Filters) -> Sequence[Row[Any]]:
    """Return the cards without a day, the newest first; at most `IDEAS`."""
    wanted = statement(viewer, filters).where(PlanItem.planned_at.is_(None), PlanItem.status.in_(OPEN))
    return session.execute(wanted.order_by(PlanItem.id.desc()).limit(IDEAS)).all()


@dataclass(frozen=True, slots=True)
class Offered:
    """What filters can be set to: ids and names."""

    clients: Sequence[tuple[int, str]]
    pages: Sequence[tuple[int, str]]
    rubrics: Sequence[tuple[int, str]]
    people: Sequence[tuple[int, str]]


def offered(session: Session, viewer: Person, client: Client | None) -> Offered:
    """Return the choices of the filters for the plan of ``client``, or of all clients."""

    def of(model: Any, name: Any, *where: Any) -> list[tuple[int, str]]:  # noqa: ANN401 - columns
        return [(row[0], row[1]) for row in session.execute(select(model.id, name).where(*where).order_by(name))]

    if client is None:
        seen = (access.may_see(viewer, Client), Client.archived_at.is_(None))
        return Offered(clients=of(Client, Client.name, *seen), pages=(), rubrics=(), people=_assignees(session, viewer))
    return Offered(
        clients=(),
        pages=[(ident, f"@{name}") for ident, name in of(Page, Page.username, Page.client_id == client.id)],
        rubrics=of(Rubric, Rubric.name, Rubric.client_id == client.id),
        people=_assignees(session, viewer, client.id),
    )


def _assignees(session: Session, viewer: Person, client_id: int | None = None) -> Sequence[tuple[int, str]]:
    own = select(PlanItem.assignee_id).where(rights.may_see(viewer), PlanItem.assignee_id.is_not(None))
    if client_id is not None:
        own = own.where(PlanItem.client_id == client_id)
    rows = session.execute(select(User.id, User.name).where(User.id.in_(own)).order_by(User.name))
    return [(ident, name) for ident, name in rows]


def month(day: date) -> tuple[date, date]:
    """Return the first day of the month of ``day``, and of the next one."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def by_day(rows: Iterable[Row[Any]]) -> list[tuple[date, list[Row[Any]]]]:
    """Return cards by their local day, in order."""
    days: dict[date, list[Row[Any]]] = {}
    for row in rows:
        days.setdefault(times.local(row.planned_at, row.time_zone).date(), []).append(row)
    return sorted(days.items())
