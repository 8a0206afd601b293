"""The accent of a look on screens: a shade of it that can be read, in the light theme and in the dark one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

WHITE, BLACK = "#ffffff", "#000000"
CONTRAST = 4.5
"""What WCAG 2.2 asks of text (AA)."""
LIGHT, DARK = ("#f5f6f9", "#ffffff"), ("#0f1218", "#1c212b")
"""The backgrounds that text stands on: canvas, surface, sunken (``static/css/tokens.css``), those that ask most."""
SOFT = 0.12
"""The part of the accent in the soft background."""
STEPS = 40


@dataclass(frozen=True, slots=True)
class Accent:
    """A look's colour on screens: ``solid`` under white text, ``light`` and ``dark`` as text, and soft backgrounds."""

    solid: str
    light: str
    dark: str
    light_soft: str
    dark_soft: str


@lru_cache(maxsize=256)
def accent(colour: str) -> Accent:
    """Return what becomes of ``colour`` (``#rrggbb``), one that is read on white."""
    light, dark = _shade(colour, BLACK, LIGHT), _shade(colour, WHITE, DARK)
    return Accent(colour, light, dark, _soft(light, LIGHT), _soft(dark, DARK))


def contrast(colour: str, other: str = WHITE) -> float:
    """Return the contrast of two colours (``#rrggbb``), 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(colour: str, other: str, part: float) -> str:
    """Return ``colour`` with a ``part`` (0 to 1) of ``other`` in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * part):02x}" for one, two in pairs)


def _shade(colour: str, towards: str, backgrounds: tuple[str, ...]) -> str:
    """Return the shade nearest to ``colour`` that is read on the backgrounds, and on its own soft one."""
    shades = (mix(colour, towards, step / STEPS) for step in range(STEPS + 1))
    return next(
        one
        for one in shades
        if all(contrast(one, under) >= CONTRAST for under in (*backgrounds, _soft(one, backgrounds)))
    )


def _soft(colour: str, backgrounds: tuple[str, ...]) -> str:
    return mix(backgrounds[-1], colour, SOFT)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _parts(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]  # noqa: PLR2004 - sRGB
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _parts(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
