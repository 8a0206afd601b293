from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo.clients.models import Client
from promo.pages.models import Page
from promo.users.models import ClientAccess

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

FIELDS = {
    "name": "Florist",
    "industry": "Flowers",
    "time_zone": "Asia/Vladivostok",
    "currency": "rub",
    "manager_id": "0",
    "labels": "north, Retail; north",
    "key_account_reason": "",
    "note": "Calls on\r\nMondays",
}


def form_of(browser: Browser, url: str) -> dict[str, str]:
    """What a browser would send when nothing was changed in the form at ``url``."""
    from html import unescape  # noqa: PLC0415 - only here

    text = browser.get(url).text
    form = re.search(r"<form class=\"promo-form.*?</form>", text, re.DOTALL)
    assert form is not None
    values = {}
    for tag in re.findall(r"<input[^>]*>", form.group()):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            values[name.group(1)] = unescape(value.group(1)) if value else ""
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form.group(), re.DOTALL):
        values[name] = unescape(body)
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form.group(), re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        values[name] = chosen.group(1) if chosen else ""
    return values


def find(session: Session, name: str) -> Client | None:
    session.expire_all()
    return session.scalar(select(Client).where(Client.name == name))


def access_to(session: Session, client: Client) -> set[int]:
    return set(session.scalars(select(ClientAccess.user_id).where(ClientAccess.client_id == client.id)))


def is_archived(session: Session, client: Client) -> bool:
    session.expire_all()
    return client.archived_at is not None


class TestNew:
    def test_works_for_a_manager(self, browse: Browse, people: People, session: Session) -> None:
        values = {**FIELDS, "manager_id": str(people.teammate.id)}
        answer = browse(people.manager).post_form("/clients/new", values)
        made = find(session, "Florist")
        assert made is not None
        assert answer.status_code == 303
        assert answer.location == f"/clients/{made.id}/pages"
        assert (made.time_zone, made.currency, made.industry) == ("Asia/Vladivostok", "RUB", "Flowers")
        assert [label.name for label in made.labels] == ["Retail", "north"] or [
            label.name for label in made.labels
        ] == [
            "north",
            "Retail",
        ]
        assert made.note == "Calls on\nMondays"
        assert access_to(session, made) == {people.manager.id, people.teammate.id}

    def test_a_label_in_another_case_is_the_same_label(self, browse: Browse, people: People, session: Session) -> None:
        browser = browse(people.owner)
        browser.post_form("/clients/new", {**FIELDS, "labels": "Цветы"})
        browser.post_form("/clients/new", {**FIELDS, "name": "Second", "labels": "цветы, цВеты"})
        second = find(session, "Second")
        assert second is not None
        assert [label.name for label in second.labels] == ["Цветы"]

    @pytest.mark.sqlite_only
    @pytest.mark.parametrize("person", ["specialist", "client"])
    def test_read_only_403(self, browse: Browse, people: People, person: str) -> None:
        browser = browse(getattr(people, person))
        assert browser.get("/clients/new").status_code == 403
        assert browser.post_form("/clients/new", FIELDS).status_code == 403

    def test_second_submit_is_told_and_keeps_what_was_typed(
        self, browse: Browse, people: People, session: Session
    ) -> None:
        browser = browse(people.manager)
        browser.post_form("/clients/new", FIELDS)
        answer = browser.post_form("/clients/new", FIELDS)
        assert answer.status_code == 422
        assert "already kept here" in answer.text
        assert 'value="Asia/Vladivostok"' in answer.text
        assert len(session.scalars(select(Client).where(Client.name == "Florist")).all()) == 1

    @pytest.mark.sqlite_only
    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"name": "  "}, "Say what the client is called"),
            ({"name": "x" * 121}, "longer than 120"),
            ({"time_zone": "Mars/Olympus"}, "This time zone is not known"),
            ({"currency": "XXQ"}, "This currency is not known"),
            ({"manager_id": "99999"}, "Not a valid choice"),
            ({"manager_id": "junk"}, "Invalid Choice"),
            ({"labels": "y" * 61}, "A label has at most 60 characters"),
            ({"labels": ",".join(map(str, range(21)))}, "at most 20 labels"),
            ({"is_key_account": "y"}, "Say why this is a key account"),
        ],
    )
    def test_bad_input(
        self, browse: Browse, people: People, session: Session, change: dict[str, str], sentence: str
    ) -> None:
        answer = browse(people.owner).post_form("/clients/new", {**FIELDS, **change})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Calls on" in answer.text
        assert find(session, "Florist") is None

    @pytest.mark.sqlite_only
    def test_the_form_suggests_zones_currencies_and_labels_of_seen_clients(
        self, browse: Browse, people: People
    ) -> None:
        browse(people.outsider).post_form("/clients/new", {**FIELDS, "labels": "secret"})
        browse(people.manager).post_form("/clients/new", {**FIELDS, "name": "Other", "labels": "known"})
        text = browse(people.manager).get("/clients/new").text
        assert '<option value="Asia/Vladivostok">' in text
        assert '<option value="JPY">' in text
        assert '<option value="known">' in text
        assert "secret" not in text


