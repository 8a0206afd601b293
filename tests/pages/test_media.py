from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from promo.pages.media import initials_svg, local_file
from promo.pages.models import Page, Post

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.orm import Session

    from promo.config import Settings
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

NOW = datetime(2026, 5, 1, tzinfo=UTC)
PICTURE = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture
def pictured(people: People, session: Session, settings: Settings) -> tuple[Page, Post]:
    """A page and a post with their pictures."""
    settings.media_dir.mkdir()
    (settings.media_dir / "a.jpg").write_bytes(PICTURE)
    page = Page(username="bread", client_id=people.client_row.id, created_at=NOW, avatar_file="a.jpg")
    session.add(page)
    session.flush()
    post = Post(
        page_id=page.id,
        shortcode="Cabc",
        instagram_id="1",
        kind="image",
        published_at=NOW,
        hashtags=[],
        mentions=[],
        thumbnail_file="a.jpg",
        first_seen_at=NOW,
        captured_at=NOW,
        source="test",
    )
    session.add(post)
    session.commit()
    return page, post


@pytest.mark.sqlite_only
def test_pictures_are_sent_and_may_be_kept_by_the_browser(
    browse: Browse, people: People, pictured: tuple[Page, Post]
) -> None:
    for url in (f"/pages/{pictured[0].id}/avatar", f"/posts/{pictured[1].id}/thumbnail"):
        answer = browse(people.client).get(url)
        assert (answer.status_code, answer.data, answer.mimetype) == (200, PICTURE, "image/jpeg")
        assert answer.headers["Cache-Control"] == "private, max-age=86400"
        tag = answer.headers["ETag"]
        assert browse(people.client).get(url, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.sqlite_only
def test_outsiders_get_404(browse: Browse, people: People, pictured: tuple[Page, Post]) -> None:
    assert browse(people.outsider).get(f"/pages/{pictured[0].id}/avatar").status_code == 404
    assert browse(people.outsider).get(f"/posts/{pictured[1].id}/thumbnail").status_code == 404
    assert browse(people.owner).get("/pages/999999/avatar").status_code == 404
    assert browse(people.owner).get("/posts/999999/thumbnail").status_code == 404


@pytest.mark.sqlite_only
def test_without_a_picture_a_placeholder_stands_in(
    browse: Browse, people: People, pictured: tuple[Page, Post], session: Session, settings: Settings
) -> None:
    (settings.media_dir / "a.jpg").unlink()
    pictured[1].thumbnail_file = None
    session.commit()
    for url in (f"/pages/{pictured[0].id}/avatar", f"/posts/{pictured[1].id}/thumbnail"):
        answer = browse(people.manager).get(url)
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
        assert answer.text.startswith("<svg")
        tag = answer.headers["ETag"]
        assert browse(people.manager).get(url, headers={"If-None-Match": tag}).status_code == 304


def test_nothing_outside_of_the_folder_is_sent(tmp_path: Path) -> None:
    media = tmp_path / "media"
    (media / "sub").mkdir(parents=True)
    (tmp_path / "secret_key").write_text("key")
    (media / "sub" / "a.jpg").write_text("picture")
    (media / "link.jpg").symlink_to(tmp_path / "secret_key")
    assert local_file(media, "sub/a.jpg") == media.resolve() / "sub" / "a.jpg"
    for name in ("../secret_key", str(tmp_path / "secret_key"), "link.jpg", "sub", "", "none.jpg", None):
        assert local_file(media, name) is None


def test_initials_are_text_not_markup() -> None:
    assert "<b" not in initials_svg(1, "<b>").removeprefix("<svg")
    assert ">BR</text>" in initials_svg(1, "_bread")
    assert ">?</text>" in initials_svg(1, "._.")
