"""The way of an item through the whole plan, as people walk it: written, worked on, agreed on by link, published."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from PIL import Image
from sqlalchemy import func, select

from promo.pages.models import Post
from promo.plan.approvals.models import Decision
from promo.plan.matching import missing
from promo.plan.matching import service as matching
from promo.plan.models import PlanComment, PlanItem, PlanMedia, PlanVersion
from promo.plan.review.models import ReviewLink

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CAPTION = "Rye bread on sourdough, out of the oven at eight. #bread #bakery @mill"


@pytest.fixture(autouse=True)
def _now() -> Any:  # noqa: ANN401 - a fixture
    with time_machine.travel(NOW, tick=False):
        yield


def picture(colour: str = "brown") -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (400, 500), colour).save(file, "PNG")
    file.seek(0)
    return file


def only(session: Session) -> PlanItem:
    session.expire_all()
    return session.scalars(select(PlanItem)).one()


def test_from_the_idea_to_the_post(  # noqa: PLR0915 - one way, walked to its end
    browse: Browse, people: People, page: Page, session: Session
) -> None:
    manager, client = browse(people.manager), people.client_row
    form = manager.get(f"/clients/{client.id}/plan/items/new?at=2026-12-01T18:30")
    assert 'value="2026-12-01T18:30"' in form.text
    uid = re.search(r'name="uid"[^>]*value="([^"]+)"', form.text)
    assert uid
    typed = {
        "title": "Rye", "caption": CAPTION, "kind": "post", "page_id": str(page.id), "rubric_id": "",
        "assignee_id": str(people.specialist.id), "planned_at": "2026-12-01T18:30", "uid": uid[1], "version": "1",
        "goal": "secret goal", "reference": "https://mood.example",
    }  # fmt: skip
    for _click in range(2):
        answer = manager.post_form(f"/clients/{client.id}/plan/items/new", typed)
        assert answer.status_code == 303
    item = only(session)
    assert (item.status, item.planned_at) == ("draft", datetime(2026, 12, 1, 15, 30, tzinfo=UTC))
    here = f"/plan/items/{item.id}"
    assert "70 of 2,200 characters" in manager.get(here).text
    assert "2 of 30 hashtags" in manager.get(here).text

    specialist = browse(people.specialist)
    sent = {
        "csrf_token": specialist.csrf_token(),
        "files": [(picture(), "bread.png"), (io.BytesIO(b"MZ\x90"), "x.jpg")],
    }
    refused = specialist.post(f"{here}/media", data=sent, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "x.jpg is no picture" in refused.text
    media = session.scalars(select(PlanMedia)).one()
    assert (media.width, media.height, media.content_type) == (400, 500, "image/jpeg")
    with specialist.get(f"/plan/media/{media.id}/thumb") as sent_back:
        assert sent_back.mimetype == "image/jpeg"
    assert browse(people.outsider).get(f"/plan/media/{media.id}/thumb").status_code == 404
    assert only(session).version == 2

    for audience, text in (("internal", "INTERNAL-MARK"), ("client", "Hello, Marta")):
        assert specialist.post_form(f"{here}/comments", {"audience": audience, "text": text}).status_code == 303
        assert specialist.post_form(f"{here}/comments", {"audience": audience, "text": text}).status_code == 303
    assert session.scalar(select(func.count()).select_from(PlanComment)) == 2
    task = {"speciality": "design", "assignee_id": str(people.specialist.id), "due": "2026-11-20", "title": "Cover"}
    assert manager.post_form(f"{here}/tasks", task).status_code == 303
    mine = specialist.get("/plan/tasks").text
    assert "Cover" in mine
    assert "Overdue · 1" in mine

    rule = {
        "mode": "both", "internal_quorum": "one", "client_quorum": "one", "reminder_hours": "24", "version": "0",
        "approvers": [str(people.teammate.id)],
    }  # fmt: skip
    assert manager.post_form(f"/clients/{client.id}/plan/approval", rule).status_code == 303
    assert "nobody of theirs can be asked yet" in manager.get(here).text
    link = {
        "name": "Marta",
        "kind": "standing",
        "may_decide": "y",
        "language": "en",
        "days": "0",
        "message": "",
        "password": "",
    }
    assert manager.post_form(f"/clients/{client.id}/plan/links", link).status_code == 303
    shown = manager.get(f"/clients/{client.id}/plan/links").text
    address = re.search(r'value="http://localhost(/review/[^"]+)"', shown)
    assert address
    assert address[1] not in manager.get(f"/clients/{client.id}/plan/links").text, "shown once"

    assert specialist.post_form(f"{here}/submission", {"review_by": ""}).status_code == 303
    assert (only(session).status, only(session).stage) == ("in_review", "internal")
    visitor = browse(None)
    assert "Rye bread" not in visitor.get(address[1]).text, "the client's turn has not come"
    assert browse(people.client).get(here).status_code == 404
    assert specialist.post_form(f"{here}/decision", {"verdict": "approved", "revision": "2"}).status_code == 403
    teammate = browse(people.teammate)
    revision = str(only(session).revision)
    for _click in range(2):
        assert teammate.post_form(f"{here}/decision", {"verdict": "approved", "revision": revision}).status_code == 303
    assert only(session).stage == "client"

    for _visit in range(3):
        seen = visitor.get(address[1])
        assert seen.status_code == 200
    visitor.head(address[1])
    assert session.scalars(select(ReviewLink)).one().opened_count == 4
    assert only(session).status == "in_review", "opening decides nothing"
    assert "Hello, Marta" in seen.text
    for hidden in ("INTERNAL-MARK", "secret goal", "mood.example", "Cover"):
        assert hidden not in seen.text
    assert seen.headers["X-Robots-Tag"].startswith("noindex")
    with visitor.get(f"{address[1]}/media/{media.id}/full") as sent_back:
        assert sent_back.status_code == 200
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', seen.text)
    assert token

    def say(path: str, **values: str) -> Any:  # noqa: ANN401 - an answer
        return visitor.post(f"{address[1]}{path}", data={"csrf_token": token[1], **values})

    decision = f"/items/{item.id}/decision"
    assert visitor.post(f"{address[1]}{decision}", data={"verdict": "approved"}).status_code == 400
    assert say(decision, verdict="changes", reason="", revision=revision).status_code == 422
    assert say(decision, verdict="changes", reason="Add the address", revision=revision).status_code == 303
    assert say(decision, verdict="changes", reason="Add the address", revision=revision).status_code in {303, 404}
    returned = only(session)
    assert returned.status == "draft"
    assert "Add the address" in specialist.get("/plan/tasks").text
    assert "Add the address" in manager.get(here).text

    edit = {**typed, "caption": CAPTION + "\nMill street 5", "version": str(returned.version)}
    assert specialist.post_form(f"{here}/edit", edit).status_code == 303
    assert specialist.post_form(f"{here}/submission", {}).status_code == 303
    revision = str(only(session).revision)
    assert teammate.post_form(f"{here}/decision", {"verdict": "approved", "revision": revision}).status_code == 303
    seen = visitor.get(address[1])
    assert "Changed since then" in seen.text
    assert "<ins>" in seen.text
    stale = say(decision, verdict="approved", revision="1")
    assert stale.status_code == 409
    assert say("/decisions", item=f"{item.id}:{revision}").status_code == 303
    assert only(session).status == "approved"
    assert say("/decisions", item=f"{item.id}:{revision}").status_code == 303
    assert session.scalar(select(func.count()).select_from(Decision).where(Decision.decider.like("link:%"))) == 2

    moved = only(session)
    answer = manager.post(
        f"{here}/time", data={"csrf_token": manager.csrf_token(), "at": "2026-12-02T10:00", "version": moved.version},
        headers={"Accept": "application/json"},
    )  # fmt: skip
    said = answer.json or {}
    assert "approval is asked for again" in said["message"]
    assert said["start"] == "2026-12-02T10:00"
    again = only(session)
    assert (again.status, again.stage) == ("in_review", "internal")
    teammate.post_form(f"{here}/decision", {"verdict": "approved", "revision": str(again.revision)})
    say(decision, verdict="approved", revision=str(again.revision))
    assert only(session).status == "approved"
    manager.post_form(f"{here}/status", {"status": "scheduled"})
    assert only(session).status == "scheduled"

    with time_machine.travel(datetime(2026, 12, 2, 9, tzinfo=UTC), tick=False):
        assert missing.miss(session) == 1
        session.commit()
        assert only(session).status == "missed"
        assert "Overdue" in browse(people.owner).get("/").text
        published = datetime(2026, 12, 2, 7, 4, tzinfo=UTC)
        session.add(
            Post(
                page_id=page.id, shortcode="abc", instagram_id="1", kind="image", published_at=published,
                caption=CAPTION + "\nMill street 5", hashtags=[], mentions=[], first_seen_at=published,
                captured_at=published, source="test",
            )
        )  # fmt: skip
        session.commit()
        assert matching.match(session, page.id) == 1
        session.commit()
        done = only(session)
        assert (done.status, done.published_at) == ("published", published)
        assert matching.match(session, page.id) == 0
        assert "Found by itself" in manager.get(here).text
        facts = manager.get(f"/clients/{client.id}/plan/facts?period=own&from=2026-12-01&to=2026-12-02")
        assert facts.status_code == 200
    assert (session.scalar(select(func.max(PlanVersion.number))) or 0) >= 4
    versions = manager.get(f"{here}/versions").text
    assert "<ins>" in versions
    assert browse(people.client).get(f"{here}/versions").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/plan", "/plan/board", "/plan/waiting", "/plan/tasks", "/plan/feeds", "/clients/{client}/plan",
     "/clients/{client}/plan/board", "/clients/{client}/plan/grid", "/clients/{client}/plan/facts",
     "/clients/{client}/plan/links", "/clients/{client}/plan/approval", "/clients/{client}/plan/import",
     "/clients/{client}/plan/templates", "/clients/{client}/plan/feeds", "/clients/{client}/plan/export.csv"],
)  # fmt: skip
@pytest.mark.sqlite_only
def test_every_screen_opens_for_whom_it_should(
    browse: Browse, people: People, write: Callable[..., PlanItem], path: str
) -> None:
    write()
    write("An idea", planned_at=None, caption="")
    address = path.format(client=people.client_row.id)
    staff_only = any(word in path for word in ("links", "approval", "import", "templates"))
    for person in (people.owner, people.manager, people.teammate, people.specialist):
        assert browse(person).get(address).status_code == 200, person.name
    client = browse(people.client).get(address)
    assert client.status_code == (403 if staff_only else 200)
    assert "Rye bread" not in client.text, "a draft is not for the client's eyes"
    if "{client}" in path:
        assert browse(people.outsider).get(address).status_code == 404
    assert browse(None).get(address).status_code == 302


def test_moving_is_for_those_who_plan(browse: Browse, people: People, write: Callable[..., PlanItem]) -> None:
    item = write()
    for person, status in ((people.outsider, 404), (people.client, 404), (people.specialist, 403)):
        sent = {"at": "2026-12-03T10:00", "version": "1"}
        assert browse(person).post_form(f"/plan/items/{item.id}/time", sent).status_code == status
    manager = browse(people.manager)
    token = manager.csrf_token()

    def move(**values: str) -> Any:  # noqa: ANN401 - an answer
        data = {"csrf_token": token, **values}
        return manager.post(f"/plan/items/{item.id}/time", data=data, headers={"Accept": "application/json"})

    assert move(at="2026-12-03T10:00", version="1").json["version"] == 2
    assert move(at="2026-12-04T10:00", version="1").status_code == 409
    for wrong in ("tomorrow", "1999-01-01T10:00", "2026-12-03T10:00+03:00"):
        assert move(at=wrong, version="2").status_code == 422
    assert move(at="", version="2").json["start"] == ""


def test_a_day_that_skips_an_hour(
    browse: Browse, people: People, write: Callable[..., PlanItem], session: Session
) -> None:
    people.client_row.time_zone = "Europe/Berlin"
    session.merge(people.client_row)
    session.commit()
    item = write(planned_at=datetime(2026, 11, 1, 9, tzinfo=UTC))
    manager = browse(people.manager)
    data = {"csrf_token": manager.csrf_token(), "at": "2027-03-28T02:30", "version": "1"}
    answer = manager.post(f"/plan/items/{item.id}/time", data=data, headers={"Accept": "application/json"})
    said = answer.json or {}
    assert said["start"] == "2027-03-28T03:30"
    assert "put forward" in said["message"]
    assert only(session).planned_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
