"""What a message about a report says, in the report's language: as a letter, and for Telegram.

The address of the link stands in it once; nothing in it is fetched from anywhere when it is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from promo.reports import markdown, rendering
from promo.reports.delivery.recipients import plain_name
from promo.reports.delivery.ways.mail import PLAIN
from promo.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from promo.reports.printing.pdf import Look
    from promo.wording import Wording

UNSAFE = re.compile(r'[\\/:*?"<>|]+')
LONGEST_FILE = 120
LIST = Markup('<{} style="margin:12px 0;padding:0 0 0 20px;">')


@dataclass(frozen=True, slots=True)
class Message:
    """What goes into a message: the frozen ``content`` of version ``number``, how it looks, the addresses.

    ``said`` is what the manager wrote, ``""`` for the usual sentence. ``sender`` is the name it comes from.
    """

    content: Mapping[str, Any]
    number: int
    look: Look
    sender: str
    said: str
    link: str
    leave: str
    has_pdf: bool

    @property
    def words(self) -> Wording:
        """How the report's language writes."""
        return wording(self.content["language"])

    @property
    def subject(self) -> str:
        """The title, and that it is a corrected version."""
        title = plain_name(self.content["title"])
        return title if self.number == 1 else self.words.say("Corrected: %(title)s", title=title)

    @property
    def days(self) -> str:
        """The report's period."""
        return self.words.days(self.content["period"]["start"], self.content["period"]["end"])

    @property
    def lines(self) -> list[str]:
        """The paragraphs of the message."""
        said = self.said.strip()
        usual = self.words.say("The report on your Instagram pages for %(days)s is ready.", days=self.days)
        return [one.strip() for one in said.split("\n") if one.strip()] if said else [usual]

    @property
    def why(self) -> str:
        """Why one has this message."""
        who = self.look.name or self.sender
        if not who:
            return self.words.say("You get reports about %(client)s.", client=self.content["client"])
        return self.words.say("%(who)s sends you reports about %(client)s.", who=who, client=self.content["client"])

    @property
    def file_name(self) -> str:
        """What the PDF is called."""
        days = self.content["period"]
        name = f"{self.content['client']} {days['start']} – {days['end']}"
        return UNSAFE.sub(" ", plain_name(name))[:LONGEST_FILE].strip(". ") + ".pdf"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom a letter is from and for, and what makes it itself: the same ``ident`` each time it is tried."""

    address: str
    recipient: str
    reply_to: str
    ident: str
    at: datetime
    leave_at_once: str


def letter(message: Message, envelope: Envelope, pdf: bytes | None) -> EmailMessage:
    """Return the letter: plain text and HTML, the PDF, and the headers by which one unsubscribes (RFC 8058)."""
    made = EmailMessage(policy=PLAIN)
    name = plain_name(message.sender or message.look.name)
    made["From"] = Address(display_name=name, addr_spec=envelope.address)
    made["To"] = Address(addr_spec=envelope.recipient)
    if envelope.reply_to:
        made["Reply-To"] = Address(addr_spec=envelope.reply_to)
    made["Subject"] = message.subject
    made["Date"] = format_datetime(envelope.at)
    made["Message-ID"] = f"<{envelope.ident}@{envelope.address.rpartition('@')[2]}>"
    made["Content-Language"] = message.content["language"]
    made["Auto-Submitted"] = "auto-generated"
    made["List-Unsubscribe"] = f"<{envelope.leave_at_once}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(plain(message))
    made.add_alternative(html(message), subtype="html")
    if pdf is not None:
        made.add_attachment(pdf, maintype="application", subtype="pdf", filename=message.file_name)
    return made


def plain(message: Message) -> str:
    """Return the letter's text."""
    say = message.words.say
    parts = [message.subject, *message.lines, f"{say('Open the report')}:\n{message.link}"]
    if message.has_pdf:
        parts.append(say("The same report is attached as PDF."))
    if message.look.footer:
        parts.append(message.look.footer)
    return "\n\n".join([*parts, f"-- \n{message.why} {say('Unsubscribe')}: {message.leave}\n"])


def html(message: Message) -> str:
    """Return the letter as HTML: no pictures, no scripts, styles in place, as programs for mail want it."""
    text = next((one["text"] for one in message.content["blocks"] if one["kind"] == "summary"), "")
    summary = markdown.html(text)
    for tag in ("ul", "ol"):
        summary = summary.replace(f"<{tag}>", LIST.format(tag))
    accent = message.look.accent or rendering.light("accent")
    language = message.content["language"]
    template = rendering.environment(language).get_template("reports/delivery/mail.html")
    return template.render(language=language, message=message, summary=summary, accent=accent)


def telegram(message: Message) -> str:
    """Return the message for Telegram: short enough to stand beneath a file."""
    say = message.words.say
    title = f"<b>{escape(message.subject, quote=False)}</b>"
    link = f'<a href="{escape(message.link)}">{escape(say("Open the report"), quote=False)}</a>'
    leave = f'<a href="{escape(message.leave)}">{escape(say("Unsubscribe"), quote=False)}</a>'
    return "\n\n".join([title, escape("\n".join(message.lines), quote=False), link, leave])
