"""The demo's reports: templates of the agency and of a client, and last month's reports, some of them published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from promo.reports.blocks import BLOCKS
from promo.reports.monthly import reading
from promo.reports.monthly import service as monthly
from promo.reports.templates import service as templates
from promo.reports.templates.service import TemplateFields
from promo.reports.writing import service as reports
from promo.reports.writing.service import USUAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from typing import Any

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.users.models import User

TEXTS = {
    "ru": {
        "monthly": "Месячный отчёт",
        "brief": "Коротко: рост и публикации",
        "goals": "Месячный, с целями",
        "hello": "Здравствуйте! Это итоги за **{period}**: цифры с открытых страниц, потери показаны как потери.",
        "growth": "Прирост подписчиков за {period}. Что дали кампании, видно в их блоке.",
        "plan": "Что вышло и что уже согласовано дальше. Перенести публикацию можно до её даты — напишите менеджеру.",
    },
    "en": {
        "monthly": "Monthly report",
        "brief": "In brief: growth and posts",
        "goals": "Monthly, with goals",
        "hello": "Hello! Here is **{period}**: figures of the public pages, with losses shown as losses.",
        "growth": "New followers in {period}. What campaigns brought stands in their block.",
        "plan": "What came out, and what is agreed next. A post can be moved until its day: write to your manager.",
    },
}
TARGETS = {"client_growth": 150, "posts_published": 12}
PUBLISHED, DRAFTS = (0, 1, 4), (2,)
"""The numbers of the clients whose report is published, and of those whose draft waits for a look."""
KEPT = 0
"""The number of the client with a template of its own, and with a report about the month before too."""


@dataclass(frozen=True)
class Writer:
    """What is needed to write the reports; all moments are before ``now``."""

    session: Session
    clients: Sequence[Client]
    people: Mapping[str, User]
    language: str
    now: datetime

    def fill(self) -> None:
        """Keep the templates, and write and publish the reports."""
        self._templates()
        month = reading.month_over(self.clients[KEPT].time_zone, self.now)
        before = (month - timedelta(days=1)).replace(day=1)
        self._report(self.clients[KEPT], before, published=True)
        for number in PUBLISHED + DRAFTS:
            self._report(self.clients[number], month, published=number in PUBLISHED)

    def _templates(self) -> None:
        said, owner = TEXTS[self.language], self.people["owner"]
        standing = {"growth": said["growth"], "plan": said["plan"]}
        usual = tuple(_block(kind, standing.get(kind, "")) for kind in USUAL)
        brief = tuple(_block(kind) for kind in ("summary", "growth", "best"))
        ours = tuple(_block(kind, standing.get(kind, "")) for kind in BLOCKS if kind in {"goals", *USUAL})
        ours = tuple({**one, "options": {"targets": TARGETS}} if one["kind"] == "goals" else one for one in ours)
        greeted = ({**ours[0], "text": said["hello"]}, *ours[1:])
        kept = (
            (None, TemplateFields(said["brief"], "previous", brief)),
            (None, TemplateFields(said["monthly"], "previous", usual, is_usual=True)),
            (self.clients[KEPT], TemplateFields(said["goals"], "previous", greeted)),
        )
        for client, fields in kept:
            made = templates.make(self.session, client, fields, owner)
            made.created_at = self.now - timedelta(days=90)

    def _report(self, client: Client, month: date, *, published: bool) -> None:
        by = client.manager or self.people["owner"]
        made = monthly.draft(self.session, client, month, by)
        made.created_at = made.updated_at = self.now - timedelta(days=2, hours=client.id)
        self.session.flush()
        if published:
            version = reports.publish(self.session, made, made.version, "", by)
            version.published_at = self.now - timedelta(days=1, hours=client.id)


def _block(kind: str, text: str = "") -> dict[str, Any]:
    return {"kind": kind, "text": text, "options": {}}
