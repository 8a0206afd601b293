"""What the tests of reports share: a page with two months of days and posts, and a draft about the second one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from promo.pages.models import Page, PageDay, Post
from promo.reports.writing import service

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.reports.models import Report
    from tests.conftest import People

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
READ_AT = datetime(2026, 11, 1, 6, tzinfo=UTC)


@pytest.fixture
def page(session: Session, people: People) -> Page:
    """A page with ten followers more each day, 1,000 on 1 September, and a post every three days from then on."""
    start = datetime(2026, 9, 1, 12, tzinfo=UTC)
    read = {"captured_at": READ_AT, "source": "test"}
    made = Page(
        username="bakery",
        client_id=people.client_row.id,
        created_at=start,
        profile_read_at=READ_AT,
        posts_read_at=READ_AT,
    )
    session.add(made)
    session.flush()
    for number in range(-1, 61):
        day = (start + timedelta(days=number)).date()
        session.add(PageDay(page_id=made.id, day=day, followers=1000 + 10 * number, **read))
    for number in range(0, 60, 3):
        seen = {"published_at": start + timedelta(days=number), "first_seen_at": READ_AT, **read}
        known = {"likes": 50 + number, "comments": 5, "caption": f"Loaf {number}", "hashtags": [], "mentions": []}
        code = {"shortcode": f"P{number}", "instagram_id": str(number), "kind": "image"}
        session.add(Post(page_id=made.id, **code, **known, **seen))
    session.commit()
    return made


@pytest.fixture
def write(session: Session, people: People, page: Page) -> Callable[..., Report]:
    """Give a function that writes a draft about October by the manager: fields, and ``uid`` besides."""
    assert page.client_id == people.client_row.id

    def made(*, uid: str = "0b1f7d0e-0000-4000-8000-000000000001", **says: Any) -> Report:  # noqa: ANN401 - its fields
        usual = service.suggested("en", OCTOBER)
        fields = service.ReportFields(**{name: says.get(name, getattr(usual, name)) for name in usual.__slots__})
        report = service.draft(session, people.client_row, fields, people.manager, uid=uid)
        session.commit()
        return report

    return made
