"""The steps of an item: what holds whatever is done, by whom, and at the same moment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from promo import clock
from promo.errors import Conflict, Invalid
from promo.plan.approvals import flow, reminding, rules
from promo.plan.approvals.models import Decision, Reminder
from promo.plan.approvals.rules import RuleFields
from promo.plan.items import service
from promo.plan.items.log import Actor
from promo.plan.items.service import ItemFields
from promo.plan.models import PlanEvent, PlanItem, PlanTask
from promo.plan.review.models import ReviewLink
from promo.plan.words import Mode, Quorum, Stage, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.context import Context
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


def set_rule(
    session: Session, people: People, mode: str, quorum: str = Quorum.ONE, approvers: tuple[int, ...] = ()
) -> int:
    version = flow.rule_of(session, people.client_row.id).version
    fields = RuleFields(mode, quorum, quorum, approvers, 24)
    moved = rules.save(session, people.client_row, fields, version, Actor.of_user(people.owner))
    session.commit()
    return moved


def link(session: Session, people: People, name: str) -> Actor:
    values = {"client_id": people.client_row.id, "name": name, "is_standing": True, "language": "en"}
    made = ReviewLink(**values, token_hash=name, created_at=clock.now())
    session.add(made)
    session.commit()
    return Actor.of_link(made)


def approve(session: Session, item: PlanItem, by: Actor) -> None:
    flow.decide(session, item, by, Verdict.APPROVED, item.revision)


@pytest.mark.parametrize("quorum", Quorum)
@pytest.mark.parametrize("mode", Mode)
def test_each_mode_with_each_quorum(
    session: Session, people: People, write: Callable[..., PlanItem], mode: Mode, quorum: Quorum
) -> None:
    set_rule(session, people, mode, quorum, (people.manager.id, people.teammate.id))
    guests = [link(session, people, "Marta"), link(session, people, "Jonas")]
    item, author = write(), Actor.of_user(people.specialist)
    flow.submit(session, item, author)
    team = [Actor.of_user(people.manager), Actor.of_user(people.teammate)]
    for stage in flow.STAGES[mode]:
        assert (item.status, item.stage) == (Status.IN_REVIEW, stage)
        deciders = team if stage == Stage.INTERNAL else guests
        assert flow.missing(session, item) == [one.name for one in deciders]
        approve(session, item, deciders[0])
        if quorum == Quorum.ALL:
            assert item.stage == stage, "one of two is not all"
            approve(session, item, deciders[0])
            assert flow.missing(session, item) == [deciders[1].name]
            approve(session, item, deciders[1])
    assert (item.status, item.stage) == (Status.APPROVED, None)
    said = {"caption": "Something else"}
    service.change(session, item, ItemFields(**{**_says(item), **said}), item.version, author)
    expected = (Status.IN_REVIEW, flow.STAGES[mode][0]) if flow.STAGES[mode] else (Status.APPROVED, None)
    assert (item.status, item.stage) == expected, "a change asks again"
    if flow.STAGES[mode]:
        assert len(flow.missing(session, item)) == 2, "what was said of the old text does not count"
    service.change(session, item, ItemFields(**{**_says(item), "goal": "Guests"}), item.version, author)
    assert (item.status, item.stage) == expected, "the team's own notes ask nobody"


def _says(item: PlanItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ItemFields.__slots__}


def test_a_rejection_goes_back_with_its_reason(
    session: Session, people: People, write: Callable[..., PlanItem]
) -> None:
    set_rule(session, people, Mode.INTERNAL)
    item = write()
    flow.submit(session, item, Actor.of_user(people.specialist))
    seen = item.revision
    with pytest.raises(Invalid, match="Say what should be changed"):
        flow.decide(session, item, Actor.of_user(people.manager), Verdict.CHANGES, seen)
    for _click in range(2):
        flow.decide(session, item, Actor.of_user(people.manager), Verdict.CHANGES, seen, reason="Too long")
    assert item.status == Status.DRAFT
    (reminder,) = reminding.of(session, people.specialist)
    assert (reminder.kind, reminder.note) == ("returned", "Too long")
    with pytest.raises(flow.Moved):
        flow.decide(session, item, Actor.of_user(people.teammate), Verdict.APPROVED, seen)
    reminding.put_away(session, people.manager, reminder.id)
    assert reminding.of(session, people.specialist), "another's reminder stays"
    reminding.put_away(session, people.specialist, reminder.id)
    assert not reminding.of(session, people.specialist)


def test_two_decide_at_once(session: Session, context: Context, people: People, write: Callable[..., PlanItem]) -> None:
    set_rule(session, people, Mode.INTERNAL, Quorum.ALL, (people.manager.id, people.teammate.id))
    item = write()
    flow.submit(session, item, Actor.of_user(people.specialist))
    session.commit()
    with context.sessions() as one, context.sessions() as other:
        first, second = one.get_one(PlanItem, item.id), other.get_one(PlanItem, item.id)
        assert first.stage == second.stage == Stage.INTERNAL
        other.commit()  # a reader's transaction would keep the other from writing in SQLite
        approve(one, first, Actor.of_user(people.manager))
        one.commit()
        approve(other, second, Actor.of_user(people.teammate))
        other.commit()
    session.expire_all()
    assert item.status == Status.APPROVED, "the second saw the first"


def test_a_decision_on_what_was_changed_meanwhile(
    session: Session, context: Context, people: People, write: Callable[..., PlanItem]
) -> None:
    set_rule(session, people, Mode.INTERNAL)
    item = write()
    flow.submit(session, item, Actor.of_user(people.specialist))
    session.commit()
    with context.sessions() as other:
        mine = other.get_one(PlanItem, item.id)
        seen = mine.revision
        other.commit()
        service.change(
            session,
            item,
            ItemFields(**{**_says(item), "caption": "New"}),
            item.version,
            Actor.of_user(people.specialist),
        )
        session.commit()
        with pytest.raises(flow.Moved):
            flow.decide(other, mine, Actor.of_user(people.manager), Verdict.APPROVED, seen)
    session.expire_all()
    assert item.status == Status.IN_REVIEW
    assert session.scalars(select(Decision)).all() == []


def test_taken_back_and_sent_again_everybody_is_asked_anew(
    session: Session, people: People, write: Callable[..., PlanItem]
) -> None:
    set_rule(session, people, Mode.BOTH, approvers=(people.manager.id,))
    marta, manager = link(session, people, "Marta"), Actor.of_user(people.manager)
    item = write()
    flow.submit(session, item, manager)
    approve(session, item, manager)
    assert item.stage == Stage.CLIENT
    flow.withdraw(session, item, manager)
    flow.submit(session, item, manager)
    assert item.stage == Stage.INTERNAL
    assert flow.missing(session, item) == ["Manager"]
    approve(session, item, manager)
    approve(session, item, marta)
    assert item.status == Status.APPROVED


def test_another_rule_lets_go_of_what_waits(session: Session, people: People, write: Callable[..., PlanItem]) -> None:
    set_rule(session, people, Mode.INTERNAL)
    item = write()
    flow.submit(session, item, Actor.of_user(people.manager))
    session.commit()
    assert set_rule(session, people, Mode.CLIENT) == 1
    assert (item.status, item.stage) == (Status.IN_REVIEW, Stage.CLIENT)
    assert set_rule(session, people, Mode.NONE) == 1
    assert (item.status, item.stage) == (Status.APPROVED, None)
    with pytest.raises(rules.RuleStale):
        rules.save(
            session, people.client_row, RuleFields(Mode.BOTH, "one", "one", (), 24), 1, Actor.of_user(people.owner)
        )


def test_reminders_come_once(session: Session, people: People, write: Callable[..., PlanItem]) -> None:
    set_rule(session, people, Mode.INTERNAL, approvers=(people.manager.id, people.teammate.id))
    item = write()
    flow.submit(session, item, Actor.of_user(people.specialist), clock.now() + timedelta(hours=30))
    assert reminding.remind(session) == 0, "a day before, not earlier"
    item.review_by = clock.now() + timedelta(hours=20)
    today = clock.today(people.client_row.time_zone)
    for due, assignee in (
        (today, people.specialist.id),
        (today + timedelta(days=1), people.specialist.id),
        (today, None),
    ):
        session.add(PlanTask(item_id=item.id, speciality="text", due=due, assignee_id=assignee, created_at=clock.now()))
    session.flush()
    assert reminding.remind(session) == 3
    assert reminding.remind(session) == 0
    kinds = session.execute(select(Reminder.user_id, Reminder.kind).order_by(Reminder.user_id, Reminder.kind)).all()
    expected = [(people.manager.id, "approve"), (people.teammate.id, "approve"), (people.specialist.id, "task")]
    assert sorted(map(tuple, kinds)) == sorted(expected)


STEPS = st.lists(
    st.sampled_from(["submit", "withdraw", "approve", "reject", "change", "move", "schedule", "draft", "mode"]),
    max_size=12,
)


@pytest.mark.sqlite_only
@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, mode=st.sampled_from(list(Mode)))
def test_what_holds_whatever_is_done(
    session: Session, people: People, write: Callable[..., PlanItem], steps: list[str], mode: Mode
) -> None:
    set_rule(session, people, mode)
    item, actor = write(), Actor.of_user(people.manager)
    guest = link(session, people, f"Guest of {item.id}")
    revision, modes = item.revision, list(Mode)
    for number, step in enumerate(steps):
        old = item.status
        events = len(session.scalars(select(PlanEvent.id).where(PlanEvent.item_id == item.id)).all())
        try:
            if step == "submit":
                flow.submit(session, item, actor)
            elif step == "withdraw":
                flow.withdraw(session, item, actor)
            elif step in {"approve", "reject"}:
                decider = guest if item.stage == Stage.CLIENT else actor
                verdict = Verdict.APPROVED if step == "approve" else Verdict.CHANGES
                flow.decide(session, item, decider, verdict, item.revision, reason="why")
            elif step in {"change", "move"}:
                later = (item.planned_at or clock.now()) + timedelta(hours=1)
                field: dict[str, Any] = {"caption": f"Text {number}"} if step == "change" else {"planned_at": later}
                service.change(session, item, ItemFields(**{**_says(item), **field}), item.version, actor)
            elif step == "mode":
                set_rule(session, people, modes[number % len(modes)])
            else:
                flow.set_status(session, item, Status.SCHEDULED if step == "schedule" else Status.DRAFT, actor)
        except (Invalid, Conflict):
            session.expire(item)
            assert item.status == old
        assert (item.stage is not None) == (item.status == Status.IN_REVIEW)
        assert item.revision >= revision
        revision = item.revision
        told = len(session.scalars(select(PlanEvent.id).where(PlanEvent.item_id == item.id)).all())
        assert item.status == old or told > events, "each change of status stands in the log"
        if item.status == Status.APPROVED and old == Status.IN_REVIEW and step == "approve":
            said = session.scalars(
                select(Decision.verdict).where(Decision.item_id == item.id, Decision.revision == revision)
            )
            assert Verdict.APPROVED in set(said)


def test_the_rules_page_and_the_board_s_steps(
    browse: Browse, people: People, write: Callable[..., PlanItem], session: Session
) -> None:
    item, client = write(), people.client_row
    rule = {
        "mode": "internal",
        "internal_quorum": "one",
        "client_quorum": "one",
        "reminder_hours": "24",
        "version": "0",
    }
    path = f"/clients/{client.id}/plan/approval"
    for person, status in ((people.outsider, 404), (people.specialist, 403), (people.client, 403)):
        assert browse(person).post_form(path, rule).status_code == status
    manager = browse(people.manager)
    assert manager.post_form(path, {**rule, "reminder_hours": "0"}).status_code == 422
    assert manager.post_form(path, {**rule, "approvers": [str(people.outsider.id)]}).status_code == 422
    assert manager.post_form(path, rule).status_code == 303
    assert browse(people.teammate).post_form(path, rule).status_code == 409

    def step(to: str) -> Any:  # noqa: ANN401 - an answer
        data = {"csrf_token": manager.csrf_token(), "status": to}
        return manager.post(f"/plan/items/{item.id}/status", data=data, headers={"Accept": "application/json"})

    assert step("published").status_code == 422
    assert step("in_review").json["status"] == "in_review"
    assert step("approved").status_code == 422
    waiting = manager.get("/plan/waiting").text
    assert "Rye bread" in waiting
    assert "Rye bread" not in browse(people.outsider).get("/plan/waiting").text
    assert "Rye bread" in browse(people.teammate).get("/plan/tasks").text
    assert step("draft").json["status"] == "draft"
    for person, status in ((people.outsider, 404), (people.specialist, 403), (people.client, 404)):
        assert browse(person).post_form(f"/plan/items/{item.id}/status", {"status": "idea"}).status_code == status
        assert browse(person).post_form(f"/plan/items/{item.id}/submission").status_code == status
    assert session.get_one(PlanItem, item.id).revision == 1
