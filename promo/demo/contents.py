"""The rubrics of the demo with their rules, and the views that its people saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo import clock
from promo.content.models import SavedView
from promo.content.rubrics import giving, service

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.demo.words import Theme
    from promo.users.models import User

RUBRICS: dict[str, tuple[tuple[str, tuple[tuple[str, str], ...]], ...]] = {
    "en": (
        ("Reels", (("post_kind", "reel"),)),
        ("Questions", (("word", "tell us below"), ("word", "расскажите в комментариях"))),
        ("To save", (("word", "save this"), ("word", "сохраните"))),
        ("Our craft", ()),
    ),
    "ru": (
        ("Рилсы", (("post_kind", "reel"),)),
        ("Вопросы", (("word", "расскажите в комментариях"), ("word", "tell us below"))),
        ("Полезное", (("word", "сохраните"), ("word", "save this"))),
        ("Наше дело", ()),
    ),
}
"""Name and rules (kind, pattern) by language; the last rubric is given by a hashtag of the client's theme."""
VIEWS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("Best reels of the quarter", "period=90&kind=reel&sort=er&order=desc"),
        ("Silent posts", "period=90&comments_max=3&view=grid"),
    ),
    "ru": (
        ("Лучшие рилсы за квартал", "period=90&kind=reel&sort=er&order=desc"),
        ("Без откликов", "period=90&comments_max=3&view=grid"),
    ),
}
"""Name and address; the first is shared with the team."""


def rubrics(session: Session, client: Client | None, theme: Theme, language: str) -> None:
    """Make the rubrics of ``client`` (``None``: of competitors' pages) and give them to all posts by their rules."""
    made = []
    for name, rules in RUBRICS.get(language, RUBRICS["en"]):
        rubric = service.create(session, client.id if client else None, name)
        for kind, pattern in rules or (("hashtag", theme.hashtags[1]),):
            service.add_rule(session, rubric, kind, pattern)
        made.append(rubric)
    giving.apply(session, made)


def views(session: Session, client: Client, by: User, language: str) -> None:
    """Save the views of the list of posts of ``client``."""
    for number, (name, query) in enumerate(VIEWS.get(language, VIEWS["en"])):
        view = SavedView(client_id=client.id, user_id=by.id, name=name, query=query, is_shared=number == 0)
        view.created_at = clock.now()
        session.add(view)
    session.flush()
