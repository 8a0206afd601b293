"""The rules by which clients come to be and change. They flush and never commit."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from promo import clock
from promo.clients.models import Client, Label
from promo.db import upsert
from promo.errors import Conflict, Invalid
from promo.speech import N_
from promo.users.models import ClientAccess, Role, User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LABEL_LENGTH = 60
MOST_LABELS = 20
NAME_TAKEN = N_("A client of this name is already kept here. Choose another name, or look in the archive.")


@dataclass(frozen=True)
class ClientFields:
    """What a person may set of a client. ``labels`` are in alphabetical order."""

    name: str
    time_zone: str
    currency: str
    industry: str = ""
    manager_id: int | None = None
    labels: tuple[str, ...] = field(default=())
    is_key_account: bool = False
    key_account_reason: str = ""
    note: str = ""
    jurisdiction: str = ""
    er_variant: str = "followers"
    er_average: str = "median"

    @classmethod
    def of(cls, client: Client) -> ClientFields:
        """Return the fields as they stand."""
        return cls(
            name=client.name,
            time_zone=client.time_zone,
            currency=client.currency,
            industry=client.industry,
            manager_id=client.manager_id,
            labels=tuple(label.name for label in client.labels),
            is_key_account=client.is_key_account,
            key_account_reason=client.key_account_reason,
            note=client.note,
            jurisdiction=client.jurisdiction,
            er_variant=client.er_variant,
            er_average=client.er_average,
        )


class Stale(Conflict):
    """The client was changed since the form was opened."""

    message = N_(
        "This client was changed while you were editing. Nothing was saved yet, and nothing you typed is lost."
    )


TOO_MANY_LABELS = N_("A client has at most %(most)s labels. Remove some.")


def split_labels(text: str, too_many: str = TOO_MANY_LABELS) -> tuple[str, ...]:
    """Return the labels in ``text`` (separated by commas, semicolons or lines), sorted, each once whatever its case.

    Raises `Invalid` for one that is too long and, with the sentence ``too_many``, for too many.
    """
    found: dict[str, str] = {}
    for part in re.split(r"[,;\n]", text):
        name = " ".join(part.split())
        if len(name) > LABEL_LENGTH:
            raise Invalid("labels", N_("A label has at most %(most)s characters. Shorten “%(label)s…”."),
                          most=LABEL_LENGTH, label=name[:20])  # fmt: skip
        if name:
            found.setdefault(name.casefold(), name)
    if len(found) > MOST_LABELS:
        raise Invalid("labels", too_many, most=MOST_LABELS)
    return tuple(sorted(found.values(), key=str.casefold))


def create(session: Session, fields: ClientFields, by: User) -> Client:
    """Return a new client; its creator and its manager have access to it. Raises `Invalid` for a name that is taken."""
    _check(session, fields)
    client = Client(created_at=clock.now(), **_columns(fields))
    client.labels = labels_named(session, fields.labels)
    session.add(client)
    _flush(session)
    _grant(session, client.id, {by.id, fields.manager_id})
    return client


def edit(session: Session, client: Client, fields: ClientFields, version: int) -> None:
    """Save ``fields``; raise `Stale` unless ``version`` is still the client's, `Invalid` for a name that is taken."""
    _check(session, fields, client.id)
    statement = update(Client).where(Client.id == client.id, Client.version == version)
    try:
        changed = session.execute(
            statement.values(version=version + 1, **_columns(fields)).execution_options(synchronize_session=False)
        )
    except IntegrityError as error:
        session.rollback()
        raise Invalid("name", NAME_TAKEN) from error
    session.expire(client)
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        raise Stale
    client.labels = labels_named(session, fields.labels)
    session.flush()
    _grant(session, client.id, {fields.manager_id})


def merge(opened: ClientFields, now: ClientFields, typed: ClientFields) -> tuple[ClientFields, dict[str, bool]]:
    """Return what to offer after a stale save, and the fields that changed meanwhile (true: the person changed it too).

    ``opened`` is what the form was opened with, ``now`` what stands, ``typed`` what the person wants. What the person
    left alone takes the newer value; what they changed stays as they typed it.
    """
    before, current, wanted = asdict(opened), asdict(now), asdict(typed)
    changed = {
        name: wanted[name] != before[name] for name in before if current[name] not in (before[name], wanted[name])
    }
    taken = {name: current[name] for name in before if wanted[name] == before[name]}
    return ClientFields(**{**wanted, **taken}), changed


def _columns(fields: ClientFields) -> dict[str, object]:
    return {name: value for name, value in asdict(fields).items() if name != "labels"}


def _check(session: Session, fields: ClientFields, own_id: int | None = None) -> None:
    taken = select(Client.id).where(func.lower(Client.name) == func.lower(fields.name))
    if session.scalar(taken.where(Client.id != own_id) if own_id else taken) is not None:
        raise Invalid("name", NAME_TAKEN)
    if fields.is_key_account and not fields.key_account_reason:
        raise Invalid("key_account_reason", N_("Say why this is a key account, so that others know it too."))
    if fields.manager_id is not None:
        manager = session.get(User, fields.manager_id)
        if manager is None or manager.disabled_at is not None or manager.role not in {Role.OWNER, Role.MANAGER}:
            raise Invalid("manager_id", N_("This person cannot manage a client. Choose an owner or a manager."))


def labels_named(session: Session, names: tuple[str, ...]) -> list[Label]:
    """Return the labels of these names, whatever their case; those that are not there yet are made."""
    if not names:
        return []
    known = {label.name.casefold(): label for label in session.scalars(select(Label))}
    missing = [name for name in names if name.casefold() not in known]
    if missing:
        upsert(session, Label, [{"name": name} for name in missing], ["name"])
        known |= {
            label.name.casefold(): label for label in session.scalars(select(Label).where(Label.name.in_(missing)))
        }
    return [known[name.casefold()] for name in names]


def _grant(session: Session, client_id: int, people: set[int | None]) -> None:
    rows = [{"user_id": person, "client_id": client_id} for person in people if person is not None]
    upsert(session, ClientAccess, rows, ["user_id", "client_id"])


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        raise Invalid("name", NAME_TAKEN) from error
