"""Cookies as people paste them: a header, an export of a browser extension (JSON), or the lines of a cookies.txt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from promo.errors import Invalid
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

NEEDED = ("sessionid", "ds_user_id", "csrftoken", "mid")
NETSCAPE_FIELDS = 7
LONGEST = 20_000

NOTHING_FOUND = N_("No cookies were found in this text. Paste the export of your browser's cookie extension as it is.")
MISSING = N_("These cookies are missing: %(names)s. Export the cookies of instagram.com while you are signed in there.")
BROKEN = N_("The cookie %(name)s has characters that no cookie can have. Copy the export again, as a whole.")


def parse(text: str) -> dict[str, str]:
    """Return the needed cookies in ``text``; raise `Invalid` (field ``cookies``) when they are not all there.

    Cookies of other sites are left out. Nothing of ``text`` is repeated in an error: it is a secret.
    """
    pairs = [(name, value) for name, value in _pairs(text.strip()[:LONGEST]) if name]
    if not pairs:
        raise Invalid("cookies", NOTHING_FOUND)
    found = {name: value for name, value in pairs if name in NEEDED and value}
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise Invalid("cookies", MISSING, names=", ".join(missing))
    for name, value in found.items():
        if not value.isascii() or not value.isprintable() or any(sign in value for sign in ' ;,"\\'):
            raise Invalid("cookies", BROKEN, name=name)
    return {name: found[name] for name in NEEDED}


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    if text.startswith(("[", "{")):
        yield from _from_json(text)
    elif "\t" in text:
        yield from _from_lines(text)
    else:
        yield from _from_header(text)


def _from_json(text: str) -> Iterator[tuple[str, str]]:
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(data, dict):
        data = data.get("cookies", data)
    if isinstance(data, dict):
        data = [{"name": name, "value": value} for name, value in data.items()]
    for item in data if isinstance(data, list) else ():
        if isinstance(item, dict) and _is_instagram(str(item.get("domain") or item.get("host") or "")):
            yield str(item.get("name") or ""), str(item.get("value") or "").strip('"')


def _from_lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        fields = line.removeprefix("#HttpOnly_").strip("\n").split("\t")
        if len(fields) >= NETSCAPE_FIELDS and not line.startswith("# ") and _is_instagram(fields[0]):
            yield fields[5].strip(), fields[6].strip().strip('"')


def _from_header(text: str) -> Iterator[tuple[str, str]]:
    if text[:7].lower() == "cookie:":
        text = text[7:]
    for part in text.replace("\n", ";").split(";"):
        name, equals, value = part.partition("=")
        if equals:
            yield name.strip(), value.strip().strip('"')


def _is_instagram(domain: str) -> bool:
    host = domain.removeprefix("https://").lstrip(".").rstrip("/")
    return not host or host == "instagram.com" or host.endswith(".instagram.com")
