"""Avatars and thumbnails of the demo: gradients with a few shapes, drawn here, kept as fetched ones are."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from promo.demo import numbers
from promo.demo.words import THEMES
from promo.pages.pictures import store

if TYPE_CHECKING:
    from pathlib import Path

    from promo.demo.cast import DemoPage

AVATAR = 160
THUMBNAIL = 200
EACH = 8
"""So many different thumbnails a page has; its newest posts share them in turn."""


def avatar(media_dir: Path, page: DemoPage, number: int) -> str:
    """Draw and keep the page's avatar; return its name within ``media_dir``."""
    return store(media_dir, _draw(page, numbers.generator(number, 6), AVATAR, 1), ".webp")


def thumbnails(media_dir: Path, page: DemoPage, number: int) -> list[str]:
    """Draw and keep the page's thumbnails; return their names within ``media_dir``."""
    rng = numbers.generator(number, 7)
    return [store(media_dir, _draw(page, rng, THUMBNAIL, 4), ".webp") for _ in range(EACH)]


def _draw(page: DemoPage, rng: np.random.Generator, size: int, shapes: int) -> bytes:
    one, other = (np.array(_rgb(colour), dtype=np.float64) for colour in THEMES[page.about].colours)
    if rng.random() < 0.5:  # noqa: PLR2004 - either way round
        one, other = other, one
    across, down = np.meshgrid(np.linspace(0, 1, size), np.linspace(0, 1, size))
    turn = float(rng.uniform(0, np.pi / 2))
    part = (across * np.cos(turn) + down * np.sin(turn)) / (np.cos(turn) + np.sin(turn))
    pixels = one + part[:, :, None] * (other - one)
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    brush = ImageDraw.Draw(image, "RGBA")
    for _ in range(shapes):
        _shape(brush, rng, size)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=70, method=0)
    return out.getvalue()


def _shape(brush: ImageDraw.ImageDraw, rng: np.random.Generator, size: int) -> None:
    x, y = (int(value) for value in rng.integers(0, size, 2))
    reach = int(rng.integers(size // 6, size // 2))
    tone = (255, 255, 255, 70) if rng.random() < 0.6 else (20, 20, 30, 60)  # noqa: PLR2004 - mostly light
    box = (x - reach, y - reach, x + reach, y + reach)
    if rng.random() < 0.5:  # noqa: PLR2004 - round or square
        brush.ellipse(box, fill=tone)
    else:
        brush.rounded_rectangle(box, radius=reach // 4, fill=tone)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
