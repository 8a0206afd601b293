"""The block that compares: the chosen competitors' pages beside the client's, and no others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo import clock
from promo.pages.models import Page, PageDay
from promo.reports.models import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Told = Callable[..., tuple[dict[str, Any], str]]


@pytest.fixture
def rival(session: Session) -> Page:
    """A competitor's page that grows from 2,000 by one follower a day."""
    start = datetime(2026, 9, 30, 12, tzinfo=UTC)
    made = Page(username="rival", client_id=None, created_at=start)
    session.add(made)
    session.flush()
    for number in range(32):
        day = (start + timedelta(days=number)).date()
        session.add(PageDay(page_id=made.id, day=day, followers=2000 + number, captured_at=clock.now(), source="test"))
    session.commit()
    return made


def test_pages_stand_beside_chosen_competitors(page: Page, rival: Page, told: Told) -> None:
    assert page.id < rival.id
    data, shown = told("comparison", {"pages": [rival.id]})
    ours, theirs = data["pages"]
    assert (ours["username"], ours["is_own"], ours["net"], ours["followers"]) == ("bakery", True, 310, 1600)
    assert (theirs["username"], theirs["net"], theirs["er"]) == ("rival", 31, None)
    assert theirs["rate"] == pytest.approx(31 / 2000)
    lines = {one["name"]: one["y"] for one in data["figures"]["index"]["data"]}
    assert lines["@rival"][-1] == pytest.approx(2031 / 2000 * 100, abs=0.01)
    assert "<svg" in shown
    assert "at least 5 pages" in shown
    data, shown = told("comparison")
    assert data["pages"] == []
    assert "No competitors were chosen" in shown


@pytest.mark.sqlite_only
def test_competitors_are_chosen_in_the_form(
    browse: Callable[[Any], Browser], people: People, page: Page, rival: Page, session: Session
) -> None:
    manager, address = browse(people.manager), f"/clients/{people.client_row.id}/reports/new"
    assert "@rival" in manager.get(address).text
    typed = {"title": "T", "start_day": "2026-10-01", "end_day": "2026-10-31", "against": "previous", "language": "en",
             "block": ["comparison", "best"], "on": ["comparison", "best"], "best-count": "5"}  # fmt: skip
    refused = manager.post_form(address, {**typed, "comparison-pages": [str(page.id)]})
    assert refused.status_code == 422
    assert "competitor" in refused.text
    assert manager.post_form(address, {**typed, "comparison-pages": [str(rival.id), "x"]}).status_code == 303
    (made,) = session.scalars(select(Report))
    assert [one["options"] for one in made.blocks] == [{"pages": [rival.id]}, {"count": 5}]
    form = manager.get(f"/reports/{made.id}/edit").text
    assert f'name="comparison-pages" value="{rival.id}" checked' in form
