"""What a worker needs to hand one message over, read from the database in one go: nothing is open while it waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import clock
from promo.links import service as links
from promo.reports.branding import service as branding
from promo.reports.delivery.leaving import tokens
from promo.reports.delivery.recipients import mail_address
from promo.reports.delivery.sending.messages import Envelope, Message
from promo.reports.delivery.ways import service as ways
from promo.reports.delivery.ways.outcomes import Refused
from promo.reports.delivery.words import Channel
from promo.reports.models import ReportLink, ReportVersion
from promo.reports.printing import pdf as printing
from promo.reports.printing.pdf import NoPrinting
from promo.secrets import Undecipherable, hash_token
from promo.wording import wording

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.context import Context
    from promo.reports.delivery.ways.mail import MailWay
    from promo.reports.delivery.ways.telegram import Bot
    from promo.reports.models import Delivery


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message, claimed: its row, which attempt it is, and by which way it goes."""

    delivery_id: int
    attempt: int
    report_id: int
    with_pdf: bool
    told: str
    message: Message
    recipient: str
    by_mail: tuple[MailWay, Envelope] | None
    by_bot: Bot | None


class Printer:
    """Makes the PDF of each version once, however many get it."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int], bytes | None] = {}

    def pdf(self, parcel: Parcel) -> bytes | None:
        """Return the PDF of the parcel's report; ``None`` where this machine can make none."""
        key = (parcel.report_id, parcel.message.number)
        if key not in self._made:
            content, look = parcel.message.content, parcel.message.look
            try:
                self._made[key] = printing.pdf(content, look=look, version=parcel.told)
            except NoPrinting:
                self._made[key] = None
        return self._made[key]


def prepare(session: Session, context: Context, delivery: Delivery) -> Parcel:
    """Return what is needed to send ``delivery``, with a link made for its recipient; raise `Refused` otherwise."""
    report, client = delivery.report, delivery.report.client
    if client.archived_at is not None:
        raise Refused("archived")
    base = ways.base_url(session, context.settings)
    if not base:
        raise Refused("no_address")
    mine = select(ReportVersion).where(ReportVersion.report_id == report.id, ReportVersion.number == delivery.number)
    version = session.scalars(mine).one()
    is_mail = delivery.channel == Channel.MAIL
    way = _mail(session, context) if is_mail else None
    bot = None if is_mail else _bot(session, context)
    leave = f"{base}/unsubscribe/{tokens.made(delivery, context.settings.secret_key)}"
    message = Message(
        content=version.content,
        number=delivery.number,
        look=branding.look(session, client, context.settings.media_dir, version.content["language"]),
        sender=branding.sender(session, client),
        said=delivery.message,
        link=f"{base}/shared/{_token(session, context, delivery)}",
        leave=leave,
        has_pdf=delivery.with_pdf,
    )
    by_mail = None
    if way is not None:
        envelope = Envelope(
            address=way.sender,
            recipient=delivery.recipient,
            reply_to=_reply_to(delivery, client),
            ident=hash_token(f"{delivery.id} {delivery.created_at.isoformat()}")[:32],
            at=clock.now(),
            leave_at_once=f"{leave}/at-once",
        )
        by_mail = (way, envelope)
    words = wording(version.content["language"])
    at = words.moment(version.published_at, client.time_zone)
    return Parcel(
        delivery_id=delivery.id,
        attempt=delivery.attempts,
        report_id=report.id,
        with_pdf=delivery.with_pdf,
        told=words.say("Version %(number)s of %(moment)s", number=version.number, moment=at),
        message=message,
        recipient=delivery.recipient,
        by_mail=by_mail,
        by_bot=bot,
    )


def _mail(session: Session, context: Context) -> MailWay:
    try:
        found = ways.mail_way(session, context.cipher)
    except Undecipherable as error:
        raise Refused("secret") from error
    if found is None:
        raise Refused("mail_off")
    return found


def _bot(session: Session, context: Context) -> Bot:
    try:
        found = ways.bot(session, context.cipher, context.settings)
    except Undecipherable as error:
        raise Refused("secret") from error
    if found is None:
        raise Refused("telegram_off")
    return found


def _token(session: Session, context: Context, delivery: Delivery) -> str:
    """Return the token of the recipient's own link: made with the first attempt, the same with each later one.

    Until the message is sent it is kept encrypted. One that was encrypted with another key is replaced.
    """
    link = delivery.link
    if link is not None:
        if not links.in_force(link):
            raise Refused("link_revoked")
        try:
            return context.cipher.decrypt(delivery.secret or "")
        except Undecipherable:
            token = links.renew(session, link)
    else:
        name = delivery.recipient if delivery.channel == Channel.MAIL else f"Telegram {delivery.recipient}"
        link = ReportLink(
            client_id=delivery.report.client_id,
            name=name[:120],
            language=delivery.report.language,
            shows="report",
            report_id=delivery.report_id,
            blocks=[],
            created_by_id=delivery.created_by_id,
        )
        token = links.give(session, link)
    delivery.link_id, delivery.secret = link.id, context.cipher.encrypt(token)
    session.flush()
    return token


def _reply_to(delivery: Delivery, client: Client) -> str:
    """Return who is answered: whoever sent it, else the client's manager."""
    person = delivery.created_by or client.manager
    return (mail_address(person.email) or "") if person and person.disabled_at is None else ""
