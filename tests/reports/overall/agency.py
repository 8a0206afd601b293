"""Many clients with two months of everything, made by the dozen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from promo.campaigns.models import Campaign
from promo.clients.models import Client
from promo.pages.models import Page, PageDay, Post
from promo.plan.models import PlanItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.users.models import User

ZONE = "Europe/Moscow"
START = date(2026, 9, 1)
DAYS = 61
READ_AT = datetime(2026, 11, 1, 6, tzinfo=UTC)
NOON = datetime(2026, 10, 1, 9, tzinfo=UTC)
MONTH = {"month": "2026-10-01"}
SEEN = {"captured_at": READ_AT, "source": "test"}


def make(session: Session, name: str, gain: int, manager: User | None = None, *, gap: int = 0) -> Client:
    """A client whose page gains so many a day through September and October, but was not read for ``gap`` days."""
    client = Client(name=name, time_zone=ZONE, currency="RUB", created_at=NOON)
    client.manager_id = manager.id if manager else None
    session.add(client)
    session.flush()
    page = Page(username=f"page{client.id}", client_id=client.id, created_at=NOON - timedelta(days=40))
    page.profile_read_at = page.posts_read_at = READ_AT
    session.add(page)
    session.flush()
    session.add_all(
        PageDay(page_id=page.id, day=START + timedelta(days=number), followers=10_000 + gain * number, **SEEN)
        for number in range(-1, DAYS)
        if not 40 <= number < 40 + gap
    )
    return client


def post(session: Session, client: Client, number: int, likes: int = 100, views: int | None = None) -> None:
    """A post on a day of October, at noon."""
    page = session.query(Page).filter_by(client_id=client.id).one()
    at = NOON + timedelta(days=number)
    code = {"shortcode": f"{page.id}-{number}", "instagram_id": f"{page.id}-{number}", "kind": "image"}
    says = {"hashtags": [], "mentions": [], "likes": likes, "comments": 10, "views": views}
    session.add(Post(page_id=page.id, published_at=at, first_seen_at=at, **code, **says, **SEEN))


def plan(session: Session, client: Client, statuses: Sequence[str]) -> None:
    """Items of the plan for October, a day each."""
    for number, status in enumerate(statuses):
        at = NOON + timedelta(days=number)
        done = {"published_at": at} if status == "published" else {}
        says = {"kind": "post", "title": f"{status} {number}", "status": status, "planned_at": at, **done}
        kept = {"uid": f"{client.id}-{number}", "created_at": NOON, "updated_at": NOON}
        session.add(PlanItem(client_id=client.id, **kept, **says))


def spend(session: Session, client: Client, amount: str, currency: str = "RUB", day: date = date(2026, 10, 5)) -> None:
    """A campaign of one amount, told for the whole."""
    says = {"name": f"{currency} {day}", "kind": "advertising", "channel": "instagram", "status": "done"}
    days = {"start_day": day, "end_day": day + timedelta(days=9), "created_at": NOON}
    uid = f"{client.id}-{currency}-{day}"
    session.add(Campaign(uid=uid, client_id=client.id, currency=currency, total_spend=Decimal(amount), **says, **days))


def many(session: Session, count: int, managers: Sequence[User], first: int = 0) -> list[Client]:
    """Clients with long names and everything a row can show, numbered from ``first``."""
    made = []
    for number in range(first, first + count):
        name = f"№ {number} Кофейня «У старого маяка на набережной»"
        manager = managers[number % len(managers)] if managers else None
        client = make(session, name, (number % 7) * 9 - 12, manager, gap=8 if number % 9 == 0 else 0)
        for day in range(0, 30, 5):
            post(session, client, day, 100 + day, 12_000 + 37 * number)
        plan(session, client, ["published"] * 9 + ["missed"] * (number % 3))
        spend(session, client, f"{1_234_567 + number}.50")
        if number % 5 == 0:
            spend(session, client, "890", "USD")
        made.append(client)
    session.commit()
    return made