class TestEdit:
    def url(self, people: People) -> str:
        return f"/clients/{people.client_row.id}/edit"

    @pytest.mark.parametrize("person", ["owner", "manager", "teammate"])
    def test_works(self, browse: Browse, people: People, session: Session, person: str) -> None:
        browser = browse(getattr(people, person))
        values = {**form_of(browser, self.url(people)), "name": "Bakery & Co", "labels": "north"}
        answer = browser.post_form(self.url(people), values)
        assert (answer.status_code, answer.location) == (303, f"/clients/{people.client_row.id}")
        found = find(session, "Bakery & Co")
        assert found is not None
        assert found.version == 2
        assert [label.name for label in found.labels] == ["north"]

    @pytest.mark.parametrize("person", ["manager", "teammate"])
    def test_the_engagement_rate_is_chosen(self, browse: Browse, people: People, session: Session, person: str) -> None:
        browser = browse(getattr(people, person))
        values = form_of(browser, self.url(people))
        assert (values["er_variant"], values["er_average"]) == ("followers", "median")
        answer = browser.post_form(self.url(people), {**values, "er_variant": "views", "er_average": "mean"})
        assert answer.status_code == 303
        found = find(session, "Bakery")
        assert found is not None
        assert (found.er_variant, found.er_average) == ("views", "mean")
        again = form_of(browser, self.url(people))
        assert (again["er_variant"], again["er_average"]) == ("views", "mean")
        assert browser.post_form(self.url(people), again).status_code == 303
        session.expire_all()
        assert (found.er_variant, found.er_average, found.version) == ("views", "mean", 3)

    @pytest.mark.sqlite_only
    @pytest.mark.parametrize("change", [{"er_variant": "reach"}, {"er_average": "mode"}, {"er_variant": ""}])
    def test_an_engagement_rate_that_there_is_not(
        self, browse: Browse, people: People, session: Session, change: dict[str, str]
    ) -> None:
        browser = browse(people.manager)
        answer = browser.post_form(self.url(people), {**form_of(browser, self.url(people)), "note": "kept", **change})
        assert answer.status_code == 422
        assert "Not a valid choice" in answer.text
        assert "kept" in answer.text
        found = find(session, "Bakery")
        assert found is not None
        assert (found.er_variant, found.er_average, found.version) == ("followers", "median", 1)

    def test_the_jurisdiction_is_chosen_and_a_stale_save_names_it(
        self, browse: Browse, people: People, session: Session
    ) -> None:
        mine, theirs = browse(people.manager), browse(people.teammate)
        opened, other = form_of(mine, self.url(people)), form_of(theirs, self.url(people))
        assert opened["jurisdiction"] == "", "nobody said"
        assert theirs.post_form(self.url(people), {**other, "jurisdiction": "ru"}).status_code == 303
        answer = mine.post_form(self.url(people), {**opened, "jurisdiction": "kz"})
        assert answer.status_code == 409
        assert "now “Russia”. Your text is still in the field" in answer.text
        assert '<option selected value="kz">' in answer.text
        assert mine.post_form(self.url(people), {**opened, "jurisdiction": "atlantis"}).status_code == 422
        found = find(session, "Bakery")
        assert found is not None
        assert (found.jurisdiction, found.version) == ("ru", 2)

    def test_a_stale_save_names_the_engagement_rate_in_words(
        self, browse: Browse, people: People, session: Session
    ) -> None:
        mine, theirs = browse(people.manager), browse(people.teammate)
        opened, other = form_of(mine, self.url(people)), form_of(theirs, self.url(people))
        theirs.post_form(self.url(people), {**other, "er_variant": "daily"})
        answer = mine.post_form(self.url(people), {**opened, "note": "Mine"})
        assert answer.status_code == 409
        assert "now “By day”" in answer.text
        assert '<option selected value="daily">' in answer.text
        found = find(session, "Bakery")
        assert found is not None
        assert found.note == ""

    @pytest.mark.sqlite_only
    def test_outsider_404(self, browse: Browse, people: People) -> None:
        browser = browse(people.outsider)
        assert browser.get(self.url(people)).status_code == 404
        assert browser.post_form(self.url(people), FIELDS).status_code == 404

    @pytest.mark.sqlite_only
    @pytest.mark.parametrize("person", ["specialist", "client"])
    def test_read_only_403(self, browse: Browse, people: People, person: str) -> None:
        browser = browse(getattr(people, person))
        assert browser.get(self.url(people)).status_code == 403
        assert browser.post_form(self.url(people), FIELDS).status_code == 403

    def test_a_name_that_is_taken_even_by_a_client_one_cannot_see(
        self, browse: Browse, people: People, session: Session
    ) -> None:
        browser = browse(people.manager)
        values = {**form_of(browser, self.url(people)), "name": "studio", "note": "typed"}
        answer = browser.post_form(self.url(people), values)
        assert answer.status_code == 422
        assert "already kept here" in answer.text
        assert "typed" in answer.text
        assert find(session, "Bakery") is not None

    def test_a_stale_save_is_told_and_loses_nothing(self, browse: Browse, people: People, session: Session) -> None:
        mine, theirs = browse(people.manager), browse(people.teammate)
        opened, other = form_of(mine, self.url(people)), form_of(theirs, self.url(people))
        theirs.post_form(self.url(people), {**other, "industry": "Bread", "note": "Theirs"})
        answer = mine.post_form(self.url(people), {**opened, "note": "Mine", "labels": "kept"})
        assert answer.status_code == 409
        assert "Mine" in answer.text
        assert "“Theirs”" in answer.text
        assert 'value="kept"' in answer.text
        assert 'value="Bread"' in answer.text, "what I had not touched takes the newer value"
        found = find(session, "Bakery")
        assert found is not None
        assert (found.note, found.industry, found.labels) == ("Theirs", "Bread", [])

    def test_saving_again_after_a_stale_save_works(self, browse: Browse, people: People, session: Session) -> None:
        mine, theirs = browse(people.manager), browse(people.teammate)
        opened, other = form_of(mine, self.url(people)), form_of(theirs, self.url(people))
        theirs.post_form(self.url(people), {**other, "industry": "Bread"})
        again = mine.post_form(self.url(people), {**opened, "note": "Mine"})
        version, seen = (re.search(rf'name="{name}"[^>]*value="([^"]*)"', again.text) for name in ("version", "opened"))
        assert version is not None
        assert seen is not None
        values = {**opened, "note": "Mine", "industry": "Bread", "version": version.group(1)}
        assert mine.post_form(self.url(people), values).status_code == 303
        found = find(session, "Bakery")
        assert found is not None
        assert (found.note, found.industry, found.version) == ("Mine", "Bread", 3)

    def test_second_submit_of_the_same_form_is_told(self, browse: Browse, people: People) -> None:
        browser = browse(people.manager)
        values = {**form_of(browser, self.url(people)), "note": "Once"}
        assert browser.post_form(self.url(people), values).status_code == 303
        assert browser.post_form(self.url(people), values).status_code == 409

    @pytest.mark.sqlite_only
    @pytest.mark.parametrize(
        "lost", [{"version": "", "opened": ""}, {"version": "²", "opened": "[1]"}, {"version": "9" * 30}]
    )
    def test_a_form_that_lost_its_version_saves_nothing(
        self, browse: Browse, people: People, session: Session, lost: dict[str, str]
    ) -> None:
        browser = browse(people.manager)
        answer = browser.post_form(self.url(people), {**form_of(browser, self.url(people)), "note": "Mine", **lost})
        assert answer.status_code == 409
        assert "Mine" in answer.text
        session.expire_all()
        assert people.client_row.note == ""

    def test_a_new_manager_gets_access(self, browse: Browse, people: People, session: Session) -> None:
        browser = browse(people.manager)
        values = {**form_of(browser, self.url(people)), "manager_id": str(people.outsider.id)}
        assert browser.post_form(self.url(people), values).status_code == 303
        assert people.outsider.id in access_to(session, people.client_row)


