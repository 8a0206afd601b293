"""Avatars and thumbnails, kept locally: fetched when Instagram shows another picture, named by their content.

Instagram's addresses carry a signature that changes with every visit, so a picture is known by the path alone.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import select

from collectors.base import CollectorError
from promo import clock
from promo.db import transaction
from promo.pages.models import Page, Post

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promo.context import Context

log = logging.getLogger(__name__)

MOST_THUMBNAILS = 36
"""So many a run fetches at most; the rest come with the next readings."""
PAUSE = 0.3
"""Seconds between two pictures. Instagram's picture servers are not its pages: they do not count in the pace."""
TIMEOUT = 10.0
LONGEST = timedelta(minutes=1)
"""A run spends no longer on pictures: its leases should not run out over them."""


def keep(context: Context, page_id: int, avatar_url: str | None, thumbnails: Mapping[str, str]) -> int:
    """Fetch the page's avatar if it changed and the thumbnails (shortcode → address) that are missing.

    Returns how many pictures were kept. One that cannot be fetched is left out, and tried again with a later reading.
    """
    kept, end = 0, clock.now() + LONGEST
    if context.stopping.is_set():
        return kept
    with transaction(context.sessions) as session:
        page = session.get_one(Page, page_id)
        known = page.avatar_key if page.avatar_file else None
        missing = select(Post.shortcode).where(
            Post.page_id == page_id, Post.thumbnail_file.is_(None), Post.shortcode.in_(list(thumbnails))
        )
        wanted = list(session.scalars(missing.order_by(Post.published_at.desc()).limit(MOST_THUMBNAILS)))
    if avatar_url and picture_key(avatar_url) != known:
        kept += _keep_avatar(context, page_id, avatar_url)
    for number, shortcode in enumerate(wanted):
        pause = PAUSE if number and context.settings.instagram_url is None else 0
        if clock.now() > end or context.stopping.wait(pause):
            break
        kept += _keep_thumbnail(context, shortcode, thumbnails[shortcode])
    return kept


def picture_key(url: str) -> str:
    """Return what tells one picture from another: a hash of its address's path, 64 hex digits."""
    return hashlib.blake2b(urlsplit(url).path.encode(), digest_size=32).hexdigest()


def store(media_dir: Path, data: bytes, suffix: str) -> str:
    """Write a picture under a name made of its content, all or nothing; return the name within ``media_dir``."""
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    name = f"{digest[:2]}/{digest}{suffix}"
    path = media_dir / name
    if path.exists():
        return name
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return name


def _keep_avatar(context: Context, page_id: int, url: str) -> bool:
    name = _fetch(context, url)
    if name is None:
        return False
    with transaction(context.sessions) as session:
        page = session.get_one(Page, page_id)
        page.avatar_file, page.avatar_key = name, picture_key(url)
    return True


def _keep_thumbnail(context: Context, shortcode: str, url: str) -> bool:
    name = _fetch(context, url)
    if name is None:
        return False
    with transaction(context.sessions) as session:
        post = session.scalars(select(Post).where(Post.shortcode == shortcode)).one()
        post.thumbnail_file = name
    return True


def _fetch(context: Context, url: str) -> str | None:
    from collectors.pictures import fetch_picture  # noqa: PLC0415 - brings Pillow, which only a worker needs

    try:
        data = fetch_picture(url, base_url=context.settings.instagram_url, timeout=TIMEOUT)
    except CollectorError as error:
        log.info("a picture was left out: %s", error)
        return None
    suffix = ".webp" if data[8:12] == b"WEBP" else ".jpg"
    return store(context.settings.media_dir, data, suffix)
