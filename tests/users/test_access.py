from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from promo.clients.models import Client
from promo.errors import Forbidden, NotFound
from promo.users import access
from promo.users.models import Role, User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.conftest import People


@pytest.mark.parametrize("name", ["owner", "manager", "teammate", "specialist", "client"])
def test_who_belongs_to_a_client_sees_it(people: People, session: Session, name: str) -> None:
    viewer = getattr(people, name)
    assert access.see(session, Client, people.client_row.id, viewer).name == "Bakery"
    if viewer.role in access.EDITORS:
        assert access.edit(session, Client, people.client_row.id, viewer).name == "Bakery"
    else:
        with pytest.raises(Forbidden):
            access.edit(session, Client, people.client_row.id, viewer)


def test_an_outsider_finds_nothing(people: People, session: Session) -> None:
    for look in (access.see, access.edit):
        with pytest.raises(NotFound):
            look(session, Client, people.client_row.id, people.outsider)
        with pytest.raises(NotFound):
            look(session, Client, 999_999, people.owner)


def test_a_list_is_narrowed_to_the_viewer(people: People, session: Session) -> None:
    def names(viewer: User) -> list[str]:
        return list(session.scalars(access.narrow(select(Client.name).order_by(Client.name), viewer, Client)))

    assert names(people.owner) == ["Bakery", "Studio"]
    assert names(people.client) == ["Bakery"]
    assert names(people.outsider) == ["Studio"]


def test_the_clients_one_may_open_to_others(people: People, session: Session) -> None:
    people.client_row.archived_at = people.owner.created_at
    session.flush()
    opened = access.editable_clients(session, people.owner)
    assert [(client.name, client.is_archived) for client in opened] == [("Studio", False), ("Bakery", True)]
    assert [client.name for client in access.editable_clients(session, people.outsider)] == ["Studio"]
    assert access.editable_clients(session, people.specialist) == ()


def test_the_roles_one_may_give(people: People) -> None:
    assert set(access.invitable_roles(people.owner)) == set(Role)
    assert access.invitable_roles(people.manager) == (Role.SPECIALIST, Role.CLIENT)
    assert access.invitable_roles(people.specialist) == access.invitable_roles(people.client) == ()


def test_a_person_is_edited_by_owners_only(people: People, session: Session) -> None:
    assert access.edit_person(session, people.client.id, people.owner) is people.client
    with pytest.raises(Forbidden):
        access.edit_person(session, people.client.id, people.manager)
    with pytest.raises(Forbidden):
        access.edit_person(session, people.client.id, people.client)
    with pytest.raises(NotFound):
        access.edit_person(session, people.client.id, people.outsider)
