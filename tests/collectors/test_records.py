"""What stands in the records: what Instagram said, and None for what it did not say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from collectors.reading import ShapeError, count, identity, moment, page_record, post_record
from collectors.records import PostKind, PostRecord
from tests.collectors.conftest import read
from tests.sandbox import CAROUSEL, IMAGE, VIDEO

if TYPE_CHECKING:
    from tests.sandbox import Instagram

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
MEDIA: dict[str, Any] = {
    "code": "Cabc", "pk": "31", "taken_at": 1_790_000_000, "media_type": 2, "user": {"pk": "7"},
    "like_count": 50, "comment_count": 4, "play_count": 900, "caption": {"text": "x"},
}  # fmt: skip


def post(**more: object) -> PostRecord:
    return post_record(MEDIA | more, "7", AT)


def test_a_session_sees_the_whole_profile(ig: Instagram) -> None:
    ig.add_page(
        "bakery", followers=5000, following=12, posts=3, full_name="Пекарня", biography="Хлеб", category="Bakery",
        external_url="https://bakery.example/", verified=True, business=True,
    )  # fmt: skip
    page = read(ig, cookies=ig.sign_in(), days=None).page
    assert page is not None
    assert (page.followers, page.following, page.posts_count) == (5000, 12, 3)
    assert (page.full_name, page.biography, page.category) == ("Пекарня", "Хлеб", "Bakery")
    assert (page.is_verified, page.is_private, page.is_business) == (True, False, True)
    assert (page.external_url, page.captured_at, page.source) == ("https://bakery.example/", ig.now, "instagram")
    assert page.avatar_url is not None
    assert "s320x320" in page.avatar_url


def test_a_guest_is_not_told_everything_and_makes_nothing_up(ig: Instagram) -> None:
    ig.add_page("bakery", followers=5000, posts=3, business=True, category="Bakery", biography="Хлеб", verified=True)
    page = read(ig, days=None).page
    assert page is not None
    assert (page.followers, page.following, page.biography, page.is_verified) == (5000, 250, "Хлеб", True)
    assert (page.posts_count, page.category, page.is_business, page.external_url) == (None, None, None, None)
    assert "R7" not in ig.kinds()


def test_letters_survive_an_answer_that_does_not_name_its_encoding(ig: Instagram) -> None:
    page = ig.add_page("bakery", biography="Хлеб")
    page.post(1, caption="Булки")
    ig.fault("no_charset")
    reading = read(ig)
    assert reading.page is not None
    assert (reading.page.biography, reading.posts[0].caption) == ("Хлеб", "Булки")


def test_a_count_that_instagram_leaves_out_is_unknown(ig: Instagram) -> None:
    ig.add_page("bakery", followers=None, following=None)
    page = read(ig, days=None).page
    assert page is not None
    assert (page.followers, page.following) == (None, None)


def test_the_numbers_of_a_day_are_the_stand_ins(ig: Instagram) -> None:
    page = ig.add_page("bakery", followers=5000, posts=2)
    for _ in range(3):
        ig.move(1)
        seen = read(ig, cookies=ig.sign_in())
        assert seen.page is not None
        assert seen.page.followers == page.followers_on(ig.today)
        assert [one.likes for one in seen.posts] == [one.grown(one.likes, ig.now) for one in page.timeline()]


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_post_is_what_was_published(ig: Instagram, signed_in: bool) -> None:  # noqa: FBT001 - a parameter
    page = ig.add_page("bakery", followers=100)
    made = page.post(
        10, kind=VIDEO, product="clips", likes=70, comments=6, plays=900, paid_partnership=True,
        caption="Cafe\u0301 #Хлеб #café @Friend.One, mail@example.com",
    )  # fmt: skip
    reading = read(ig, cookies=ig.sign_in() if signed_in else None)
    (seen,) = reading.posts
    assert (seen.shortcode, seen.instagram_id, seen.page_instagram_id) == (made.code, made.pk, page.pk)
    assert (seen.published_at, seen.published_at.tzinfo, seen.kind) == (made.taken_at, UTC, PostKind.REEL)
    assert seen.caption == "Café #Хлеб #café @Friend.One, mail@example.com"
    assert (seen.hashtags, seen.mentions) == (("хлеб", "café"), ("friend.one",))
    assert (seen.likes, seen.comments, seen.likes_hidden) == (70, 6, False)
    assert (seen.views, seen.is_sponsored, seen.is_pinned) == ((900, True, False) if signed_in else (None, None, None))
    assert seen.thumbnail_url is not None
    assert "s640x640" in seen.thumbnail_url


@pytest.mark.parametrize("signed_in", [False, True])
def test_hidden_likes_are_unknown(ig: Instagram, signed_in: bool) -> None:  # noqa: FBT001 - a parameter
    page = ig.add_page("bakery", followers=100)
    page.post(10, likes=70, likes_hidden=True)
    page.post(11, likes=-1, likes_hidden=None)
    page.post(12, likes=None, likes_hidden=None)
    page.post(13, likes=0)
    seen = read(ig, cookies=ig.sign_in() if signed_in else None).posts
    assert [(one.likes, one.likes_hidden) for one in seen] == [(None, True), (None, True), (None, None), (0, False)]


def test_kinds_are_told_apart(ig: Instagram) -> None:
    page = ig.add_page("bakery")
    page.post(1, kind=IMAGE)
    page.post(2, kind=CAROUSEL)
    page.post(3, kind=VIDEO, product="clips")
    page.post(4, kind=VIDEO, product="igtv")
    kinds = [one.kind for one in read(ig, cookies=ig.sign_in()).posts]
    assert kinds == [PostKind.IMAGE, PostKind.CAROUSEL, PostKind.REEL, PostKind.VIDEO]


def test_a_guests_video_is_a_reel_since_instagram_publishes_all_as_reels() -> None:
    assert post(taken_at=datetime(2022, 7, 22, tzinfo=UTC).timestamp()).kind == PostKind.REEL
    assert post(taken_at=datetime(2022, 7, 20, tzinfo=UTC).timestamp()).kind == PostKind.VIDEO
    assert post(taken_at=datetime(2021, 1, 1, tzinfo=UTC).timestamp(), product_type="clips").kind == PostKind.REEL


@pytest.mark.parametrize(
    ("media", "views"),
    [
        ({"play_count": 900, "view_count": 300}, 900),
        ({"play_count": None, "view_count": 300}, 300),
        ({"play_count": None, "view_count": None}, None),
        ({"play_count": -1}, None),
        ({"play_count": 0}, None),
        ({"play_count": 0, "like_count": 0, "comment_count": 0}, 0),
        ({"media_type": 1}, None),
        ({"media_type": 8}, None),
    ],
)
def test_views_are_plays_where_they_are_known(media: dict[str, Any], views: int | None) -> None:
    assert post(**media).views == views


def test_a_post_of_two_accounts_belongs_to_who_published_it() -> None:
    assert post(user={"pk": 8}).page_instagram_id == "8"
    assert post_record({key: value for key, value in MEDIA.items() if key != "user"}, "7", AT).page_instagram_id == "7"


@pytest.mark.parametrize(
    "media",
    [
        {"code": None}, {"pk": None, "id": None}, {"pk": "x"}, {"taken_at": None}, {"taken_at": True}, {"taken_at": -5},
        {"media_type": None}, {"media_type": 3}, {"like_count": "5"}, {"comment_count": 1.5}, {"play_count": True},
    ],
)  # fmt: skip
def test_what_has_another_shape_is_refused(media: dict[str, Any]) -> None:
    with pytest.raises(ShapeError):
        post(**media)


def test_small_readers() -> None:
    assert (count(None), count(0), count(-1), count(7)) == (None, 0, None, 7)
    assert (identity(7), identity("7_9")) == ("7", "7")
    assert moment(0.5).tzinfo is UTC
    for wrong in (True, "", None, "٣", -4, 1.5):
        with pytest.raises(ShapeError):
            identity(wrong)


def test_the_old_shape_of_a_profile_is_understood_too() -> None:
    node = {
        "id": "1518284433", "username": "Name", "edge_followed_by": {"count": 52}, "edge_follow": {"count": 5},
        "edge_owner_to_timeline_media": {"count": 419}, "is_business_account": True, "category_name": "Artist",
        "profile_pic_url": "https://a.cdninstagram.com/s.jpg", "profile_pic_url_hd": "https://a.cdninstagram.com/l.jpg",
    }  # fmt: skip
    page = page_record(node, AT)
    assert (page.username, page.followers, page.following, page.posts_count) == ("name", 52, 5, 419)
    assert (page.is_business, page.category, page.is_verified) == (True, "Artist", None)
    assert page.avatar_url == "https://a.cdninstagram.com/l.jpg"
