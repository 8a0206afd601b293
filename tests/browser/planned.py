"""The plan of the made-up agency: items in every status."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import clock
from promo.content.models import Rubric
from promo.pages.models import Post
from promo.plan.approvals.models import ApprovalRule
from promo.plan.items import service
from promo.plan.items.log import Actor
from promo.plan.items.service import ItemFields
from promo.plan.models import PlanComment, PlanTask
from promo.plan.review.models import ReviewLink
from promo.plan.words import Mode, Stage, Status
from promo.secrets import hash_token

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.pages.models import Page
    from promo.plan.models import PlanItem
    from promo.users.models import User

TOKEN = "a-link-that-everybody-may-know"
ITEMS = (
    ("Экскурсия по пекарне", "reel", Status.MISSED, -2, 18),
    ("Утро в пекарне", "story", Status.APPROVED, 0, 20),
    ("Пять начинок для пирога", "carousel", Status.SCHEDULED, 1, 12),
    ("Отзыв Марины", "post", Status.IN_REVIEW, 2, 12),
    ("Рождественские штоллены", "reel", Status.IN_REVIEW, 3, 18),
    ("Мука с мельницы: откуда она", "carousel", Status.DRAFT, 5, 12),
    ("Кофе и булочка", "story", Status.DRAFT, 5, 9),
    ("Интервью с пекарем", "reel", Status.IDEA, None, 0),
    ("Рецепт хлебного пудинга", "post", Status.IDEA, None, 0),
)
CAPTION = """Каждое утро в пять мы ставим тесто.
К восьми хлеб ещё тёплый — приходите!

#хлеб #пекарня #завтрак @coffee.nearby"""


def fill(session: Session, client: Client, page: Page, by: User) -> int:
    """Write the plan and return the id of an item in review."""
    today = clock.today(client.time_zone)
    rubric = session.scalars(select(Rubric).where(Rubric.client_id == client.id)).first()
    shown, missed = 0, None
    for title, kind, status, days, hour in ITEMS:
        at = None if days is None else datetime.combine(today + timedelta(days=days), time(hour), UTC)
        says = ItemFields(
            page_id=page.id,
            kind=kind,
            title=title,
            planned_at=at,
            caption=CAPTION if status != Status.IDEA else "",
            rubric_id=rubric.id if rubric else None,
            assignee_id=by.id,
            goal="Гости по утрам",
            reference="https://example.com/moodboard",
        )
        item = service.add(session, client, says, Actor.of_user(by), status=status)
        if status == Status.IN_REVIEW:
            item.stage, item.submitted_by_id, item.submitted_at = Stage.CLIENT, by.id, clock.now()
            item.review_by = clock.now() + timedelta(days=1)
            shown = shown or item.id
        if status == Status.MISSED:
            item.missed_at = at + timedelta(hours=1) if at else None
            missed = item
    for audience, author, text in (
        ("internal", by.name, "Фото из вторника подойдёт? https://example.com/photo"),
        ("client", "Marta Lindqvist", "Добавьте, пожалуйста, адрес новой пекарни."),
    ):
        said = {"item_id": shown, "audience": audience, "user_id": by.id, "author": author, "text": text}
        session.add(PlanComment(**said, created_at=clock.now()))
    for speciality, due, done in (("text", -1, False), ("design", 1, False), ("shooting", -3, True)):
        session.add(
            PlanTask(
                item_id=shown,
                speciality=speciality,
                assignee_id=by.id,
                due=today + timedelta(days=due),
                created_at=clock.now(),
                done_at=clock.now() if done else None,
            )
        )
    session.add(
        ReviewLink(
            client_id=client.id,
            name="Marta Lindqvist",
            is_standing=True,
            language="ru",
            message="Посмотрите, пожалуйста, до пятницы.",
            token_hash=hash_token(TOKEN),
            created_at=clock.now(),
        )
    )
    session.add(ApprovalRule(client_id=client.id, mode=Mode.CLIENT))
    _publish(session, client, page, by, missed)
    session.flush()
    return shown


def _publish(session: Session, client: Client, page: Page, by: User, missed: PlanItem | None) -> None:
    """Let some posts be those of items, and one be asked about."""
    posts = session.scalars(select(Post).where(Post.page_id == page.id).order_by(Post.published_at.desc())).all()
    rubrics = session.scalars(select(Rubric).where(Rubric.client_id == client.id).order_by(Rubric.id)).all()
    if missed is not None:
        missed.suggested_post_id, missed.suggested_score = posts[1].id, 0.64
    for number, post in enumerate(posts[2:10]):
        says = ItemFields(
            page_id=page.id,
            kind={"image": "post"}.get(post.kind, post.kind),
            title=("Ржаной на закваске", "Чиабатта с оливками", "Как мы печём", "Хлеб недели")[number % 4],
            planned_at=post.published_at - timedelta(minutes=(2, 4, 35, -3, 90)[number % 5]),
            caption=post.caption or "",
            rubric_id=rubrics[number % 2].id,
        )
        item = service.add(session, client, says, Actor.of_user(by), status=Status.PUBLISHED)
        item.post_id, item.published_at, item.match_score = post.id, post.published_at, 0.97
