from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo.pages.models import Page, PageDay
from promo.pages.service import Result, add

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


def page(session: Session, username: str, client: Client | None, **more: object) -> Page:
    made = Page(username=username, client_id=client.id if client else None, created_at=datetime(2026, 1, 1, tzinfo=UTC))
    for name, value in more.items():
        setattr(made, name, value)
    session.add(made)
    session.commit()
    return made


def names(session: Session, client: Client | None) -> set[str]:
    session.expire_all()
    ident = client.id if client else None
    return set(
        session.scalars(select(Page.username).where(Page.client_id == ident if ident else Page.client_id.is_(None)))
    )


@pytest.fixture
def url(people: People) -> str:
    return f"/clients/{people.client_row.id}/pages"


class TestAdd:
    @pytest.mark.parametrize("person", ["owner", "manager", "teammate"])
    def test_works_and_new_pages_are_due_at_once(
        self, browse: Browse, people: People, session: Session, url: str, person: str
    ) -> None:
        browser = browse(getattr(people, person))
        answer = browser.post_form(url, {"pasted": "@Bread, https://www.instagram.com/cakes/?igsh=x"})
        assert (answer.status_code, answer.location) == (303, url)
        assert names(session, people.client_row) == {"bread", "cakes"}
        assert all(made.profile_due_at == made.created_at for made in session.scalars(select(Page)))
        assert "2 pages were added" in browser.get(url).text

    def test_second_submit_is_told_and_adds_nothing(
        self, browse: Browse, people: People, session: Session, url: str
    ) -> None:
        browser = browse(people.manager)
        browser.post_form(url, {"pasted": "bread"})
        answer = browser.post_form(url, {"pasted": "bread"})
        assert answer.status_code == 422
        assert "Already here" in answer.text
        assert names(session, people.client_row) == {"bread"}

    def test_good_lines_are_added_and_bad_ones_stay_in_the_box(
        self, browse: Browse, people: People, session: Session, url: str
    ) -> None:
        answer = browse(people.manager).post_form(url, {"pasted": "bread\nhttps://instagram.com/p/Cabc/\nна"})
        assert answer.status_code == 422
        assert names(session, people.client_row) == {"bread"}
        box = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", answer.text, re.DOTALL)
        assert box is not None
        assert box.group(1).split() == ["https://instagram.com/p/Cabc/", "на"]
        assert "leads to a post" in answer.text
        assert "“н” cannot stand" in answer.text

    @pytest.mark.sqlite_only
    @pytest.mark.parametrize("pasted", ["", "  \n "])
    def test_bad_input(self, browse: Browse, people: People, url: str, pasted: str) -> None:
        answer = browse(people.manager).post_form(url, {"pasted": pasted})
        assert answer.status_code == 422
        assert "Paste at least one" in answer.text

    def test_a_page_of_another_client_is_told_by_name_only_to_those_who_may_know(
        self, browse: Browse, people: People, session: Session, url: str
    ) -> None:
        page(session, "theirs", people.other_row)
        hidden = browse(people.manager).post_form(url, {"pasted": "theirs"})
        assert hidden.status_code == 422
        assert "kept elsewhere in this installation" in hidden.text
        assert "Studio" not in hidden.text
        shown = browse(people.owner).post_form(url, {"pasted": "theirs"})
        assert "Studio" in shown.text
        assert names(session, people.other_row) == {"theirs"}

    def test_a_competitors_page_is_offered_to_be_moved(
        self, browse: Browse, people: People, session: Session, url: str
    ) -> None:
        rival = page(session, "rival", None)
        browser = browse(people.manager)
        answer = browser.post_form(url, {"pasted": "rival"})
        assert answer.status_code == 422
        assert f'action="/pages/{rival.id}/move"' in answer.text
        browser.post_form(f"/pages/{rival.id}/move", {"client": str(people.client_row.id)})
        assert names(session, people.client_row) == {"rival"}

    @pytest.mark.sqlite_only
    def test_outsider_404_and_read_only_403(self, browse: Browse, people: People, url: str) -> None:
        assert browse(people.outsider).get(url).status_code == 404
        assert browse(people.outsider).post_form(url, {"pasted": "x"}).status_code == 404
        for person in (people.specialist, people.client):
            answer = browse(person).get(url)
            assert answer.status_code == 200
            assert "<textarea" not in answer.text
            assert browse(person).post_form(url, {"pasted": "x"}).status_code == 403

    def test_the_service_tells_each_result(self, people: People, session: Session) -> None:
        page(session, "here", people.client_row)
        page(session, "theirs", people.other_row)
        page(session, "rival", None)
        wanted = ["new", "here", "theirs", "rival"]
        found = add(session, wanted, people.client_row, people.manager)
        assert [one.result for one in found] == [Result.ADDED, Result.HERE, Result.KEPT, Result.COMPETITOR]
        assert found[2].page is None
        assert [one.result for one in add(session, wanted, None, people.owner)] == [
            Result.ELSEWHERE,
            Result.ELSEWHERE,
            Result.ELSEWHERE,
            Result.HERE,
        ]

    def test_adding_asks_for_a_collection_once_committed(self, people: People, session: Session) -> None:
        add(session, ["new"], people.client_row, people.manager)
        assert session.info["waiting_jobs"] == [("collect_due", ())]
        session.rollback()
        assert "waiting_jobs" not in session.info


