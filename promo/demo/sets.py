"""The demo's comparison: labels of pages, and sets that people saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.clients.models import Client
from promo.clients.service import labels_named
from promo.compare import service
from promo.compare.selection import Selection
from promo.demo.cast import CLIENTS, MARK, PAGES
from promo.pages.models import Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from promo.users.models import User

LABELS = {
    "ru": {"rival": "конкурент", "main": "главная", "city": "Москва"},
    "en": {"rival": "rival", "main": "flagship", "city": "Moscow"},
}
NAMES = {
    "ru": {"bakeries": "Пекарни рядом", "mains": "Главные страницы", "mine": "Мои клиенты, квартал"},
    "en": {"bakeries": "Bakeries nearby", "mains": "Flagships", "mine": "My clients, the quarter"},
}
NEAR = ("teply.ugol", "hleb.na.uglu", "bulka.i.sol")


def fill(session: Session, people: Mapping[str, User], language: str) -> None:
    """Label the pages, and save sets: two that the owner shares, one of a manager's own."""
    pages = {page.username.removesuffix(MARK): page for page in session.scalars(select(Page))}
    said, names = LABELS[language], NAMES[language]
    flagships: set[int] = set()
    for one in PAGES:
        wanted = [said["city"]] if one.username in NEAR else []
        if one.client is None:
            wanted.append(said["rival"])
        elif one.client not in flagships:
            flagships.add(one.client)
            wanted.append(said["main"])
        pages[one.username].labels = labels_named(session, tuple(wanted))
    near = Selection(pages=tuple(pages[name].id for name in NEAR), period=(("period", "90"),))
    service.save(session, people["owner"], names["bakeries"], near.text(), is_shared=True)
    mains = Selection(labels=(said["main"],), sort="er")
    service.save(session, people["owner"], names["mains"], mains.text(), is_shared=True)
    theirs = [CLIENTS[number].name for number in (0, 2, 3)]
    mine = session.scalars(select(Page.id).join(Client, Client.id == Page.client_id).where(Client.name.in_(theirs)))
    quarter = Selection(pages=tuple(sorted(mine)), chart="percent", period=(("period", "quarter"),))
    service.save(session, people["manager"], names["mine"], quarter.text())
