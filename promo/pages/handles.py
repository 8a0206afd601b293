"""What a person pastes, made into Instagram handles. Pure: no database, no network.

Instagram's own rules for a username: 1 to 30 letters, digits, underscores and dots; a dot neither at an end nor beside
another. Upper and lower case are the same name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from promo.speech import N_

LONGEST = 30
MOST = 200
HOSTS = frozenset({"instagram.com", "instagr.am", "ig.me"})
RESERVED = frozenset(
    {
        "about",
        "accounts",
        "api",
        "ar",
        "archive",
        "challenge",
        "developer",
        "direct",
        "directory",
        "emails",
        "explore",
        "graphql",
        "invites",
        "legal",
        "lite",
        "location",
        "locations",
        "oauth",
        "p",
        "press",
        "privacy",
        "reel",
        "reels",
        "s",
        "share",
        "static",
        "stories",
        "terms",
        "tv",
        "web",
        "_n",
        "_u",
    }
)
"""First parts of Instagram addresses that lead to something else than a page."""

NOT_INSTAGRAM = N_("This is an address of another site. Paste a page's address on instagram.com, or its @name.")
NOT_A_PAGE = N_("This address leads to a post or another part of Instagram. Paste the page's own address or its @name.")
TOO_LONG = N_("A name on Instagram has at most 30 characters. Check it for a slip.")
WRONG_CHARACTER = N_(
    "“%(character)s” cannot stand in a name on Instagram: only Latin letters, digits, dots and underscores."
)
WRONG_DOTS = N_("A name on Instagram neither begins nor ends with a dot, and has no two dots in a row.")
NO_NAME = N_("There is no name here. Paste a page's address or its @name.")
TOO_MANY = N_("Paste at most 200 pages at a time. The rest was left out.")

_SEPARATORS = re.compile(r"[\s,;]+")
_PREFIX = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_HOST = re.compile(r"^(?:[a-z0-9-]+\.)+[a-z]{2,}(?=[/?#:]|$)", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Wrong:
    """A piece of the pasted ``text`` that is no handle, with the sentence (a message id) that says why."""

    text: str
    message: str
    character: str = ""


@dataclass(frozen=True)
class Pasted:
    """What was found in a paste: ``handles`` in their order, each once, and what is ``wrong``."""

    handles: tuple[str, ...]
    wrong: tuple[Wrong, ...]


def parse(text: str) -> Pasted:
    """Return the handles in ``text``: names, @names and addresses, between spaces, lines, commas or semicolons."""
    handles: dict[str, None] = {}
    wrong: dict[str, Wrong] = {}
    for piece in _SEPARATORS.split(_INVISIBLE.sub("", text)):
        if not piece:
            continue
        if len(handles) + len(wrong) >= MOST:
            wrong[piece] = Wrong(piece[:60], TOO_MANY)
            break
        found = handle(piece)
        if isinstance(found, Wrong):
            wrong.setdefault(piece, found)
        else:
            handles[found] = None
    return Pasted(tuple(handles), tuple(wrong.values()))


def handle(piece: str) -> str | Wrong:
    """Return the handle that ``piece`` (one name or address) means, in lower case, or what is wrong with it."""
    shown = piece if len(piece) <= 60 else piece[:59] + "…"  # noqa: PLR2004 - enough to recognise it by
    name = _name(piece)
    if name in {NOT_INSTAGRAM, NOT_A_PAGE}:
        return Wrong(shown, name)
    name = name.lower()
    strange = re.search(r"[^a-z0-9._]", name)
    if strange:
        return Wrong(shown, WRONG_CHARACTER, strange.group())
    if not name:
        return Wrong(shown, NO_NAME)
    if len(name) > LONGEST:
        return Wrong(shown, TOO_LONG)
    if name[0] == "." or name[-1] == "." or ".." in name:
        return Wrong(shown, WRONG_DOTS)
    return Wrong(shown, NOT_A_PAGE) if name in RESERVED else name


def _name(piece: str) -> str:
    """Return the part of ``piece`` that should be a name, or the message that says why there is none."""
    bare = _PREFIX.sub("", piece)
    host = _HOST.match(bare)
    if bare == piece and (host is None or not _is_instagram(host.group())):
        return _plain(piece)
    if host is None or not _is_instagram(host.group()):
        return NOT_INSTAGRAM
    path = re.split(r"[?#]", bare[host.end() :].split("/", 1)[-1] if "/" in bare[host.end() :] else "")[0]
    parts = [unquote(part) for part in path.split("/") if part]
    if parts and parts[0] in {"_u", "_n"}:
        parts = parts[1:]
    if not parts:
        return ""
    first = parts[0].lower()
    if first == "stories" and len(parts) > 1 and parts[1].lower() != "highlights":
        return parts[1]
    return NOT_A_PAGE if first in RESERVED else parts[0].removeprefix("@")


def _plain(piece: str) -> str:
    name = re.split(r"[?#]", piece)[0].removeprefix("@").removesuffix("/")
    return NOT_INSTAGRAM if "/" in name and "." in name.split("/", 1)[0] else name


def _is_instagram(host: str) -> bool:
    host = host.lower()
    return any(host == known or host.endswith("." + known) for known in HOSTS)