class TestCompetitors:
    def test_the_team_sees_them_managers_add_them_clients_know_nothing(
        self, browse: Browse, people: People, session: Session
    ) -> None:
        assert browse(people.manager).post_form("/competitors", {"pasted": "rival"}).location == "/competitors"
        assert names(session, None) == {"rival"}
        for person in (people.owner, people.specialist, people.outsider):
            assert "@rival" in browse(person).get("/competitors").text
        assert browse(people.specialist).post_form("/competitors", {"pasted": "x"}).status_code == 403
        assert browse(people.client).get("/competitors").status_code == 404
        assert browse(people.client).post_form("/competitors", {"pasted": "x"}).status_code == 404

    @pytest.mark.sqlite_only
    def test_many_are_searched_and_paged(self, browse: Browse, people: People, session: Session) -> None:
        session.add_all(
            Page(username=f"rival{number:03}", created_at=datetime(2026, 1, 1, tzinfo=UTC)) for number in range(120)
        )
        session.commit()
        browser = browse(people.manager)
        assert "@rival119" not in browser.get("/competitors").text
        assert "@rival119" in browser.get("/competitors?page=2").text
        assert "@rival119" in browser.get("/competitors?page=99").text
        found = browser.get("/competitors?q=@RIVAL07").text
        assert "@rival075" in found
        assert "@rival080" not in found
        assert "No page matches" in browser.get("/competitors?q=%25").text


