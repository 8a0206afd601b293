"""What an item said at each of its versions: writing it down, comparing two, merging three."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from promo import clock
from promo.plan.models import PlanMedia, PlanVersion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.plan.items.log import Actor
    from promo.plan.models import PlanItem

TEXTS = ("title", "goal", "caption", "first_comment", "link", "reference")
PLAIN = ("page_id", "kind", *TEXTS, "rubric_id", "assignee_id")
MOMENTS = ("planned_at", "review_by")
SAYS = (*PLAIN, *MOMENTS)
"""The columns of an item that a person writes."""
APPROVED = ("page_id", "kind", "planned_at", "caption", "first_comment", "link", "media")
"""What those who approve agree to: a change of any of these asks them again."""
MEDIA = ("kind", "file", "thumbnail_file", "content_type", "name", "bytes", "width", "height", "seconds", "alt_text")


def snapshot(item: PlanItem) -> dict[str, Any]:
    """Return what ``item`` says, fit for JSON: moments in ISO format, names beside the ids of what may be removed."""
    return {
        **{name: getattr(item, name) for name in PLAIN},
        **{name: _told(getattr(item, name)) for name in MOMENTS},
        "page": item.page.username if item.page else None,
        "rubric": item.rubric.name if item.rubric else None,
        "assignee": item.assignee.name if item.assignee else None,
        "media": [{name: getattr(one, name) for name in MEDIA} for one in item.media],
    }


def moment(text: str | None) -> datetime | None:
    """Return the moment that a snapshot's ``text`` says."""
    return None if text is None else datetime.fromisoformat(text)


def changed(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of what differs between two snapshots, in their order; the names beside ids do not count."""
    return tuple(name for name in (*SAYS, "media") if one.get(name) != other.get(name))


def asks_again(names: Sequence[str]) -> bool:
    """Return whether a change of ``names`` takes away what was approved."""
    return not set(names).isdisjoint(APPROVED)


def keep(session: Session, item: PlanItem, by: Actor) -> None:
    """Write down what ``item`` says as its present version."""
    session.flush()
    session.refresh(item, ["page", "rubric", "assignee", "media"])
    session.add(
        PlanVersion(
            item_id=item.id,
            number=item.version,
            revision=item.revision,
            at=clock.now(),
            user_id=by.user_id,
            fields=snapshot(item),
        )
    )
    session.flush()


def versions(session: Session, item: PlanItem) -> Sequence[PlanVersion]:
    """Return all versions of ``item``, the newest first."""
    return session.scalars(
        select(PlanVersion).where(PlanVersion.item_id == item.id).order_by(PlanVersion.number.desc())
    ).all()


def version(session: Session, item: PlanItem, number: int) -> PlanVersion | None:
    """Return the version ``number`` of ``item``, if there is one."""
    return session.scalar(select(PlanVersion).where(PlanVersion.item_id == item.id, PlanVersion.number == number))


def media_of(fields: Mapping[str, Any], at: datetime) -> list[PlanMedia]:
    """Return new rows for the media that a snapshot names, in their order."""
    return [
        PlanMedia(position=position, created_at=at, **{name: one.get(name) for name in MEDIA})
        for position, one in enumerate(fields.get("media", ()))
    ]


def _told(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()
