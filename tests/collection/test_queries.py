"""The screens of collection cost the same however much was collected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import event

from promo.collection import screens, sources
from promo.collection.models import CollectionRun, RunState
from promo.collection.sources_screen import sources_screen
from promo.pages.models import HeldCount, Page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.context import Context
    from promo.users.models import User
    from tests.conftest import People

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


def fill(session: Session, people: People, first: int, last: int) -> None:
    guest = sources.guest(session)
    for number in range(first, last):
        page = Page(
            client_id=people.client_row.id,
            username=f"page{number}",
            created_at=NOW,
            profile_due_at=NOW + timedelta(hours=number),
        )
        session.add(page)
        session.flush()
        state = RunState.QUEUED if number % 2 else RunState.FINISHED
        session.add(CollectionRun(page_id=page.id, source_id=guest.id, trigger="schedule", state=state, created_at=NOW))
        session.add(HeldCount(page_id=page.id, day=NOW.date(), followers=0, captured_at=NOW, source="x"))
    session.commit()


def shown(session: Session, viewer: User) -> None:
    found = screens.runs(session, viewer, screens.RunFilter())
    for run in (*found.runs, *found.live.runs):
        assert run.page.username
        assert run.page.client
        assert run.source
    assert [following.page.client for following in found.upcoming]
    assert [row.page.username for row in screens.held(session, viewer).waiting]
    assert sources_screen(session, viewer).rows


def test_the_number_of_queries_does_not_grow(context: Context, session: Session, people: People) -> None:
    counts = []
    for first, last in ((0, 4), (4, 40)):
        fill(session, people, first, last)
        statements: list[str] = []
        with context.sessions() as fresh:
            viewer = fresh.merge(people.manager)

            def note(
                _connection: object, _cursor: object, statement: str, *_: object, kept: list[str] = statements
            ) -> None:
                kept.append(statement)

            event.listen(context.engine, "before_cursor_execute", note)
            shown(fresh, viewer)
            event.remove(context.engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 16
