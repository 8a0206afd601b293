"""A client's team: who has access, and who may be given it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from promo.db import upsert
from promo.errors import Invalid
from promo.speech import N_
from promo.users.models import ClientAccess, Role, User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.clients.models import Client


@dataclass(frozen=True)
class Team:
    """Who has access to a client: ``members`` by grant, ``owners`` always. ``candidates`` may be added."""

    members: list[User]
    owners: list[User]
    candidates: list[User]


def team(session: Session, client: Client, viewer: User) -> Team:
    """Return the client's team. A manager may add colleagues, and people of the clients they work for themselves."""
    granted = select(ClientAccess.user_id).where(ClientAccess.client_id == client.id)
    active = select(User).where(User.disabled_at.is_(None)).order_by(User.name, User.id)
    owners = list(session.scalars(active.where(User.role == Role.OWNER)))
    members = list(session.scalars(active.where(User.id.in_(granted), User.role != Role.OWNER)))
    return Team(members, owners, _candidates(session, viewer, {person.id for person in members}))


def _candidates(session: Session, viewer: User, present: set[int]) -> list[User]:
    statement = select(User).where(User.disabled_at.is_(None), User.role != Role.OWNER).order_by(User.name, User.id)
    if viewer.role != Role.OWNER:
        theirs = select(ClientAccess.client_id).where(ClientAccess.user_id == viewer.id)
        known = select(ClientAccess.user_id).where(ClientAccess.client_id.in_(theirs))
        statement = statement.where((User.role != Role.CLIENT) | User.id.in_(known))
    return [person for person in session.scalars(statement) if person.id not in present]


def managers(session: Session) -> list[User]:
    """Return the people who can manage a client."""
    statement = select(User).where(User.role.in_([Role.OWNER, Role.MANAGER]), User.disabled_at.is_(None))
    return list(session.scalars(statement.order_by(User.name, User.id)))


def add(session: Session, client: Client, person_id: int, viewer: User) -> User:
    """Give a person access to the client and return them; raise `Invalid` for one the viewer may not add.

    Somebody who has access already keeps it: a second submit changes nothing.
    """
    found = team(session, client, viewer)
    person = next((one for one in [*found.candidates, *found.members] if one.id == person_id), None)
    if person is None:
        raise Invalid("person", N_("This person cannot be added. Choose somebody from the list."))
    upsert(session, ClientAccess, [{"user_id": person.id, "client_id": client.id}], ["user_id", "client_id"])
    return person


def remove(session: Session, client: Client, person_id: int) -> bool:
    """Take a person's access away; return whether they had it. Raises `Invalid` for the client's own manager."""
    if client.manager_id == person_id:
        raise Invalid("person", N_("This person manages the client. Choose another manager for the client first."))
    statement = delete(ClientAccess).where(ClientAccess.client_id == client.id, ClientAccess.user_id == person_id)
    return bool(session.execute(statement).rowcount)  # type: ignore[attr-defined]
