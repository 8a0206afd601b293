"""The block on the best posts: the highest rates first, beside the median; what has no rate is never among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from promo.pages.models import Post

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.pages.models import Page

    Told = Callable[..., tuple[dict[str, Any], str]]


@pytest.mark.sqlite_only
def test_the_best_posts_stand_first(session: Session, page: Page, told: Told) -> None:
    typed: dict[str, dict[str, Any]] = {
        "P33": {"likes": 900, "caption": "\n <b>Rye</b>\nsecond line"},
        "P39": {"likes": 500, "caption": None},
        "P45": {"likes": 9000, "likes_hidden": True},
        "P27": {"likes": 5000},
    }
    for code, values in typed.items():
        session.execute(update(Post).where(Post.page_id == page.id, Post.shortcode == code).values(**values))
    session.commit()
    data, shown = told("best")
    (one,) = data["pages"]
    first, second, third = one["posts"]
    assert [post["link"][-4:-1] for post in one["posts"]] == ["P33", "P39", "P57"], "September and hidden likes are out"
    assert (first["day"], first["line"], first["likes"]) == ("2026-10-04", "<b>Rye</b>", 900)
    assert first["er"] == pytest.approx(905 / 1330)
    assert first["against"] == pytest.approx(first["er"] / one["median"] - 1)
    assert third["er"] < second["er"]
    assert one["left_out"] == {"hidden": 1}
    assert "&lt;b&gt;Rye" in shown
    assert "Without a caption" in shown
    assert len(told("best", {"count": 5})[0]["pages"][0]["posts"]) == 5
    assert len(told("best", {"count": 500})[0]["pages"][0]["posts"]) == 3, "as usual"


@pytest.mark.sqlite_only
def test_without_rates_there_are_no_best_posts(session: Session, page: Page, told: Told) -> None:
    session.execute(update(Post).where(Post.page_id == page.id).values(likes=None))
    session.commit()
    data, shown = told("best", language="ru")
    assert (data["pages"][0]["posts"], data["pages"][0]["median"]) == ([], None)
    assert "Ни у одной публикации" in shown
