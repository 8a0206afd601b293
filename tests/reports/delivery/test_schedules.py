"""Schedules: made by managers, due once, held while data are missing, looked at, published and sent."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import delete, func, select, update

from promo import jobs
from promo.collection.models import CollectionRun
from promo.context import open_context
from promo.pages.models import HeldCount, Page, PageDay
from promo.reports.delivery.schedules.due import make_due_reports
from promo.reports.models import Delivery, Report, ReportSchedule, ReportTemplate
from promo.reports.writing import service as reports
from tests.reports.delivery.conftest import FIRST_OF_NOVEMBER

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.context import Context
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Plan = Callable[..., ReportSchedule]

OCTOBER = datetime(2026, 10, 20, 9, tzinfo=UTC)
FORM = {
    "every": "month", "days_after": "0", "hour": "9", "language": "ru", "template_id": "0", "hold": "y",
    "mails": "marta@example.com, OLEG@Example.com\nmarta@EXAMPLE.com", "chats": "-100 123456789 0", "version": "1",
    "uid": "7b4c1f4a-0000-4000-8000-000000000001",
}  # fmt: skip


def next_of(session: Session, schedule: ReportSchedule) -> datetime | None:
    session.expire_all()
    return schedule.next_at


def standing(session: Session) -> tuple[str | None, int, str]:
    """Return what the one report awaits, its newest version, and the text of its summary."""
    session.expire_all()
    (made,) = session.scalars(select(Report)).all()
    return made.awaits, made.published, made.blocks[0]["text"]


def test_a_schedule_is_made_changed_paused_and_removed(browse: Browse, people: People, session: Session) -> None:
    address = f"/clients/{people.client_row.id}/reports/schedules"
    with time_machine.travel(OCTOBER, tick=False):
        manager = browse(people.manager)
        assert 'selected value="9"' in manager.get(f"{address}/new").text
        for _click in range(2):
            assert manager.post_form(f"{address}/new", {**FORM, "chats": "-1001234567890"}).status_code == 303
        (made,) = session.scalars(select(ReportSchedule)).all()
        assert made.recipients == {"mail": ["marta@example.com", "oleg@example.com"], "telegram": ["-1001234567890"]}
        assert made.next_at == datetime(2026, 11, 1, 6, tzinfo=UTC), "nine in Moscow"
        shown = manager.get(address).text
        assert "Nov 1, 2026, 9:00" in shown
        assert "about October 2026" in shown
        assert "Mail is not set up" in shown
        edit = f"/report-schedules/{made.id}/edit"
        assert "marta@example.com\noleg@example.com" in manager.get(edit).text
        change = {**FORM, "every": "week", "hour": "18", "chats": "", "version": "1"}
        assert browse(people.teammate).post_form(edit, change).status_code == 303
        stale = manager.post_form(edit, {**change, "hour": "7"})
        assert stale.status_code == 409
        assert 'selected value="7"' in stale.text, "it still stands there"
        session.expire_all()
        assert (made.hour, made.next_at) == (18, datetime(2026, 10, 26, 15, tzinfo=UTC))
        for _click in range(2):
            manager.post_form(f"/report-schedules/{made.id}/pause")
        assert next_of(session, made) is None
        assert "not while it is paused" in manager.get(address).text
        assert manager.post_form(edit, {**change, "version": "2"}).status_code == 303
        assert next_of(session, made) is None, "a change wakes nothing"
        manager.post_form(f"/report-schedules/{made.id}/resumption")
        assert next_of(session, made) == datetime(2026, 10, 26, 15, tzinfo=UTC)
        assert manager.post_form(f"/report-schedules/{made.id}/removal").status_code == 303
    assert session.scalar(select(ReportSchedule)) is None
    assert manager.post_form(f"/report-schedules/{made.id}/removal").status_code == 404


WRONG = (
    ({"mails": "marta@example"}, "“marta@example” is no mail address"),
    ({"mails": "marta@example.com\nBcc: x@y.z"}, "“Bcc:” is no mail address"),
    ({"chats": "@marta"}, "“@marta” is no number of a chat"),
    ({"every": "day"}, "Not a valid choice"),
    ({"days_after": "21"}, "Not a valid choice"),
    ({"hour": "24"}, "Not a valid choice"),
    ({"template_id": "999"}, "Not a valid choice"),
    ({"hold": "", "mails": "", "chats": ""}, "Name at least one recipient"),
    ({"mails": "\n".join(f"a{number}@example.com" for number in range(31))}, "more than 30 recipients"),
)


@pytest.mark.sqlite_only
def test_what_a_schedule_cannot_be(browse: Browse, people: People, session: Session) -> None:
    manager, address = browse(people.manager), f"/clients/{people.client_row.id}/reports/schedules/new"
    for changes, sentence in WRONG:
        wish = {key: value for key, value in {**FORM, "chats": "", **changes}.items() if key != "hold" or value}
        answer = manager.post_form(address, wish)
        assert answer.status_code == 422, changes
        assert sentence in answer.text
        assert wish["mails"] in answer.text
    assert session.scalar(select(ReportSchedule)) is None


def test_who_may(browse: Browse, people: People, plan: Plan) -> None:
    schedule = plan()
    address = f"/clients/{people.client_row.id}/reports/schedules"
    for person, seen, sent in ((people.outsider, 404, 404), (people.specialist, 200, 403), (people.client, 403, 403)):
        browser = browse(person)
        assert browser.get(address).status_code == seen
        own = f"/report-schedules/{schedule.id}"
        posts = (f"{address}/new", *(f"{own}/{what}" for what in ("edit", "pause", "resumption", "removal", "reports")))
        assert [browser.post_form(one, FORM).status_code for one in posts] == [sent] * 6
    assert browse(people.specialist).get("/reports/waiting").status_code == 403


def test_a_due_report_is_drafted_once_and_waits_for_a_look(
    browse: Browse, people: People, session: Session, context: Context, plan: Plan
) -> None:
    with time_machine.travel(OCTOBER, tick=False):
        schedule = plan()
        assert make_due_reports(context) == 0
    with time_machine.travel(FIRST_OF_NOVEMBER, tick=False):
        assert [make_due_reports(context) for _run in range(2)] == [1, 0]
        (made,) = session.scalars(select(Report)).all()
        assert (made.start_day, made.end_day, made.language) == (date(2026, 10, 1), date(2026, 10, 31), "en")
        assert (made.awaits, made.published, made.schedule_id) == ("review", 0, schedule.id)
        assert made.title == "Bakery: October 2026"
        assert "Followers at the end: 1,600" in made.blocks[0]["text"]
        session.expire_all()
        assert schedule.next_at == datetime(2026, 12, 1, 6, tzinfo=UTC)
        manager = browse(people.manager)
        for address in ("/", f"/clients/{people.client_row.id}"):
            assert "1 report waits for your look." in manager.get(address).text
            assert "waits for your look" not in browse(people.client).get(address).text
        assert "waits for your look" not in browse(people.outsider).get("/").text
        assert made.title in manager.get("/reports/waiting").text
        assert made.title not in browse(people.outsider).get("/reports/waiting").text
        again = manager.post_form(f"/report-schedules/{schedule.id}/reports", follow_redirects=True)
        assert "is made already" in again.text
        assert "Publish and send" in again.text
        release = f"/reports/{made.id}/release"
        assert [browse(one).post_form(release).status_code for one in (people.outsider, people.specialist)] == [
            404,
            403,
        ]
        assert "1 message is being sent" in manager.post_form(release, follow_redirects=True).text
        assert "does not wait any more" in browse(people.teammate).post_form(release, follow_redirects=True).text
        session.expire_all()
        assert (made.published, made.awaits) == (1, None)
        (sent,) = session.scalars(select(Delivery)).all()
        assert (sent.recipient, sent.state, sent.number) == ("marta@example.com", "queued", 1)
        assert "wait for your look" not in manager.get("/").text
        sent.state = "failed"
        session.commit()
        for address in ("/", f"/clients/{people.client_row.id}"):
            assert "1 message with a report was not sent." in manager.get(address).text
        assert "was not sent" not in browse(people.outsider).get("/").text
        assert "marta@example.com" in manager.get("/reports/waiting").text
        assert "marta@example.com" not in browse(people.outsider).get("/reports/waiting").text


@pytest.mark.sqlite_only
@pytest.mark.parametrize("is_published", [False, True])
def test_one_that_was_begun_by_hand_is_not_made_again(  # noqa: PLR0917 - fixtures
    session: Session,
    context: Context,
    people: People,
    page: Page,
    plan: Plan,
    write: Callable[..., Report],
    *,
    is_published: bool,
) -> None:
    with time_machine.travel(OCTOBER, tick=False):
        schedule = plan(hold=False)
    with time_machine.travel(FIRST_OF_NOVEMBER, tick=False):
        report = write(title="October, with care")
        write(title="One page of it", page_ids=(page.id,), uid=str(uuid.uuid4()))
        if is_published:
            reports.publish(session, report, report.version, "", people.manager)
            session.commit()
        assert [make_due_reports(context) for _run in range(2)] == [0, 0]
        session.expire_all()
        assert session.scalar(select(func.count()).select_from(Report)) == 2
        assert (report.schedule_id, report.awaits) == (schedule.id, None if is_published else "review")
        assert session.scalars(select(Delivery)).all() == []  # what a person is at goes out by a person's click


@pytest.mark.sqlite_only
def test_two_workers_make_one_report(context: Context, session: Session, plan: Plan) -> None:
    with time_machine.travel(OCTOBER, tick=False):
        schedule = plan(hold=False)
    second = open_context(context.settings)
    jobs.register(second)
    gate, made = Barrier(2), []

    def work(where: Context) -> None:
        gate.wait()
        made.append(make_due_reports(where))

    with time_machine.travel(FIRST_OF_NOVEMBER, tick=False):
        threads = [Thread(target=work, args=(where,)) for where in (context, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        make_due_reports(context)
    second.close()
    (report,) = session.scalars(select(Report)).all()
    assert (report.published, report.awaits) == (1, None), "published, as nobody wants to look"
    assert len(session.scalars(select(Delivery)).all()) == 1
    session.expire_all()
    assert schedule.next_at == datetime(2026, 12, 1, 6, tzinfo=UTC)


def test_nothing_is_sent_while_data_are_missing(
    browse: Browse, people: People, session: Session, context: Context, plan: Plan
) -> None:
    gone = (date(2026, 10, 5), date(2026, 10, 9), date(2026, 10, 10))
    session.execute(delete(PageDay).where(PageDay.day.in_(gone)))
    session.add(
        HeldCount(
            page_id=session.scalars(select(Page.id)).one(), day=gone[0], followers=9, captured_at=OCTOBER, source="test"
        )
    )
    session.execute(update(Page).values(posts_read_at=datetime(2026, 10, 30, 9, tzinfo=UTC)))
    session.commit()
    with time_machine.travel(OCTOBER, tick=False):
        plan(hold=False)
    with time_machine.travel(FIRST_OF_NOVEMBER, tick=False):
        assert make_due_reports(context) == 1
        (made,) = session.scalars(select(Report)).all()
        assert standing(session) == ("data", 0, "")
        (asked,) = session.scalars(select(CollectionRun)).all()
        assert asked.trigger == "schedule", "what can come is asked for"
        shown = browse(people.manager).get(f"/reports/{made.id}").text
        for sentence in ("Waits for data", "Oct 9 – Oct 10", "wait for your decision", "Posts were not read since"):
            assert sentence in shown
        assert "1 report waits for data" in browse(people.manager).get("/").text
        read = {"page_id": asked.page_id, "captured_at": OCTOBER, "source": "test"}
        session.add_all([PageDay(day=day, followers=1_390, **read) for day in gone])
        session.execute(update(HeldCount).values(decided_at=OCTOBER, accepted=True))
        session.commit()
        make_due_reports(context)
        assert standing(session)[0] == "data", "the posts are still missing"
        session.execute(update(Page).values(posts_read_at=FIRST_OF_NOVEMBER))
        session.commit()
        make_due_reports(context)
        awaits, number, text = standing(session)
        assert (awaits, number) == (None, 1)
        assert "Followers at the end: 1,600" in text, "the text speaks of what came"
        assert len(session.scalars(select(Delivery)).all()) == 1


@pytest.mark.sqlite_only
def test_a_manager_sends_although_data_are_missing(
    browse: Browse, people: People, session: Session, context: Context, plan: Plan
) -> None:
    session.execute(delete(PageDay).where(PageDay.day == date(2026, 10, 5)))
    session.commit()
    with time_machine.travel(FIRST_OF_NOVEMBER, tick=False):
        schedule = plan()
        manager = browse(people.manager)
        answer = manager.post_form(f"/report-schedules/{schedule.id}/reports", follow_redirects=True)
        assert "so it waits for them" in answer.text
        assert "Publish and send anyway" in answer.text
        (made,) = session.scalars(select(Report)).all()
        manager.post_form(f"/reports/{made.id}/release")
        session.expire_all()
        assert made.published == 1
        assert "Followers at the end" in made.blocks[0]["text"]
        make_due_reports(context)
    assert len(session.scalars(select(Delivery)).all()) == 1


@pytest.mark.sqlite_only
def test_days_before_a_page_was_known_are_not_missing(session: Session, context: Context, plan: Plan) -> None:
    session.execute(delete(PageDay).where(PageDay.day < date(2026, 10, 12)))
    session.execute(update(Page).values(created_at=datetime(2026, 10, 11, 20, tzinfo=UTC)))
    session.commit()
    with time_machine.travel(OCTOBER, tick=False):
        plan()
    with time_machine.travel(FIRST_OF_NOVEMBER, tick=False):
        make_due_reports(context)
    assert [one.awaits for one in session.scalars(select(Report))] == ["review"]
    session.execute(delete(Report))
    session.execute(delete(PageDay))
    session.execute(update(ReportSchedule).values(next_at=OCTOBER))
    session.commit()
    with time_machine.travel(FIRST_OF_NOVEMBER, tick=False):
        make_due_reports(context)
    assert [one.awaits for one in session.scalars(select(Report))] == ["data"], "nothing at all is known"


@pytest.mark.sqlite_only
def test_a_client_that_moved_gets_its_report_at_its_new_hour(
    people: People, session: Session, context: Context, plan: Plan
) -> None:
    with time_machine.travel(OCTOBER, tick=False):
        schedule = plan()
    people.client_row.time_zone = "America/Los_Angeles"
    session.commit()
    with time_machine.travel(FIRST_OF_NOVEMBER, tick=False):
        assert make_due_reports(context) == 0, "no report about September"
    due = next_of(session, schedule)
    assert due == datetime(2026, 11, 1, 17, tzinfo=UTC)
    with time_machine.travel(due, tick=False):
        assert make_due_reports(context) == 1
    assert [one.start_day for one in session.scalars(select(Report))] == [date(2026, 10, 1)]


@pytest.mark.sqlite_only
def test_after_a_long_silence_the_newest_is_made(session: Session, context: Context, plan: Plan) -> None:
    with time_machine.travel(OCTOBER - timedelta(days=90), tick=False):
        plan(every="week", template_id=None)
    with time_machine.travel(FIRST_OF_NOVEMBER, tick=False):
        assert make_due_reports(context) == 1
    (made,) = session.scalars(select(Report)).all()
    assert (made.start_day, made.end_day) == (date(2026, 10, 19), date(2026, 10, 25))


def test_paused_archived_and_removed_ones_make_and_send_nothing(
    browse: Browse, people: People, session: Session, context: Context, plan: Plan
) -> None:
    session.execute(delete(PageDay).where(PageDay.day == date(2026, 10, 5)))
    session.commit()
    with time_machine.travel(OCTOBER, tick=False):
        schedule = plan(hold=False)
    with time_machine.travel(FIRST_OF_NOVEMBER, tick=False):
        people.client_row.archived_at = OCTOBER
        session.commit()
        assert make_due_reports(context) == 0
        people.client_row.archived_at = None
        session.commit()
        assert make_due_reports(context) == 1
        browse(people.manager).post_form(f"/report-schedules/{schedule.id}/pause")
        session.execute(update(PageDay).where(PageDay.day == date(2026, 10, 6)).values(day=date(2026, 10, 5)))
        session.commit()
        make_due_reports(context)
        (made,) = session.scalars(select(Report)).all()
        assert standing(session)[0] == "data"
        browse(people.manager).post_form(f"/report-schedules/{schedule.id}/removal")
        assert standing(session)[0] is None
        assert made.schedule_id is None
        reports.publish(session, made, made.version, "", people.manager)
        session.commit()
    assert session.scalar(select(Delivery)) is None


@pytest.mark.sqlite_only
def test_it_begins_with_its_template_and_says_why_it_cannot(
    browse: Browse, people: People, session: Session, context: Context, plan: Plan
) -> None:
    blocks = [{"kind": "growth", "text": "As always", "options": {}}]
    kept = ReportTemplate(
        client_id=people.client_row.id, name="Short", against="year", blocks=blocks, created_at=OCTOBER
    )
    session.add(kept)
    session.commit()
    with time_machine.travel(OCTOBER, tick=False):
        schedule = plan(template_id=kept.id)
    with time_machine.travel(FIRST_OF_NOVEMBER, tick=False):
        kept.against = "never"
        session.commit()
        assert make_due_reports(context) == 0
        told = browse(people.manager).get(f"/clients/{people.client_row.id}/reports/schedules").text
        assert "The last report could not be made:" in told
        assert "Choose what the period is compared with." in told
        kept.against = "year"
        session.commit()
        assert make_due_reports(context) == 1
    (made,) = session.scalars(select(Report)).all()
    session.expire_all()
    assert ([one["text"] for one in made.blocks], made.against, schedule.problem) == (["As always"], "year", "")
