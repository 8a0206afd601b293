"""The log of an item: each step with who took it and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promo import clock
from promo.plan.models import PlanEvent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.plan.models import PlanItem
    from promo.plan.review.models import ReviewLink
    from promo.plan.words import Action
    from promo.users.models import User


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: somebody with an account, with a link, or (neither) the program itself."""

    name: str = ""
    user_id: int | None = None
    link_id: int | None = None

    @classmethod
    def of_user(cls, user: User) -> Actor:
        """Return a person with an account."""
        return cls(user.name, user_id=user.id)

    @classmethod
    def of_link(cls, link: ReviewLink) -> Actor:
        """Return the person whom a link was made for."""
        return cls(link.name, link_id=link.id)

    @property
    def key(self) -> str:
        """Return how decisions know the person: ``user:7`` or ``link:3``."""
        return f"user:{self.user_id}" if self.user_id is not None else f"link:{self.link_id}"


PROGRAM = Actor()


def write(
    session: Session,
    item: PlanItem,
    action: Action,
    by: Actor,
    *,
    old_status: str | None = None,
    stage: str | None = None,
    note: str = "",
) -> PlanEvent:
    """Add a line to the item's log and return it; with ``old_status`` the line tells of the step to the present one."""
    event = PlanEvent(
        item_id=item.id,
        at=clock.now(),
        action=action,
        user_id=by.user_id,
        link_id=by.link_id,
        actor=by.name,
        old_status=old_status,
        new_status=item.status if old_status is not None else None,
        stage=stage,
        revision=item.revision,
        note=note,
    )
    session.add(event)
    return event
