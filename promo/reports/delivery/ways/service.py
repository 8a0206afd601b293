"""The rules of the ways out: what the owner sets, and what is tried for them. They flush and never commit."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy import select, update

from promo import clock
from promo.db import changed_rows, upsert
from promo.errors import Conflict, Invalid
from promo.queue import send_after_commit
from promo.reports.delivery.recipients import LABEL, chat_number, mail_address, plain_name
from promo.reports.delivery.ways.mail import MailWay
from promo.reports.delivery.ways.models import THE_ONE, WayCheck, Ways
from promo.reports.delivery.ways.telegram import API, TOKEN, Bot
from promo.secrets import hash_token
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from promo.config import Settings
    from promo.secrets import Cipher
    from promo.users.models import User

SECURITY = {
    "starttls": N_("STARTTLS, usually port 587"),
    "tls": N_("TLS, usually port 465"),
    "none": N_("None: only for a server on this machine"),
}
CHECKS = ("mail", "telegram", "chats")
JOB = "check_way"
LONGEST_HOST = 253


@dataclass(frozen=True, slots=True)
class WayFields:
    """What the owner may set. Empty secrets keep what is stored; ``no_bot`` forgets the bot."""

    base_url: str
    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str
    telegram_token: str = field(repr=False)
    no_bot: bool = False


class Stale(Conflict):
    """The settings were changed since the form was opened."""

    message = N_("Somebody else changed these settings in the meantime. Look at them as they are now, and save again.")


def of(session: Session) -> Ways | None:
    """Return what the owner has set, ``None`` before anything was."""
    return session.get(Ways, THE_ONE)


def save(session: Session, cipher: Cipher, fields: WayFields, version: int) -> None:
    """Save ``fields``; raise `Invalid` for what cannot be, `Stale` unless ``version`` is new."""
    check(fields)
    known = of(session)
    values: dict[str, Any] = {
        "base_url": fields.base_url.rstrip("/"),
        "host": fields.host,
        "port": fields.port,
        "security": fields.security,
        "user": fields.user,
        "sender": mail_address(fields.sender) or "",
        "version": version + 1,
    }
    is_same = known is not None and all(getattr(known, name) == value for name, value in values.items())
    if known is not None and is_same and _has_secrets(known, cipher, fields):
        return  # a second click
    if fields.password or not fields.user:
        values["password"] = cipher.encrypt(fields.password) if fields.password and fields.user else None
    if fields.no_bot or fields.telegram_token:
        token = "" if fields.no_bot else fields.telegram_token
        values |= {"telegram_token": cipher.encrypt(token) if token else None, "bot": ""}
    if known is None:
        session.add(Ways(id=THE_ONE, **values))
        session.flush()
        return
    mine = update(Ways).where(Ways.id == THE_ONE, Ways.version == version)
    if not changed_rows(session, mine.values(**values).execution_options(synchronize_session=False)):
        session.expire(known)
        raise Stale
    session.expire(known)


def check(fields: WayFields) -> None:
    """Raise `Invalid` for settings that cannot be used."""
    parts = urlsplit(fields.base_url)
    if fields.base_url and (
        parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment
    ):
        raise Invalid("base_url", N_("Write the address like https://promo.example.com."))
    if fields.host:
        _check_mail(fields)
    if fields.telegram_token and not TOKEN.fullmatch(fields.telegram_token):
        raise Invalid("telegram_token", N_("A token looks like 123456789:AAE…; BotFather has told it to you."))


def mail_way(session: Session, cipher: Cipher) -> MailWay | None:
    """Return the mail server, ``None`` where none is set up; raise `Undecipherable` for a password of another key."""
    known = of(session)
    if known is None or not known.host:
        return None
    password = cipher.decrypt(known.password) if known.password else ""
    return MailWay(known.host, known.port, known.security, known.sender, known.user, password)


def bot(session: Session, cipher: Cipher, settings: Settings) -> Bot | None:
    """Return the Telegram bot, ``None`` where none is set up; raise `Undecipherable` as `mail_way` does."""
    known = of(session)
    if known is None or not known.telegram_token:
        return None
    return Bot(cipher.decrypt(known.telegram_token), settings.telegram_url or API)


def base_url(session: Session, settings: Settings) -> str:
    """Return the address that links in messages begin with, ``""`` where nobody said: the setting, else the owner's."""
    known = of(session)
    return settings.base_url or (known.base_url if known else "")


def are_set(session: Session) -> set[str]:
    """Return which channels are set up."""
    known = of(session)
    found = {"mail": known.host, "telegram": known.telegram_token} if known else {}
    return {channel for channel, value in found.items() if value}


def want(session: Session, kind: str, by: User, target: str = "") -> None:
    """Let a worker try something for ``by``: ``mail`` goes to their own address, ``telegram`` to chat ``target``."""
    if kind == "mail":
        target = by.email
    elif kind == "telegram" and chat_number(target) is None:
        raise Invalid("chat", N_("“%(typed)s” is no number of a chat like 123456789."), typed=target[:80])
    target = (chat_number(target) or "") if kind == "telegram" else target
    row = {
        "kind": kind, "wanted_at": clock.now(), "wanted_by_id": by.id, "target": target, "done_at": None,
        "problem": "", "detail": "", "found": [],
    }  # fmt: skip
    upsert(session, WayCheck, [row], ("kind",), keep=("found",))
    send_after_commit(session, JOB, kind)


def start_code(client_id: int, secret_key: str) -> str:
    """Return what the link to the bot carries, so that we know about which client somebody started it."""
    return hash_token(f"{secret_key} start {client_id}")[:20]


def checks(session: Session) -> Mapping[str, WayCheck]:
    """Return what was tried, by kind."""
    return {one.kind: one for one in session.scalars(select(WayCheck).execution_options(populate_existing=True))}


def is_local(host: str) -> bool:
    """Return whether ``host`` is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _has_secrets(known: Ways, cipher: Cipher, fields: WayFields) -> bool:
    """Return whether the secrets that were typed are those that are stored."""

    def is_kept(typed: str, stored: str | None) -> bool:
        return not typed or (stored is not None and cipher.decrypt(stored) == typed)

    if fields.no_bot:
        return known.telegram_token is None
    return is_kept(fields.password, known.password) and is_kept(fields.telegram_token, known.telegram_token)


def _check_mail(fields: WayFields) -> None:
    if not _is_host(fields.host):
        raise Invalid("host", N_("Write the server's name like smtp.example.com, without a port."))
    if not 0 < fields.port < 65536:  # noqa: PLR2004 - what a port may be
        raise Invalid("port", N_("A port is a number from 1 to 65535."))
    if fields.security not in SECURITY:
        raise Invalid("security", N_("Choose how the connection is encrypted."))
    if fields.security == "none" and not is_local(fields.host):
        raise Invalid("security", N_("Without encryption only a server on this machine can be used."))
    if mail_address(fields.sender) is None:
        raise Invalid("sender", N_("Write the address that mails come from, like reports@example.com."))
    if plain_name(fields.user) != fields.user:
        raise Invalid("user", N_("This value cannot be used."))


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return len(host) <= LONGEST_HOST and all(LABEL.fullmatch(one) for one in host.split("."))
    return True
