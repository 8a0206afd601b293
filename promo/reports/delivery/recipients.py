"""Who gets a report: mail addresses and Telegram chats, as people type them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from promo.errors import Invalid
from promo.reports.delivery.words import Channel
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 30
LONGEST = 200
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
CHAT = re.compile(r"-?[1-9][0-9]{0,19}")
LONGEST_LOCAL = 64
Recipients = dict[str, list[str]]
"""Addresses by channel, as `ReportSchedule.recipients` keeps them."""


def mail_address(text: str) -> str | None:
    """Return a mail address as it is kept: in lower case and in ASCII; ``None`` for what is none.

    Quoted local parts and those beyond ASCII are left out: few servers take them. None tells upper from lower case.
    """
    local, at, domain = text.strip().rpartition("@")
    if not at or len(local) > LONGEST_LOCAL or not LOCAL.fullmatch(local):
        return None
    try:
        plain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = plain.split(".")
    if len(labels) < 2 or not all(LABEL.fullmatch(one) for one in labels) or labels[-1].isdigit():  # noqa: PLR2004 - a.b
        return None
    found = f"{local.lower()}@{plain}"
    return found if len(found) <= LONGEST else None


def chat_number(text: str) -> str | None:
    """Return the number of a Telegram chat (negative for groups); ``None`` for what is none, such as a @name."""
    found = "".join(text.split()).replace("\N{MINUS SIGN}", "-")
    return found if CHAT.fullmatch(found) else None


def mails(text: str, field: str = "mails") -> list[str]:
    """Return the mail addresses in ``text``, each once; raise `Invalid` for the first that is none."""
    found = []
    for typed in _split(text, r"[\s,;]+"):
        known = mail_address(typed)
        if known is None:
            raise Invalid(field, N_("“%(typed)s” is no mail address like marta@example.com."), typed=typed[:80])
        found.append(known)
    return _few(list(dict.fromkeys(found)), field)


def chats(text: str, field: str = "chats") -> list[str]:
    """Return the numbers of chats in ``text``, each once; raise `Invalid` for the first that is none."""
    found = []
    for typed in _split(text, r"[\s,;]+"):
        known = chat_number(typed)
        if known is None:
            raise Invalid(field, N_("“%(typed)s” is no number of a chat like 123456789."), typed=typed[:80])
        found.append(known)
    return _few(list(dict.fromkeys(found)), field)


def pairs(recipients: Mapping[str, list[str]]) -> list[tuple[Channel, str]]:
    """Return all recipients, each with its channel."""
    return [(channel, one) for channel in Channel for one in recipients.get(channel, ())]


def plain_name(text: str) -> str:
    """Return ``text`` fit for a header or a file name: one line, without signs that steer."""
    return " ".join("".join(" " if unicodedata.category(one)[0] == "C" else one for one in text).split())


def _split(text: str, separators: str) -> list[str]:
    return [one for one in re.split(separators, text) if one]


def _few(found: list[str], field: str) -> list[str]:
    if len(found) > MOST:
        raise Invalid(field, N_("Those are more than %(most)s recipients. Make a second schedule."), most=MOST)
    return found
