"""The block on content: posts, reactions, cadence and rate against the compared period; what is left out, and why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, select, update

from promo import clock
from promo.campaigns.models import Campaign, CampaignPost
from promo.pages.models import Page, PageDay, Post

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import People

    Told = Callable[..., tuple[dict[str, Any], str]]


def test_content_is_compared_and_says_what_it_leaves_out(session: Session, page: Page, told: Told) -> None:
    october = [Post.page_id == page.id, Post.shortcode.in_(("P30", "P33"))]
    session.execute(update(Post).where(*october).values(kind="reel", likes=600))
    session.execute(update(Post).where(Post.shortcode == "P36").values(likes_hidden=True))
    session.execute(update(Post).where(Post.shortcode == "P39").values(likes=None))
    session.commit()
    data, shown = told("content")
    (one,) = data["pages"]
    now, before = one["now"], one["before"]
    assert (now["posts"], before["posts"]) == (10, 10)
    assert now["per_week"] == pytest.approx(10 / 31 * 7)
    likes = [600, 600, *(50 + number for number in range(42, 60, 3))]
    assert now["reactions"] == sum(likes) + 5 * len(likes)
    assert now["left_out"] == {"hidden": 1, "unknown": 1}
    assert (now["counted"], now["paid"]) == (8, 0)
    assert [(kind["name"], kind["posts"], kind["counted"]) for kind in one["kinds"]] == [
        ("Image", 8, 6),
        ("Reel", 2, 2),
    ]
    assert [row[:4] for row in data["tables"][0]["rows"]] == [
        ["bakery", "2026-10-01", "2026-10-31", 10],
        ["bakery", "2026-09-01", "2026-09-30", 10],
    ]
    for sentence in ("2 posts have no engagement rate: 1 with hidden likes; 1 with unknown reactions.", "<svg", "Reel"):
        assert sentence in shown, sentence
    assert "paid post" not in shown


@pytest.mark.sqlite_only
def test_paid_posts_are_told_apart(session: Session, page: Page, people: People, told: Told) -> None:
    ran = Campaign(
        uid="0b1f7d0e-0000-4000-8000-0000000000aa", client_id=people.client_row.id, name="Boost", kind="advertising",
        channel="instagram", status="done", start_day=date(2026, 10, 1), end_day=date(2026, 10, 31), currency="EUR",
        created_at=clock.now(),
    )  # fmt: skip
    session.add(ran)
    session.flush()
    paid = session.scalars(select(Post.id).where(Post.shortcode.in_(("P30", "P33")), Post.page_id == page.id))
    session.add_all(
        [CampaignPost(campaign_id=ran.id, post_id=one, is_paid=True, created_at=clock.now()) for one in paid]
    )
    session.execute(update(Post).where(Post.shortcode.in_(("P30", "P33"))).values(likes=2000))
    session.commit()
    data, shown = told("content", language="ru")
    now = data["pages"][0]["now"]
    assert now["paid"] == 2
    assert now["er_unpaid"] < now["er"]
    assert "без 2 оплаченных публикаций" in shown


@pytest.mark.sqlite_only
def test_nothing_known_is_not_zero(session: Session, page: Page, told: Told) -> None:
    session.execute(update(Page).where(Page.id == page.id).values(posts_read_at=None))
    session.execute(update(Post).values(likes=None))
    session.commit()
    data, shown = told("content")
    now = data["pages"][0]["now"]
    assert [now[name] for name in ("posts", "per_week", "reactions", "er")] == [None] * 4
    assert data["figures"] == {}
    assert "n/a" in shown
    session.execute(delete(PageDay))
    session.commit()
    assert "Nothing was collected" in told("content")[1]