class TestEdit:
    def form(self, browser: Browser, target: Page, **change: str) -> dict[str, str]:
        version = re.search(r'name="version"[^>]*value="(\d+)"', browser.get(f"/pages/{target.id}/edit").text)
        assert version is not None
        known = {"username": target.username, "client_id": str(target.client_id or 0), "version": version.group(1)}
        return known | change

    def test_renaming_by_hand_keeps_the_id_and_asks_for_a_reading(
        self, browse: Browse, people: People, session: Session, url: str
    ) -> None:
        later = datetime(2099, 1, 1, tzinfo=UTC)
        bread = page(session, "bread", people.client_row, instagram_id="77", profile_due_at=later)
        browser = browse(people.manager)
        answer = browser.post_form(f"/pages/{bread.id}/edit", self.form(browser, bread, username="@Bread.Moscow"))
        assert (answer.status_code, answer.location) == (303, url)
        session.expire_all()
        assert (bread.username, bread.instagram_id) == ("bread.moscow", "77")
        assert bread.profile_due_at is not None
        assert bread.profile_due_at < later

    def test_moving_takes_along_what_was_collected_and_changes_no_reading(
        self, browse: Browse, people: People, session: Session
    ) -> None:
        later = datetime(2099, 1, 1, tzinfo=UTC)
        bread = page(session, "bread", people.client_row, profile_due_at=later)
        session.add(PageDay(page_id=bread.id, day=date(2026, 1, 1), followers=5, captured_at=later, source="test"))
        session.commit()
        browser = browse(people.owner)
        values = self.form(browser, bread, client_id=str(people.other_row.id))
        assert browser.post_form(f"/pages/{bread.id}/edit", values).location == f"/clients/{people.other_row.id}/pages"
        session.expire_all()
        assert bread.client_id == people.other_row.id
        assert bread.profile_due_at == later
        assert session.get(PageDay, (bread.id, date(2026, 1, 1))) is not None

    @pytest.mark.parametrize(
        ("username", "sentence"),
        [
            ("", "Say what the page is called"),
            ("na-me", "cannot stand in a name"),
            ("theirs", "already kept in this installation"),
            ("instagram.com/reel/x", "leads to a post"),
        ],
    )
    def test_bad_input(self, browse: Browse, people: People, session: Session, username: str, sentence: str) -> None:
        page(session, "theirs", people.other_row)
        bread = page(session, "bread", people.client_row)
        browser = browse(people.manager)
        answer = browser.post_form(f"/pages/{bread.id}/edit", self.form(browser, bread, username=username))
        assert answer.status_code == 422
        assert sentence in answer.text
        session.expire_all()
        assert bread.username == "bread"

    def test_second_submit_is_told(self, browse: Browse, people: People, session: Session) -> None:
        bread = page(session, "bread", people.client_row)
        browser = browse(people.manager)
        values = self.form(browser, bread, username="cake")
        assert browser.post_form(f"/pages/{bread.id}/edit", values).status_code == 303
        assert browser.post_form(f"/pages/{bread.id}/edit", values).status_code == 409

    @pytest.mark.sqlite_only
    def test_a_page_cannot_be_moved_to_a_client_one_cannot_edit(
        self, browse: Browse, people: People, session: Session
    ) -> None:
        bread = page(session, "bread", people.client_row)
        browser = browse(people.manager)
        values = self.form(browser, bread, client_id=str(people.other_row.id))
        assert browser.post_form(f"/pages/{bread.id}/edit", values).status_code == 422
        data = {"client": str(people.other_row.id)}
        assert browser.post_form(f"/pages/{bread.id}/move", data).status_code == 404
        assert names(session, people.client_row) == {"bread"}

    @pytest.mark.sqlite_only
    @pytest.mark.parametrize("action", ["edit", "move", "removal", "pause", "pause/end"])
    def test_outsider_404_and_read_only_403(
        self, browse: Browse, people: People, session: Session, action: str
    ) -> None:
        bread = page(session, "bread", people.client_row)
        url = f"/pages/{bread.id}/{action}"
        assert browse(people.outsider).post_form(url).status_code == 404
        assert browse(people.specialist).post_form(url).status_code == 403
        assert browse(people.client).post_form(url).status_code == 403
        assert browse(people.owner).post_form(f"/pages/999999/{action}").status_code == 404
        assert session.get(Page, bread.id) is not None


class TestPauseAndRemove:
    def test_a_paused_page_is_not_due_and_a_resumed_one_is(
        self, browse: Browse, people: People, session: Session, url: str
    ) -> None:
        now = datetime(2026, 5, 1, tzinfo=UTC)
        bread = page(session, "bread", people.client_row, profile_due_at=now, posts_due_at=now, posts_read_at=now)
        browser = browse(people.manager)
        for _ in range(2):
            assert browser.post_form(f"/pages/{bread.id}/pause").location == url
        session.expire_all()
        assert (bread.paused_at is not None, bread.profile_due_at, bread.posts_due_at) == (True, None, None)
        assert "Paused" in browser.get(url).text
        for _ in range(2):
            assert browser.post_form(f"/pages/{bread.id}/pause/end").location == url
        session.expire_all()
        assert bread.paused_at is None
        assert bread.profile_due_at is not None
        assert bread.posts_due_at == bread.profile_due_at

    def test_only_a_page_without_history_can_be_removed(
        self, browse: Browse, people: People, session: Session, url: str
    ) -> None:
        slip, bread = page(session, "slip", people.client_row), page(session, "bread", people.client_row)
        now = datetime(2026, 5, 1, tzinfo=UTC)
        session.add(PageDay(page_id=bread.id, day=date(2026, 5, 1), followers=5, captured_at=now, source="test"))
        session.commit()
        browser = browse(people.manager)
        assert f"/pages/{slip.id}/removal" in browser.get(f"/pages/{slip.id}/edit").text
        assert f"/pages/{bread.id}/removal" not in browser.get(f"/pages/{bread.id}/edit").text
        assert browser.post_form(f"/pages/{slip.id}/removal").location == url
        assert browser.post_form(f"/pages/{slip.id}/removal").status_code == 404
        assert browser.post_form(f"/pages/{bread.id}/removal").status_code == 409
        assert names(session, people.client_row) == {"bread"}
