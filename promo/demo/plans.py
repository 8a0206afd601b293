"""Writes the demo's content plans: what was published as planned, what comes next, ideas, and who works on it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import clock
from promo.content.models import Rubric
from promo.demo import numbers
from promo.demo.cast import CLIENTS
from promo.demo.words import THEMES
from promo.pages.models import Page, Post
from promo.plan.approvals.models import ApprovalRule
from promo.plan.items import service
from promo.plan.items.log import Actor
from promo.plan.items.service import ItemFields
from promo.plan.models import PlanComment, PlanMedia, PlanTask
from promo.plan.words import Audience, ItemKind, Mode, Speciality, Stage, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.demo.words import Theme
    from promo.plan.models import PlanItem
    from promo.users.models import User

NAMESPACE = uuid.UUID("0c1a7f52-9f7e-4f0e-8a65-3c1f8f6d2b70")
BACK = timedelta(days=30)
PAST = 9
"""At most so many of the last posts were planned."""
COMING = (
    (0, 19, ItemKind.STORY, Status.SCHEDULED),
    (1, 12, ItemKind.CAROUSEL, Status.SCHEDULED),
    (2, 18, ItemKind.REEL, Status.APPROVED),
    (4, 12, ItemKind.POST, Status.IN_REVIEW),
    (5, 18, ItemKind.REEL, Status.IN_REVIEW),
    (7, 12, ItemKind.CAROUSEL, Status.DRAFT),
    (10, 18, ItemKind.POST, Status.DRAFT),
)
"""What comes: days from today, hour by the client's clock, kind, status. All but the drafts have a picture."""
MISSED = (2, 7)
"""The numbers of the clients whose plan was not kept: an item of two days ago has no post."""
KINDS = {
    "image": ItemKind.POST,
    "carousel": ItemKind.CAROUSEL,
    "reel": ItemKind.REEL,
    "video": ItemKind.REEL,
}
LATENESS = (2, 4, 35, -3, 11, 90)
"""Minutes after its time at which each of the last posts came out."""
REMARKS = {
    "ru": (
        (Audience.INTERNAL, "owner", "Фото из вторника подойдёт, только светлее."),
        (Audience.CLIENT, "client", "Добавьте, пожалуйста, часы работы."),
    ),
    "en": (
        (Audience.INTERNAL, "owner", "Tuesday's picture would do, but brighter."),
        (Audience.CLIENT, "client", "Please add the opening hours."),
    ),
}
TASKS = ((Speciality.TEXT, -1, False), (Speciality.DESIGN, 1, False), (Speciality.SHOOTING, -3, True))
"""Of the first client's item in review: what is asked for, days from today until when, whether it is done."""


@dataclass(frozen=True)
class Writer:
    """What a fill of plans needs. ``language`` is the owner's: remarks are in it."""

    session: Session
    clients: Sequence[Client]
    people: Mapping[str, User]
    media_dir: Path
    language: str
    now: datetime

    def fill(self) -> None:
        """Write the plan of every client, for its first page."""
        for number, client in enumerate(self.clients):
            theme, by = THEMES[CLIENTS[number].theme], self.people[CLIENTS[number].manager]
            page = self.session.scalars(select(Page).where(Page.client_id == client.id).order_by(Page.id)).first()
            if page is None:
                continue
            posts = self._posts(page)
            rubrics = self.session.scalars(
                select(Rubric.id).where(Rubric.client_id == client.id).order_by(Rubric.id)
            ).all()
            plan = _Plan(self, client, page, theme, by, rubrics, number)
            plan.published(posts)
            shown = plan.coming([post.thumbnail_file for post in posts if post.thumbnail_file])
            plan.ideas()
            if number in MISSED:
                plan.missed()
            if number == 0:
                self._work(shown, by)
                self.session.add(ApprovalRule(client_id=client.id, mode=Mode.CLIENT))
        self.session.flush()

    def _posts(self, page: Page) -> Sequence[Post]:
        recent = select(Post).where(Post.page_id == page.id, Post.published_at > self.now - BACK)
        return self.session.scalars(recent.order_by(Post.published_at.desc(), Post.id).limit(PAST)).all()

    def _work(self, item: PlanItem, by: User) -> None:
        """Let people talk about an item, and work on it."""
        for audience, key, text in REMARKS.get(self.language, REMARKS["en"]):
            person = self.people[key]
            said = {"item_id": item.id, "audience": audience, "user_id": person.id, "author": person.name}
            self.session.add(PlanComment(**said, text=text, created_at=self.now - timedelta(hours=3)))
        today = clock.local_day(self.now, item.client.time_zone)
        for speciality, due, is_done in TASKS:
            self.session.add(
                PlanTask(
                    item_id=item.id,
                    speciality=speciality,
                    assignee_id=self.people["specialist"].id,
                    due=today + timedelta(days=due),
                    created_at=self.now - timedelta(days=5),
                    done_at=self.now - timedelta(days=4) if is_done else None,
                    done_by_id=by.id if is_done else None,
                )
            )


