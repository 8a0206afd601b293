"""The block on goals: what was typed against what became of it; what is unknown stays unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo.reports.models import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Told = Callable[..., tuple[dict[str, Any], str]]


@pytest.mark.sqlite_only
def test_goals_stand_against_results(page: Page, told: Told) -> None:
    assert page.id
    targets = {"client_growth": 400, "posts_published": 10, "campaign_leads": 5}
    data, shown = told("goals", {"targets": targets})
    assert [(one["metric"], one["result"], one["difference"]) for one in data["goals"]] == [
        ("client_growth", 310, -90),
        ("posts_published", 10, 0),
        ("campaign_leads", None, None),
    ]
    assert data["goals"][0]["done"] == pytest.approx(310 / 400)
    assert "n/a" in shown
    assert "No goals were set" in told("goals")[1]


@pytest.mark.sqlite_only
def test_goals_are_typed_in_the_form(
    browse: Callable[[Any], Browser], people: People, page: Page, session: Session
) -> None:
    assert page.id
    manager, address = browse(people.manager), f"/clients/{people.client_row.id}/reports/new"
    typed = {"title": "T", "start_day": "2026-10-01", "end_day": "2026-10-31", "against": "previous", "language": "en",
             "block": ["goals"], "on": ["goals"], "goals-client_growth": "1 400"}  # fmt: skip
    for bad in ("many", "0", "-3", "1e9", "9" * 12):
        refused = manager.post_form(address, {**typed, "goals-posts_published": bad})
        assert refused.status_code == 422
        assert "A goal is a whole number above zero." in refused.text
        assert f'value="{bad}"' in refused.text, "what was typed is still there"
    assert manager.post_form(address, typed).status_code == 303
    (made,) = session.scalars(select(Report))
    assert made.blocks[0]["options"] == {"targets": {"client_growth": 1400}}
