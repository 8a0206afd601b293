"""Tries the ways out for the owner, in the background: a test message, or who wrote to the bot."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from promo import clock
from promo.db import transaction
from promo.reports.delivery.ways import mail, service
from promo.reports.delivery.ways.models import WayCheck, Ways
from promo.reports.delivery.ways.outcomes import Failure, Refused
from promo.secrets import Undecipherable
from promo.users.models import User
from promo.wording import wording

if TYPE_CHECKING:
    from promo.context import Context
    from promo.reports.delivery.ways.mail import MailWay
    from promo.reports.delivery.ways.telegram import Bot
    from promo.wording import Wording

MOST = 200
"""Chats that are kept."""


def check_way(context: Context, kind: str) -> None:
    """Try what is wanted of ``kind`` and write down what came of it; the demo tries nothing."""
    if context.settings.demo:
        return
    with transaction(context.sessions) as session:
        wish = session.get(WayCheck, kind)
        if wish is None or wish.done_at is not None:
            return
        wanted_at, target = wish.wanted_at, wish.target
        person = session.get(User, wish.wanted_by_id) if wish.wanted_by_id else None
        words = wording(person.language if person else context.settings.language)
        try:
            way: MailWay | Bot | None = (
                service.mail_way(session, context.cipher)
                if kind == "mail"
                else service.bot(session, context.cipher, context.settings)
            )
            problem = "" if way else "mail_off" if kind == "mail" else "telegram_off"
        except Undecipherable:
            way, problem = None, "secret"
    values: dict[str, Any] = {"problem": problem}
    if way is not None:
        try:
            values |= _tried(way, kind, target, words)
        except Failure as failure:
            values |= {"problem": failure.problem, "detail": failure.detail}
    with transaction(context.sessions) as session:
        mine = update(WayCheck).where(WayCheck.kind == kind, WayCheck.wanted_at == wanted_at)
        name = values.pop("bot", None)
        if "found" in values:  # Telegram forgets within a day
            known = session.get_one(WayCheck, kind, populate_existing=True).found
            values["found"] = [*values["found"], *(one for one in known if one not in values["found"])][:MOST]
        session.execute(mine.values(**values, done_at=clock.now()))
        if name:
            session.execute(update(Ways).values(bot=name))


def _tried(way: MailWay | Bot, kind: str, target: str, words: Wording) -> dict[str, Any]:
    text = words.say("This is a test message. Reports can be sent.")
    if isinstance(way, mail.MailWay):
        letter = EmailMessage(policy=mail.PLAIN)
        letter["From"], letter["To"], letter["Subject"] = way.sender, target, words.say("A test message from Promo")
        letter["Date"] = format_datetime(clock.now())
        letter["Message-ID"] = f"<{secrets.token_hex(16)}@{way.domain}>"
        letter.set_content(text + "\n")
        return {"detail": mail.deliver(way, letter, target)}
    found = way.name()
    if kind == "chats":
        return {"bot": found, "detail": f"@{found}", "found": [asdict(one) for one in way.chats()]}
    if not target:
        raise Refused("chat_gone")
    way.send(target, text)
    return {"bot": found, "detail": f"@{found}"}
