"""Through all floors: the stand-in, the real instaloader, the program's own reading, and both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import select

from promo.collection import service
from promo.collection.models import Source
from promo.collection.run import collect_page
from promo.pages.models import Page, PageDay, Post

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.collection.models import CollectionRun
    from promo.config import Settings
    from promo.context import Context
    from tests.conftest import People
    from tests.sandbox import Instagram


@pytest.fixture
def settings(settings: Settings, ig: Instagram) -> Settings:
    return replace(settings, instagram_url=ig.base_url)


@pytest.fixture
def page(session: Session, people: People, ig: Instagram) -> Page:
    at = datetime.now(UTC)
    ig.today = at.date()
    ig.add_page("bakery", followers=5000, posts=0, full_name="Пекарня").fill(14)
    for post in ig.pages[0].posts:
        post.taken_at = min(post.taken_at, at)
    made = Page(client_id=people.client_row.id, username="bakery", created_at=at, profile_due_at=at)
    session.add(made)
    session.commit()
    return made


def collect(context: Context, page: Page) -> CollectionRun:
    with context.sessions() as session:
        service.ask(session, session.get_one(Page, page.id))
        session.info.pop("waiting_jobs", None)
        session.commit()
    run = collect_page(context, page.id, "manual")
    assert run is not None
    return run


def test_a_guest_brings_a_page_into_the_database(context: Context, session: Session, page: Page, ig: Instagram) -> None:
    run = collect(context, page)
    assert (run.outcome, run.posts_read, run.followers) == ("ok", 14, 5000)
    assert run.requests == len([kind for kind in ig.kinds() if kind != "cdn"]) == 1 + 1 + 14 + 1
    session.expire_all()
    assert session.scalars(select(PageDay)).one().followers == 5000
    assert (page.instagram_id, page.full_name) == (ig.pages[0].pk, "Пекарня")
    assert page.avatar_file is not None
    with Image.open(context.settings.media_dir / page.avatar_file) as picture:
        assert picture.size == (320, 320)
    assert all(post.thumbnail_file for post in session.scalars(select(Post)))


def test_a_session_follows_the_page_when_it_is_renamed(
    context: Context, session: Session, page: Page, ig: Instagram
) -> None:
    cookies = context.cipher.encrypt(json.dumps(ig.sign_in()))
    at = datetime.now(UTC)
    session.add(Source(kind="instagram_session", cookies=cookies, requests_per_hour=100, created_at=at))
    session.commit()
    assert collect(context, page).outcome == "ok"
    ig.rename("bakery", "bakery.moscow")
    assert collect(context, page).outcome == "ok"
    session.expire_all()
    assert page.username == "bakery.moscow"
    assert ig.kinds().count("R1") == 1


def test_what_came_before_a_failure_is_in_the_database(
    context: Context, session: Session, page: Page, ig: Instagram
) -> None:
    ig.fault("throttled", route="R4", after=5)
    run = collect(context, page)
    assert (run.outcome, run.posts_read) == ("throttled", 5)
    assert len(session.scalars(select(Post)).all()) == 5
    assert session.scalars(select(PageDay)).one().followers == 5000
