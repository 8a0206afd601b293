"""Saved sets: a person's own states of the comparison, and those that colleagues share. Never commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from promo import clock
from promo.compare.models import SavedSet
from promo.compare.selection import Selection
from promo.errors import Forbidden, Invalid, NotFound
from promo.speech import N_
from promo.users.access import STAFF
from promo.users.models import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.users.models import User

LONGEST = 2000
NAME_TAKEN = N_("You have a set of this name already. Choose another name, or overwrite that one.")
EMPTY = N_("Choose pages or labels first: there is nothing to save yet.")
TOO_LONG = N_("This set is too long to be saved. Use fewer labels.")


def sets(session: Session, viewer: User) -> Sequence[SavedSet]:
    """Return the viewer's own sets and those that colleagues share with the team, by name. One query."""
    own = SavedSet.user_id == viewer.id
    seen = or_(own, SavedSet.is_shared.is_(True)) if viewer.role in STAFF else own
    statement = select(SavedSet).where(seen).options(joinedload(SavedSet.user))
    return session.scalars(statement.order_by(SavedSet.name, SavedSet.id)).all()


def save(
    session: Session, viewer: User, name: str, query: str, *, is_shared: bool = False, overwrite: bool = False
) -> SavedSet:
    """Keep the state ``query`` under ``name`` and return the set; the same state once more changes nothing.

    Raises `Invalid` for a name that another set of the viewer's has (unless ``overwrite``) and for an empty or too long
    state, `Forbidden` for one who shares without belonging to the team.
    """
    if is_shared:
        _may_share(viewer)
    text = _text(query)
    found = session.scalar(select(SavedSet).where(SavedSet.user_id == viewer.id, SavedSet.name == name))
    if found is None:
        return _new(session, SavedSet(user=viewer, name=name, query=text, is_shared=is_shared, created_at=clock.now()))
    if not overwrite and (found.query, found.is_shared) != (text, is_shared):
        raise Invalid("name", NAME_TAKEN)
    found.query, found.is_shared = text, is_shared
    session.flush()
    return found


def overwrite(session: Session, ident: int, viewer: User, query: str) -> SavedSet:
    """Give the viewer's own set another state; raise `NotFound`, `Forbidden` or `Invalid`."""
    found = _see(session, ident, viewer)
    if found.user_id != viewer.id:
        raise Forbidden(N_("Only the person who made a set can overwrite it. Save it under a name of your own."))
    found.query = _text(query)
    session.flush()
    return found


def remove(session: Session, ident: int, viewer: User) -> str:
    """Delete a set, one's own or (for an owner) a shared one, and return its name; raise `NotFound`, `Forbidden`."""
    found = _see(session, ident, viewer)
    if found.user_id != viewer.id and viewer.role != Role.OWNER:
        raise Forbidden(N_("Only the person who made a set, or an owner, can delete it."))
    session.delete(found)
    session.flush()
    return found.name


def _see(session: Session, ident: int, viewer: User) -> SavedSet:
    found = session.get(SavedSet, ident)
    if found is None or not (found.user_id == viewer.id or (found.is_shared and viewer.role in STAFF)):
        raise NotFound
    return found


def _may_share(viewer: User) -> None:
    if viewer.role not in STAFF:
        raise Forbidden(N_("Only the agency's team can share sets."))


def _text(query: str) -> str:
    wanted = Selection.of_text(query)
    if not wanted.pages and not wanted.labels:
        raise Invalid("name", EMPTY)
    text = wanted.text()
    if len(text) > LONGEST:
        raise Invalid("name", TOO_LONG)
    return text


def _new(session: Session, made: SavedSet) -> SavedSet:
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:  # sent twice at the same moment
        session.rollback()
        raise Invalid("name", NAME_TAKEN) from error
    return made
