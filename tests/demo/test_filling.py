from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from promo.campaigns.days.models import CampaignMonth
from promo.clients.models import Client
from promo.clock import local_day
from promo.collection.models import CollectionRun, Incident
from promo.content.models import PostRubric, Rubric, SavedView
from promo.demo import numbers
from promo.demo.cast import CLIENTS, MARK, PAGES, PEOPLE
from promo.demo.filling import POSTS, STEPS, shares
from promo.demo.kits import KITS
from promo.demo.views import STEPS as SHOWN_STEPS
from promo.pages.media import local_file
from promo.pages.models import HeldCount, Page, PageDay, PageName, Post, PostSnapshot
from promo.reports.kit import parts
from promo.reports.kit.gathering import gather
from promo.reports.kit.models import MediaKit
from promo.reports.kit.service import KitFields
from promo.reports.models import ReportTemplate, ReportVersion
from promo.reports.overall import screens
from promo.users.models import Role, User
from promo.users.passwords import matches
from promo.wording import wording
from tests.demo.conftest import NOW, Filled, fill

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session


def counts(session: Session, page: Page) -> dict[date, int]:
    known = session.scalars(select(PageDay).where(PageDay.page_id == page.id, PageDay.followers.is_not(None)))
    return {row.day: row.followers or 0 for row in known}


def page(session: Session, fate: str) -> Page:
    wanted = next(one.handle for one in PAGES if one.fate == fate)
    return session.scalars(select(Page).where(Page.username == wanted)).one()


def test_it_has_the_size_it_promises(filled: Filled) -> None:
    session = filled.session
    sizes = [session.scalar(select(func.count()).select_from(model)) for model in (Client, Page, Post, User)]
    assert sizes == [12, 30, POSTS, len(PEOPLE)] == [len(CLIENTS), len(PAGES), 5_000, 5]
    assert (session.scalar(select(func.count()).select_from(PostSnapshot)) or 0) > 40_000
    assert session.scalar(select(func.count()).select_from(Page).where(Page.client_id.is_(None))) == 11
    assert filled.steps == list(range(1, STEPS + 1))
    assert STEPS == SHOWN_STEPS


def test_the_days_end_yesterday_of_each_client_and_have_gaps(filled: Filled) -> None:
    session = filled.session
    whole = 0
    for one in session.scalars(select(Page)):
        zone = one.client.time_zone if one.client else "Europe/Moscow"
        days = counts(session, one)
        assert max(days) <= local_day(NOW, zone) - timedelta(days=1)
        assert len(days) < (max(days) - min(days)).days + 1
        whole += max(days) == local_day(NOW, zone) - timedelta(days=1) and len(days) > 650
        assert min(days.values()) > 0
    assert whole > 20


def test_nothing_was_seen_later_than_now(filled: Filled) -> None:
    for column in (PageDay.captured_at, Post.captured_at, PostSnapshot.captured_at, CollectionRun.finished_at):
        newest = filled.session.scalar(select(func.max(column)))
        assert newest is not None
        assert newest < NOW


def test_pages_lose_followers_too_and_all_of_them_in_the_purge(filled: Filled) -> None:
    session = filled.session
    lost = 0
    for one in session.scalars(select(Page)):
        zone = one.client.time_zone if one.client else "Europe/Moscow"
        days = counts(session, one)
        net = [days[day] - days[day - timedelta(days=1)] for day in days if day - timedelta(days=1) in days]
        lost += any(change < 0 for change in net)
        purge = local_day(NOW, zone) - timedelta(days=numbers.PURGE_BACK + 1)
        before, after = days.get(purge), days.get(purge + timedelta(days=2))
        if before and after:
            assert after < before * 0.997
    assert lost == len(PAGES)


def test_growth_has_a_weekly_rhythm() -> None:
    total = dict.fromkeys(range(7), 0.0)
    for number, one in enumerate(PAGES):
        series = numbers.followers(one, number, 0)
        for day in range(1, numbers.DAYS):
            total[day % 7] += float(series[day] - series[day - 1]) / series[day - 1]
    assert total[6] > total[4]


def test_one_post_went_round(filled: Filled) -> None:
    viral = page(filled.session, "viral")
    found = filled.session.scalars(select(Post.likes).where(Post.page_id == viral.id))
    likes = sorted(seen for seen in found if seen is not None)
    assert likes[-1] > 6 * likes[-2]
    days = counts(filled.session, viral)
    steps = [(day, seen) for day, seen in sorted(days.items()) if seen]
    jump = max((after[1] - before[1]) / before[1] for before, after in pairwise(steps))
    assert jump > 0.1


def test_each_fate_shows(filled: Filled) -> None:
    session = filled.session
    broken, private = page(session, "broken"), page(session, "private")
    assert (broken.last_outcome, private.last_outcome) == ("not_found", "private")
    open_ones = session.execute(select(Incident.page_id, Incident.kind).where(Incident.closed_at.is_(None)))
    assert sorted(tuple(row) for row in open_ones) == sorted([(broken.id, "not_found"), (private.id, "private")])
    assert private.is_private is True
    assert page(session, "paused").paused_at is not None
    assert page(session, "paused").profile_due_at is None
    held = session.scalars(select(HeldCount)).one()
    assert (held.page_id, held.followers, held.decided_at) == (page(session, "held").id, 0, None)
    names = session.scalars(select(PageName.username).where(PageName.page_id == page(session, "renamed").id))
    assert len(list(names)) == 2
    hidden = select(Post).where(Post.page_id == page(session, "hidden").id).order_by(Post.published_at.desc()).limit(5)
    assert all(
        post.likes_hidden and post.likes is None and post.comments is not None for post in session.scalars(hidden)
    )


