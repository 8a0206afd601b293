"""The rules by which bloggers come to be known and change. They flush and never commit."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import IntegrityError

from promo import clock
from promo.campaigns.models import Blogger, Placement
from promo.campaigns.words import Again
from promo.db import changed_rows, upsert
from promo.errors import Conflict, Invalid
from promo.pages import service as pages
from promo.pages.handles import Wrong, handle
from promo.pages.models import Page
from promo.speech import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.pages.service import Result
    from promo.users.models import User

HANDLE_KEPT = N_("Another blogger has this page already.")


@dataclass(frozen=True, slots=True)
class BloggerFields:
    """What a person may set of a blogger; ``handle`` may be typed as an address."""

    handle: str
    name: str = ""
    contact: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A blogger that was asked for, and whether they were not known before."""

    blogger: Blogger
    is_new: bool


class Stale(Conflict):
    """The blogger was changed since the form was opened."""

    message = N_(
        "Somebody else changed this blogger while you were editing. Nothing was saved, and what you typed still stands "
        "below. Compare it with the blogger's page and save again."
    )


def check_handle(typed: str, field: str) -> str:
    """Return the handle that was ``typed`` as one, or as an address; raise `Invalid` for ``field``."""
    name = handle(typed)
    if isinstance(name, Wrong):
        raise Invalid(field, name.message, character=name.character)
    return name


def ensure(session: Session, typed: str, field: str) -> Blogger:
    """Return the blogger whose handle or address was ``typed``, a new one where nobody has it.

    Where a competitor's page of this name is collected already, it is theirs. Raises `Invalid` for ``field``.
    """
    name = check_handle(typed, field)
    page_id = session.scalar(select(Page.id).where(Page.username == name, Page.client_id.is_(None)))
    row = {"handle": name, "page_id": page_id, "created_at": clock.now()}
    upsert(session, Blogger, [row], ("handle",), keep=("page_id", "created_at"))
    return session.scalars(select(Blogger).where(Blogger.handle == name)).one()


def add(session: Session, fields: BloggerFields) -> Known:
    """Return the blogger of this handle, a new one with ``fields`` where nobody has it; one that is known stays."""
    name = check_handle(fields.handle, "handle")
    known = session.scalar(select(Blogger).where(Blogger.handle == name))
    if known is not None:
        return Known(known, is_new=False)
    made = ensure(session, name, "handle")
    made.name, made.contact, made.note = fields.name, fields.contact, fields.note
    session.flush()
    return Known(made, is_new=True)


def change(session: Session, blogger: Blogger, fields: BloggerFields, version: int) -> None:
    """Save ``fields``; raise `Stale` unless ``version`` is still the blogger's, `Invalid` for a handle that is kept.

    What stands like that already, as after a second click, changes nothing.
    """
    name = check_handle(fields.handle, "handle")
    if replace(fields, handle=name) == BloggerFields(blogger.handle, blogger.name, blogger.contact, blogger.note):
        return
    if session.scalar(select(Blogger.id).where(Blogger.handle == name, Blogger.id != blogger.id)) is not None:
        raise Invalid("handle", HANDLE_KEPT)
    values = {**asdict(fields), "handle": name}
    if name != blogger.handle:
        values["page_id"] = session.scalar(select(Page.id).where(Page.username == name, Page.client_id.is_(None)))
    _save(session, blogger, version, values)


def judge(session: Session, blogger: Blogger, again: str, note: str, *, by: User, version: int) -> None:
    """Keep what somebody says of working with the blogger again (empty: nothing more), as `change` does."""
    if again and again not in set(Again):
        raise Invalid("again", N_("Choose yes, maybe, no or nothing."))
    if (again or None, note) == (blogger.again, blogger.again_note):
        return
    said = {"again_at": clock.now(), "again_by_id": by.id} if again or note else {"again_at": None, "again_by_id": None}
    _save(session, blogger, version, {"again": again or None, "again_note": note, **said})


def collect(session: Session, blogger: Blogger, by: User) -> Result:
    """Have the blogger's page collected as a competitor's and return what became of it; harmless when it is already.

    With `Result.KEPT`, a page of this name belongs to somebody whom ``by`` may not know of: nothing is changed.
    """
    (added,) = pages.add(session, [blogger.handle], None, by)
    if added.page is not None:
        session.execute(update(Blogger).where(Blogger.id == blogger.id).values(page_id=added.page.id))
        session.expire(blogger)
    return added.result


def remove(session: Session, blogger: Blogger) -> None:
    """Remove a blogger for good; raise `Conflict` where there are placements, which need their blogger."""
    if session.scalar(select(exists().where(Placement.blogger_id == blogger.id))):
        raise Conflict(N_("There are placements with this blogger, and what they brought stays on record."))
    session.execute(delete(Blogger).where(Blogger.id == blogger.id))


def _save(session: Session, blogger: Blogger, version: int, values: dict[str, object]) -> None:
    statement = update(Blogger).where(Blogger.id == blogger.id, Blogger.version == version)
    try:
        changed = changed_rows(
            session, statement.values(**values, version=version + 1).execution_options(synchronize_session=False)
        )
    except IntegrityError as error:  # somebody took the handle at this moment
        session.rollback()
        raise Invalid("handle", HANDLE_KEPT) from error
    session.expire(blogger)
    if not changed:
        raise Stale
