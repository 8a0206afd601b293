"""A month's reports: one click to a draft, the same draft with the next one, and how many there are on Home."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo import clock
from promo.analytics.periods import unit
from promo.clients.models import Client
from promo.home.filters import Filters
from promo.home.portfolio import portfolio
from promo.pages.models import Page
from promo.reports.models import Report
from promo.reports.monthly import reading
from promo.reports.templates import service as templates
from promo.reports.templates.service import TemplateFields
from promo.reports.writing import service

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

CLICK = "/reports/months"


def month() -> date:
    return reading.month_over("Europe/Moscow", clock.now())


def kept(session: Session) -> list[Report]:
    session.expire_all()
    return list(session.scalars(select(Report).order_by(Report.id)))


def test_one_click_writes_the_draft_and_the_next_one_opens_it(
    browse: Browse, people: People, page: Page, session: Session
) -> None:
    manager, client = browse(people.manager), people.client_row
    assert page.client_id == client.id
    blocks: tuple[dict[str, Any], ...] = tuple(
        {"kind": kind, "text": "", "options": {}} for kind in ("growth", "summary")
    )
    templates.make(session, client, TemplateFields("Ours", "year", blocks), people.manager)
    session.commit()
    for address in (f"/clients/{client.id}", f"/clients/{client.id}/reports"):
        assert f"Report for {month():%B %Y}" in manager.get(address).text
        assert f"Report for {month():%B %Y}" not in browse(people.specialist).get(address).text
    says = {"client": client.id, "month": month().isoformat()}
    answers = [manager.post_form(CLICK, says).location, browse(people.teammate).post_form(CLICK, says).location]
    (made,) = kept(session)
    assert answers == [f"/reports/{made.id}"] * 2
    assert (made.start_day, made.end_day, made.against) == (month(), unit("month", month()).end, "year")
    assert [one["kind"] for one in made.blocks] == ["growth", "summary"]
    assert "Followers at the end" in made.blocks[1]["text"], "sentences from its numbers"
    assert "The draft is written" in manager.get(answers[0]).text
    for address in (f"/clients/{client.id}", f"/clients/{client.id}/reports"):
        assert "Report for" not in manager.get(address).text, "there is one"


def test_who_may(browse: Browse, people: People, page: Page, session: Session) -> None:
    client = page.client_id
    says = {"client": client, "month": month().isoformat()}
    for person, status in ((people.outsider, 404), (people.specialist, 403), (people.client, 403)):
        assert browse(person).post_form(CLICK, says).status_code == status
    manager = browse(people.manager)
    this = clock.today("Europe/Moscow").isoformat()
    for wrong, status in (("soon", 404), ("", 404), (this, 422), ("2009-01-01", 422), ("9999-12-01", 422)):
        assert manager.post_form(CLICK, {**says, "month": wrong}).status_code == status, wrong
    assert manager.post_form(CLICK, {"month": this}).status_code == 404
    assert kept(session) == []


@pytest.mark.sqlite_only
def test_a_report_made_by_hand_is_the_months_and_a_moved_draft_is_not(
    browse: Browse, people: People, page: Page, session: Session
) -> None:
    client, manager = people.client_row, browse(people.manager)
    assert page.id
    says = {"client": client.id, "month": month().isoformat()}
    manager.post_form(CLICK, says)
    (first,) = kept(session)
    moved = replace(service.ReportFields.of(first), start_day=first.start_day + timedelta(days=1), language="ru")
    service.change(session, first, moved, first.version)
    session.commit()
    manager.post_form(CLICK, says)
    assert [one.language for one in kept(session)] == ["ru", "ru"], "in the language of the newest"
    fields = replace(service.suggested("en", (month(), unit("month", month()).end)), title="By hand")
    by_hand = service.draft(session, client, fields, people.manager, uid="by-hand")
    service.publish(session, by_hand, 1, "", people.manager)
    session.commit()
    assert manager.post_form(CLICK, says).location == f"/reports/{by_hand.id}", "what is published goes first"


def test_two_clicks_at_one_moment_make_one_draft(
    people: People, page: Page, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, fields = people.client_row, service.suggested("en", (month(), unit("month", month()).end))
    assert page.id
    first = service.draft(session, client, fields, people.manager, uid="same")
    scalar, asked = session.scalar, [None]
    monkeypatch.setattr(session, "scalar", lambda *given: asked.pop() if asked else scalar(*given))
    assert service.draft(session, client, fields, people.manager, uid="same").id == first.id
    assert asked == [], "the second click did not see the first one's draft"


def on(day: int, zone_hour: int = 12) -> datetime:
    return datetime(2026, 11, day, zone_hour, tzinfo=UTC)


@pytest.mark.sqlite_only
def test_home_counts_the_months_reports_while_it_is_time(people: People, session: Session) -> None:
    then = {"currency": "EUR", "created_at": datetime(2026, 10, 31, 12, tzinfo=UTC)}
    clients = [Client(name=f"C{n}", time_zone="UTC", **then) for n in range(4)]
    new = Client(name="New", time_zone="UTC", currency="EUR", created_at=datetime(2026, 11, 1, tzinfo=UTC))
    clients[3].time_zone = "America/Los_Angeles"
    session.add_all([*clients, new])
    session.flush()
    session.add_all(Page(username=f"c{one.id}", client_id=one.id, created_at=on(1)) for one in (*clients, new))
    session.commit()

    def told(moment: datetime, person: Any = people.owner) -> tuple[int, int, list[str], list[str]] | None:  # noqa: ANN401
        found = portfolio(session, person, Filters(), moment).reports
        if found is None:
            return None
        drafts = [client.name for client, _ in found.drafts]
        return len(found.round.made), len(found.round.of), [one.name for one in found.missing], drafts

    assert told(on(1, 3)) == (0, 3, ["C0", "C1", "C2"], []), "in Los Angeles the month is not over"
    assert told(on(10)) == (0, 4, ["C0", "C1", "C2", "C3"], [])
    assert told(on(10), people.specialist) is None
    assert told(on(11)) is None, "nobody writes reports here"
    days = (date(2026, 10, 1), date(2026, 10, 31))
    for number, client in enumerate(clients[:2]):
        made = service.draft(session, client, service.suggested("en", days), people.owner, uid=str(number))
    service.publish(session, made, 1, "", people.owner)
    other = service.suggested("en", (date(2026, 10, 1), date(2026, 10, 30)))
    service.draft(session, clients[2], other, people.owner, uid="other days")
    session.commit()
    for day in (1, 25):
        assert told(on(day)) == (2, 4, ["C2", "C3"], ["C0"])
    for client in clients[2:]:
        service.draft(session, client, service.suggested("en", days), people.owner, uid=client.name)
    session.commit()
    assert told(on(25)) is None, "all are there"
    assert told(on(3)) == (4, 4, [], ["C0", "C2", "C3"])
    december = told(datetime(2026, 12, 2, 12, tzinfo=UTC))
    assert december == (0, 5, ["C0", "C1", "C2", "C3", "New"], []), "who came in November has no report on October"


def test_home_has_a_button_for_each(
    browse: Browse, people: People, page: Page, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page.id
    second = Page(username="studio", client_id=people.other_row.id, created_at=on(1))
    session.add(second)
    session.commit()
    monkeypatch.setattr(reading, "FIRST_DAYS", 31)
    owner = browse(people.owner)
    shown = owner.get("/").text
    assert f"Reports for {month():%B %Y}: 0 of 2 made" in shown
    assert shown.count('name="client" value=') == 2
    owner.post_form(CLICK, {"client": people.client_row.id, "month": month().isoformat()})
    shown = owner.get("/").text
    assert "1 of 2 made" in shown
    assert "0 published, 1 to look through" in shown
    assert shown.count('name="client" value=') == 1
    assert "Reports for" not in browse(people.client).get("/").text
