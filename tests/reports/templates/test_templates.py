"""Templates: what reports begin with, kept for a client or the agency, and never tied to what was written with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo import clock
from promo.reports.gathering import gather
from promo.reports.models import Report, ReportSchedule, ReportTemplate
from promo.reports.templates import service
from promo.reports.templates.service import TemplateFields
from promo.reports.writing import service as reports
from promo.reports.writing.service import USUAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Write = Callable[..., Report]

AGENCY = "/settings/report-templates"
TYPED = {
    "name": "Short",
    "against": "year",
    "block": ["growth", "summary", "best"],
    "on": ["summary", "growth", "best"],
    "text-summary": "Dear {client}, here is **{period}**.",
    "best-count": "5",
    "version": "1",
}
ORDER = re.compile(r'name="on" value="(\w+)" checked')


def kept(session: Session) -> list[ReportTemplate]:
    session.expire_all()
    return list(session.scalars(select(ReportTemplate).order_by(ReportTemplate.id)))


def test_a_template_is_kept_once_and_changed(browse: Browse, people: People, session: Session) -> None:
    manager, place = browse(people.manager), f"/clients/{people.client_row.id}/reports/templates"
    for _click in range(2):
        assert manager.post_form(f"{place}/new", TYPED).status_code == 303
    (made,) = kept(session)
    assert [one["kind"] for one in made.blocks] == ["growth", "summary", "best"]
    assert (made.against, made.blocks[2]["options"], made.is_usual) == ("year", {"count": 5}, False)
    assert "Growth → Summary → Best posts" in manager.get(place).text
    assert "Another template has this name" in manager.post_form(f"{place}/new", {**TYPED, "against": "none"}).text
    edit = f"/report-templates/{made.id}/edit"
    answers = [
        browse(people.teammate).post_form(edit, {**TYPED, "name": name, "is_usual": "y", "version": version})
        for name, version in (("A", "1"), ("B", "1"), ("C", "2"))
    ]
    assert [answer.status_code for answer in answers] == [303, 409, 303]
    assert "Somebody else changed this template" in answers[1].text
    assert 'value="B"' in answers[1].text, "what was typed still stands"
    assert manager.post_form(f"{place}/new", {**TYPED, "name": "D", "is_usual": "y"}).status_code == 303
    assert [(one.name, one.is_usual) for one in kept(session)] == [("C", False), ("D", True)]
    assert manager.post_form(edit, {**TYPED, "name": "D", "version": "3"}).status_code == 422
    for name in ("C (2)", "C (3)"):
        copied = manager.post_form(f"/report-templates/{made.id}/copies", {"client": people.client_row.id})
        assert name in manager.get(copied.location).text
    assert [manager.post_form(f"/report-templates/{made.id}/removal").status_code for _ in range(2)] == [303, 404]


def test_two_clicks_at_one_moment_keep_one(people: People, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = TemplateFields("Once", "none", ({"kind": "growth", "text": "", "options": {}},))
    first = service.make(session, people.client_row, fields, people.manager)
    known, asked = service._known, [None]
    monkeypatch.setattr(service, "_known", lambda *given: asked.pop() if asked else known(*given))
    assert service.make(session, people.client_row, fields, people.manager) is first
    assert asked == [], "the second click did not see the first one's template"
    assert [one.name for one in kept(session)] == ["Once"]


def test_the_agencys_are_the_owners(browse: Browse, people: People, session: Session) -> None:
    owner, manager, client = browse(people.owner), browse(people.manager), people.client_row
    assert owner.post_form(f"{AGENCY}/new", TYPED).status_code == 303
    for_all = {**TYPED, "name": "For all", "for_agency": "y", "is_usual": "y"}
    assert owner.post_form(f"/clients/{client.id}/reports/templates/new", for_all).status_code == 303
    first, second = kept(session)
    assert (first.client_id, second.client_id) == (None, None)
    assert "For all" in manager.get(AGENCY).text
    assert "For all" in browse(people.specialist).get(f"/clients/{client.id}/reports/templates").text
    assert manager.post_form(f"/report-templates/{second.id}/copies", {"client": client.id}).status_code == 303
    assert [(one.name, one.client_id) for one in kept(session)][2:] == [("For all", client.id)]
    assert (
        manager.post_form(f"/clients/{client.id}/reports/templates/new", {**for_all, "name": "Mine"}).status_code == 303
    )
    assert kept(session)[3].client_id == client.id, "only an owner keeps one for all"
    assert "Somebody" not in owner.post_form(f"/report-templates/{first.id}/copies").text
    assert kept(session)[4].name == "Short (2)"


def test_who_may(browse: Browse, people: People, session: Session) -> None:
    blocks = ({"kind": "growth", "text": "", "options": {}},)
    fields = TemplateFields("Theirs", "none", blocks)
    own = service.make(session, people.client_row, fields, people.manager)
    shared = service.make(session, None, fields, people.owner)
    session.commit()
    place, other = f"/clients/{people.client_row.id}/reports/templates", people.other_row.id
    for person, of_agency, of_client, reads in (
        (people.manager, 403, 303, 200),
        (people.outsider, 403, 404, 404),
        (people.specialist, 403, 403, 200),
        (people.client, 404, 403, 403),
    ):
        browser = browse(person)
        assert browser.get(place).status_code == reads
        assert browser.get(AGENCY).status_code == (200 if of_agency == 403 and person.role == "manager" else 403)
        assert browser.post_form(f"{AGENCY}/new", {**TYPED, "name": person.name}).status_code == 403
        assert browser.post_form(f"{place}/new", {**TYPED, "name": person.name}).status_code == of_client
        for address in ("edit", "removal", "copies"):
            answer = browser.post_form(f"/report-templates/{shared.id}/{address}", TYPED)
            assert answer.status_code == of_agency, (person.name, address)
            if person is not people.manager:
                assert browser.post_form(f"/report-templates/{own.id}/{address}", TYPED).status_code == of_client
    assert browse(people.manager).post_form(f"/report-templates/{own.id}/copies", {"client": other}).status_code == 404
    assert {one.name for one in kept(session)} == {"Theirs", "Manager"}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": " "}, "by which it is chosen"),
        ({"name": "x" * 81}, "80"),
        ({"on": []}, "Choose at least one block."),
        ({"text-summary": "x" * 20_001}, "at most 20000 characters"),
        ({"block": ["goals"], "on": ["goals"], "goals-client_growth": "many"}, "whole number above zero"),
        ({"against": "nothing"}, "Not a valid choice"),
    ],
)
def test_what_is_refused(
    browse: Browse, people: People, session: Session, typed: dict[str, Any], sentence: str
) -> None:
    answer = browse(people.owner).post_form(f"{AGENCY}/new", {**TYPED, **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert str(typed.get("name", "Short")).strip() in answer.text
    assert kept(session) == []
    moved = browse(people.owner).post_form(f"{AGENCY}/new", {**TYPED, "move": "growth:down"})
    assert (moved.status_code, ORDER.findall(moved.text)) == (200, ["summary", "growth", "best"])


def test_a_report_begins_with_a_template_and_then_stands_alone(
    browse: Browse, people: People, page: Page, session: Session
) -> None:
    manager, client = browse(people.manager), people.client_row
    new, place = f"/clients/{client.id}/reports/new", f"/clients/{client.id}/reports/templates"
    assert page.id
    assert tuple(ORDER.findall(manager.get(new).text)) == USUAL
    assert browse(people.owner).post_form(f"{AGENCY}/new", {**TYPED, "on": ["best"]}).status_code == 303
    assert ORDER.findall(manager.get(new).text) == ["best"], "the agency's, as there is none of the client's"
    assert manager.post_form(f"{place}/new", TYPED).status_code == 303
    shown = manager.get(new).text
    assert ORDER.findall(shown) == ["growth", "summary", "best"]
    assert '<option selected value="year">' in shown
    assert tuple(ORDER.findall(manager.get(f"{new}?template=standard").text)) == USUAL
    assert tuple(ORDER.findall(manager.get(f"{new}?template=999").text)) == USUAL
    assert ORDER.findall(manager.get(f"{new}?template={kept(session)[0].id}").text) == ["best"]
    own = kept(session)[1]
    days = reports.last_month(client, clock.now())
    report = reports.draft(session, client, service.begun(session, "en", days, own), people.manager, uid="1")
    reports.publish(session, report, 1, "", people.manager)
    session.commit()
    address = f"/reports/{report.id}"
    before = browse(people.client).get(address).text
    assert f"Dear Bakery, here is <strong>{days[0]:%B %Y}</strong>." in before
    blocks: list[dict[str, Any]] = list(kept(session)[1].blocks)
    changed = {**TYPED, "on": ["plan"], "block": ["plan"], "version": "1", "text-plan": "Changed"}
    assert manager.post_form(f"/report-templates/{own.id}/edit", changed).status_code == 303
    assert manager.post_form(f"/report-templates/{own.id}/removal").status_code == 303
    session.expire_all()
    assert session.get_one(Report, report.id).blocks == blocks, "the draft has blocks of its own"
    assert article(browse(people.client).get(address).text) == article(before)


def article(text: str) -> str:
    return text.partition("<article")[2].partition("</article>")[0]


@pytest.mark.sqlite_only
def test_a_reports_blocks_become_a_template(browse: Browse, people: People, write: Write) -> None:
    blocks: tuple[dict[str, Any], ...] = tuple(
        {"kind": kind, "text": f"Of {kind}", "options": {}} for kind in ("plan", "summary")
    )
    report, manager = write(blocks=blocks), browse(people.manager)
    place = f"/clients/{people.client_row.id}/reports/templates/new"
    assert f"{place}?report={report.id}" in manager.get(f"/reports/{report.id}").text
    shown = manager.get(f"{place}?report={report.id}").text
    assert ORDER.findall(shown) == ["plan", "summary"]
    assert "Of plan" in shown
    assert "Of summary" not in shown, "what a summary says is of one period"
    theirs = f"/clients/{people.other_row.id}/reports/templates/new?report={report.id}"
    assert browse(people.outsider).get(theirs).status_code == 404


@pytest.mark.sqlite_only
def test_removing_one_that_schedules_use_is_told(browse: Browse, people: People, session: Session) -> None:
    fields = TemplateFields("Monthly", "none", ({"kind": "growth", "text": "", "options": {}},))
    made = service.make(session, people.client_row, fields, people.manager)
    says = {"every": "month", "language": "en", "recipients": {}, "created_at": clock.now()}
    session.add(ReportSchedule(client_id=people.client_row.id, template_id=made.id, **says))
    session.commit()
    manager, place = browse(people.manager), f"/clients/{people.client_row.id}/reports/templates"
    shown = manager.get(place).text
    assert "1 schedule uses it" in shown
    assert "its reports will begin with the usual template" in shown
    answer = manager.post_form(f"/report-templates/{made.id}/removal", follow_redirects=True)
    assert "1 schedule used it" in answer.text
    session.expire_all()
    assert session.scalars(select(ReportSchedule)).one().template_id is None


@pytest.mark.sqlite_only
def test_what_is_gone_since_is_left_out(people: People, session: Session) -> None:
    blocks = (
        {"kind": "comparison", "text": "", "options": {"pages": [999]}},
        {"kind": "no such block", "text": "", "options": {}},
    )
    template = ReportTemplate(name="Old", against="none", blocks=list(blocks), created_at=clock.now())
    session.add(template)
    session.flush()
    days = reports.last_month(people.client_row, clock.now())
    begun = service.begun(session, "en", days, template)
    assert begun.blocks == ({"kind": "comparison", "text": "", "options": {"pages": []}},)
    assert reports.draft(session, people.client_row, begun, people.manager, uid="1").against == "none"


@pytest.mark.sqlite_only
def test_names_put_into_texts_stay_text(people: People, write: Write, session: Session) -> None:
    people.client_row.name = "*Bake* [x](javascript:alert) {period}"
    session.merge(people.client_row)
    session.commit()
    report = write(blocks=({"kind": "summary", "text": "Dear {client}: {period}", "options": {}},))
    session.refresh(report.client)
    text = gather(session, report, clock.now())["blocks"][0]["text"]
    assert text == r"Dear \*Bake\* \[x\]\(javascript:alert\) \{period\}: October 2026"
