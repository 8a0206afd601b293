"""The address a blogger is given, with its UTM tags. Pure; `static/js/campaigns/links.js` builds the same."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

TAGS = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
MEDIUM = "influencer"
SLUG = 60
"""The most letters of a slug."""
NO_SCHEME = N_("A link begins with https://. Copy the whole address from the browser.")
NO_ADDRESS = N_("This is not a whole address. Copy it from the browser once more.")
LATIN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziyklmnoprstufhye", strict=True)),
        "ё": "e",
        "ж": "zh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "yu",
        "я": "ya",
        "ъ": "",
        "ь": "",
        "і": "i",
        "ї": "i",
        "є": "e",
        "ґ": "g",
        "ў": "u",
    }
)


def build(link: str, tags: Mapping[str, str]) -> str:
    """Return ``link`` with ``tags`` (of `TAGS`, those with a value) at the end of its query.

    The rest of its query and its fragment stay as they are; a tag that it has already is replaced. Values are encoded
    as RFC 3986 has it: only letters, digits and ``-._~`` stand for themselves.
    """
    wanted = {name: tags[name] for name in TAGS if tags.get(name)}
    if not link or not wanted:
        return link
    whole, mark, fragment = link.partition("#")
    address, _, query = whole.partition("?")
    parts = [part for part in query.split("&") if part and part.partition("=")[0].lower() not in wanted]
    parts += [f"{name}={quote(value, safe='')}" for name, value in wanted.items()]
    return f"{address}?{'&'.join(parts)}{mark}{fragment}"


def wrong(link: str) -> str | None:
    """Return what is wrong with an address that somebody typed, as a message id; ``None`` for a good one."""
    if not link.lower().startswith(("https://", "http://")):
        return NO_SCHEME
    try:
        host = urlsplit(link).hostname
    except ValueError:
        return NO_ADDRESS
    return NO_ADDRESS if not host or re.search(r"[\s\x00-\x1f\x7f]", link) else None


def usual(handle: str | None, name: str, ident: int) -> dict[str, str]:
    """Return the tags that are suggested for the campaign ``name`` (number ``ident``) with the blogger ``handle``."""
    return {"utm_source": handle or "", "utm_medium": MEDIUM, "utm_campaign": slug(name) or f"campaign-{ident}"}


def slug(text: str) -> str:
    """Return ``text`` in small Latin letters, digits and hyphens: ``Осенняя акция!`` becomes ``osennyaya-aktsiya``."""
    small = unicodedata.normalize("NFC", text).lower().translate(LATIN)
    plain = unicodedata.normalize("NFKD", small).encode("ascii", "ignore").decode().lower()
    whole = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return whole if len(whole) <= SLUG else whole[: SLUG + 1].rpartition("-")[0] or whole[:SLUG]
