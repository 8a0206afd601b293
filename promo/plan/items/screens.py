"""What the screens of one item show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from promo.content.models import Rubric
from promo.pages.models import Page
from promo.plan import rights
from promo.plan.items import history
from promo.users import access
from promo.users.models import User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.plan.models import PlanItem


@dataclass(frozen=True, slots=True)
class Choices:
    """What an item can be given: ids and names."""

    pages: Sequence[tuple[int, str]]
    rubrics: Sequence[tuple[int, str]]
    people: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Powers:
    """What a person may do with an item."""

    manage: bool
    write: bool


def choices(session: Session, client: Client, item: PlanItem | None = None) -> Choices:
    """Return what items of ``client`` can be given, and what ``item`` has already."""
    pages = select(Page.id, Page.username).where(Page.client_id == client.id).order_by(Page.username)
    rubrics = select(Rubric.id, Rubric.name).where(Rubric.client_id == client.id).order_by(Rubric.name)
    mine = User.id == (item.assignee_id if item else None)
    people = select(User.id, User.name).where(or_(User.id.in_(access.team_of(client.id)), mine)).order_by(User.name)
    return Choices(
        pages=[(ident, f"@{name}") for ident, name in session.execute(pages)],
        rubrics=[(ident, name) for ident, name in session.execute(rubrics)],
        people=[(ident, name) for ident, name in session.execute(people)],
    )


def powers(session: Session, item: PlanItem, viewer: User) -> Powers:
    """Return what ``viewer`` may do with ``item``; nothing is written while its client is in the archive."""
    is_open = item.client.archived_at is None
    return Powers(is_open and access.may_edit(viewer), is_open and rights.may_write(session, item, viewer))


def lost_page(session: Session, item: PlanItem) -> str | None:
    """Return the name of the page that an item was for and that is gone."""
    if item.page_id is not None:
        return None
    names = [one.fields.get("page") for one in history.versions(session, item) if one.fields.get("page_id")]
    return names[0] if names else None
