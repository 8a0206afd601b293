"""Approval by link: what a person without an account may see and do, and what nobody may."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select, update

from promo import clock
from promo.plan.approvals import flow, rules
from promo.plan.approvals.models import Decision
from promo.plan.approvals.rules import RuleFields
from promo.plan.items.log import Actor
from promo.plan.models import PlanComment, PlanEvent, PlanItem
from promo.plan.review.models import ReviewLink
from promo.plan.words import Mode

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


@pytest.fixture
def waiting(session: Session, people: People, write: Callable[..., PlanItem]) -> Callable[..., PlanItem]:
    """Give a function that writes an item which waits for the client's word."""
    fields = RuleFields(Mode.CLIENT, "one", "one", (), 24)
    rules.save(session, people.client_row, fields, 0, Actor.of_user(people.owner))

    def made(title: str = "Rye bread", **says: Any) -> PlanItem:  # noqa: ANN401 - an item's fields
        item = write(title, caption=f"About {title}", **says)
        flow.submit(session, item, Actor.of_user(people.manager))
        session.commit()
        return item

    return made


def new_link(browser: Browser, client_id: int, **changes: Any) -> str:  # noqa: ANN401 - a form's fields
    """Make a link as a manager does, and return its path."""
    wish = {"name": "Marta", "kind": "standing", "may_decide": "y", "language": "en", "days": "0", **changes}
    page = browser.post_form(f"/clients/{client_id}/plan/links", wish, follow_redirects=True).text
    found = re.search(r'value="http://localhost(/review/[^"]+)"', page)
    assert found, page
    return found[1]