class TestArchive:
    def test_pages_rest_while_archived_and_are_due_when_restored(
        self, browse: Browse, people: People, session: Session
    ) -> None:
        browser, client = browse(people.manager), people.client_row
        browser.post_form(f"/clients/{client.id}/pages", {"pasted": "bread paused.one"})
        paused = session.scalar(select(Page).where(Page.username == "paused.one"))
        assert paused is not None
        browser.post_form(f"/pages/{paused.id}/pause")
        assert browser.post_form(f"/clients/{client.id}/archival").location == f"/clients/{client.id}"
        assert is_archived(session, client)
        assert [page.profile_due_at for page in session.scalars(select(Page))] == [None, None]
        assert browser.post_form(f"/clients/{client.id}/archival/end").status_code == 303
        assert not is_archived(session, client)
        due = {page.username: page.profile_due_at for page in session.scalars(select(Page))}
        assert due["bread"] is not None
        assert due["paused.one"] is None

    def test_second_submit_changes_nothing(self, browse: Browse, people: People, session: Session) -> None:
        browser, url = browse(people.manager), f"/clients/{people.client_row.id}/archival"
        browser.post_form(url)
        session.expire_all()
        first = people.client_row.archived_at
        assert browser.post_form(url).status_code == 303
        session.expire_all()
        assert people.client_row.archived_at == first
        assert browser.post_form(f"{url}/end").status_code == 303
        assert browser.post_form(f"{url}/end").status_code == 303

    @pytest.mark.sqlite_only
    @pytest.mark.parametrize("end", ["", "/end"])
    def test_outsider_404_read_only_403_wrong_method_405(self, browse: Browse, people: People, end: str) -> None:
        url = f"/clients/{people.client_row.id}/archival{end}"
        assert browse(people.outsider).post_form(url).status_code == 404
        assert browse(people.specialist).post_form(url).status_code == 403
        assert browse(people.client).post_form(url).status_code == 403
        assert browse(people.manager).get(url).status_code == 405
        assert browse(people.manager).post_form("/clients/999999/archival").status_code == 404

    @pytest.mark.sqlite_only
    def test_pages_added_to_an_archived_client_are_not_due(
        self, browse: Browse, people: People, session: Session
    ) -> None:
        browser = browse(people.manager)
        browser.post_form(f"/clients/{people.client_row.id}/archival")
        browser.post_form(f"/clients/{people.client_row.id}/pages", {"pasted": "late"})
        assert session.scalars(select(Page.profile_due_at)).all() == [None]
