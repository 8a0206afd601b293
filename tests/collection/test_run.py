from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

import collectors
from collectors.base import CollectorError, Outcome
from promo.clock import local_day
from promo.collection import due, leases, reach, service, sources
from promo.collection.models import CollectionRun, Incident, RunState, Source, SourceRequest
from promo.collection.run import collect_page
from promo.pages.models import HeldCount, Page, PageDay, Post
from tests.collection.scripted import Numbers, Scripted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from promo.config import Settings
    from promo.context import Context
    from tests.conftest import People

MINUTE = timedelta(minutes=1)
numbers = Numbers()


def now() -> datetime:
    return datetime.now(UTC)


def fails(outcome: Outcome) -> CollectorError:
    return CollectorError(outcome, "as the test wants it")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, instagram_url="http://127.0.0.1:9")  # no spacing between requests; nothing listens there


@pytest.fixture(autouse=True)
def _scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(collectors.COLLECTORS, "instagram", ("Scripted", "tests.collection.scripted:Scripted"))
    Scripted.requests.clear()
    Scripted.name = None
    yield
    Scripted.script = []


@pytest.fixture
def page(session: Session, people: People) -> Page:
    made = Page(client_id=people.client_row.id, username="bakery", created_at=now(), profile_due_at=now())
    session.add(made)
    session.commit()
    return made


def play(context: Context, page: Page, *script: Any) -> CollectionRun:  # noqa: ANN401 - records, errors, functions
    Scripted.script = list(script)
    with context.sessions() as session:
        service.ask(session, session.get_one(Page, page.id))
        session.info.pop("waiting_jobs", None)
        session.commit()
    run = collect_page(context, page.id, "manual")
    assert run is not None
    return run


def count(session: Session, model: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_complete_reading(context: Context, session: Session, page: Page) -> None:
    run = play(context, page, numbers.page(10_000), numbers.post(1), numbers.post(40))
    session.refresh(page)
    assert (run.outcome, run.state, run.requests, run.posts_read, run.followers) == ("ok", "finished", 3, 2, 10_000)
    assert (page.last_outcome, page.failures, page.leased_until) == ("ok", 0, None)
    assert page.posts_due_at == session.scalar(select(func.min(Post.due_at)))
    assert page.profile_due_at is not None
    assert local_day(page.profile_due_at, "Europe/Moscow") == local_day(now(), "Europe/Moscow") + timedelta(days=1)
    source = session.scalars(select(Source)).one()
    assert (source.kind, source.leased_by, source.last_outcome) == ("instagram_guest", None, "ok")
    assert count(session, SourceRequest) == 3


def test_what_is_known_and_due_is_asked_for(context: Context, page: Page) -> None:
    play(context, page, numbers.page(), numbers.post(1), numbers.post(40))
    play(context, page, numbers.page(), numbers.post(1))
    first, second = Scripted.requests
    assert (first.instagram_id, first.known, second.instagram_id) == (None, frozenset(), "77")
    assert second.known == {"P1", "P40"}
    assert second.due == frozenset()
    assert second.posts_since is not None
    assert abs(now() - timedelta(days=90) - second.posts_since) < MINUTE


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.OK])
def test_what_came_before_a_failure_is_kept(context: Context, session: Session, page: Page, outcome: Outcome) -> None:
    run = play(context, page, numbers.page(), numbers.post(1), fails(outcome))
    session.refresh(page)
    assert (run.outcome, run.detail, run.posts_read) == (outcome.value, "as the test wants it", 1)
    assert (count(session, PageDay), count(session, Post)) == (1, 1)
    assert page.last_outcome == outcome.value
    assert page.failures == (0 if outcome is Outcome.PACED else 1)
    assert page.profile_due_at is not None
    assert page.profile_due_at > now()
    assert page.posts_due_at is None or page.posts_due_at > now()


