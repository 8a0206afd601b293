from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo.collection import sources
from promo.collection.models import CollectionRun, Incident, RunState, Source
from promo.pages.models import HeldCount, Page, PageDay
from tests.collection.test_cookies import GOOD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from promo.config import Settings
    from promo.context import Context
    from promo.users.models import User
    from tests.conftest import Browser, People

    Browse = Callable[[User | None], Browser]

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCE = {"requests_per_hour": "20", "post_days": "60", "enabled": "y"}
NEW_SOURCE = {**SOURCE, "cookies": json.dumps(GOOD), "own_account": "y"}


@pytest.fixture
def page(session: Session, people: People) -> Page:
    made = Page(client_id=people.client_row.id, username="bakery", created_at=NOW, profile_due_at=NOW)
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def run(session: Session, page: Page) -> CollectionRun:
    made = CollectionRun(
        page_id=page.id,
        source_id=sources.guest(session).id,
        trigger="schedule",
        state=RunState.FINISHED,
        outcome="throttled",
        detail="HTTP 429",
        requests=3,
        created_at=NOW,
        started_at=NOW,
        finished_at=NOW + timedelta(seconds=7),
    )
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def held(session: Session, page: Page) -> HeldCount:
    session.add(PageDay(page_id=page.id, day=date(2026, 3, 9), followers=10_000, captured_at=NOW - DAY, source="x"))
    rows = [
        HeldCount(
            page_id=page.id,
            day=date(2026, 3, 10) + DAY * number,
            followers=25_000 + number,
            previous_followers=10_000,
            captured_at=NOW + DAY * number,
            source="x",
        )
        for number in range(2)
    ]
    session.add_all(rows)
    session.commit()
    return rows[0]


@pytest.fixture
def source(session: Session, context: Context) -> Source:
    made = Source(kind=sources.SIGNED_IN, cookies=context.cipher.encrypt(json.dumps(GOOD)), created_at=NOW)
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def sent(context: Context) -> list[tuple[Any, ...]]:
    """What is sent to the queue, at the door of the jobs."""
    found: list[tuple[Any, ...]] = []

    def note(name: str) -> Callable[..., None]:
        return lambda *args: found.append((name, *args))

    context.jobs.update({name: note(name) for name in list(context.jobs)})
    return found


# Runs


@pytest.mark.parametrize("who", ["owner", "manager", "teammate", "specialist", "client"])
def test_a_run_is_seen_by_those_of_its_client(browse: Browse, people: People, run: CollectionRun, who: str) -> None:
    browser = browse(getattr(people, who))
    listed, detail = browser.get("/collection"), browser.get(f"/collection/runs/{run.id}")
    assert (listed.status_code, detail.status_code) == (200, 200)
    assert "@bakery" in listed.text
    assert "too many requests" in detail.text
    assert "HTTP 429" in detail.text
    assert ("Retry" in listed.text) == (who in {"owner", "manager", "teammate"})


def test_an_outsider_sees_no_run(browse: Browse, people: People, run: CollectionRun) -> None:
    browser = browse(people.outsider)
    assert "@bakery" not in browser.get("/collection").text
    assert browser.get(f"/collection/runs/{run.id}").status_code == 404
    assert browser.get(f"/pages/{run.page_id}/collection").status_code == 404


def test_a_visitor_is_asked_to_sign_in(browse: Browse, run: CollectionRun) -> None:
    for address in ("/collection", f"/collection/runs/{run.id}", "/sources", "/held-counts"):
        assert browse(None).get(address).status_code == 302


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("outcome=throttled", True),
        ("outcome=ok", False),
        ("name=BAK", True),
        ("name=@studio", False),
        ("trigger=schedule", True),
        ("trigger=manual", False),
        ("outcome=nonsense&trigger=%27&page=x", True),
        ("page=99", False),
        ("name=%25", False),
    ],
)
def test_filters(browse: Browse, people: People, query: str, shown: bool) -> None:  # noqa: FBT001 - a parameter
    answer = browse(people.manager).get(f"/collection?{query}")
    assert answer.status_code == 200
    assert ("Slowed down by Instagram</span>" in answer.text) == shown


def test_the_list_watches_only_while_something_happens(
    browse: Browse, people: People, run: CollectionRun, session: Session
) -> None:
    browser = browse(people.manager)
    assert "every 2s" not in browser.get("/collection").text
    run.state, run.outcome = RunState.RUNNING, None
    session.commit()
    assert "every 2s" in browser.get("/collection").text
    assert "every 2s" in browser.get(f"/collection/runs/{run.id}").text
    live = browser.get("/collection/live?busy=1")
    assert "every 2s" in live.text
    assert "HX-Refresh" not in live.headers
    run.state, run.outcome = RunState.FINISHED, "ok"
    session.commit()
    assert browser.get("/collection/live?busy=1").headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in browser.get("/collection/live").headers


