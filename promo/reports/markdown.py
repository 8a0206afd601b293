"""The manager's texts: Markdown in, clean HTML out."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "strong", "em", "s", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "code", "hr", "table", "thead",
        "tbody", "tr", "th", "td"}  # fmt: skip
LOWER = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
"""A block has a heading of its own: those of a text stand below it."""


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable(
        ["table", "strikethrough"]
    )


def html(text: str) -> Markup:
    """Return ``text`` as HTML that holds nothing but plain parts of a text; links lead to the web or a mail address."""
    made = _reader().render(text)
    for tag, lower in LOWER.items():
        made = made.replace(f"<{tag}>", f"<{lower}>").replace(f"</{tag}>", f"</{lower}>")
    clean = nh3.clean(
        made,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean)  # noqa: S704 - cleaned just now