def test_a_failure_at_once_writes_no_value(context: Context, session: Session, page: Page) -> None:
    run = play(context, page, fails(Outcome.THROTTLED))
    session.refresh(page)
    assert (run.followers, count(session, PageDay)) == (None, 0)
    assert page.profile_due_at is not None
    assert timedelta(minutes=59) < page.profile_due_at - now() <= timedelta(hours=1)


def test_a_bug_of_our_own_is_an_outcome_too(context: Context, session: Session, page: Page) -> None:
    run = play(context, page, numbers.page(), ZeroDivisionError())
    assert (run.outcome, run.detail, count(session, PageDay)) == ("failed", "ZeroDivisionError", 1)


def test_an_impossible_count_is_held(context: Context, session: Session, page: Page) -> None:
    play(context, page, numbers.page(10_000))
    run = play(context, page, replace(numbers.page(0), captured_at=now()))
    assert (run.outcome, count(session, HeldCount)) == ("ok", 1)
    assert session.scalars(select(PageDay.followers)).all() == [10_000]


def test_a_name_that_changed_hands_writes_nothing(context: Context, session: Session, page: Page) -> None:
    play(context, page, numbers.page(10_000))
    run = play(context, page, Numbers(instagram_id="78").page(5))
    assert run.outcome == "not_found"
    assert "another Instagram account" in run.detail
    assert session.scalars(select(PageDay.followers)).all() == [10_000]


def test_the_budget_ends_a_reading_without_failing_it(context: Context, session: Session, page: Page) -> None:
    guest = sources.guest(session)
    guest.requests_per_hour = 4
    session.commit()
    run = play(context, page, numbers.page(), *(numbers.post(number) for number in range(1, 9)))
    session.refresh(page)
    assert (run.outcome, run.posts_read) == ("paced", 3)
    assert page.posts_due_at is not None
    assert timedelta(minutes=58) < page.posts_due_at - now() <= timedelta(hours=1)
    assert due.collect_due(context) == 0
    assert session.scalars(select(Incident)).all() == []


def test_three_throttled_pages_rest_the_source(context: Context, session: Session, page: Page) -> None:
    for _ in range(3):
        play(context, page, fails(Outcome.THROTTLED))
    source = session.scalars(select(Source)).one()
    assert source.rest_until is not None
    assert source.rest_until > now() + timedelta(minutes=59)
    assert [incident.kind for incident in session.scalars(select(Incident))] == ["throttled"]
    with context.sessions() as other:
        run, _ = service.ask(other, other.get_one(Page, page.id))
        other.commit()
    assert collect_page(context, page.id, "manual") is None
    session.refresh(session.get_one(CollectionRun, run.id))
    assert session.get_one(CollectionRun, run.id).state == RunState.QUEUED


def test_an_incident_of_a_page_closes_when_it_is_well_again(context: Context, session: Session, page: Page) -> None:
    for _ in range(2):
        play(context, page, fails(Outcome.NOT_FOUND))
    assert [incident.closed_at for incident in session.scalars(select(Incident))] == [None]
    play(context, page, numbers.page())
    session.expire_all()
    assert session.scalars(select(Incident)).one().closed_at is not None


def test_a_page_is_read_by_one_at_a_time(context: Context, session: Session, page: Page) -> None:
    within: list[object] = []
    play(context, page, numbers.page(), lambda: within.append(collect_page(context, page.id, "schedule")))
    assert within == [None]
    assert count(session, CollectionRun) == 1


def test_a_page_that_was_just_read_is_not_read_again_by_a_late_job(context: Context, page: Page) -> None:
    play(context, page, numbers.page())
    assert collect_page(context, page.id, "schedule") is None


def test_one_page_at_a_time_per_source(context: Context, session: Session, page: Page) -> None:
    other = Page(username="other", created_at=now(), profile_due_at=now())
    session.add(other)
    session.commit()
    within: list[object] = []
    play(context, page, numbers.page(), lambda: within.append(collect_page(context, other.id, "schedule")))
    assert within == [None]


