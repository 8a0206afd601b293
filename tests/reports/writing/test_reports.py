"""Writing and publishing reports: filled in from the numbers, frozen once published, corrected by a new version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from promo import clock
from promo.pages.models import PageDay
from promo.reports import markdown, sentences
from promo.reports.models import Report, ReportVersion

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Write = Callable[..., Report]

TYPED = {
    "title": "October",
    "start_day": "2026-10-01",
    "end_day": "2026-10-31",
    "against": "previous",
    "language": "en",
    "block": ["growth", "summary", "definitions"],
    "on": ["summary", "growth"],
    "text-growth": "**Bold** <script>alert(1)</script>",
    "uid": "6f5a1c1e-7f5e-4f53-9c38-0a4f6f9c1a11",
}


def paper(browser: Browser, address: str) -> str:
    """Return the report itself, without the screen around it."""
    return browser.get(address).text.partition("<article")[2].partition("</article>")[0]


def kept(session: Session) -> list[Report]:
    session.expire_all()
    return list(session.scalars(select(Report).order_by(Report.id)))


def test_a_draft_is_filled_in_once_and_changed(browse: Browse, people: People, page: Page, session: Session) -> None:
    manager, client = browse(people.manager), people.client_row
    assert page.client_id == client.id
    assert "-01" in manager.get(f"/clients/{client.id}/reports/new").text, "a whole month is suggested"
    for _click in range(2):
        assert manager.post_form(f"/clients/{client.id}/reports/new", TYPED).status_code == 303
    (made,) = kept(session)
    assert [one["kind"] for one in made.blocks] == ["growth", "summary"], "the form's order, and only what is ticked"
    assert made.blocks[1]["text"] == (
        "- Followers at the end: 1,600; net growth +310 (+24.03%).\n"
        "- In the compared period net growth was +300 (+30.30%).\n"
        "- Posts published: 10; in the compared period 10."
    )
    shown = browse(people.specialist).get(f"/reports/{made.id}").text
    for sentence in ("Followers at the end: 1,600", "<strong>Bold</strong>", "@bakery", "+310", "<svg"):
        assert sentence in shown, sentence
    assert "<script>alert" not in shown
    for version, status in (("1", 303), ("1", 409), ("2", 303)):
        says = {**TYPED, "title": f"Title {version}", "version": version}
        answer = browse(people.teammate).post_form(f"/reports/{made.id}/edit", says)
        assert answer.status_code == status
    assert (
        "Nothing was saved"
        in browse(people.teammate).post_form(f"/reports/{made.id}/edit", {**TYPED, "version": "1"}).text
    )
    assert [(one.title, one.version) for one in kept(session)] == [("Title 2", 3)]


def test_what_was_published_never_changes(browse: Browse, people: People, write: Write, session: Session) -> None:
    report, manager = write(), browse(people.manager)
    address = f"/reports/{report.id}"
    assert browse(people.client).get(address).status_code == 404, "a draft is the team's"
    for _click in range(2):
        assert manager.post_form(f"{address}/versions", {"version": "1"}).status_code in {303, 422}
    assert [one.number for one in session.scalars(select(ReportVersion))] == [1]
    before = paper(browse(people.client), address)
    assert "1,600" in before
    session.execute(update(PageDay).values(followers=PageDay.followers + 5000))
    session.commit()
    assert paper(browse(people.client), address) == before
    assert "6,600" in manager.get(address).text, "the draft shows what is known now"
    assert manager.post_form(f"{address}/versions", {"version": "2"}).status_code == 422
    answer = manager.post_form(f"{address}/versions", {"version": "2", "note": "Counts were wrong"})
    assert answer.status_code == 303
    after = browse(people.client).get(address).text
    assert "6,600" in after
    assert "Counts were wrong" in after
    assert "1,600" in manager.get(f"{address}/versions/1").text
    assert manager.get(f"{address}/versions/9").status_code == 404
    shown = manager.post_form(f"{address}/removal", follow_redirects=True).text
    assert "stays on record" in shown
    assert len(kept(session)) == 1


def test_who_may(browse: Browse, people: People, write: Write, session: Session) -> None:
    report, client = write(), people.client_row
    for person, status in ((people.outsider, 404), (people.specialist, 403), (people.client, 403)):
        browser = browse(person)
        for address in (f"/clients/{client.id}/reports/new", f"/reports/{report.id}/edit"):
            assert browser.get(address).status_code == status
            assert browser.post_form(address, TYPED).status_code == status
        for address in ("versions", "removal"):
            assert browser.post_form(f"/reports/{report.id}/{address}", {"version": "1"}).status_code == status
    assert browse(people.outsider).get(f"/reports/{report.id}").status_code == 404
    assert browse(people.outsider).get(f"/clients/{client.id}/reports").status_code == 404
    assert report.title not in browse(people.client).get(f"/clients/{client.id}/reports").text
    assert report.title in browse(people.specialist).get(f"/clients/{client.id}/reports").text
    manager = browse(people.manager)
    assert [manager.post_form(f"/reports/{report.id}/removal").status_code for _ in range(2)] == [303, 404]
    assert kept(session) == []


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"start_day": "soon"}, "Choose the day"),
        ({"end_day": "2026-09-01"}, "The last day is before the first one"),
        ({"end_day": "2036-09-01"}, "complete days only"),
        ({"start_day": "2012-01-01"}, "at most three years"),
        ({"on": []}, "Choose at least one block."),
        ({"on": ["summary"], "text-summary": "x" * 20_001}, "at most 20000 characters"),
        ({"page_ids": "999"}, "no longer the client"),
        ({"language": "de"}, "Not a valid choice"),
    ],
)
def test_what_is_refused(browse: Browse, people: People, page: Page, typed: dict[str, Any], sentence: str) -> None:
    answer = browse(people.manager).post_form(f"/clients/{people.client_row.id}/reports/new", {**TYPED, **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "**Bold**" in answer.text, "what was typed is still there"
    assert page.username in answer.text


@pytest.mark.sqlite_only
def test_blocks_move_without_scripts_too(browse: Browse, people: People, page: Page, session: Session) -> None:
    manager, address = browse(people.manager), f"/clients/{people.client_row.id}/reports/new"
    order = re.compile(r'name="block" value="(\w+)"')
    assert page.id
    for move, expected in (
        ("growth:down", ["summary", "growth"]),
        ("growth:up", ["growth", "summary"]),
        ("summary:up", ["summary", "growth"]),
        ("nothing:up", ["growth", "summary"]),
        ("growth:away", ["growth", "summary"]),
    ):
        answer = manager.post_form(address, {**TYPED, "title": "", "move": move})
        assert answer.status_code == 200
        assert order.findall(answer.text)[:2] == expected
        assert "**Bold**" in answer.text
    assert kept(session) == []


@pytest.mark.sqlite_only
def test_an_archived_clients_reports_are_only_read(
    browse: Browse, people: People, write: Write, session: Session
) -> None:
    report = write()
    people.client_row.archived_at = clock.now()
    session.merge(people.client_row)
    session.commit()
    manager = browse(people.manager)
    assert manager.get(f"/reports/{report.id}").status_code == 200
    assert "archived" in manager.post_form(f"/reports/{report.id}/edit", {**TYPED, "version": "1"}).text


def figures(**values: float | None) -> dict[str, Any]:
    names = ("client_followers", "client_growth", "client_rate", "posts_published")
    told = [{"metric": name, "value": values.get(name), "before": values.get(f"{name}_before")} for name in names]
    return {"language": "en", "blocks": [{"kind": "summary", "data": {"figures_of": told}}]}


def test_sentences_leave_out_what_is_unknown() -> None:
    assert sentences.summary(figures()) == []
    assert sentences.summary(figures(client_followers=5, posts_published=2)) == [
        "Followers at the end: 5. There is no count before the period, so no growth is known.",
        "Posts published: 2.",
    ]
    assert sentences.summary({"language": "ru", "blocks": []}) == []


def test_sentences_of_posts_plan_and_campaigns() -> None:
    def page(rate: float | None, before: float | None) -> dict[str, Any]:
        return {"username": "bakery", "now": {"er": rate}, "before": {"er": before}}

    post = {"er": 0.08, "day": "2026-10-04"}
    best = [{"username": "bakery", "median": 0.05, "counted": 9, "posts": [post]}]
    alone = [{"username": "shop", "median": 0.08, "counted": 1, "posts": [post]}]
    spent = [("EUR", 20.5), ("EUR", None), ("EUR", 10.0), ("USD", None)]
    blocks = {
        "content": {"pages": [page(0.05, 0.06), page(0.05, None), page(None, 0.06)]},
        "best": {"pages": best + alone},
        "plan": {"planned": 9, "published": 8, "missed": 1},
        "campaigns": {"campaigns": [{"currency": currency, "spend": spend} for currency, spend in spent]},
    }
    content = {"language": "en", "blocks": [{"kind": kind, "data": data} for kind, data in blocks.items()]}
    assert sentences.summary(content) == [
        "Engagement rate of @bakery: 5.00%; in the compared period 6.00%.",
        "Engagement rate of @bakery: 5.00%.",
        "Best post of @bakery by engagement: 8.00% on Oct 4, 2026; the median of the period is 5.00%.",
        "Planned items: 9; published: 8; missed: 1.",
        "Campaigns of the period, in EUR: 2; spent so far: €30.50.",
    ]


@given(st.text(max_size=200))
def test_markdown_comes_out_clean(text: str) -> None:
    made = str(markdown.html(text))
    assert "<script" not in made.lower()
    assert "javascript:" not in made.lower() or "href" not in made.lower()


def test_markdown_keeps_what_a_text_needs() -> None:
    made = str(
        markdown.html("# Big\n\n- one\n- **two**\n\n[link](https://example.com) [bad](javascript:alert) <img src=x>")
    )
    assert "<h3>Big</h3>" in made
    assert "<li><strong>two</strong></li>" in made
    assert '<a href="https://example.com" rel="noopener noreferrer nofollow">link</a>' in made
    assert "<img" not in made
    assert 'href="javascript' not in made