def test_the_state_of_a_page(browse: Browse, people: People, page: Page, session: Session) -> None:
    browser = browse(people.client)
    assert "has not been read yet" in browser.get(f"/pages/{page.id}/collection").text
    session.add(CollectionRun(page_id=page.id, trigger="manual", state=RunState.QUEUED, created_at=NOW))
    session.commit()
    answer = browser.get(f"/pages/{page.id}/collection?busy=1")
    assert "every 2s" in answer.text
    assert "HX-Refresh" not in answer.headers
    assert "Collect now" not in answer.text


# Collecting now


def test_collecting_now_is_a_wish(
    browse: Browse, people: People, page: Page, sent: list[Any], session: Session
) -> None:
    browser = browse(people.teammate)
    for _ in range(2):
        answer = browser.post_form(f"/pages/{page.id}/collection")
        assert answer.status_code == 303
    run = session.scalars(select(CollectionRun)).one()
    assert (run.state, run.trigger) == ("queued", "manual")
    assert sent == [("collect_page", page.id, "manual")] * 2
    assert browser.get(answer.location).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("specialist", 403), ("client", 403), ("outsider", 404)])
def test_others_may_not_collect_now(
    browse: Browse, people: People, page: Page, session: Session, who: str, *, status: int
) -> None:
    assert browse(getattr(people, who)).post_form(f"/pages/{page.id}/collection").status_code == status
    assert session.scalars(select(CollectionRun)).all() == []


def test_a_paused_page_is_not_collected(browse: Browse, people: People, page: Page, session: Session) -> None:
    page.paused_at = NOW
    session.commit()
    answer = browse(people.manager).post_form(f"/pages/{page.id}/collection")
    assert answer.status_code == 409
    assert "paused" in answer.text


def test_without_a_token_nothing_is_wished(browse: Browse, people: People, page: Page, sent: list[Any]) -> None:
    assert browse(people.manager).post(f"/pages/{page.id}/collection").status_code == 400
    assert sent == []


def test_the_demo_collects_nothing(
    browse: Browse, people: People, page: Page, context: Context, settings: Settings
) -> None:
    context.settings = replace(settings, demo=True)
    assert browse(people.manager).post_form(f"/pages/{page.id}/collection").status_code == 409


# Sources


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("manager", 200), ("specialist", 403), ("client", 403)])
def test_who_sees_sources(browse: Browse, people: People, source: Source, who: str, status: int) -> None:
    answer = browse(getattr(people, who)).get("/sources")
    assert answer.status_code == status
    assert (f"/sources/{source.id}/edit" in answer.text) == (who == "owner")


def test_a_source_shows_its_state(browse: Browse, people: People, source: Source, session: Session) -> None:
    source.last_outcome = source.check_outcome = "signed_out"
    source.checked_at = NOW
    session.add(Incident(source_id=source.id, kind="signed_out", opened_at=NOW))
    session.commit()
    text = browse(people.owner).get("/sources").text
    assert "Its cookies are no longer accepted" in text
    assert "Not well since" in text
    assert "0 of 30" in text


def test_a_source_is_added_encrypted_and_checked(
    browse: Browse, people: People, session: Session, context: Context, sent: list[Any]
) -> None:
    browser = browse(people.owner)
    assert browser.post_form("/sources/new", NEW_SOURCE).status_code == 303
    made = session.scalars(select(Source).where(Source.kind == sources.SIGNED_IN)).one()
    assert (made.requests_per_hour, made.post_days, made.enabled) == (20, 60, True)
    assert made.cookies is not None
    assert GOOD["sessionid"] not in made.cookies
    assert json.loads(context.cipher.decrypt(made.cookies)) == GOOD
    assert made.check_wanted_at is not None
    assert sent == [("check_source", made.id)]
    for address in ("/sources", f"/sources/{made.id}/edit"):
        assert GOOD["sessionid"] not in browser.get(address).text
    again = browser.post_form("/sources/new", NEW_SOURCE)
    assert again.status_code == 422
    assert "is a source already" in again.text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cookies": ""}, "Paste the cookies"),
        ({"cookies": "sessionid=1"}, "ds_user_id, csrftoken, mid"),
        ({"cookies": "nonsense"}, "No cookies were found"),
        ({"own_account": ""}, "Never use a client"),
        ({"requests_per_hour": "0"}, "from 1 to 200"),
        ({"requests_per_hour": "many"}, "is-invalid"),
        ({"post_days": "9999"}, "from 1 to 365"),
    ],
)
def test_a_source_with_bad_input(
    browse: Browse, people: People, session: Session, change: dict[str, str], sentence: str
) -> None:
    answer = browse(people.owner).post_form("/sources/new", {**NEW_SOURCE, **change})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.scalars(select(Source).where(Source.kind == sources.SIGNED_IN)).all() == []


def test_a_source_is_edited_and_keeps_its_cookies(
    browse: Browse, people: People, source: Source, session: Session
) -> None:
    before = source.cookies
    browser = browse(people.owner)
    assert browser.get(f"/sources/{source.id}/edit").status_code == 200
    assert browser.post_form(f"/sources/{source.id}/edit", {**SOURCE, "enabled": ""}).status_code == 303
    session.refresh(source)
    assert (source.requests_per_hour, source.enabled, source.cookies) == (20, False, before)


