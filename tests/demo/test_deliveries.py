"""The demo's schedules of reports and their messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.reports.models import Delivery, Report, ReportSchedule, Unsubscribed
from tests.demo.conftest import NOW

if TYPE_CHECKING:
    from tests.demo.conftest import Filled


def test_schedules_have_made_reports_and_sent_them(filled: Filled) -> None:
    session = filled.session
    schedules = session.scalars(select(ReportSchedule)).all()
    made = session.scalars(select(Report).where(Report.schedule_id.in_([one.id for one in schedules]))).all()
    assert all(one.next_at is not None and one.next_at > NOW for one in schedules)
    assert {(one.published > 0, one.awaits) for one in made} == {(True, None), (False, "review")}
    sent = session.scalars(select(Delivery)).all()
    assert {one.state for one in sent} == {"sent", "failed", "unclear"}
    assert all(one.due_at is None and one.created_at <= NOW for one in sent), "the demo owes nobody a message"
    assert session.scalars(select(Unsubscribed)).one().recipient.endswith(".example")
