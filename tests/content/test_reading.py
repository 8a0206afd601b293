from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from promo.analytics.engagement import Choice
from promo.analytics.periods import Period
from promo.content import reading
from promo.content.models import PostRubric, Rubric
from promo.pages import post_frames
from promo.pages.models import Post, PostSnapshot
from tests.growth.agency import NOW, add_days, add_page, add_post, ago, local

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.conftest import People

ZONE = "Asia/Yekaterinburg"


def test_a_post_comes_with_its_rates_and_rubrics(session: Session, people: People) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, {3: 1000, 2: 2000})
    first = add_post(session, page, local(ago(3)), likes=90, comments=10)
    second = add_post(session, page, local(ago(2)), likes=90, comments=10, likes_hidden=True)
    first.views, first.hashtags, second.hashtags = 500, ["a", "b"], ["c", "d"]
    rubrics = [Rubric(client_id=people.client_row.id, name=name, created_at=NOW) for name in ("Reels", "Bread", "Tea")]
    session.add_all(rubrics)
    session.flush()
    session.add_all(
        [
            PostRubric(post_id=first.id, rubric_id=rubrics[0].id),
            PostRubric(post_id=first.id, rubric_id=rubrics[1].id, by_rule=True),
            PostRubric(post_id=first.id, rubric_id=rubrics[2].id, taken_away=True),
        ]
    )
    session.flush()
    found = reading.posts_frame(session, [page.id], None, people.client_row.time_zone)
    assert found["er"].tolist() == pytest.approx([0.1, float("nan")], nan_ok=True)
    assert found["love"].tolist() == pytest.approx([0.09, float("nan")], nan_ok=True)
    assert found["talk"].tolist() == pytest.approx([0.01, 0.005])
    assert [sorted(one) for one in found["rubrics"]] == [sorted(one.id for one in rubrics[:2]), []]
    assert list(found["hashtags"]) == [["a", "b"], ["c", "d"]]
    by_views = reading.posts_frame(session, [page.id], None, people.client_row.time_zone, Choice("views"))
    assert by_views["er"].tolist() == pytest.approx([0.2, float("nan")], nan_ok=True)
    assert list(reading.rubrics(session, people.client_row.id).values()) == ["Bread", "Reels", "Tea"]
    assert reading.rubrics(session, None) == {}


def test_no_posts_are_an_empty_frame_with_all_columns(session: Session, people: People) -> None:
    page = add_page(session, people.client_row)
    session.flush()
    empty = reading.posts_frame(session, [page.id], None, ZONE)
    assert len(empty) == 0
    assert {"er", "love", "talk", "rubrics", "local", "caption_length"} <= set(empty.columns)
    assert list(post_frames.snapshots(session, [])) == ["post_id", "captured_at", "hours", "likes", "comments", "views"]


def test_a_period_has_the_days_of_the_zone(session: Session, people: People) -> None:
    page = add_page(session, people.client_row)
    add_post(session, page, datetime(2026, 3, 1, 18, 59, tzinfo=UTC))
    add_post(session, page, datetime(2026, 3, 1, 19, 0, tzinfo=UTC))
    add_post(session, page, datetime(2026, 3, 2, 19, 0, tzinfo=UTC))
    session.flush()
    day = date(2026, 3, 2)
    found = post_frames.posts(session, [page.id], Period(day, day), ZONE)
    assert [str(one) for one in found["local"]] == ["2026-03-02 00:00:00"]


def test_snapshots_know_the_age_of_the_post(session: Session, people: People) -> None:
    page = add_page(session, people.client_row)
    post = add_post(session, page, datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    other = add_post(session, page, datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    session.flush()
    for one, hour, likes in ((post, 18, 5), (post, 15, None), (other, 13, 1)):
        session.add(
            PostSnapshot(post_id=one.id, captured_at=datetime(2026, 3, 1, hour, tzinfo=UTC), likes=likes, source="demo")
        )
    session.flush()
    found = post_frames.snapshots(session, [post.id])
    assert found["hours"].tolist() == [3, 6]
    assert found["likes"].tolist() == pytest.approx([float("nan"), 5], nan_ok=True)
    assert len(post_frames.snapshots(session, page_id=page.id)) == 3
    assert isinstance(session.get(Post, post.id), Post)


def test_moments_stay_exact(session: Session, people: People) -> None:
    page = add_page(session, people.client_row)
    moment = datetime(2026, 3, 1, 12, 0, 7, 123_457, tzinfo=UTC)
    add_post(session, page, moment)
    session.flush()
    found = post_frames.posts(session, [page.id], None, ZONE)
    assert found["published_at"].iloc[0].to_pydatetime() == moment
    assert str(found["local"].iloc[0]) == "2026-03-01 17:00:07"
