"""The demo's content plans: what was published as planned, what comes, and what waits for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from promo.clients.models import Client
from promo.demo.plans import MISSED
from promo.pages.media import local_file
from promo.pages.models import Post
from promo.plan.models import PlanComment, PlanItem, PlanMedia, PlanTask
from promo.plan.words import Status

if TYPE_CHECKING:
    from tests.demo.conftest import Filled


def test_every_client_has_a_plan(filled: Filled) -> None:
    session = filled.session
    clients = session.scalars(select(Client.id).order_by(Client.id)).all()
    for client in clients:
        found = session.scalars(select(PlanItem.status).where(PlanItem.client_id == client)).all()
        assert set(Status) - {Status.MISSED, Status.PUBLISHED} <= set(found)
    missed = session.scalars(select(PlanItem).where(PlanItem.status == Status.MISSED).order_by(PlanItem.id)).all()
    assert [item.client_id for item in missed] == [clients[number] for number in MISSED]
    assert all(item.missed_at and item.planned_at and item.missed_at > item.planned_at for item in missed)


def test_what_was_published_has_its_post(filled: Filled) -> None:
    session = filled.session
    pairs = session.execute(select(PlanItem, Post).join(Post, Post.id == PlanItem.post_id)).all()
    assert len(pairs) > 30
    assert len(pairs) == session.scalar(
        select(func.count()).select_from(PlanItem).where(PlanItem.status == Status.PUBLISHED)
    )
    for item, post in pairs:
        assert item.page_id == post.page_id
        assert item.published_at == post.published_at
        assert item.planned_at
        assert abs((item.planned_at - post.published_at).total_seconds()) <= 90 * 60


def test_people_work_on_it(filled: Filled) -> None:
    session = filled.session
    assert {one.audience for one in session.scalars(select(PlanComment))} == {"internal", "client"}
    assert [one.done_at is None for one in session.scalars(select(PlanTask).order_by(PlanTask.id))] == [
        True,
        True,
        False,
    ]
    kept = session.scalars(select(PlanMedia)).all()
    assert len(kept) > 40
    assert all(local_file(filled.media_dir, one.file) for one in kept)