@dataclass(frozen=True)
class _Plan:
    """The plan of one client."""

    writer: Writer
    client: Client
    page: Page
    theme: Theme
    by: User
    rubrics: Sequence[int]
    number: int

    def published(self, posts: Sequence[Post]) -> None:
        """Let the posts be those of items that were planned, a little earlier each."""
        for number, post in enumerate(posts):
            says = ItemFields(
                page_id=self.page.id,
                kind=KINDS[post.kind],
                title="" if post.caption else self._sentence(number),
                planned_at=post.published_at - timedelta(minutes=LATENESS[number % len(LATENESS)]),
                caption=post.caption or "",
                rubric_id=self.rubrics[number % len(self.rubrics)],
                assignee_id=self.by.id,
            )
            item = self._add(says, Status.PUBLISHED, f"published {number}")
            item.post_id, item.published_at, item.match_score = post.id, post.published_at, 0.97

    def coming(self, pictures: Sequence[str]) -> PlanItem:
        """Write what comes, and return the item that waits for the client."""
        shown = None
        for number, (days, hour, kind, status) in enumerate(COMING):
            says = ItemFields(
                page_id=self.page.id,
                kind=kind,
                planned_at=self._at(days, hour),
                caption=self._caption(number),
                rubric_id=self.rubrics[number % len(self.rubrics)],
                assignee_id=self.by.id,
            )
            item = self._add(says, status, f"coming {number}")
            if status == Status.IN_REVIEW:
                item.stage = Stage.CLIENT if self.number == 0 else Stage.INTERNAL
                item.submitted_by_id, item.submitted_at = self.by.id, self.writer.now - timedelta(hours=20)
                item.review_by = self._at(days - 1, 12)
                shown = shown or item
            if status != Status.DRAFT and pictures:
                self._picture(item, pictures[number % len(pictures)])
        if shown is None:
            raise RuntimeError("nothing waits for the client")
        return shown

    def ideas(self) -> None:
        """Write two ideas without a day."""
        for number in (1, 3):
            self._add(ItemFields(title=self._sentence(self.number + number)[:160]), Status.IDEA, f"idea {number}")

    def missed(self) -> None:
        """Write an item of two days ago that has no post."""
        at = self._at(-2, 12)
        says = ItemFields(
            page_id=self.page.id, kind=ItemKind.REEL, planned_at=at, caption=self._caption(5), assignee_id=self.by.id
        )
        self._add(says, Status.MISSED, "missed").missed_at = at + timedelta(hours=12)

    def _add(self, says: ItemFields, status: Status, place: str) -> PlanItem:
        uid = str(uuid.uuid5(NAMESPACE, f"{self.client.name} {place}"))
        return service.add(self.writer.session, self.client, says, Actor.of_user(self.by), status=status, uid=uid)

    def _picture(self, item: PlanItem, file: str) -> None:
        item.media.append(
            PlanMedia(
                position=0,
                kind="image",
                file=file,
                thumbnail_file=file,
                content_type="image/webp",
                name="shot.webp",
                bytes=(self.writer.media_dir / file).stat().st_size,
                width=200,
                height=200,
                created_at=self.writer.now,
                created_by_id=self.by.id,
            )
        )

    def _at(self, days: int, hour: int) -> datetime:
        day = clock.local_day(self.writer.now, self.client.time_zone) + timedelta(days=days)
        return datetime.combine(day, time(hour), clock.zone(self.client.time_zone))

    def _sentence(self, number: int) -> str:
        return self.theme.sentences[number % len(self.theme.sentences)]

    def _caption(self, number: int) -> str:
        rng = numbers.generator(self.number, 30 + number)
        tags = rng.choice(len(self.theme.hashtags), 3, replace=False)
        call = self.theme.calls[number % len(self.theme.calls)]
        said = (self._sentence(self.number + number), call, " ".join(f"#{self.theme.hashtags[one]}" for one in tags))
        return "\n\n".join(part for part in said if part)
