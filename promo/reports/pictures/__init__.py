"""Pictures of reports: names in what was gathered, small copies of the files that collection kept.

What is rendered names them below `PLACE`; who shows it says where they are (`placed`).
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from PIL import Image, ImageOps

from promo.pages import media

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

PLACE = "promo:picture"
SIDES = (160, 400)
"""The sizes, in pixels a side: twice what a screen shows, as phones have so many."""
QUALITY = 74
KEPT = 512
TYPE = "image/webp"


def placed(html: Markup, where: str) -> Markup:
    """Return rendered ``html`` with its pictures at the address ``where``."""
    return Markup(str(html).replace(f'src="{PLACE}/', f'src="{where}/'))  # noqa: S704 - as safe as it was


def names(content: Mapping[str, Any], kinds: Collection[str] = ()) -> set[str]:
    """Return the files that the blocks of ``content`` (of these ``kinds``; none: all) show."""
    found = {content["kit"]["avatar"]} if "kit" in content else set()
    for block in content["blocks"]:
        if block["kind"] == "best" and (not kinds or "best" in kinds):
            found |= {post.get("picture") for page in block["data"]["pages"] for post in page["posts"]}
    return {name for name in found if name}


def small(media_dir: Path | None, name: str, side: int) -> tuple[bytes, str]:
    """Return the middle of a picture as a square of ``side`` pixels, and its type; a plain frame where it is gone."""
    file = media.local_file(media_dir, name) if media_dir else None
    try:
        return (_square(file, side), TYPE) if file else _blank()
    except (OSError, SyntaxError, ValueError):
        return _blank()


@lru_cache(maxsize=KEPT)
def size(file: Path) -> tuple[int, int]:
    """Return the width and height of a picture, so that a page leaves room for it."""
    with Image.open(file) as opened:
        return opened.size


def _blank() -> tuple[bytes, str]:
    return media.blank_svg().encode(), "image/svg+xml"


@lru_cache(maxsize=KEPT)
def _square(file: Path, side: int) -> bytes:
    """Return a small copy; the name of a kept picture is made of its content, so it never changes."""
    with Image.open(file) as opened:
        opened.draft("RGB", (2 * side, 2 * side))
        made = ImageOps.fit(opened.convert("RGB"), (side, side))
    out = io.BytesIO()
    made.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()
