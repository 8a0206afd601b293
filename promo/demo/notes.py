"""The events that the demo's team noted on the time line."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from promo.marks.models import EventMark, MarkKind

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.demo.records import PageStory
    from promo.pages.models import Page

EVENTS: dict[str, tuple[tuple[MarkKind, int, int, str], ...]] = {
    "en": (
        (MarkKind.GIVEAWAY, 19, 4, "Giveaway with the neighbours"),
        (MarkKind.PRESS, 48, 0, "Portrait in the city magazine"),
        (MarkKind.COLLABORATION, 96, 1, "Joint live stream"),
        (MarkKind.CHANGE, 210, 0, "New profile picture and bio"),
    ),
    "ru": (
        (MarkKind.GIVEAWAY, 19, 4, "Розыгрыш вместе с соседями"),
        (MarkKind.PRESS, 48, 0, "Интервью в городском журнале"),
        (MarkKind.COLLABORATION, 96, 1, "Совместный прямой эфир"),
        (MarkKind.CHANGE, 210, 0, "Новое фото и описание профиля"),
    ),
}
"""Kind, days ago, further days, title: by language."""
EVERY = 3
"""Every third page has events, each later ones than the page before it."""


def events(session: Session, page: Page, story: PageStory, language: str, now: datetime) -> None:
    """Note the events of ``page``, which end with yesterday at the latest."""
    if story.number % EVERY:
        return
    for kind, ago, more, title in EVENTS.get(language, EVENTS["en"]):
        day = story.last_day - timedelta(days=ago + story.number)
        session.add(
            EventMark(
                page_id=page.id,
                client_id=page.client_id,
                kind=kind,
                day=day,
                end_day=day + timedelta(days=more) if more else None,
                title=title,
                created_at=now,
            )
        )
    session.flush()
