"""The block on the plan: what became of the period's items, what is agreed next, and nothing that is the team's own."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo import clock
from promo.content.models import Rubric
from promo.pages.models import Post
from promo.plan.models import PlanItem

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import People

    Told = Callable[..., tuple[dict[str, Any], str]]


def item(page: Page, day: str, status: str, title: str, **more: object) -> PlanItem:
    known = {"uid": str(uuid.uuid4()), "client_id": page.client_id, "page_id": page.id, "kind": "post"}
    planned = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
    moments = {"planned_at": planned, "created_at": clock.now(), "updated_at": clock.now()}
    return PlanItem(**known, **moments, status=status, title=title, **more)


def test_the_plan_is_told_as_a_client_may_see_it(session: Session, page: Page, people: People, told: Told) -> None:
    rubric = Rubric(client_id=people.client_row.id, name="Bread", created_at=clock.now())
    session.add(rubric)
    session.flush()
    seen = session.scalars(select(Post).where(Post.page_id == page.id, Post.shortcode.in_(("P30", "P33")))).all()
    bread = {"rubric_id": rubric.id}
    session.add_all(
        [
            item(
                page,
                "2026-10-01",
                "published",
                "On time",
                post_id=seen[0].id,
                published_at=seen[0].published_at,
                **bread,
            ),
            item(
                page, "2026-10-03", "published", "Late", post_id=seen[1].id, published_at=seen[1].published_at, **bread
            ),
            item(page, "2026-10-05", "published", "Story", published_at=datetime(2026, 10, 5, 12, tzinfo=UTC)),
            item(page, "2026-10-07", "missed", "Forgotten", missed_at=clock.now(), **bread),
            item(page, "2026-10-09", "draft", "Never agreed"),
            item(page, "2026-09-30", "published", "Before", published_at=datetime(2026, 9, 30, 12, tzinfo=UTC)),
            item(page, "2026-11-02", "approved", "Rye week", **bread),
            item(page, "2026-11-30", "scheduled", "Last one"),
            item(page, "2026-12-01", "approved", "Too far"),
            item(page, "2026-11-03", "draft", "Secret"),
            item(page, "2026-11-04", "in_review", "Asked", stage="client"),
        ]
    )
    session.commit()
    data, shown = told("plan")
    names = ("planned", "published", "on_time", "off", "unseen", "missed", "ahead")
    assert [data[name] for name in names] == [4, 3, 1, 1, 1, 1, 0]
    assert data["groups"] == [
        {"rubric": "Bread", "planned": 3, "published": 2, "missed": 1},
        {"rubric": None, "planned": 1, "published": 1, "missed": 0},
    ]
    assert [(one["day"], one["told"]) for one in data["next"]] == [
        ("2026-11-02", "Rye week"),
        ("2026-11-30", "Last one"),
    ]
    assert "Secret" not in shown
    assert "Never agreed" not in shown
    assert "Rye week" in shown


@pytest.mark.sqlite_only
def test_an_empty_plan_says_so(page: Page, told: Told) -> None:
    assert page.id
    shown = told("plan", language="ru")[1]
    assert "На этот период ничего не планировалось." in shown
    assert "Пока ничего не согласовано" in shown
