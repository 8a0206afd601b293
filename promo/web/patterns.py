"""Every component of the screens on one page, to look at and to test."""

from __future__ import annotations

from flask import render_template


def show() -> str:
    """Return the page."""
    return render_template("web/patterns.html")
