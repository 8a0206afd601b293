"""The bodies of Instagram's answers, written after the facts: pages with embedded blobs, and GraphQL results."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.sandbox.world import CAROUSEL, VIDEO

if TYPE_CHECKING:
    from datetime import datetime

    from tests.sandbox.world import SandboxPage, SandboxPost

PAGE_LENGTH = 12
CDN = "https://scontent-sandbox-1.cdninstagram.com"


def html(*blobs: object, head: str = "") -> bytes:
    """Return a page that embeds ``blobs`` the way Instagram's do."""
    scripts = "".join(
        f'<script type="application/json" data-sjs>{json.dumps(blob, ensure_ascii=False)}</script>' for blob in blobs
    )
    return f"<!DOCTYPE html><html><head><title>Instagram</title>{head}</head><body>{scripts}</body></html>".encode()


def route(name: str) -> dict[str, str]:
    """Return the blob that names a page's route."""
    return {"canonicalRouteName": f"comet.igweb.{name}"}


def embedded(data: dict[str, Any]) -> dict[str, Any]:
    """Return the blob of one query's result, as deep as Instagram puts it."""
    box = {"__bbox": {"complete": True, "result": {"data": data}}}
    return {
        "require": [
            [
                "ScheduledServerJS",
                "handle",
                None,
                [{"__bbox": {"require": [["RelayPrefetchedStreamCache", "next", [], ["key", box]]]}}],
            ]
        ]
    }


def guest_page(page: SandboxPage, now: datetime) -> bytes:
    """R1: the profile in one blob, the first posts in another. No posts of a private page."""
    profile = {
        "id": page.relay_id,
        "pk": page.pk,
        "username": page.username,
        "full_name": page.full_name,
        "biography": page.biography,
        "is_private": page.private,
        "is_verified": page.verified,
        "follower_count": page.followers_on(now.date()),
        "following_count": page.following,
        "all_media_count": None,
        "profile_pic_url": avatar(page),
    }
    blobs = [route("PolarisProfilePostsTabRoute"), embedded({"xig_user_by_username": profile})]
    if not page.private:
        listed = {"id": page.relay_id, "polaris_ordered_timeline_connection": connection(page, 0, guest=True, now=now)}
        blobs.append(embedded({"xig_user_by_username": listed}))
    return html(*blobs)


def start_page(lsd: str, dtsg: str | None, user_id: str) -> bytes:
    """R3: the tokens that queries need. A guest's page has no DTSG."""
    tokens = f'["LSD",[],{{"token":"{lsd}"}},323],["CurrentUserInitialData",[],{{"IG_USER_EIMU":"{user_id}"}},1]'
    if dtsg:
        tokens += f',["DTSGInitialData",[],{{"token":"{dtsg}"}},258]'
    return html(route("PolarisFeedRoute"), head=f"<script>requireLazy([{tokens}])</script>")


def profile(page: SandboxPage, now: datetime) -> dict[str, Any]:
    """R5: all that somebody who is signed in sees."""
    user = {
        "pk": page.pk,
        "id": page.pk,
        "username": page.username,
        "full_name": page.full_name,
        "biography": page.biography,
        "external_url": page.external_url,
        "category": page.category,
        "is_business": page.business,
        "is_private": page.private,
        "is_verified": page.verified,
        "follower_count": page.followers_on(now.date()),
        "following_count": page.following,
        "media_count": len(page.posts),
        "profile_pic_url": avatar(page),
        "hd_profile_pic_url_info": {"url": avatar(page, 320)},
        "friendship_status": {"following": page.followed},
    }
    return {"data": {"user": user}, "status": "ok"}


def connection(page: SandboxPage, start: int, *, guest: bool, now: datetime) -> dict[str, Any]:
    """A part of a page's list of posts, from ``start`` on."""
    listed = page.timeline()
    part = listed[start : start + PAGE_LENGTH]
    end = start + len(part)
    nodes = [{"code": post.code} if guest else media(page, post, now, guest=False) for post in part]
    more = end < len(listed)
    return {
        "edges": [{"node": node} for node in nodes],
        "page_info": {"has_next_page": more, "end_cursor": str(end) if more else None},
    }


def timeline(page: SandboxPage, start: int, now: datetime) -> dict[str, Any]:
    """R6: twelve posts with everything. Nothing of a private page that is not followed."""
    found = connection(page, start, guest=False, now=now)
    if page.private and not page.followed:
        found = {"edges": [], "page_info": {"has_next_page": False, "end_cursor": None}}
    return {"data": {"xdt_api__v1__feed__user_timeline_graphql_connection": found}}


def post_info(page: SandboxPage, post: SandboxPost, now: datetime, *, guest: bool) -> dict[str, Any]:
    """R4: one post."""
    items = [media(page, post, now, guest=guest)]
    return {"data": {"xdt_api__v1__media__shortcode__web_info": {"items": items}}, "status": "ok"}


def media(page: SandboxPage, post: SandboxPost, now: datetime, *, guest: bool) -> dict[str, Any]:
    """One post's structure. Guests get no plays, no product, no partnership."""
    hidden = post.likes_hidden is True
    found: dict[str, Any] = {
        "code": post.code,
        "pk": post.pk,
        "id": f"{post.pk}_{page.pk}",
        "taken_at": int(post.taken_at.timestamp()),
        "media_type": post.kind,
        "user": {
            "pk": post.owner or page.pk,
            "username": page.username,
            "full_name": page.full_name,
            "is_private": page.private,
            "profile_pic_url": avatar(page),
        },
        "like_count": 3 if hidden else post.grown(post.likes, now),
        "comment_count": post.grown(post.comments, now),
        "caption": {"text": post.caption} if post.caption is not None else None,
        "view_count": None,
        "play_count": None if guest else post.grown(post.plays, now),
        "image_versions2": {
            "candidates": [{"url": picture(post, width), "width": width} for width in (1080, 640, 240)]
        },
    }
    if post.likes_hidden is not None:
        found["like_and_view_counts_disabled"] = post.likes_hidden
    if post.kind == VIDEO:
        found["video_versions"] = [{"url": f"{CDN}/o1/v/{post.code}.mp4"}]
    if post.kind == CAROUSEL:
        found["carousel_media"] = [{"media_type": 1, "image_versions2": found["image_versions2"]}] * 2
    if not guest:
        found |= {
            "has_liked": False,
            "product_type": post.product or "feed",
            "is_paid_partnership": post.paid_partnership,
            "timeline_pinned_user_ids": [int(page.pk)] if post.pinned else [],
        }
    return found | post.extra


def avatar(page: SandboxPage, size: int = 150) -> str:
    """Return the address of a page's picture, signed anew for each size as Instagram's are."""
    return f"{CDN}/v/t51.2885-19/{page.pk}_avatar.jpg?stp=dst-jpg_s{size}x{size}&oh=00_sandbox{size}"


def picture(post: SandboxPost, width: int) -> str:
    """Return the address of a post's picture."""
    return f"{CDN}/v/t51.2885-15/{post.code}_n.jpg?stp=dst-jpg_s{width}x{width}&oh=00_sandbox{width}"
