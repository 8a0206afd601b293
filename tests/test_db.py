from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from promo.db import transaction, upsert
from promo.pages.models import Page, PageDay

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.context import Context

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def add_page(session: Session, username: str = "bakery") -> Page:
    page = Page(username=username, created_at=NOON)
    session.add(page)
    session.flush()
    return page


def test_moments_come_back_in_utc(session: Session) -> None:
    page = add_page(session)
    page.paused_at = datetime(2026, 3, 1, 15, tzinfo=timezone(timedelta(hours=3)))
    session.commit()
    session.expire_all()
    assert page.paused_at == NOON
    assert page.paused_at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(session: Session) -> None:
    page = add_page(session)
    page.paused_at = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="time zone"):
        session.flush()


def test_upsert_inserts_then_updates_and_keeps_what_is_not_named(session: Session) -> None:
    page = add_page(session)
    day = {"page_id": page.id, "day": date(2026, 3, 1), "captured_at": NOON, "source": "a"}
    upsert(session, PageDay, [{**day, "followers": 10, "following": 5}], ["page_id", "day"])
    upsert(session, PageDay, [{**day, "followers": 11}], ["page_id", "day"])
    assert session.execute(select(PageDay.followers, PageDay.following)).all() == [(11, 5)]


def test_upsert_keeps_named_columns_and_can_do_nothing(session: Session) -> None:
    page = add_page(session)
    day = {"page_id": page.id, "day": date(2026, 3, 1), "captured_at": NOON, "source": "a", "followers": 1}
    upsert(session, PageDay, [day], ["page_id", "day"])
    upsert(session, PageDay, [{**day, "followers": 2, "source": "b"}], ["page_id", "day"], keep=["source"])
    upsert(session, PageDay, [], ["page_id", "day"])
    assert session.execute(select(PageDay.followers, PageDay.source)).all() == [(2, "a")]


def add_and_fail(context: Context) -> None:
    with transaction(context.sessions) as session:
        add_page(session)
        raise RuntimeError("no")


def test_a_transaction_that_fails_leaves_nothing(context: Context) -> None:
    with pytest.raises(RuntimeError, match="no"):
        add_and_fail(context)
    with context.sessions() as session:
        assert session.scalar(select(Page)) is None


def test_foreign_keys_are_enforced(session: Session) -> None:
    session.add(PageDay(page_id=999, day=date(2026, 3, 1), captured_at=NOON, source="a"))
    with pytest.raises(IntegrityError):
        session.flush()
