"""The rules by which messages about reports are asked for, asked for again, and not sent. They flush and never commit.

What sends them is `promo.reports.delivery.sending.attempt`, in the background.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from promo import clock
from promo.db import changed_rows, upsert
from promo.errors import Conflict, Invalid, NotFound
from promo.links import service as links
from promo.queue import send_after_commit
from promo.reports.delivery import recipients as addresses
from promo.reports.delivery.words import Channel, State
from promo.reports.models import Delivery, Report, Unsubscribed
from promo.speech import N_
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.users.models import User

KEY = ("report_id", "number", "channel", "recipient")
JOB = "deliver_due"
MESSAGE_MOST = 600
"""UTF-16 units, as Telegram counts them: with the other lines they fit beneath a file, where 1,024 are allowed."""
IN_LOG = 200


class NotAgain(Conflict):
    """Only what failed, or may have failed, is sent again."""

    message = N_("This message waits already, or was sent. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Enqueued:
    """What came of asking: who will get the message, who has it (or waits for it) already, who unsubscribed."""

    queued: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    unsubscribed: list[str] = field(default_factory=list)


def enqueue(
    session: Session,
    report: Report,
    number: int,
    recipients: Mapping[str, list[str]],
    by: User | None,
    *,
    message: str = "",
    with_pdf: bool = True,
) -> Enqueued:
    """Ask for one message to each of ``recipients`` about version ``number`` of ``report``.

    Whoever has it, or will have it, gets no second one. Who unsubscribed stands in the log, and gets none.
    """
    check_message(message)
    wanted = addresses.pairs(recipients)
    has = select(Delivery.channel, Delivery.recipient)
    known = {tuple(one) for one in session.execute(has.where(_about(report, number)))}
    left = unsubscribed(session, report.client_id)
    now, found, rows = clock.now(), Enqueued(), []
    for pair in wanted:
        channel, recipient = pair
        if pair in known:
            found.known.append(recipient)
            continue
        gone = pair in left
        (found.unsubscribed if gone else found.queued).append(recipient)
        rows.append(
            {
                "report_id": report.id, "number": number, "channel": channel.value, "recipient": recipient,
                "state": (State.UNSUBSCRIBED if gone else State.QUEUED).value, "attempts": 0, "problem": "",
                "message": message, "with_pdf": with_pdf, "due_at": None if gone else now, "created_at": now,
                "created_by_id": by.id if by else None,
            }
        )  # fmt: skip
    if rows:
        upsert(session, Delivery, rows, KEY, keep=tuple(rows[0]))  # of two at once the first one stays
    if found.queued:
        send_after_commit(session, JOB)
    return found


def again(session: Session, delivery: Delivery, *, with_pdf: bool | None = None) -> None:
    """Send once more what failed, what may have been sent, or what was not sent as its recipient had unsubscribed.

    Raises `NotAgain` for anything else, so that a second click sends nothing; `Invalid` while they are unsubscribed.
    """
    if (delivery.channel, delivery.recipient) in unsubscribed(session, delivery.report.client_id):
        raise Invalid("", N_("%(who)s has unsubscribed. Nothing is sent to them."), who=delivery.recipient)
    ended = (State.FAILED, State.UNCLEAR, State.UNSUBSCRIBED)
    mine = update(Delivery).where(Delivery.id == delivery.id, Delivery.state.in_(ended))
    values: dict[str, object] = {
        "state": State.QUEUED,
        "attempts": 0,
        "problem": "",
        "detail": "",
        "due_at": clock.now(),
    }
    if with_pdf is not None:
        values["with_pdf"] = with_pdf
    if delivery.link is not None and not links.in_force(delivery.link):
        values |= {"link_id": None, "secret": None}  # it was revoked: who sends it again wants them to have a new one
    if not changed_rows(session, mine.values(**values).execution_options(synchronize_session=False)):
        raise NotAgain
    session.expire(delivery)
    send_after_commit(session, JOB)


def all_again(session: Session, client: Client) -> int:
    """Send once more whatever failed about a client's reports, and return how many; what is unclear is left alone."""
    theirs = select(Report.id).where(Report.client_id == client.id)
    failed = select(Delivery).where(Delivery.report_id.in_(theirs), Delivery.state == State.FAILED)
    left, count = unsubscribed(session, client.id), 0
    for one in session.scalars(failed).all():
        if (one.channel, one.recipient) not in left:
            again(session, one)
            count += 1
    return count


def unsubscribe(session: Session, client_id: int, channel: str, recipient: str) -> None:
    """Send a recipient no more about a client's reports; what waits for them is not sent either."""
    row = {"client_id": client_id, "channel": channel, "recipient": recipient, "at": clock.now()}
    upsert(session, Unsubscribed, [row], ("client_id", "channel", "recipient"), keep=("at",))
    theirs = select(Report.id).where(Report.client_id == client_id)
    waits = update(Delivery).where(
        Delivery.report_id.in_(theirs), Delivery.channel == channel, Delivery.recipient == recipient,
        Delivery.state == State.QUEUED,
    )  # fmt: skip
    values = {"state": State.UNSUBSCRIBED, "due_at": None, "secret": None}
    session.execute(waits.values(**values).execution_options(synchronize_session=False))


def subscribe_again(session: Session, client: Client, channel: str, recipient: str) -> None:
    """Let a recipient have messages again, because they asked for it."""
    session.execute(
        delete(Unsubscribed).where(
            Unsubscribed.client_id == client.id, Unsubscribed.channel == channel, Unsubscribed.recipient == recipient
        )
    )


def unsubscribed(session: Session, client_id: int) -> dict[tuple[str, str], Unsubscribed]:
    """Return who wants no messages about a client's reports, by channel and address."""
    rows = session.scalars(select(Unsubscribed).where(Unsubscribed.client_id == client_id).order_by(Unsubscribed.at))
    return {(one.channel, one.recipient): one for one in rows}


def of_report(session: Session, report: Report) -> Sequence[Delivery]:
    """Return the messages about a report, the newest version's first."""
    mine = select(Delivery).where(Delivery.report_id == report.id)
    return session.scalars(mine.order_by(Delivery.number.desc(), Delivery.id)).all()


def of_client(session: Session, client: Client) -> Sequence[Delivery]:
    """Return the newest messages about a client's reports, the newest first."""
    mine = select(Delivery).join(Report).where(Report.client_id == client.id)
    return session.scalars(mine.order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(IN_LOG)).all()


def see(session: Session, ident: int, viewer: User) -> Delivery:
    """Return the message with this id whose report ``viewer`` may see; raise `NotFound` for any other."""
    mine = select(Delivery).join(Report).where(Delivery.id == ident, access.may_see(viewer, Report))
    found = session.scalar(mine)
    if found is None:
        raise NotFound
    return found


def known_recipients(session: Session, client: Client) -> list[tuple[Channel, str]]:
    """Return who had a message about a client's reports before, those of late first."""
    mine = select(Delivery.channel, Delivery.recipient).join(Report).where(Report.client_id == client.id)
    rows = session.execute(mine.order_by(Delivery.created_at.desc(), Delivery.id).limit(IN_LOG))
    return list(dict.fromkeys((Channel(channel), recipient) for channel, recipient in rows))


def check_message(message: str) -> None:
    """Raise `Invalid` for a text that does not fit."""
    if len(message.encode("utf-16-le")) // 2 > MESSAGE_MOST:
        raise Invalid("message", N_("That is longer than %(most)s characters. Shorten it."), most=MESSAGE_MOST)


def _about(report: Report, number: int) -> ColumnElement[bool]:
    return (Delivery.report_id == report.id) & (Delivery.number == number)
