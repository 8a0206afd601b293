"""The Telegram bot: one call a message. Its token stands in each address, so no address is ever told."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from promo.reports.delivery.ways.outcomes import Failure, Later, Refused, Unclear

API = "https://api.telegram.org"
TOKEN = re.compile(r"[0-9]{5,20}:[A-Za-z0-9_-]{30,64}")
START = re.compile(r"/start(?:@\w+)? ([A-Za-z0-9_-]{1,64})")
PATIENCE = (10.0, 60.0)
"""Seconds to connect, and for an answer: a file may take a while."""
TOO_MANY, BROKEN, UNKNOWN, NOT_THERE, TOO_LARGE = 429, 500, 401, 404, 413
SIGNS = (
    ("blocked by the user", "bot_blocked"),
    ("can't initiate conversation", "bot_unknown"),
    ("bot can't send messages to bots", "chat_gone"),
    ("user is deactivated", "chat_gone"),
    ("chat not found", "chat_gone"),
    ("peer_id_invalid", "chat_gone"),
    ("kicked from", "bot_kicked"),
    ("not a member", "bot_kicked"),
    ("not enough rights", "bot_kicked"),
    ("have no rights", "bot_kicked"),
)
"""What Telegram's descriptions say → what is the matter."""
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)  # below that it writes whole addresses into the log


@dataclass(frozen=True, slots=True)
class Chat:
    """Somebody, or a group, that started the bot by the link with ``code``."""

    id: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot; ``base`` is Telegram's address, or that of a stand-in on this machine."""

    token: str = field(repr=False)
    base: str = API

    def name(self) -> str:
        """Return the bot's name on Telegram, without the @; raise a `Failure`."""
        return str(_ask(self, "getMe", {}).get("username", ""))

    def send(self, chat: str, html: str, pdf: bytes | None = None, file_name: str = "") -> str:
        """Send ``html`` to ``chat``, beneath ``pdf`` where there is one, and return its number; raise a `Failure`."""
        if pdf is None:
            quiet = json.dumps({"is_disabled": True})  # the preview would open the link before the person does
            told = {"chat_id": chat, "text": html, "parse_mode": "HTML", "link_preview_options": quiet}
            return str(_ask(self, "sendMessage", told, sends=True)["message_id"])
        told = {"chat_id": chat, "caption": html, "parse_mode": "HTML"}
        files = {"document": (file_name, pdf, "application/pdf")}
        return str(_ask(self, "sendDocument", told, files, sends=True)["message_id"])

    def chats(self) -> list[Chat]:
        """Return who started the bot by one of our links within a day, the newest first; raise a `Failure`."""
        found: dict[tuple[str, str], Chat] = {}
        for update in reversed(_ask(self, "getUpdates", {"limit": "100", "allowed_updates": '["message"]'})):
            said = update.get("message") or {}
            chat, started = said.get("chat") or {}, START.fullmatch(str(said.get("text", "")).strip())
            if started is None or "id" not in chat:
                continue
            names = [chat.get("title"), chat.get("first_name"), chat.get("last_name")]
            shown = [str(name) for name in names if name] + ([f"@{chat['username']}"] if chat.get("username") else [])
            one = Chat(str(chat["id"]), " ".join(shown)[:120], started[1])
            found.setdefault((one.id, one.code), one)
        return list(found.values())


def _ask(bot: Bot, method: str, told: dict[str, str], files: Any = None, *, sends: bool = False) -> Any:  # noqa: ANN401 - JSON
    """Return the result of a call. Whatever goes wrong is told without the address, which holds the token."""
    failure: Failure
    try:
        with requests.Session() as session:
            session.trust_env = urlsplit(bot.base).hostname == urlsplit(API).hostname  # a proxy is for outside
            answer = session.post(
                f"{bot.base}/bot{bot.token}/{method}", data=told, files=files, timeout=PATIENCE, allow_redirects=False
            )
    except requests.RequestException as error:
        name, before = type(error).__name__, _was_before(error)
        failure = Later("unreachable", name) if before or not sends else Unclear(name)
    else:
        found = _result(answer)
        if not isinstance(found, Failure):
            return found
        failure = found
    raise failure


def _was_before(error: requests.RequestException) -> bool:
    """Return whether nothing was sent yet."""
    if isinstance(error, (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))


def _result(answer: requests.Response) -> Any:  # noqa: ANN401 - JSON, or what is wrong
    try:
        said = answer.json()
    except requests.JSONDecodeError:
        said = {}
    said = said if isinstance(said, dict) else {}
    if answer.ok and said.get("ok"):
        return said["result"]
    code, detail = answer.status_code, f"{answer.status_code} {said.get('description', answer.reason)}"
    more = said.get("parameters") or {}
    if code == TOO_MANY or code >= BROKEN or not said:
        return Later("later", detail, float(more.get("retry_after", 0)))
    if "migrate_to_chat_id" in more:
        return Refused("chat_moved", f"{detail} → {more['migrate_to_chat_id']}")
    by_number = {UNKNOWN: "bot_token", NOT_THERE: "bot_token", TOO_LARGE: "too_large"}
    by_words = next((key for sign, key in SIGNS if sign in detail.casefold()), "telegram_refused")
    return Refused(by_number.get(code, by_words), detail)
