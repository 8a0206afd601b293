"""The demo's media kits: one in Russian, one in English."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.demo.cast import MARK
from promo.pages.models import Page
from promo.reports.kit import parts, service
from promo.reports.kit.service import KitFields, Offer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KITS = {
    "teply.ugol": KitFields(
        "ru",
        "Тёплый угол",
        "Пекарня у дома, которую смотрят всей округой. Снимаем сами, **пишем без штампов**, "
        "согласуем текст до публикации.\n\n- рилсы с кухни\n- рецепты и разборы\n- встречи с подписчиками",
        "ads@teplyugol.example",
        "RUB",
        parts.ALL,
        (
            Offer("Рилс до 60 секунд", Decimal(28_000)),
            Offer("Карусель с рецептом", Decimal(19_500)),
            Offer("Серия из трёх сторис", Decimal(9_000)),
            Offer("Амбассадорство на квартал", None),
        ),
    ),
    "farshore.travel": KitFields(
        "en",
        "Far Shore Travel",
        "Slow journeys along the coast, **told by those who walk them**. We shoot on the road and write every word.",
        "hello@farshore.example",
        "EUR",
        tuple(key for key in parts.ALL if key != "net_growth"),
        (Offer("Reel", Decimal(2_400)), Offer("Carousel", Decimal(1_700)), Offer("Trip, two reels and a guide", None)),
    ),
}


def fill(session: Session) -> None:
    """Write the media kits of the pages that have one."""
    names = {f"{handle}{MARK}": fields for handle, fields in KITS.items()}
    for page in session.scalars(select(Page).where(Page.username.in_(names)).order_by(Page.id)):
        service.save(session, page, names[page.username], 0)
