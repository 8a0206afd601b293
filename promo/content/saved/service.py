"""The rules by which views are saved. They flush and never commit."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sqlalchemy import delete, select

from promo import clock
from promo.content.models import SavedView
from promo.errors import Forbidden, Invalid, NotFound
from promo.speech import N_
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from promo.users.models import User

LONGEST = 2000
FORGOTTEN = frozenset({"page", "at", "csrf_token"})
"""What a view does not keep: the part of the list, and the week or month that was looked at."""


def views_of(session: Session, page: Page, viewer: User) -> Sequence[SavedView]:
    """Return the views of the page's client that ``viewer`` may open: their own and the team's, by name."""
    theirs = select(SavedView).where(
        SavedView.client_id.is_(None) if page.client_id is None else SavedView.client_id == page.client_id,
        (SavedView.user_id == viewer.id) | SavedView.is_shared,
    )
    return session.scalars(theirs.order_by(SavedView.name, SavedView.id)).all()


def query_of(query: Mapping[str, Sequence[str]]) -> str:
    """Return what of an address a view keeps."""
    pairs = [(name, one) for name, values in query.items() if name not in FORGOTTEN for one in values if one]
    return urlencode(pairs)


def save(session: Session, page: Page, name: str, query: str, by: User, *, shared: bool) -> SavedView:
    """Save a view under ``name``, over one's own of that name; raise `Invalid` for what cannot be kept.

    Only who may edit the client shares a view with the team.
    """
    if len(query) > LONGEST:
        raise Invalid("name", N_("This view has too many filters to be saved. Leave some out."))
    if shared and not access.may_edit(by):
        raise Invalid("is_shared", N_("Only managers share views. Save it for yourself."))
    own = select(SavedView).where(
        SavedView.client_id.is_(None) if page.client_id is None else SavedView.client_id == page.client_id,
        SavedView.user_id == by.id,
        SavedView.name == name,
    )
    view = session.scalar(own)
    if view is None:
        view = SavedView(client_id=page.client_id, user_id=by.id, name=name, created_at=clock.now())
        session.add(view)
    view.query, view.is_shared = query, shared
    session.flush()
    return view


def remove(session: Session, page: Page, ident: int, by: User) -> None:
    """Remove one's own view, or, by who may edit, a shared one; a second removal finds nothing."""
    view = session.get(SavedView, ident)
    if view is None or view.client_id != page.client_id or (view.user_id != by.id and not view.is_shared):
        raise NotFound
    if view.user_id != by.id and not access.may_edit(by):
        raise Forbidden
    session.execute(delete(SavedView).where(SavedView.id == ident))
