"""Sends what is due, in the background: each message is claimed, handed over once, and its end written down.

A claim is one conditional UPDATE, so that of two workers one sends. Who dies between claim and end leaves a message
that is told to be unclear: it may have been sent, so a person decides whether it is sent again.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from promo import clock
from promo.db import changed_rows, transaction
from promo.reports.delivery.sending.messages import letter, telegram
from promo.reports.delivery.sending.parcels import Parcel, Printer, prepare
from promo.reports.delivery.sending.service import unsubscribed
from promo.reports.delivery.ways import mail
from promo.reports.delivery.ways.outcomes import Failure, Later, Refused, Unclear
from promo.reports.delivery.words import State
from promo.reports.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.context import Context
    from promo.reports.delivery.sending.messages import Message

log = logging.getLogger(__name__)
BACKOFF = tuple(timedelta(minutes=one) for one in (1, 5, 15, 60, 180, 360, 720))
"""How long to wait after each failed attempt; after the last one it is given up."""
LEASE = timedelta(minutes=10)
"""Longer than handing one message over can take."""
AT_ONCE = 200
OUR_FAULT = frozenset({"mail_off", "telegram_off", "secret", "no_tls", "login", "sender", "bot_token"})
"""Problems that each message by the same way would have: a wrong password is not tried for each recipient."""


def deliver_due(context: Context) -> int:
    """Send the messages that are due, and return how many were sent. The demo sends none."""
    if context.settings.demo:
        return 0
    with transaction(context.sessions) as session:
        recover(session)
        due = select(Delivery.id, Delivery.channel).where(
            Delivery.state == State.QUEUED, Delivery.due_at <= clock.now()
        )
        rows = session.execute(due.order_by(Delivery.due_at, Delivery.id).limit(AT_ONCE)).all()
    sent, printer, closed = 0, Printer(), dict[str, Failure]()
    for ident, channel in rows:
        if context.stopping.is_set():
            break
        if channel in closed:
            if closed[channel].problem in OUR_FAULT:
                fail(context, ident, closed[channel])
            continue  # nobody answers there now: the others need not ask one by one
        failure = send(context, ident, printer)
        sent += failure is None
        if failure is not None and (failure.problem in {"unreachable", *OUR_FAULT} or getattr(failure, "after", None)):
            closed[channel] = failure
    return sent


def recover(session: Session) -> int:
    """Say of messages whose worker is gone that they may have been sent; return of how many."""
    gone = update(Delivery).where(Delivery.state == State.SENDING, Delivery.due_at <= clock.now())
    values = {"state": State.UNCLEAR, "problem": "unclear", "detail": "", "due_at": None}
    return changed_rows(session, gone.values(**values).execution_options(synchronize_session=False))


def send(context: Context, ident: int, printer: Printer) -> Failure | None:
    """Try to send one message; return what kept it from being sent, ``None`` where it was.

    It has no problem where another worker has it, or its recipient has unsubscribed.
    """
    with transaction(context.sessions) as session:
        delivery = _claim(session, ident)
        if delivery is None:
            return Failure("")
        if (delivery.channel, delivery.recipient) in unsubscribed(session, delivery.report.client_id):
            delivery.state, delivery.due_at, delivery.secret = State.UNSUBSCRIBED, None, None
            return Failure("")
        found = _prepared(session, context, delivery)
        if isinstance(found, Failure):
            _end(session, ident, delivery.attempts, _after(delivery.attempts, found))
            return found
    failure, values = _handed_over(found, printer)
    with transaction(context.sessions) as session:
        _end(session, ident, found.attempt, values)
    return failure


def fail(context: Context, ident: int, failure: Failure) -> None:
    """Let a message fail without an attempt: the settings of its way are wrong, as another one has shown."""
    values = {"state": State.FAILED, "problem": failure.problem, "detail": failure.detail, "due_at": None}
    with transaction(context.sessions) as session:
        session.execute(update(Delivery).where(Delivery.id == ident, Delivery.state == State.QUEUED).values(**values))


def _claim(session: Session, ident: int) -> Delivery | None:
    """Return the message where it is ours to send now."""
    now = clock.now()
    mine = update(Delivery).where(Delivery.id == ident, Delivery.state == State.QUEUED, Delivery.due_at <= now)
    values = {"state": State.SENDING, "due_at": now + LEASE, "attempts": Delivery.attempts + 1}
    if not changed_rows(session, mine.values(**values).execution_options(synchronize_session=False)):
        return None
    return session.get_one(Delivery, ident, populate_existing=True)


def _prepared(session: Session, context: Context, delivery: Delivery) -> Parcel | Failure:
    try:
        with session.begin_nested():
            return prepare(session, context, delivery)
    except Failure as failure:
        return failure
    except Exception:
        log.exception("message %s could not be made", delivery.id)
        return Later("broken")


def _handed_over(parcel: Parcel, printer: Printer) -> tuple[Failure | None, dict[str, Any]]:
    """Hand the parcel over; return what kept it from being sent, and what is written down."""
    try:
        pdf = printer.pdf(parcel) if parcel.with_pdf else None
        hand_over = _written(parcel, replace(parcel.message, has_pdf=pdf is not None), pdf)
    except Exception:
        log.exception("message %s could not be made", parcel.delivery_id)
        broken = Later("broken")
        return broken, _after(parcel.attempt, broken)
    try:
        said = hand_over()
    except Failure as failure:
        return failure, _after(parcel.attempt, failure)
    except Exception as error:
        log.exception("message %s was cut off", parcel.delivery_id)
        unclear = Unclear(type(error).__name__)
        return unclear, _after(parcel.attempt, unclear)
    values: dict[str, Any] = {"state": State.SENT, "due_at": None, "sent_at": clock.now(), "secret": None}
    return None, {**values, "problem": "no_pdf" if parcel.with_pdf and pdf is None else "", "detail": said}


def _written(parcel: Parcel, message: Message, pdf: bytes | None) -> Callable[[], str]:
    """Write the message and return what hands it to its way, and says what the server answered."""
    if parcel.by_mail is not None:
        way, envelope = parcel.by_mail
        return partial(mail.deliver, way, letter(message, envelope, pdf), parcel.recipient)
    if parcel.by_bot is not None:
        return partial(parcel.by_bot.send, parcel.recipient, telegram(message), pdf, message.file_name)
    raise ValueError("a parcel without a way")


def _after(attempt: int, failure: Failure) -> dict[str, Any]:
    """Return what becomes of a message after its ``attempt`` ended so."""
    told = {"problem": failure.problem, "detail": failure.detail}
    if not isinstance(failure, Later):
        state = State.FAILED if isinstance(failure, Refused) else State.UNCLEAR
        return {**told, "state": state, "due_at": None}
    if attempt > len(BACKOFF):
        return {**told, "problem": "gave_up", "state": State.FAILED, "due_at": None}
    wait = max(BACKOFF[attempt - 1], timedelta(seconds=min(failure.after or 0, 86_400)))
    return {**told, "state": State.QUEUED, "due_at": clock.now() + wait}


def _end(session: Session, ident: int, attempt: int, values: dict[str, Any]) -> None:
    """Write down how an attempt ended, unless the message was taken from it."""
    mine = update(Delivery).where(Delivery.id == ident, Delivery.state == State.SENDING, Delivery.attempts == attempt)
    session.execute(mine.values(**values).execution_options(synchronize_session=False))
