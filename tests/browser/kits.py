"""A media kit of the small agency's first page, with pictures, and a link to it."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PIL import Image
from sqlalchemy import select

from promo import clock
from promo.pages.models import Page, Post
from promo.pages.pictures import store
from promo.reports.kit import parts, service
from promo.reports.kit.service import KitFields, Offer
from promo.reports.models import ReportLink
from promo.secrets import hash_token

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

TOKEN = "kit-of-the-bakery"
GROWTH_TOKEN = "growth-of-the-bakery"
TEXT = """Маленькая пекарня у дома с **большой** кухней. Рассказываем о хлебе так, что хочется прийти к восьми утра.

- съёмка и монтаж рилсов — наши
- согласуем текст до публикации"""


def draw(session: Session, page: Page, media_dir: Path) -> None:
    """Keep an avatar and a picture of each post of ``page``, but for one."""
    page.avatar_file = _picture(media_dir, 0)
    posts = session.scalars(select(Post).where(Post.page_id == page.id).order_by(Post.id)).all()
    for number, post in enumerate(posts):
        post.thumbnail_file = None if number % 10 == 9 else _picture(media_dir, number)


def fill(session: Session, page: Page) -> None:
    """Write the media kit, and share it and the page's growth."""
    page.category, page.biography = "Пекарня", "Хлеб на закваске с 2014 года.\nМосква, Покровка, 12"
    offers = (
        Offer("Рилс до 60 секунд", Decimal(45_000)),
        Offer("Серия из трёх сторис с ссылкой", Decimal("12500.50")),
        Offer("Амбассадорство на квартал", None),
    )
    service.save(session, page, KitFields("ru", "Тёплый хлеб", TEXT, "ads@teplyhleb.ru", "RUB", parts.ALL, offers), 0)
    for token, shows in ((TOKEN, "kit"), (GROWTH_TOKEN, "growth")):
        link: dict[str, Any] = {
            "client_id": page.client_id,
            "name": "Кофе и Ко",
            "language": "ru",
            "shows": shows,
            "blocks": [],
        }
        session.add(ReportLink(**link, page_id=page.id, token_hash=hash_token(token), created_at=clock.now()))
    session.flush()


def _picture(media_dir: Path, number: int) -> str:
    made = Image.new("RGB", (480, 600), ((number * 53) % 200 + 40, (number * 91) % 180 + 50, (number * 37) % 160 + 60))
    out = io.BytesIO()
    made.save(out, "JPEG")
    return store(media_dir, out.getvalue(), ".jpg")
