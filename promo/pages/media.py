"""Pictures kept locally: where they are, and what stands in where there is none. Nothing is ever fetched here."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from pathlib import Path

_TONES = ("#1f5fa8", "#2f6f4f", "#8a4b12", "#7a3b8f", "#9b2c4b", "#4a5568")


def local_file(media_dir: Path, name: str | None) -> Path | None:
    """Return the picture called ``name`` inside ``media_dir``; ``None`` where there is none or it lies outside."""
    if not name:
        return None
    root = media_dir.resolve()
    path = (root / name).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None


def initials_svg(number: int, text: str) -> str:
    """Return a square SVG with the first two characters of ``text``; ``number`` chooses one of six tones."""
    initials = escape(text.strip("._")[:2].upper() or "?")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img">'
        f'<rect width="64" height="64" fill="{_TONES[number % len(_TONES)]}"/>'
        '<text x="32" y="32" dy=".35em" text-anchor="middle" font-family="system-ui,sans-serif" font-size="26" '
        f'font-weight="600" fill="#fff">{initials}</text></svg>'
    )


def blank_svg() -> str:
    """Return a square SVG with a plain frame: a post whose picture was not kept."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img">'
        '<rect width="64" height="64" fill="#8a94a6" fill-opacity=".18"/>'
        '<path d="M18 44l10-13 7 9 5-6 8 10z" fill="#8a94a6" fill-opacity=".6"/><circle cx="24" cy="23" r="4" '
        'fill="#8a94a6" fill-opacity=".6"/></svg>'
    )
