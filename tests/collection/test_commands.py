from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import collectors
from collectors.base import CollectorError, Outcome
from promo.commands.collect import collect
from promo.pages.models import Page
from tests.collection.scripted import Numbers, Scripted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result
    from sqlalchemy.orm import Session

    from promo.config import Settings
    from tests.conftest import People

NOW = datetime.now(UTC)
TOMORROW = NOW + timedelta(days=1)
numbers = Numbers()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, instagram_url="http://127.0.0.1:9")  # no spacing between requests; nothing listens there


@pytest.fixture(autouse=True)
def _scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(collectors.COLLECTORS, "instagram", ("Scripted", "tests.collection.scripted:Scripted"))
    Scripted.requests.clear()
    Scripted.script = [numbers.page(), numbers.post(1)]
    yield
    Scripted.script = []


@pytest.fixture
def page(session: Session, people: People) -> Page:
    made = Page(client_id=people.client_row.id, username="bakery", created_at=NOW, profile_due_at=NOW)
    session.add_all([made, Page(username="paused", created_at=NOW, profile_due_at=NOW, paused_at=NOW)])
    session.commit()
    return made


def run(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(collect, list(arguments), obj=settings)


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    "arguments", [["--page", "@Bakery"], ["--page", "bakery", "--page", "bakery"], ["--due"], ["--all"], []]
)
def test_a_page_is_read_with_a_line_of_its_own(settings: Settings, arguments: list[str]) -> None:
    result = run(settings, *arguments)
    assert result.exit_code == 0, result.output
    assert result.output.count("@bakery: Collected; 10,000 followers, 1 posts, 2 requests") == 1
    assert [request.username for request in Scripted.requests] == ["bakery"]


def test_a_page_that_is_not_due_is_left_alone_unless_it_is_named(
    settings: Settings, session: Session, page: Page
) -> None:
    page.profile_due_at = TOMORROW
    session.commit()
    assert "No page is due." in run(settings, "--due").output
    assert "Collected" in run(settings, "--page", "bakery").output


@pytest.mark.usefixtures("page")
def test_a_failure_is_the_exit_status(settings: Settings) -> None:
    Scripted.script = [CollectorError(Outcome.NOT_FOUND, "HTTP 404")]
    result = run(settings, "--page", "bakery")
    assert result.exit_code == 1
    assert "@bakery: Not found (HTTP 404); followers unknown" in result.output


@pytest.mark.usefixtures("page")
def test_waiting_is_no_failure(settings: Settings) -> None:
    Scripted.script = [numbers.page(), CollectorError(Outcome.PACED)]
    assert run(settings, "--page", "bakery").exit_code == 0


@pytest.mark.usefixtures("page")
def test_a_paused_page_is_told(settings: Settings) -> None:
    result = run(settings, "--page", "paused")
    assert result.exit_code == 1
    assert "This page is paused" in result.output


@pytest.mark.usefixtures("page")
def test_a_page_somebody_reads_is_told(settings: Settings, session: Session, page: Page) -> None:
    page.leased_until = TOMORROW
    session.commit()
    result = run(settings, "--page", "bakery")
    assert result.exit_code == 0
    assert "another worker reads it" in result.output


@pytest.mark.usefixtures("page")
def test_wrong_wishes(settings: Settings) -> None:
    assert "No such page here: @nobody" in run(settings, "--page", "nobody").output
    assert run(settings, "--page", "nobody").exit_code == 1
    assert run(settings, "--all", "--due").exit_code == 2
    assert "This is the demo" in run(replace(settings, demo=True, instagram_url=None), "--all").output
