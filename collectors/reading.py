"""Instagram's own structures made into records. Pure: no request is ever made for something that is missing here.

instaloader's attributes would ask again for what an answer left out, turn null into 0 and know no hidden likes; its
raw structures say what Instagram said. A key that must be there and is not, or holds another kind of value, raises
`ShapeError`: that is a changed protocol, not an unknown number.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from collectors.records import PageRecord, PostKind, PostRecord
from collectors.words import hashtags, mentions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SOURCE = "instagram"
IMAGE, VIDEO, CAROUSEL = 1, 2, 8
ALL_VIDEOS_ARE_REELS = datetime(2022, 7, 21, tzinfo=UTC)
"""Since then Instagram publishes each new video as a reel; answers to guests do not name the product."""
WIDE_ENOUGH = 480
"""Pixels. The smallest picture that has as many is the thumbnail."""


class ShapeError(ValueError):
    """An answer does not have the shape it had when this was written."""


def page_record(node: Mapping[str, Any], captured_at: datetime) -> PageRecord:
    """Return the profile in ``node``, as R1 (guests), R5 (signed in) or R7 give it; raise `ShapeError`.

    The number of followers must be there, if only as null; all else may be missing.
    """
    followers = _either(node, "follower_count", "edge_followed_by")
    if followers is _MISSING:
        raise ShapeError("the profile has no follower_count")
    return PageRecord(
        instagram_id=identity(node.get("pk") or node.get("id")),
        username=_name(node.get("username")),
        captured_at=captured_at,
        source=SOURCE,
        followers=count(followers),
        following=_count_of(node, "following_count", "edge_follow"),
        posts_count=_posts_count(node),
        full_name=_text(node.get("full_name")),
        biography=_text(node.get("biography")),
        external_url=_text(node.get("external_url")),
        category=_text(node.get("category") or node.get("category_name")) or None,
        is_verified=_flag(node.get("is_verified")),
        is_private=_flag(node.get("is_private")),
        is_business=_flag(node.get("is_business", node.get("is_business_account"))),
        avatar_url=_avatar(node),
    )


def post_record(media: Mapping[str, Any], page_id: str, captured_at: datetime) -> PostRecord:
    """Return the post in ``media``, as R4 and R6 give it; raise `ShapeError`.

    ``page_id`` stands for the owner where the answer names none. A post made together with another account belongs
    to the account that published it, which may be the other.
    """
    published_at = moment(media.get("taken_at"))
    caption = _text(_caption(media.get("caption")))
    owner = media.get("user")
    kind = _kind(media, published_at)
    likes, hidden = _likes(media)
    return PostRecord(
        shortcode=_code(media),
        instagram_id=identity(media.get("pk") or media.get("id")),
        page_instagram_id=identity(owner["pk"]) if isinstance(owner, dict) and owner.get("pk") else page_id,
        captured_at=captured_at,
        source=SOURCE,
        kind=kind,
        published_at=published_at,
        caption=caption,
        hashtags=hashtags(caption),
        mentions=mentions(caption),
        likes=likes,
        comments=count(media.get("comment_count")),
        views=_views(media) if kind in {PostKind.REEL, PostKind.VIDEO} else None,
        likes_hidden=hidden,
        is_sponsored=_flag(media.get("is_paid_partnership")),
        is_pinned=pinned(media),
        thumbnail_url=_thumbnail(media),
    )


def pinned(media: Mapping[str, Any]) -> bool | None:
    """Say whether the post is pinned to the top of its page; ``None`` when the answer does not tell."""
    if "timeline_pinned_user_ids" not in media:
        return None
    return bool(media["timeline_pinned_user_ids"])


def moment(value: Any) -> datetime:  # noqa: ANN401 - whatever a service sends
    """Return the time of a Unix timestamp, aware, in UTC; raise `ShapeError`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise ShapeError(f"{value!r} is no time")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        raise ShapeError(f"{value!r} is no time") from None


