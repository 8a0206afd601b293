"""What was not seen an hour after its time, and reading its page a little earlier."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import time_machine

from promo.plan.matching import missing
from promo.plan.models import PlanEvent, PlanItem
from promo.plan.words import Action, Status
from tests.growth.agency import add_post
from tests.plan.conftest import AT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.context import Context
    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Write = Callable[..., PlanItem]

MINUTE = timedelta(minutes=1)


def test_an_hour_after_its_time_what_was_agreed_on_is_missed(  # noqa: PLR0917 - fixtures
    browse: Browse, people: People, session: Session, page: Page, write: Write, context: Context
) -> None:
    agreed = [write(status=Status.APPROVED), write(status=Status.SCHEDULED)]
    others = [
        write(status=Status.DRAFT),
        write(status=Status.IN_REVIEW),
        write(kind="story", status=Status.APPROVED),
        write(status=Status.APPROVED, planned_at=AT + timedelta(hours=1)),
        write(status=Status.APPROVED, planned_at=None),
        write(status=Status.APPROVED, client=people.other_row),
    ]
    people.other_row.archived_at = AT
    session.merge(people.other_row)
    page.posts_read_at = AT - timedelta(hours=2)
    session.commit()
    before = [one.status for one in others]
    with time_machine.travel(AT + timedelta(minutes=59), tick=False):
        assert missing.miss(session) == 0
    with time_machine.travel(AT + timedelta(minutes=61), tick=False):
        for _ in range(2):
            missing.flag_missed(context)
        text = browse(people.manager).get(f"/plan/items/{agreed[0].id}").text
        assert "Not seen yet. The posts of @bakery were last read 3 hr. ago" in text
        assert "it is not approved" not in text
        assert "it is not approved" in browse(people.manager).get(f"/plan/items/{others[0].id}").text
    session.expire_all()
    assert [one.status for one in agreed] == [Status.MISSED] * 2
    assert [one.missed_at for one in agreed] == [AT + 61 * MINUTE] * 2
    assert [one.status for one in others] == before
    told = session.query(PlanEvent).filter_by(action=Action.MISSED).order_by(PlanEvent.item_id).all()
    assert [(one.item_id, one.old_status, one.new_status, one.user_id) for one in told] == [
        (agreed[0].id, Status.APPROVED, Status.MISSED, None),
        (agreed[1].id, Status.SCHEDULED, Status.MISSED, None),
    ]


def test_a_page_is_read_soon_after_an_items_time_and_once_only(session: Session, page: Page, write: Write) -> None:
    item = write(status=Status.SCHEDULED)
    tomorrow = AT + timedelta(days=1)
    page.posts_due_at, page.last_attempt_at = tomorrow, AT - timedelta(hours=1)

    def asked(minutes: int) -> bool:
        session.flush()
        with time_machine.travel(AT + minutes * MINUTE, tick=False):
            count = missing.look(session)
        session.refresh(page)
        assert count == (page.posts_due_at != tomorrow)
        if count:
            assert page.posts_due_at == AT + minutes * MINUTE
            page.posts_due_at = tomorrow
        return bool(count)

    assert [asked(minutes) for minutes in (0, 9, 61)] == [False, False, False]
    assert asked(10)
    page.last_attempt_at = AT + 5 * MINUTE  # tried since its time, however it went
    assert not asked(15)
    page.last_attempt_at = None
    assert asked(15)
    page.failures = 1
    assert not asked(15)
    page.failures, page.paused_at = 0, AT
    assert not asked(15)
    page.paused_at = None
    item.status = Status.DRAFT
    assert not asked(15)
    item.status, item.kind = Status.SCHEDULED, "story"
    assert not asked(15)
    item.kind = "reel"
    assert asked(15)
    item.post_id = add_post(session, page, AT).id
    assert not asked(15)
