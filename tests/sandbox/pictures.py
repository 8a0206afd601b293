"""The pictures of the stand-in's picture server: made, small, each of another colour."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw

from tests.sandbox.world import chance


@lru_cache(maxsize=512)
def picture(name: str, kind: str = "JPEG", side: int = 320) -> bytes:
    """Return a square picture whose colour only depends on ``name``."""
    colour = tuple(int(60 + 180 * chance(name, channel)) for channel in "rgb")
    made = Image.new("RGB", (side, side), colour)
    ImageDraw.Draw(made).ellipse((side // 4, side // 4, side * 3 // 4, side * 3 // 4), fill="white")
    out = io.BytesIO()
    made.save(out, kind)
    return out.getvalue()
