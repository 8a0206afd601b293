"""Collectors read public numbers of Instagram pages. They know nothing of the program: they yield frozen records."""

from __future__ import annotations

COLLECTORS: dict[str, tuple[str, str]] = {
    "instagram": ("Instagram, public pages", "collectors.instagram:InstagramCollector"),
}
"""Every way to collect: kind → (label, dotted path of its class)."""
