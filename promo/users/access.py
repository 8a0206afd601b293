"""Whom one may see and edit: the only door. Every view fetches through it, and none by bare id.

An owner sees and edits all. A manager sees and edits the clients they have access to, specialists and clients read
theirs. Things of no client (competitors' pages) are seen by the whole team and edited by owners and managers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, DateTime, Integer, String, column, or_, select, table, true

from promo.errors import Forbidden, NotFound
from promo.users.models import ClientAccess, Role, User

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import InstrumentedAttribute, Session


class Scoped(Protocol):
    """A model whose rows belong to a client: it names the column that says to which."""

    @classmethod
    def client_scope(cls) -> InstrumentedAttribute[int] | InstrumentedAttribute[int | None]:
        """Return the column that holds the client's id."""


T = TypeVar("T")
STAFF = frozenset({Role.OWNER, Role.MANAGER, Role.SPECIALIST})
EDITORS = frozenset({Role.OWNER, Role.MANAGER})
CLIENTS = table("clients", column("id", Integer), column("name", String), column("archived_at", DateTime))
"""What people's accounts need to know of clients, whose models stand above them in the import order."""


@dataclass(frozen=True)
class ClientName:
    """A client as a choice: whom to give access to."""

    id: int
    name: str
    is_archived: bool


def may_see(viewer: User, model: type[Scoped]) -> ColumnElement[bool]:
    """Return the condition that holds for the rows of ``model`` that ``viewer`` may see."""
    if viewer.role == Role.OWNER:
        return true()
    column = model.client_scope()
    theirs = column.in_(select(ClientAccess.client_id).where(ClientAccess.user_id == viewer.id))
    return or_(theirs, column.is_(None)) if viewer.role in STAFF else theirs


def may_edit(viewer: User) -> bool:
    """Return whether ``viewer`` may change what they may see."""
    return viewer.role in EDITORS


def narrow(statement: Select[T], viewer: User, model: type[Scoped]) -> Select[T]:
    """Return ``statement`` narrowed to the rows of ``model`` that ``viewer`` may see."""
    return statement.where(may_see(viewer, model))


def see(session: Session, model: type[T], ident: int, viewer: User) -> T:
    """Return the row of ``model`` with this id; raise `NotFound` where there is none for ``viewer``."""
    scoped: type[Scoped] = model  # type: ignore[assignment]
    statement: Select[Any] = select(model).where(model.id == ident, may_see(viewer, scoped))  # type: ignore[attr-defined]
    found: T | None = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def edit(session: Session, model: type[T], ident: int, viewer: User) -> T:
    """Return the row as `see` does; raise `Forbidden` where ``viewer`` may see but not change it."""
    found = see(session, model, ident, viewer)
    if not may_edit(viewer):
        raise Forbidden
    return found


def require(viewer: User, *roles: Role) -> None:
    """Raise `Forbidden` unless ``viewer`` has one of ``roles``."""
    if viewer.role not in roles:
        raise Forbidden


def editable_clients(session: Session, viewer: User) -> tuple[ClientName, ...]:
    """Return the clients that ``viewer`` may edit (and so may open to others), those in use first, by name."""
    if not may_edit(viewer):
        return ()
    statement = select(CLIENTS.c.id, CLIENTS.c.name, CLIENTS.c.archived_at.is_not(None))
    if viewer.role != Role.OWNER:
        statement = statement.where(CLIENTS.c.id.in_(clients_of(viewer)))
    rows = session.execute(statement.order_by(CLIENTS.c.archived_at.is_not(None), CLIENTS.c.name))
    return tuple(ClientName(ident, name, bool(archived)) for ident, name, archived in rows)


def invitable_roles(viewer: User) -> tuple[Role, ...]:
    """Return the roles that ``viewer`` may invite people to; none for those who may invite nobody."""
    if viewer.role == Role.OWNER:
        return tuple(Role)
    return (Role.SPECIALIST, Role.CLIENT) if viewer.role == Role.MANAGER else ()


def clients_of(person: User) -> Select[int]:
    """Return the query of the ids of the clients that ``person`` was given access to (an owner needs none)."""
    return select(ClientAccess.client_id).where(ClientAccess.user_id == person.id)


def team_of(client_id: int) -> Select[int]:
    """Return the query of the ids of the people who work for a client and whose account is open."""
    staff = User.role.in_((Role.MANAGER, Role.SPECIALIST))
    theirs = select(ClientAccess.user_id).where(ClientAccess.client_id == client_id)
    return select(User.id).where(User.disabled_at.is_(None), or_(User.role == Role.OWNER, staff & User.id.in_(theirs)))


def may_see_people(viewer: User) -> ColumnElement[bool]:
    """Return the condition for the people ``viewer`` may see: an owner all, others who works for the same clients."""
    if viewer.role == Role.OWNER:
        return true()
    colleagues = select(ClientAccess.user_id).where(ClientAccess.client_id.in_(clients_of(viewer)))
    return or_(User.id == viewer.id, User.id.in_(colleagues))


def edit_person(session: Session, ident: int, viewer: User) -> User:
    """Return the person with this id; raise `NotFound` or `Forbidden` as `see` and `edit` do. Only owners may."""
    found = session.scalar(select(User).where(User.id == ident, may_see_people(viewer)))
    if found is None:
        raise NotFound
    require(viewer, Role.OWNER)
    return found
