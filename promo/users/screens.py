"""What the screens of people show: one frozen dataclass a page."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.users import access, invitations, sessions
from promo.users.access import CLIENTS
from promo.users.models import ROLE_NAMES, ClientAccess, Role, User

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.users.access import ClientName
    from promo.users.models import UserSession

BROWSERS = (
    ("Edg/", "Edge"),
    ("YaBrowser/", "Yandex Browser"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class PersonRow:
    """A person in the list. ``clients`` are names, empty for an owner, who sees all."""

    id: int
    name: str
    email: str
    role: Role
    role_name: str
    clients: tuple[str, ...]
    last_seen_at: datetime | None
    is_disabled: bool


@dataclass(frozen=True)
class LinkRow:
    """An open link: an invitation, or (``is_reset``) one to set a new password."""

    id: int
    name: str
    email: str
    role_name: str
    clients: tuple[str, ...]
    expires_at: datetime
    is_reset: bool


@dataclass(frozen=True)
class PeopleScreen:
    """The list of people that the viewer may see, and the links that they may revoke."""

    people: tuple[PersonRow, ...]
    links: tuple[LinkRow, ...]
    may_edit: bool


@dataclass(frozen=True)
class PersonScreen:
    """A person as an owner edits them. ``seen`` tells whether somebody else has changed them since."""

    row: PersonRow
    is_self: bool
    offered: tuple[ClientName, ...]
    client_ids: tuple[int, ...]
    seen: str
    browsers: tuple[SessionRow, ...]


@dataclass(frozen=True)
class SessionRow:
    """A browser that is signed in: ``browser`` and ``system`` as far as it tells (``None``: it does not)."""

    id: int
    browser: str | None
    system: str | None
    address: str
    last_seen_at: datetime
    is_current: bool


def people(session: Session, viewer: User) -> PeopleScreen:
    """Return the people the viewer may see, active ones first, by name."""
    statement = select(User).where(access.may_see_people(viewer))
    found = session.scalars(statement.order_by(User.disabled_at.is_not(None), User.name, User.id)).all()
    named = _client_names(session, viewer, (person.id for person in found))
    rows = tuple(_person(person, () if person.role == Role.OWNER else tuple(named[person.id])) for person in found)
    return PeopleScreen(rows, links(session, viewer), viewer.role == Role.OWNER)


def person(session: Session, who: User, viewer: User) -> PersonScreen:
    """Return what an owner may change of a person, and the browsers they are signed in with."""
    ids = tuple(sorted(session.scalars(access.clients_of(who))))
    return PersonScreen(
        row=_person(who, ()),
        is_self=who is viewer,
        offered=access.editable_clients(session, viewer),
        client_ids=ids,
        seen=f"{who.role}:{','.join(map(str, ids))}",
        browsers=browsers(session, who),
    )


def links(session: Session, viewer: User) -> tuple[LinkRow, ...]:
    """Return the open links the viewer may revoke, the newest first."""
    names = {client.id: client.name for client in access.editable_clients(session, viewer)}
    return tuple(
        LinkRow(
            id=link.id,
            name=link.name,
            email=link.email,
            role_name=ROLE_NAMES[link.role],
            clients=tuple(names[ident] for ident in link.client_ids if ident in names),
            expires_at=link.expires_at,
            is_reset=link.user_id is not None,
        )
        for link in invitations.open_to(session, viewer)
    )


def browsers(session: Session, person: User, current: UserSession | None = None) -> tuple[SessionRow, ...]:
    """Return the browsers in which ``person`` is signed in, the ``current`` one first, then as last seen."""
    rows = [
        SessionRow(one.id, *browser_of(one.user_agent), one.address, one.last_seen_at, one is current)
        for one in sessions.of_person(session, person)
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_current))


def browser_of(user_agent: str) -> tuple[str | None, str | None]:
    """Return (browser, system) as a user agent names them, each ``None`` where it does not."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), None)
    return browser, next((name for mark, name in SYSTEMS if re.search(rf"\b{mark}\b", user_agent)), None)


def _person(person: User, clients: tuple[str, ...]) -> PersonRow:
    return PersonRow(
        id=person.id,
        name=person.name,
        email=person.email,
        role=Role(person.role),
        role_name=ROLE_NAMES[person.role],
        clients=clients,
        last_seen_at=person.last_seen_at,
        is_disabled=person.disabled_at is not None,
    )


def _client_names(session: Session, viewer: User, people: Iterable[int]) -> dict[int, list[str]]:
    """Return the names of the clients that each of ``people`` has access to, as far as the viewer knows them."""
    statement = select(ClientAccess.user_id, CLIENTS.c.name).join(CLIENTS, CLIENTS.c.id == ClientAccess.client_id)
    if viewer.role != Role.OWNER:
        statement = statement.where(CLIENTS.c.id.in_(access.clients_of(viewer)))
    statement = statement.where(CLIENTS.c.archived_at.is_(None), ClientAccess.user_id.in_(list(people)))
    found: dict[int, list[str]] = defaultdict(list)
    for person, name in session.execute(statement.order_by(CLIENTS.c.name)):
        found[person].append(name)
    return found
