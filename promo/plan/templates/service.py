"""The rules of templates. They flush and never commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import clock
from promo.errors import Invalid
from promo.plan.items import history
from promo.plan.models import PlanTemplate
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.plan.models import PlanItem
    from promo.users.models import User

NAME = 60
LEFT_OUT = ("planned_at", "review_by", "media")


def templates(session: Session, client: Client) -> Sequence[PlanTemplate]:
    """Return the client's templates by name."""
    statement = select(PlanTemplate).where(PlanTemplate.client_id == client.id)
    return session.scalars(statement.order_by(PlanTemplate.name)).all()


def save(session: Session, item: PlanItem, name: str, by: User) -> PlanTemplate:
    """Return the template ``name`` that says what ``item`` does; one of that name is written over."""
    name = " ".join(name.split())
    if not name or len(name) > NAME:
        raise Invalid("name", N_("Give the template a name of at most %(most)s characters."), most=NAME)
    said = {key: value for key, value in history.snapshot(item).items() if key not in LEFT_OUT}
    found = session.scalar(
        select(PlanTemplate).where(PlanTemplate.client_id == item.client_id, PlanTemplate.name == name)
    )
    if found is None:
        found = PlanTemplate(
            client_id=item.client_id, name=name, fields=said, created_at=clock.now(), created_by_id=by.id
        )
        session.add(found)
    found.fields = said
    session.flush()
    return found


def remove(session: Session, template: PlanTemplate) -> None:
    """Remove a template; items made from it stay."""
    session.delete(template)
    session.flush()
