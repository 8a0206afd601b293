"""Items and the posts that became of them: by the program, asked about, and by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from promo import clock
from promo.analytics.matching import FURTHEST_HOURS
from promo.pages.models import Page
from promo.plan.approvals.models import ApprovalRule
from promo.plan.items import service as items
from promo.plan.items.log import PROGRAM, Actor
from promo.plan.matching import service
from promo.plan.models import PlanEvent, PlanItem
from promo.plan.words import Action, Mode, Status
from tests.growth.agency import add_post
from tests.plan.conftest import AT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.context import Context
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Write = Callable[..., PlanItem]

CAPTION = "Fresh bread every morning"
OTHER = "Fresh bread and a story of the mill where our flour comes from"


@pytest.fixture(autouse=True)
def clock_at() -> Iterator[time_machine.Traveller]:
    """Half an hour after the item's time."""
    with time_machine.travel(AT + timedelta(minutes=30), tick=False) as moved:
        yield moved


def read(session: Session, item: PlanItem) -> PlanItem:
    session.expire_all()
    return session.get_one(PlanItem, item.id)


def actions(session: Session, item: PlanItem) -> list[tuple[str, str | None, str | None, str]]:
    events = session.query(PlanEvent).filter_by(item_id=item.id).order_by(PlanEvent.id)
    return [(one.action, one.old_status, one.new_status, one.actor) for one in events]


def test_a_sure_post_is_linked_by_the_program_once(session: Session, page: Page, write: Write) -> None:
    item = write(status=Status.IN_REVIEW)
    story = write("Morning story", kind="story", status=Status.APPROVED)
    post = add_post(session, page, AT + timedelta(minutes=4), caption="FRESH bread, every morning!")
    assert service.match(session, page.id) == 1
    session.commit()
    item = read(session, item)
    assert (item.status, item.stage, item.post_id, item.published_at) == (
        Status.PUBLISHED, None, post.id, AT + timedelta(minutes=4),
    )  # fmt: skip
    assert item.match_score is not None
    assert item.match_score > 0.95
    assert actions(session, item)[-1] == (Action.MATCHED, Status.IN_REVIEW, Status.PUBLISHED, "")
    assert service.match(session, page.id) == 0
    assert len(actions(session, item)) == 2
    assert read(session, story).status == Status.APPROVED, "stories are not seen"


def test_what_was_missed_becomes_published_when_its_post_is_seen(
    session: Session, page: Page, write: Write, context: Context
) -> None:
    item = write(status=Status.MISSED)
    add_post(session, page, AT + timedelta(hours=3), caption=CAPTION)
    session.commit()
    service.match_page(context, page.id)
    item = read(session, item)
    assert (item.status, item.missed_at) == (Status.PUBLISHED, None)


def test_a_doubtful_post_is_asked_about_and_a_no_is_for_good(
    browse: Browse, people: People, session: Session, page: Page, write: Write
) -> None:
    item = write(status=Status.APPROVED)
    post = add_post(session, page, AT + timedelta(hours=1), caption=OTHER)
    assert service.match(session, page.id) == 0
    session.commit()
    address = f"/plan/items/{item.id}"
    text = browse(people.manager).get(address).text
    assert "Is this it?" in text
    assert OTHER in text
    assert "1 hr later than planned" in text
    assert "the same kind" in text
    assert "Is this it?" in browse(people.specialist).get(address).text
    assert f"{address}/post" not in browse(people.specialist).get(address).text
    assert "Is this it?" not in browse(people.client).get(address).text
    for _ in range(2):
        answer = browse(people.teammate).post_form(f"{address}/post", {"action": "no", "post": str(post.id)})
        assert (answer.status_code, answer.location) == (303, f"{address}#post")
    service.match(session, page.id)
    session.commit()
    item = read(session, item)
    assert (item.suggested_post_id, item.refused_posts, item.status) == (None, [post.id], Status.APPROVED)
    assert (
        browse(people.manager).post_form(f"{address}/post", {"action": "yes", "post": str(post.id)}).status_code == 303
    )
    item = read(session, item)
    assert (item.post_id, item.match_score, item.refused_posts) == (post.id, None, [])
    assert actions(session, item)[-1] == (Action.MATCHED, Status.APPROVED, Status.PUBLISHED, "Manager")
    assert "Chosen by a person." in browse(people.manager).get(address).text
    shown = browse(people.client).get(address).text
    assert "1 hr later than planned" in shown
    assert "Chosen by a person." not in shown


def test_who_may_answer_and_with_what(
    browse: Browse, people: People, session: Session, page: Page, write: Write
) -> None:
    item = write(status=Status.APPROVED)
    post = add_post(session, page, AT, caption=OTHER)
    foreign = Page(username="studio", client_id=people.other_row.id, created_at=AT)
    session.add(foreign)
    session.flush()
    theirs = add_post(session, foreign, AT, caption=CAPTION)
    session.commit()
    address = f"/plan/items/{item.id}/post"
    yes = {"action": "yes", "post": str(post.id)}
    assert browse(people.outsider).post_form(address, yes).status_code == 404
    assert browse(people.specialist).post_form(address, yes).status_code == 403
    assert browse(people.client).post_form(address, yes).status_code == 403
    manager = browse(people.manager)
    for action in ("yes", "no"):
        for ident in (str(theirs.id), "9999", "x", ""):
            assert manager.post_form(address, {"action": action, "post": ident}).status_code == 404
    for typed, sentence in {
        "": "Write the time like",
        "0001-01-01T00:00": "Write the time like",
        "2026-12-01T13:00": "This time has not come yet.",
    }.items():
        answer = manager.post_form(address, {"action": "hand", "at": typed})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert f'value="{typed}"' in answer.text or not typed
    assert manager.post_form(address, {"action": "burn"}).status_code == 422
    people.client_row.archived_at = clock.now()
    session.merge(people.client_row)
    session.commit()
    assert manager.post_form(address, yes).status_code == 409
    item = read(session, item)
    assert (item.status, item.post_id) == (Status.APPROVED, None)


