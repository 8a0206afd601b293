"""Who may see and do what with campaigns, on top of `promo.users.access`.

Owners and managers do everything. A specialist reads those of their clients and keeps the facts and files of the ones
that are theirs. A client reads what the campaigns cost and brought; terms, notes and files are the team's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from promo.campaigns.models import Campaign, Placement
from promo.errors import Forbidden, Invalid, NotFound
from promo.speech import N_
from promo.users import access
from promo.users.models import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.users.models import User


def see(session: Session, ident: int, viewer: User) -> Campaign:
    """Return the campaign with this id, with its client and placement; raise `NotFound` where ``viewer`` has none."""
    found = session.scalar(
        select(Campaign)
        .where(Campaign.id == ident, access.may_see(viewer, Campaign))
        .options(joinedload(Campaign.client), joinedload(Campaign.placement).joinedload(Placement.blogger))
    )
    if found is None:
        raise NotFound
    return found


def see_as_staff(session: Session, ident: int, viewer: User) -> Campaign:
    """Return the campaign as `see` does; raise `Forbidden` for clients: what is asked for is the team's."""
    found = see(session, ident, viewer)
    access.require(viewer, *access.STAFF)
    return found


def manage(session: Session, ident: int, viewer: User) -> Campaign:
    """Return the campaign as `see` does, for changing it; raise `Forbidden` for those who may not."""
    found = see(session, ident, viewer)
    if not access.may_edit(viewer):
        raise Forbidden
    return found


def write(session: Session, ident: int, viewer: User) -> Campaign:
    """Return the campaign as `see` does, for keeping its facts and files; raise `Forbidden` unless `may_write`."""
    found = see(session, ident, viewer)
    if not may_write(found, viewer):
        raise Forbidden
    return found


def may_write(campaign: Campaign, viewer: User) -> bool:
    """Return whether ``viewer`` may keep the facts and files of ``campaign``: an editor, or its own specialist."""
    return access.may_edit(viewer) or (viewer.role == Role.SPECIALIST and campaign.owner_id == viewer.id)


def check_open(client: Client) -> None:
    """Raise `Invalid` where the client is archived: its campaigns are read only then."""
    if client.archived_at is not None:
        raise Invalid("", N_("This client is archived. Restore it to go on with its campaigns."))
