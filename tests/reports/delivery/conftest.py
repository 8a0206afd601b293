"""What the tests of delivery share: schedules, published reports, and the clock of November."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from promo.reports.delivery.schedules import service
from promo.reports.delivery.sending import service as sending
from promo.reports.delivery.ways import service as ways
from promo.reports.writing import service as reports
from tests.reports.delivery.servers import MailServer, Telegram

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.context import Context
    from promo.pages.models import Page
    from promo.reports.models import Delivery, Report, ReportSchedule
    from tests.conftest import People

FIRST_OF_NOVEMBER = datetime(2026, 11, 1, 9, tzinfo=UTC)
"""Noon in Moscow; October is over, and its posts were read at nine."""


@pytest.fixture
def plan(session: Session, people: People, page: Page) -> Callable[..., ReportSchedule]:
    """Give a function that makes the manager's monthly schedule: due on the first at nine, for Marta by mail."""
    assert page.client_id == people.client_row.id

    def made(**changes: Any) -> ReportSchedule:  # noqa: ANN401 - its fields
        usual: dict[str, Any] = {
            "every": "month", "days_after": 0, "hour": 9, "language": "en", "template_id": None, "hold": True,
            "recipients": {"mail": ["marta@example.com"], "telegram": []},
        }  # fmt: skip
        fields = service.ScheduleFields(**(usual | changes))
        schedule = service.add(session, people.client_row, fields, people.manager, uid=str(uuid.uuid4()))
        session.commit()
        return schedule

    return made


@pytest.fixture
def published(session: Session, people: People, write: Callable[..., Report]) -> Report:
    """A published report about October."""
    report = write(title="October in numbers")
    reports.publish(session, report, report.version, "", people.manager)
    session.commit()
    return report


TOKEN = "123456789:AAE-secret_of-the_bot_0123456789abcd"
WAYS = ways.WayFields(
    base_url="https://promo.example.com", host="", port=587, security="none", user="", password="",
    sender="reports@agency.example", telegram_token="",
)  # fmt: skip


@pytest.fixture
def post(session: Session, context: Context) -> Iterator[MailServer]:
    """A mail server that is set up as the way out."""
    with MailServer() as server:
        set_up(session, context, host="127.0.0.1", port=server.port)
        yield server


@pytest.fixture
def telegram(session: Session, context: Context) -> Iterator[Telegram]:
    """A stand-in of Telegram, whose bot is set up."""
    with Telegram(TOKEN) as server:
        context.settings = replace(context.settings, telegram_url=server.base)
        set_up(session, context, telegram_token=TOKEN)
        yield server


def set_up(session: Session, context: Context, **changes: object) -> None:
    """Set the ways out, those that were set before staying as they were."""
    known = ways.of(session)
    kept = {"host": known.host, "port": known.port, "security": known.security, "user": known.user} if known else {}
    fields = replace(WAYS, **(kept | changes))  # type: ignore[arg-type]  # its own fields
    ways.save(session, context.cipher, fields, known.version if known else 1)
    session.commit()


@pytest.fixture
def ask(session: Session, people: People, published: Report) -> Callable[..., list[Delivery]]:
    """Give a function that asks for messages about the published report to some addresses, and returns their rows."""

    def asked(*mails: str, chats: tuple[str, ...] = (), message: str = "", with_pdf: bool = False) -> list[Delivery]:
        wanted = {"mail": list(mails), "telegram": list(chats)}
        sending.enqueue(
            session, published, published.published, wanted, people.manager, message=message, with_pdf=with_pdf
        )
        session.commit()
        return list(sending.of_report(session, published))

    return asked
