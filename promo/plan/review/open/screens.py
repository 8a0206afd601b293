"""What a person with a link sees: the items meant for them, what they said, and what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.plan.approvals.models import Decision
from promo.plan.items import differences, history
from promo.plan.items.log import Actor
from promo.plan.models import PlanComment, PlanVersion
from promo.plan.review import service
from promo.plan.words import Audience, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.plan.items.differences import Difference
    from promo.plan.models import PlanItem
    from promo.plan.review.models import ReviewLink


@dataclass(frozen=True, slots=True)
class Card:
    """An item, what this person said of it last, what was changed since then, and the talk with the client.

    ``asks`` says whether this person's word is awaited.
    """

    item: PlanItem
    asks: bool
    said: Decision | None
    since: Sequence[Difference]
    comments: Sequence[PlanComment]


@dataclass(frozen=True, slots=True)
class Review:
    """The whole page: ``waiting`` for this person's word, and the rest."""

    link: ReviewLink
    waiting: Sequence[Card]
    rest: Sequence[Card]

    @property
    def answered(self) -> int:
        """How many of the items that were sent to this person they have answered in their present form."""
        return sum(card.said is not None and card.said.revision == card.item.revision for card in self.rest)


def review(session: Session, link: ReviewLink) -> Review:
    """Return what the person sees."""
    items = service.shown(session, link)
    cards = _cards(session, link, items)
    return Review(link, [one for one in cards if one.asks], [one for one in cards if not one.asks])


def _cards(session: Session, link: ReviewLink, items: Sequence[PlanItem]) -> list[Card]:
    ids = [item.id for item in items]
    decider = Actor.of_link(link).key
    said: dict[int, Decision] = {}
    for one in session.scalars(
        select(Decision).where(Decision.item_id.in_(ids), Decision.decider == decider).order_by(Decision.revision)
    ):
        said[one.item_id] = one
    talk: dict[int, list[PlanComment]] = {}
    remarks = select(PlanComment).where(
        PlanComment.item_id.in_(ids), PlanComment.audience == Audience.CLIENT, PlanComment.removed_at.is_(None)
    )
    for remark in session.scalars(remarks.order_by(PlanComment.created_at, PlanComment.id)):
        talk.setdefault(remark.item_id, []).append(remark)
    return [
        Card(
            item=item,
            asks=link.may_decide and item.waits_for_client and not _answered(item, said.get(item.id)),
            said=said.get(item.id),
            since=_since(session, item, said.get(item.id)),
            comments=talk.get(item.id, ()),
        )
        for item in items
    ]


def _answered(item: PlanItem, said: Decision | None) -> bool:
    return said is not None and said.revision == item.revision and said.verdict == Verdict.APPROVED


def _since(session: Session, item: PlanItem, said: Decision | None) -> list[Difference]:
    """Return what was changed since the person last decided, of what they may see."""
    if said is None or said.revision == item.revision:
        return []
    seen = session.scalar(
        select(PlanVersion)
        .where(PlanVersion.item_id == item.id, PlanVersion.revision <= said.revision)
        .order_by(PlanVersion.number.desc())
        .limit(1)
    )
    now = history.snapshot(item)
    return differences.differences(seen.fields, now, only=differences.FOR_CLIENTS) if seen else []