def test_a_post_is_one_items_only(browse: Browse, people: People, session: Session, page: Page, write: Write) -> None:
    first, second = write(status=Status.APPROVED), write("Second", status=Status.DRAFT)
    post = add_post(session, page, AT, caption=OTHER)
    session.commit()
    manager, taken = browse(people.manager), {"action": "yes", "post": str(post.id)}
    for _ in range(2):
        assert manager.post_form(f"/plan/items/{first.id}/post", taken).status_code == 303
    answer = manager.post_form(f"/plan/items/{second.id}/post", taken)
    assert answer.status_code == 422
    assert "belongs to another item" in answer.text
    assert len(actions(session, first)) == 2
    with session.begin_nested():  # both saw it free
        assert not service._link(session, read(session, second), post.id, AT, PROGRAM, score=0.9)
    assert read(session, second).status == Status.DRAFT


@pytest.mark.parametrize(
    ("before", "hours", "after"),
    [
        (Status.APPROVED, 0, Status.APPROVED),
        (Status.SCHEDULED, 0, Status.SCHEDULED),
        (Status.IN_REVIEW, 0, Status.DRAFT),
        (Status.APPROVED, 5, Status.MISSED),
        (Status.DRAFT, 5, Status.DRAFT),
    ],
)
@pytest.mark.sqlite_only
def test_a_post_can_be_taken_off_again(  # noqa: PLR0917 - fixtures
    session: Session,
    people: People,
    page: Page,
    write: Write,
    clock_at: time_machine.Traveller,
    before: str,
    hours: int,
    after: str,
) -> None:
    item = write(status=before)
    post = add_post(session, page, AT, caption=CAPTION)
    assert service.match(session, page.id) == 1
    clock_at.shift(timedelta(hours=hours))
    service.take_off(session, item, Actor.of_user(people.manager))
    service.take_off(session, item, Actor.of_user(people.manager))
    assert (item.status, item.post_id, item.published_at) == (after, None, None)
    assert (item.missed_at is not None) == (after == Status.MISSED)
    assert [one[0] for one in actions(session, item)] == [Action.CREATED, Action.MATCHED, Action.UNMATCHED]
    assert service.match(session, page.id) == 0, "nobody is asked again"
    assert item.refused_posts == [post.id]


def test_a_story_is_published_by_a_persons_word(browse: Browse, people: People, session: Session, write: Write) -> None:
    item = write(kind="story", status=Status.SCHEDULED)
    address, manager = f"/plan/items/{item.id}", browse(people.manager)
    assert "Stories cannot be seen from outside" in manager.get(address).text
    for _ in range(2):
        answer = manager.post_form(f"{address}/post", {"action": "hand", "at": "2026-12-01T12:10"})
        assert answer.status_code == 303
    item = read(session, item)
    assert (item.status, item.published_at) == (Status.PUBLISHED, AT + timedelta(minutes=10))
    assert [one[0] for one in actions(session, item)] == [Action.CREATED, Action.STATUS]
    assert "Marked as published by hand" in manager.get(address).text
    assert manager.post_form(f"{address}/post", {"action": "off"}).status_code == 303
    assert read(session, item).status == Status.SCHEDULED


@pytest.mark.sqlite_only
def test_items_are_looked_for_after_they_were_written_or_moved(
    session: Session, people: People, page: Page, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, tuple[int, ...]]] = []
    monkeypatch.setitem(session.info, "send", lambda job, args: sent.append((job, args)))
    far = AT + timedelta(days=30)
    item = write(planned_at=far)
    assert sent == []
    by = Actor.of_user(people.manager)
    items.move(session, item, AT + timedelta(hours=2), item.version, by)
    session.commit()
    assert sent == [("match_page", (page.id,))]
    assert timedelta(hours=FURTHEST_HOURS) == items.EARLIEST
    post = add_post(session, page, AT + timedelta(hours=2), caption=CAPTION)
    assert service.match(session, page.id) == 1
    assert item.post_id == post.id


@pytest.mark.sqlite_only
def test_what_was_missed_and_gets_another_time_is_planned_again(session: Session, people: People, write: Write) -> None:
    by, later = Actor.of_user(people.manager), AT + timedelta(days=3)
    item = write(status=Status.MISSED)
    items.move(session, item, later, item.version, by)
    assert (item.status, item.missed_at) == (Status.APPROVED, None)
    session.add(ApprovalRule(client_id=people.client_row.id, mode=Mode.INTERNAL))
    again = write(status=Status.MISSED)
    items.move(session, again, later, again.version, by)
    assert again.status == Status.IN_REVIEW