def test_posts_look_like_posts(filled: Filled) -> None:
    posts = list(filled.session.scalars(select(Post)))
    assert {post.kind for post in posts} == {"image", "carousel", "reel", "video"}
    assert all((post.views is None) == (post.kind in {"image", "carousel"}) for post in posts)
    captions = [post.caption for post in posts if post.caption]
    assert any(re.search("[а-я]", caption) for caption in captions)
    assert any(re.fullmatch("[^а-яА-Я]+", caption) for caption in captions)
    assert all(f"#{tag}" in post.caption for post in posts if post.caption for tag in post.hashtags)
    assert any(post.due_at is not None for post in posts)


def test_a_posts_numbers_only_rise(filled: Filled) -> None:
    found = filled.session.execute(
        select(PostSnapshot.post_id, PostSnapshot.likes, PostSnapshot.comments)
        .where(PostSnapshot.likes.is_not(None))
        .order_by(PostSnapshot.post_id, PostSnapshot.captured_at)
    ).all()
    for before, after in pairwise(found):
        if before.post_id == after.post_id:
            assert after.likes >= before.likes
            assert after.comments >= before.comments


def test_pictures_are_kept(filled: Filled) -> None:
    session = filled.session
    for one in session.scalars(select(Page)):
        assert local_file(filled.media_dir, one.avatar_file) is not None
    names = set(session.scalars(select(Post.thumbnail_file).where(Post.thumbnail_file.is_not(None))))
    assert len(names) > 150
    assert all(local_file(filled.media_dir, name) for name in names)


def test_people_of_every_role_can_sign_in(filled: Filled) -> None:
    people = list(filled.session.scalars(select(User)))
    assert {person.role for person in people} == set(Role)
    assert all(matches("three silent herons", person.password_hash) for person in people)


def test_every_page_is_marked_as_made_up(filled: Filled) -> None:
    assert all(name.endswith(MARK) for name in filled.session.scalars(select(Page.username)))
    assert set(filled.session.scalars(select(PageDay.source).distinct())) == {"demo"}


def test_rules_gave_rubrics_and_views_are_saved(filled: Filled) -> None:
    session = filled.session
    statement = select(Rubric.id, func.count(PostRubric.post_id)).outerjoin(PostRubric).group_by(Rubric.id)
    given = {ident: number for ident, number in session.execute(statement)}  # noqa: C416 - typed
    assert len(given) == (len(CLIENTS) + 1) * 4
    assert all(given.values())
    kinds = select(Post.kind).join(PostRubric).join(Rubric).where(Rubric.name.in_(("Reels", "Рилсы"))).distinct()
    assert list(session.scalars(kinds)) == ["reel"]
    assert session.scalar(select(func.count()).select_from(SavedView).where(SavedView.is_shared)) == len(CLIENTS)


@pytest.mark.postgresql_only
def test_it_is_the_same_each_time_and_on_each_database(filled: Filled, session: Session, tmp_path: Path) -> None:
    fill(session, tmp_path / "media", [])
    session.flush()
    for model in (PageDay, PageName, Post, PostSnapshot, HeldCount, CollectionRun, CampaignMonth):
        assert rows(session, model) == rows(filled.session, model)


def rows(session: Session, model: Any) -> list[Any]:  # noqa: ANN401 - any model
    """Return all rows in order, posts under their shortcodes: the databases number them each in its own way."""
    statement = select(model.__table__)
    own = {Post: "id", PostSnapshot: "post_id"}.get(model)
    if model is PostSnapshot:
        statement = select(Post.shortcode, model.__table__).join(Post)
    found = [
        tuple(value for name, value in row.items() if name != own) for row in session.execute(statement).mappings()
    ]
    return sorted(found, key=repr)


@pytest.mark.parametrize(("weights", "total"), [([1.0, 1.0, 1.0], 10), ([0.3, 0.3, 0.4], 7), ([5.0], 3)])
def test_shares_add_up(weights: list[float], total: int) -> None:
    found = shares(weights, total)
    assert sum(found) == total
    assert all(abs(share - weight * total / sum(weights)) < 1 for share, weight in zip(found, weights, strict=True))


def test_two_pages_have_a_media_kit_with_their_best_posts(filled: Filled) -> None:
    kits = filled.session.scalars(select(MediaKit)).all()
    assert len(kits) == len(KITS)
    for kit in kits:
        assert kit.page.client
        content = gather(filled.session, kit.page, kit.page.client, KitFields.of(kit), NOW)
        assert [one["kind"] for one in content["blocks"]] == list(parts.BLOCKS)


def test_last_months_reports_are_there_and_begin_with_templates(filled: Filled) -> None:
    session = filled.session
    names = {(one.client_id is None, one.name, one.is_usual) for one in session.scalars(select(ReportTemplate))}
    assert {name for of_agency, name, _ in names if not of_agency} == {"Monthly, with goals"}
    assert (True, "Monthly report", True) in names
    owner = session.scalars(select(User).where(User.role == Role.OWNER)).one()
    found = screens.overall(session, owner, {"month": "2026-04-01"}, NOW, wording("en"))
    assert len(found.rows) == len(CLIENTS)
    assert (found.total.reports, found.total.reports_published) == (4, 3)
    assert [row.goals.of for row in found.rows if row.goals] == [2]
    assert found.total.losing
    assert found.troubles
    assert {one.name for one in found.managers} == {"Mark Lindholm", "Ольга Серова"}
    (greeted,) = [row.report for row in found.rows if row.report and row.goals]
    content = session.scalars(select(ReportVersion).where(ReportVersion.report_id == greeted.id)).one().content
    assert "**April 2026**" in content["blocks"][0]["text"]
    assert (session.scalar(select(func.max(ReportVersion.published_at))) or NOW) < NOW