def test_a_reading_that_was_taken_over_writes_no_more(context: Context, session: Session, page: Page) -> None:
    def steal() -> None:
        page.leased_until = now() - MINUTE
        session.commit()
        assert reach.recover(session, now()) == 1
        assert leases.take_page(session, page.id, now()) is not None
        session.commit()

    Scripted.script = [numbers.page(), steal, numbers.post(1)]
    assert collect_page(context, page.id, "schedule") is None
    session.expire_all()
    run = session.scalars(select(CollectionRun)).one()
    assert (run.state, run.outcome) == ("finished", "interrupted")
    assert (count(session, PageDay), count(session, Post)) == (1, 0)


def test_a_program_that_stops_keeps_what_it_has(context: Context, session: Session, page: Page) -> None:
    run = play(context, page, numbers.page(), numbers.post(1), context.stopping.set, numbers.post(2))
    session.refresh(page)
    assert (run.outcome, run.posts_read) == ("interrupted", 1)
    assert page.posts_due_at is not None
    assert page.posts_due_at <= now()
    assert page.last_outcome is None
    assert session.scalars(select(Incident)).all() == []


def test_due_pages_are_sent_as_sources_are_free(context: Context, session: Session, page: Page) -> None:
    session.add(Page(username="later", created_at=now(), profile_due_at=now()))
    session.commit()
    sent: list[tuple[Any, ...]] = []
    context.jobs["collect_page"] = lambda *args: sent.append(args)
    assert due.collect_due(context) == 1
    assert sent == [(page.id, "schedule")]
    with context.sessions() as other:
        service.ask(other, other.scalars(select(Page).where(Page.username == "later")).one())
        other.info.pop("waiting_jobs")
        other.commit()
    due.collect_due(context)
    assert sent[-1][1] == "manual"


def test_the_demo_collects_nothing(context: Context, settings: Settings, page: Page, session: Session) -> None:
    context.settings = replace(settings, demo=True, instagram_url=None)
    assert due.collect_due(context) == 0
    assert (page.profile_due_at or now()) <= now()
    assert count(session, CollectionRun) == 0


def test_checking_a_source(context: Context, session: Session) -> None:
    cookies = context.cipher.encrypt('{"sessionid": "1"}')
    source = Source(kind=sources.SIGNED_IN, cookies=cookies, created_at=now(), check_wanted_at=now())
    session.add(source)
    session.commit()
    Scripted.name = "spare"
    assert due.check_source(context, source.id) == "ok"
    session.refresh(source)
    assert (source.username, source.check_outcome, source.check_wanted_at) == ("spare", "ok", None)
    Scripted.name = None
    assert due.check_source(context, source.id) == "signed_out"
    Scripted.script = [fails(Outcome.CHALLENGE)]
    assert due.check_source(context, source.id) == "challenge"
    session.refresh(source)
    assert source.rest_until is not None
    assert [incident.kind for incident in session.scalars(select(Incident).order_by(Incident.id))] == [
        "signed_out",
        "challenge",
    ]
    assert due.check_source(context, 999) is None


def test_cookies_of_another_key_are_signed_out(context: Context, session: Session, page: Page) -> None:
    session.add(Source(kind=sources.SIGNED_IN, cookies="not ours", created_at=now()))
    session.commit()
    assert play(context, page, numbers.page()).outcome == "signed_out"
    assert play(context, page, numbers.page()).outcome == "ok"


def test_jobs_travel_through_the_real_queue(context: Context, session: Session, page: Page) -> None:
    Scripted.script = [numbers.page(), numbers.post(1)]
    context.send("collect_due")
    done = 0
    while (task := context.queue.dequeue()) is not None:
        context.queue.execute(task)
        done += 1
    assert done >= 2
    session.refresh(page)
    assert page.last_outcome == "ok"
    assert context.queue.pending_count() == 0


def test_a_source_that_is_removed_while_it_works(context: Context, session: Session, page: Page) -> None:
    def remove() -> None:
        with context.sessions() as other:
            other.delete(other.scalars(select(Source)).one())
            other.commit()

    run = play(context, page, numbers.page(), numbers.post(1), remove)
    assert (run.outcome, run.source_id, count(session, Post)) == ("ok", None, 1)
