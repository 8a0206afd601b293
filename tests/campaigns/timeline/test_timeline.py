"""Campaigns on the time line: which of them the charts mark, where, and for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import event

from promo.campaigns.days import service as days
from promo.campaigns.timeline.reading import campaigns, happenings
from promo.campaigns.words import Kind, Status
from promo.growth.models import Anomaly
from promo.marks.models import EventMark
from tests.growth.agency import NOW, TODAY, add_days, add_page, ago

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from promo.context import Context
    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]

SPAN = {"start_day": ago(20), "end_day": ago(11)}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def signed(people: People, browse: Browse) -> tuple[People, Browse]:
    """The named people, and their browsers."""
    return people, browse


@pytest.fixture
def bread(people: People, session: Session) -> Page:
    """A page that lost one follower a day; on one day more than usual."""
    page = add_page(session, people.client_row)
    add_days(session, page, {number: 1000 - number for number in range(1, 60)})
    session.add(Anomaly(page_id=page.id, kind="low", start=ago(15), end=ago(15), gain=-40, per_day=-40, low=-2, high=2,
                        outside=9, found_at=NOW))  # fmt: skip
    session.commit()
    return page


def place(session: Session, campaign: Campaign, **at: datetime) -> None:
    assert campaign.placement is not None
    for name, moment in at.items():
        setattr(campaign.placement, name, moment)
    session.commit()


def test_what_is_marked_and_where(people: People, bread: Page, launch: Launch, session: Session) -> None:
    open_end = {"start_day": ago(20), "end_day": None}
    launch("Span", **SPAN, status=Status.DONE, page_ids=(bread.id,))
    launch("Planned", **SPAN, status=Status.PLANNED)
    launch("Cancelled", **SPAN, status=Status.CANCELLED)
    launch("Too old", start_day=ago(90), end_day=ago(61))
    launch("Another client's", **SPAN, client=people.other_row)
    launch("Still running", **open_end)
    counted = launch("Counted for four days", **open_end, status=Status.DONE)
    days.keep(session, [{"campaign_id": counted.id, "day": ago(17), "clicks": 3}], by_id=None)
    launch("Unknown when it ended", **open_end, status=Status.DONE)
    taken = launch("Taken down", **SPAN)
    taken.removed_on = ago(18)
    late = datetime(2026, 3, 9, 22, 30, tzinfo=UTC)  # the 10th in Moscow
    seen = launch("Published", kind=Kind.PLACEMENT, start_day=ago(58), end_day=ago(1))
    place(session, seen, agreed_at=late - timedelta(days=3), published_at=late)
    place(session, launch("Agreed", kind=Kind.PLACEMENT, **SPAN), agreed_at=late - timedelta(days=3))
    outside = launch("Published later", kind=Kind.PLACEMENT, **SPAN)
    place(session, outside, published_at=datetime(2026, 3, 17, 22, 30, tzinfo=UTC))  # the 18th
    launch("Without a moment", kind=Kind.PLACEMENT, **SPAN)
    found = happenings(session, [bread.id], [people.client_row.id], ago(60), ago(1))
    assert {one.title: (one.start, one.end, one.page_id) for one in found} == {
        "Span": (ago(20), ago(11), bread.id),
        "Still running": (ago(20), None, None),
        "Counted for four days": (ago(20), ago(17), None),
        "Unknown when it ended": (ago(20), ago(20), None),
        "Taken down": (ago(20), ago(18), None),
        "Published": (date(2026, 3, 10), date(2026, 3, 10), None),
        "Agreed": (date(2026, 3, 7), date(2026, 3, 7), None),
        "Without a moment": (ago(20), ago(11), None),
    }
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert "Published later" in [one.title for one in campaigns(session, bread.id, people.client_row.id)]
    last = happenings(session, [bread.id], [people.client_row.id], ago(1), TODAY)
    assert [one.title for one in last] == ["Still running", "Published later"]


def test_a_page_that_moves_on_tells_the_next_client_nothing(
    browse: Browse, people: People, bread: Page, launch: Launch, session: Session
) -> None:
    launch("Secret sale", **SPAN, page_ids=(bread.id,))
    assert "Secret sale" in browse(people.client).get(f"/pages/{bread.id}/growth").text
    bread.client_id = people.other_row.id
    session.commit()
    moved = browse(people.outsider)
    for address in ("growth", "marks", "anomalies", "forecast"):
        answer = moved.get(f"/pages/{bread.id}/{address}")
        assert (answer.status_code, "Secret sale" in answer.text) == (200, False)
    bread.client_id = None
    session.commit()
    assert "Secret sale" not in moved.get(f"/pages/{bread.id}/growth").text


def test_every_chart_shows_them_without_a_query_more(
    signed: tuple[People, Browse], bread: Page, launch: Launch, session: Session, context: Context
) -> None:
    people, browse = signed
    other = add_page(session, people.client_row, "cakes")
    add_days(session, other, {number: 900 - number for number in range(1, 60)})
    mark = {"client_id": people.client_row.id, "page_id": bread.id, "kind": "press", "created_at": NOW}
    session.add(EventMark(**mark, day=ago(16), title="In the papers"))
    session.commit()
    counted: list[str] = []
    event.listen(context.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    browser = browse(people.client)
    screens = {
        f"/pages/{bread.id}/growth?period=30": "Advertising: Spring sale (Feb 26, 2026 – Mar 7, 2026)",
        f"/pages/{bread.id}/forecast": "Advertising: Spring sale (Feb 26, 2026 – Mar 7, 2026)",
        f"/pages/{bread.id}/anomalies": "Advertising: Spring sale (Feb 26, 2026 – Mar 7, 2026)",
        f"/clients/{people.client_row.id}": "Advertising: Spring sale (Feb 26, 2026 – Mar 7, 2026)",
        f"/compare?pages={bread.id},{other.id}&period=30": "(Feb 26, 2026 – Mar 7, 2026) · @bread",
    }

    def look() -> dict[str, tuple[int, bool]]:
        found = {}
        for address, text in screens.items():
            counted.clear()
            answer = browser.get(address)
            assert "In the papers" in answer.text
            found[address] = (len(counted), text in answer.text)
        return found

    look()
    before = look()
    campaign = launch("Spring sale", **SPAN, page_ids=(bread.id,))
    after = look()
    assert {address: count for address, (count, _) in after.items()} == {
        address: count for address, (count, _) in before.items()
    }
    assert [seen for _, seen in after.values()] == [True] * len(screens)
    evidence = browser.get(f"/pages/{bread.id}/anomalies").text
    assert f'<a href="/campaigns/{campaign.id}">Spring sale</a>' in evidence


def test_the_events_page_lists_them_to_read(browse: Browse, people: People, bread: Page, launch: Launch) -> None:
    campaign = launch("Spring sale", start_day=ago(20), end_day=None)
    for person in (people.manager, people.client):
        listed = browse(person).get(f"/pages/{bread.id}/marks").text
        assert f'<a href="/campaigns/{campaign.id}"><strong>Spring sale</strong></a>' in listed
        assert "since Feb 26, 2026" in listed
        assert "several pages" in listed
    assert browse(people.outsider).get(f"/pages/{bread.id}/marks").status_code == 404