def count(value: Any) -> int | None:  # noqa: ANN401 - whatever a service sends
    """Return a count; ``None`` for null and for a negative one, which stands for "hidden"; raise `ShapeError`."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise ShapeError(f"{value!r} is no count")
    return value if value >= 0 else None


def identity(value: Any) -> str:  # noqa: ANN401 - whatever a service sends
    """Return an account's or post's number as text (``3_45``, a post's number with its owner's, is cut)."""
    text = str(value).partition("_")[0] if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not text.isascii() or not text.isdigit():
        raise ShapeError(f"{value!r} is no number of Instagram")
    return text


_MISSING: Any = object()


def _either(node: Mapping[str, Any], key: str, edge: str) -> Any:  # noqa: ANN401 - whatever a service sends
    if key in node:
        return node[key]
    within = node.get(edge)
    return within.get("count", _MISSING) if isinstance(within, dict) else _MISSING


def _count_of(node: Mapping[str, Any], key: str, edge: str) -> int | None:
    found = _either(node, key, edge)
    return None if found is _MISSING else count(found)


def _posts_count(node: Mapping[str, Any]) -> int | None:
    """Return how many posts there are. Guests are told null."""
    key = "media_count" if "media_count" in node else "all_media_count"
    return _count_of(node, key, "edge_owner_to_timeline_media")


def _likes(media: Mapping[str, Any]) -> tuple[int | None, bool | None]:
    """Return (likes, whether they are hidden). Hidden ones come as -1, as a made-up 3 or as null."""
    disabled = _flag(media.get("like_and_view_counts_disabled"))
    found = media.get("like_count")
    likes = count(found)
    if disabled:
        return None, True
    if isinstance(found, int) and found < 0:
        return None, True
    return likes, disabled


def _views(media: Mapping[str, Any]) -> int | None:
    """Return the plays, or else the views. A video that people reacted to has been seen: its 0 says nothing."""
    plays = count(media.get("play_count"))
    views = count(media.get("view_count")) if plays is None else plays
    reactions = (count(media.get("like_count")) or 0) + (count(media.get("comment_count")) or 0)
    return None if views == 0 and reactions else views


def _kind(media: Mapping[str, Any], published_at: datetime) -> PostKind:
    kind = media.get("media_type")
    if kind == CAROUSEL:
        return PostKind.CAROUSEL
    if kind == IMAGE:
        return PostKind.IMAGE
    if kind != VIDEO:
        raise ShapeError(f"{kind!r} is no known kind of post")
    product = media.get("product_type")
    if product:
        return PostKind.REEL if product == "clips" else PostKind.VIDEO
    return PostKind.REEL if published_at >= ALL_VIDEOS_ARE_REELS else PostKind.VIDEO


def _thumbnail(media: Mapping[str, Any]) -> str | None:
    found = _candidate(media)
    if found is None and isinstance(media.get("carousel_media"), list) and media["carousel_media"]:
        first = media["carousel_media"][0]
        found = _candidate(first) if isinstance(first, dict) else None
    return found or _address(media.get("display_uri")) or _address(media.get("display_url"))


def _candidate(media: Mapping[str, Any]) -> str | None:
    versions = media.get("image_versions2")
    listed: Sequence[Any] = (versions.get("candidates") or ()) if isinstance(versions, dict) else ()
    usable = [one for one in listed if isinstance(one, dict) and _address(one.get("url"))]
    wide = [one for one in usable if isinstance(one.get("width"), int) and one["width"] >= WIDE_ENOUGH]
    if wide:
        return str(min(wide, key=lambda one: one["width"])["url"])
    return str(usable[0]["url"]) if usable else None


def _avatar(node: Mapping[str, Any]) -> str | None:
    large = node.get("hd_profile_pic_url_info")
    found = large.get("url") if isinstance(large, dict) else None
    return _address(found) or _address(node.get("profile_pic_url_hd")) or _address(node.get("profile_pic_url"))


def _address(value: Any) -> str | None:  # noqa: ANN401 - whatever a service sends
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else None


def _code(media: Mapping[str, Any]) -> str:
    code = media.get("code")
    if not isinstance(code, str) or not code:
        raise ShapeError("the post has no code")
    return code


def _name(value: Any) -> str:  # noqa: ANN401 - whatever a service sends
    if not isinstance(value, str) or not value:
        raise ShapeError("the profile has no username")
    return value.lower()


def _caption(value: Any) -> Any:  # noqa: ANN401 - whatever a service sends
    return value.get("text") if isinstance(value, dict) else value


def _text(value: Any) -> str | None:  # noqa: ANN401 - whatever a service sends
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else None


def _flag(value: Any) -> bool | None:  # noqa: ANN401 - whatever a service sends
    return value if isinstance(value, bool) else None
