"""Bringing an item's earlier words back, and copying what it has."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from promo import clock
from promo.content.models import Rubric
from promo.pages.models import Page
from promo.plan.items import history, service
from promo.plan.items.service import ItemFields
from promo.plan.models import PlanMedia
from promo.plan.words import Action
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from promo.plan.items.log import Actor
    from promo.plan.models import PlanItem, PlanVersion


def restore(session: Session, item: PlanItem, version: PlanVersion, by: Actor) -> tuple[str, ...]:
    """Let ``item`` say what ``version`` said, as a new version; return the fields that could not be brought back.

    Page, rubric and assignee are left as they are where what they were is gone.
    """
    says, now = ItemFields.of_snapshot(version.fields), ItemFields.of(item)
    lost = []
    for name, model in (("page_id", Page), ("rubric_id", Rubric)):
        ident = getattr(says, name)
        kept: Any = session.get(model, ident) if ident is not None else None
        if ident is not None and (kept is None or kept.client_id != item.client_id):
            lost.append(name)
    if says.assignee_id is not None and says.assignee_id not in set(session.scalars(access.team_of(item.client_id))):
        lost.append("assignee_id")
    says = replace(says, **{name: getattr(now, name) for name in lost})
    before = history.snapshot(item)
    if before["media"] != version.fields.get("media", []):
        item.media = history.media_of(version.fields, clock.now())
        session.flush()
        service.touch(session, item, before, by)
    service.change(session, item, says, item.version, by, action=Action.RESTORED)
    return tuple(lost)


def copy_media(session: Session, item: PlanItem, copy: PlanItem, by: Actor) -> None:
    """Give ``copy`` the pictures of ``item``, unless it has some already."""
    if copy.media or not item.media:
        return
    before = history.snapshot(copy)
    copy.media = [
        PlanMedia(
            position=one.position,
            created_at=clock.now(),
            created_by_id=by.user_id,
            **{name: getattr(one, name) for name in history.MEDIA},
        )
        for one in item.media
    ]
    service.touch(session, copy, before, by)


def token(form: Mapping[str, str]) -> str | None:
    """Return what makes a second click the same copy; ``None`` where the form has none."""
    try:
        return str(uuid.UUID(form.get("uid", "")))
    except ValueError:
        return None


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item's fields as a snapshot has them: moments in ISO format."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