def test_new_cookies_end_signed_out(browse: Browse, people: People, source: Source, session: Session) -> None:
    source.last_outcome, source.username = "signed_out", "spare"
    session.commit()
    fresh = {**SOURCE, "cookies": json.dumps({**GOOD, "ds_user_id": "9"})}
    assert browse(people.owner).post_form(f"/sources/{source.id}/edit", fresh).status_code == 303
    session.refresh(source)
    row = session.execute(select(Source.last_outcome, Source.username)).one()
    assert tuple(row) == (None, None)
    assert source.check_wanted_at is not None


def test_a_source_is_checked_and_removed(
    browse: Browse, people: People, source: Source, session: Session, sent: list[Any]
) -> None:
    browser, ident = browse(people.owner), source.id
    assert browser.post_form(f"/sources/{ident}/check").status_code == 303
    assert sent == [("check_source", ident)]
    assert browser.post_form(f"/sources/{ident}/removal").status_code == 303
    assert browser.post_form(f"/sources/{ident}/removal").status_code == 404
    session.expire_all()
    assert session.get(Source, ident) is None


def test_the_guest_stays(browse: Browse, people: People, session: Session) -> None:
    guest = sources.guest(session)
    session.commit()
    assert browse(people.owner).post_form(f"/sources/{guest.id}/removal").status_code == 409
    page = browse(people.owner).get(f"/sources/{guest.id}/edit").text
    assert "cookies" not in page.lower()


@pytest.mark.parametrize("who", ["manager", "specialist", "client"])
def test_only_the_owner_changes_sources(browse: Browse, people: People, source: Source, who: str) -> None:
    browser = browse(getattr(people, who))
    assert browser.get("/sources/new").status_code == 403
    for action in ("edit", "check", "removal"):
        assert browser.post_form(f"/sources/{source.id}/{action}", SOURCE).status_code == 403


def test_a_source_that_is_not_there(browse: Browse, people: People) -> None:
    assert browse(people.owner).get("/sources/999/edit").status_code == 404


# Held counts


def test_held_counts_are_seen_by_those_of_the_client(browse: Browse, people: People, held: HeldCount) -> None:
    assert held.followers == 25_000
    manager, client = (browse(person).get("/held-counts").text for person in (people.manager, people.client))
    for text in (manager, client):
        assert "25,000" in text
        assert "+150.0%" in text
    assert "Accept" in manager
    assert "Accept" not in client
    assert "bakery" not in browse(people.outsider).get("/held-counts").text


def test_accepting_writes_the_day_and_what_fits_to_it(
    browse: Browse, people: People, held: HeldCount, session: Session
) -> None:
    browser = browse(people.teammate)
    address = f"/held-counts/{held.id}/decision"
    assert browser.post_form(address, {"decision": "accept"}).status_code == 303
    days = session.scalars(select(PageDay.followers).order_by(PageDay.day)).all()
    assert days == [10_000, 25_000, 25_001]
    session.expire_all()
    assert {row.accepted for row in session.scalars(select(HeldCount))} == {True}
    assert held.decided_by_id == people.teammate.id
    assert browser.post_form(address, {"decision": "reject"}).status_code == 409
    assert "Decided lately" in browser.get("/held-counts").text


def test_rejecting_writes_nothing(browse: Browse, people: People, held: HeldCount, session: Session) -> None:
    assert (
        browse(people.manager).post_form(f"/held-counts/{held.id}/decision", {"decision": "reject"}).status_code == 303
    )
    session.refresh(held)
    assert held.accepted is False
    assert session.scalars(select(PageDay.followers)).all() == [10_000]


@pytest.mark.parametrize(("who", "status"), [("specialist", 403), ("client", 403), ("outsider", 404)])
def test_others_may_not_decide(browse: Browse, people: People, held: HeldCount, who: str, status: int) -> None:
    answer = browse(getattr(people, who)).post_form(f"/held-counts/{held.id}/decision", {"decision": "accept"})
    assert answer.status_code == status


def test_a_decision_must_be_one(browse: Browse, people: People, held: HeldCount) -> None:
    browser = browse(people.manager)
    assert browser.post_form(f"/held-counts/{held.id}/decision", {"decision": "maybe"}).status_code == 422
    assert browser.post_form("/held-counts/999/decision", {"decision": "accept"}).status_code == 404


@pytest.mark.usefixtures("held", "run", "source")
def test_every_screen_speaks_russian(browse: Browse, people: People, session: Session, app: Flask) -> None:
    people.owner.language = "ru"
    session.commit()
    assert app is not None
    for address in ("/collection", "/sources", "/sources/new", "/held-counts"):
        answer = browse(people.owner).get(address)
        assert answer.status_code == 200
        assert 'lang="ru"' in answer.text
