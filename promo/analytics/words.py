"""Marking what people will read: these functions translate nothing themselves."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it, which the extractor knows
    """Return ``message`` unchanged: it is only marked for translation, and translated where it is shown."""
    return message