class Visitor:
    """A browser without an account."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address

    def see(self) -> str:
        return self.browser.get(self.address).text

    def send(self, path: str, **values: Any) -> Any:  # noqa: ANN401 - an answer
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.browser.get(self.address).text)
        data = {"csrf_token": token[1] if token else self.browser.csrf_token(), **values}
        return self.browser.post(self.address + path, data=data)


def decisions(session: Session) -> list[tuple[int, str]]:
    session.expire_all()
    return [(one.item_id, one.verdict) for one in session.scalars(select(Decision).order_by(Decision.id))]


def test_nothing_that_is_only_opened_decides(
    app: Flask, browse: Browse, people: People, waiting: Callable[..., PlanItem], session: Session
) -> None:
    item = waiting()
    address = new_link(browse(people.manager), people.client_row.id)
    visitor = browse(None)
    events = len(session.scalars(select(PlanEvent)).all())
    token = address.rpartition("/")[2]
    rules_of = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("review_open.")]
    assert len(rules_of) >= 6
    for rule in rules_of:
        values = {"token": token, "item_id": item.id, "media_id": 1, "size": "full"}
        built = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)
        assert built
        for method in ("GET", "HEAD", "OPTIONS"):
            with visitor.open(f"{built[1]}?verdict=approved&revision=1", method=method) as answer:
                assert answer.status_code in {200, 404, 405}
    assert decisions(session) == []
    assert len(session.scalars(select(PlanEvent)).all()) == events
    assert session.get_one(PlanItem, item.id).status == "in_review"


def test_a_link_shows_only_what_is_meant_for_it(
    browse: Browse, people: People, waiting: Callable[..., PlanItem], write: Callable[..., PlanItem], session: Session
) -> None:
    one, two = waiting("Rye"), waiting("Buns")
    write("A draft", caption="Draft words")
    foreign = write("Foreign", client=people.other_row, caption="Foreign words", status="approved")
    session.add(PlanComment(item_id=one.id, audience="internal", author="Boss", text="HUSH", created_at=clock.now()))
    session.commit()
    manager, client = browse(people.manager), people.client_row
    standing = Visitor(browse(None), new_link(manager, client.id))
    batch = Visitor(browse(None), new_link(manager, client.id, name="Jonas", kind="batch", items=[str(two.id)]))
    shown = standing.see()
    assert "About Rye" in shown
    assert "About Buns" in shown
    for hidden in ("Draft words", "Foreign words", "HUSH", "Boss"):
        assert hidden not in shown
    assert "About Rye" not in batch.see()
    for item in (one, foreign):
        answer = batch.send(f"/items/{item.id}/decision", verdict="approved", revision=item.revision)
        assert answer.status_code == 404
        assert batch.send(f"/items/{item.id}/comments", text="Hi").status_code == 404
    only_see = Visitor(browse(None), new_link(manager, client.id, name="Ann", may_decide=""))
    assert "Approve" not in only_see.see()
    assert only_see.send(f"/items/{one.id}/decision", verdict="approved", revision="1").status_code == 403
    assert only_see.send(f"/items/{one.id}/comments", text="Nice").status_code == 303
    assert only_see.send(f"/items/{one.id}/comments", text="").status_code == 422
    assert "Nice" in standing.see()
    assert decisions(session) == []


def test_all_at_once_leaves_what_was_changed_meanwhile(
    browse: Browse, people: People, waiting: Callable[..., PlanItem], session: Session
) -> None:
    one, two = waiting("Rye"), waiting("Buns")
    visitor = Visitor(browse(None), new_link(browse(people.manager), people.client_row.id))
    seen = [f"{item.id}:{item.revision}" for item in (one, two)]
    assert all(f'value="{pair}"' in visitor.see() for pair in seen)
    browse(people.manager).post_form(f"/plan/items/{two.id}/time", {"at": "2027-01-05T10:00", "version": "1"})
    answer = visitor.send("/decisions", item=[*seen, "junk", "9:9", "٣:1"])
    assert answer.status_code == 303
    shown = visitor.see()
    assert "Thank you: 1 approved" in shown
    assert decisions(session) == [(one.id, "approved")]
    assert session.get_one(PlanItem, one.id).status == "approved"
    assert session.get_one(PlanItem, two.id).status == "in_review"


def test_a_password_and_an_end(
    browse: Browse, people: People, waiting: Callable[..., PlanItem], session: Session
) -> None:
    waiting()
    manager, client = browse(people.manager), people.client_row
    short = {"name": "M", "kind": "standing", "language": "en", "days": "7", "password": "123"}
    assert manager.post_form(f"/clients/{client.id}/plan/links", short).status_code == 422
    address = new_link(manager, client.id, days="7", password="under the mill")
    visitor = Visitor(browse(None), address)
    assert "About Rye" not in visitor.see()
    assert "Bakery" not in visitor.see(), "nothing of the client is told before the password"
    assert visitor.send("/items/1/decision", verdict="approved", revision="1").status_code == 401
    assert visitor.send("/password", password="wrong").status_code == 422
    opened = visitor.send("/password", password="under the mill")
    assert opened.status_code == 303
    assert all(word in opened.headers["Set-Cookie"] for word in ("HttpOnly", "SameSite=Lax", "Path=/review"))
    assert "About Rye" in visitor.see()
    assert "About Rye" not in browse(None).get(address).text, "another browser has to give it too"
    thief = Visitor(browse(None), address)
    answers = [thief.send("/password", password=f"guess {number}").status_code for number in range(11)]
    assert answers[-1] == 429
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        expired = browse(None).get(address)
        assert expired.status_code == 410
        assert "About Rye" not in expired.text
        assert "Bakery" not in expired.text
    session.execute(update(ReviewLink).values(expires_at=None))
    session.commit()


def test_addresses_are_changed_and_revoked(
    browse: Browse, people: People, waiting: Callable[..., PlanItem], session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    waiting()
    manager, client = browse(people.manager), people.client_row
    first = new_link(manager, client.id)
    again = {"name": "Marta", "kind": "standing", "language": "en", "days": "0"}
    assert manager.post_form(f"/clients/{client.id}/plan/links", again).status_code == 422, "one standing link a person"
    assert manager.post_form(f"/clients/{client.id}/plan/links", {**again, "name": ""}).status_code == 422
    assert (
        manager.post_form(f"/clients/{client.id}/plan/links", {**again, "name": "B", "kind": "batch"}).status_code
        == 422
    )
    kept = session.scalars(select(ReviewLink)).one()
    assert first.rpartition("/")[2] not in {str(value) for value in vars(kept).values()}
    for person, status in ((people.outsider, 404), (people.specialist, 403), (people.client, 403)):
        for step in ("address", "revocation"):
            assert browse(person).post_form(f"/plan/links/{kept.id}/{step}").status_code == status
        assert browse(person).post_form(f"/clients/{client.id}/plan/links", again).status_code == status
    page = manager.post_form(f"/plan/links/{kept.id}/address", follow_redirects=True).text
    found = re.search(r'value="http://localhost(/review/[^"]+)"', page)
    assert found
    visitor = browse(None)
    assert visitor.get(first).status_code == 404
    assert visitor.get(found[1]).status_code == 200
    for _click in range(2):
        assert manager.post_form(f"/plan/links/{kept.id}/revocation").status_code == 303
    assert visitor.get(found[1]).status_code == 410
    assert first.rpartition("/")[2] not in caplog.text
    assert found[1].rpartition("/")[2] not in caplog.text


def test_the_link_speaks_its_language_and_keeps_what_was_typed(
    browse: Browse, people: People, waiting: Callable[..., PlanItem], session: Session
) -> None:
    item = waiting()
    manager = browse(people.manager)
    visitor = Visitor(browse(None), new_link(manager, people.client_row.id, language="ru"))
    assert 'lang="ru"' in visitor.see()
    seen = item.revision
    manager.post_form(f"/plan/items/{item.id}/time", {"at": "2027-01-05T10:00", "version": "1"})
    answer = visitor.send(f"/items/{item.id}/decision", verdict="changes", reason="Больше муки", revision=seen)
    assert answer.status_code == 409
    assert "Больше муки" in answer.text
    assert visitor.send(f"/items/{item.id}/decision", verdict="perhaps", revision=seen).status_code == 422
    assert (
        visitor.send(f"/items/{item.id}/decision", verdict="changes", reason="x" * 2001, revision=seen).status_code
        == 422
    )
    assert decisions(session) == []
