from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select

from promo.content.models import PostRubric, Rubric, RubricRule
from promo.content.rubrics import giving, service
from promo.errors import Invalid
from tests.growth.agency import NOW, add_page, add_post, ago, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.context import Context
    from promo.pages.models import Page
    from promo.users.models import User
    from tests.conftest import Browser, People

    Browse = Callable[[User | None], Browser]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(session: Session, people: People) -> Page:
    """A page with four posts, the second of which is a reel tagged #утро."""
    made = add_page(session, people.client_row)
    for number, (kind, caption, tags) in enumerate(
        [
            ("image", "Свежий хлеб", []),
            ("reel", "Утром у печи #утро", ["утро"]),
            ("image", "Отзыв гостьи", ["отзыв"]),
            ("image", None, []),
        ]
    ):
        add_post(session, made, local(ago(9 - number)), kind=kind, caption=caption, hashtags=tags)
    return made


@pytest.fixture
def reels(session: Session, people: People) -> Rubric:
    made = Rubric(client_id=people.client_row.id, name="Reels", created_at=NOW)
    session.add(made)
    session.commit()
    return made


def names(session: Session) -> list[str]:
    session.expire_all()
    return list(session.scalars(select(Rubric.name).order_by(Rubric.id)))


def having(session: Session, rubric: Rubric) -> list[tuple[int, bool]]:
    """Return the posts that have the rubric, and whether a rule gave it."""
    session.expire_all()
    found = select(PostRubric.post_id, PostRubric.by_rule).where(
        PostRubric.rubric_id == rubric.id, PostRubric.taken_away.is_(False)
    )
    return [(post, by_rule) for post, by_rule in session.execute(found.order_by(PostRubric.post_id))]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def address(page: Page, *parts: object) -> str:
    return "/".join(("/pages", str(page.id), "rubrics", *map(str, parts)))


def collect(context: Context, page: Page) -> None:
    """Run the job that reads a page, here and now."""
    job: Any = context.jobs["collect_page"]
    job.call_local(page.id, "schedule")


def actions(page: Page, rubric: Rubric) -> list[tuple[str, dict[str, Any]]]:
    """Return every address that changes something, with a form that would do it."""
    return [
        (address(page), {"name": "New"}),
        (address(page, rubric.id), {"name": "Renamed"}),
        (address(page, rubric.id, "rules"), {"kind": "word", "pattern": "хлеб"}),
        (address(page, rubric.id, "rules", 1, "removal"), {}),
        (address(page, "application"), {}),
        (address(page, rubric.id, "removal"), {}),
    ]


@pytest.mark.parametrize("name", ["owner", "manager", "teammate", "specialist"])
def test_the_team_makes_renames_and_deletes(
    browse: Browse, people: People, page: Page, session: Session, name: str
) -> None:
    browser = browse(getattr(people, name))
    answer = browser.post_form(address(page), {"name": "  Behind   the scenes "}, follow_redirects=True)
    assert answer.status_code == 200
    assert names(session) == ["Behind the scenes"]
    assert "Behind the scenes" in text_of(browser.get(address(page)).text)
    ident = session.scalars(select(Rubric.id)).one()
    assert browser.post_form(address(page, ident), {"name": "Backstage"}).status_code == 303
    assert names(session) == ["Backstage"]
    removal = address(page, ident, "removal")
    assert browser.post_form(removal).status_code == 303
    assert names(session) == []
    assert browser.post_form(removal).status_code == 404


def test_a_client_reads_and_changes_nothing(
    browse: Browse, people: People, page: Page, reels: Rubric, session: Session
) -> None:
    browser = browse(people.client)
    shown = browser.get(address(page))
    assert shown.status_code == 200
    assert "Reels" in shown.text
    assert "<form" not in shown.text.partition("<main")[2].partition("</main>")[0]
    for url, form in actions(page, reels):
        assert browser.post_form(url, form).status_code == 403, url
    assert names(session) == ["Reels"]


def test_outsiders_find_nothing(browse: Browse, people: People, page: Page, reels: Rubric, session: Session) -> None:
    browser = browse(people.outsider)
    assert browser.get(address(page)).status_code == 404
    for url, form in actions(page, reels):
        assert browser.post_form(url, form).status_code == 404, url
        assert browse(people.manager).post(url, data=form).status_code == 400, "sent without a token"
    assert names(session) == ["Reels"]
    assert browse(None).get(address(page)).status_code == 302


def test_the_rubric_of_another_client_is_none_of_this_page(
    browse: Browse, people: People, page: Page, session: Session
) -> None:
    theirs = Rubric(client_id=people.other_row.id, name="Theirs", created_at=NOW)
    session.add(theirs)
    session.commit()
    browser = browse(people.owner)
    assert "Theirs" not in browser.get(address(page)).text
    for url, form in actions(page, theirs)[1:4]:
        assert browser.post_form(url, form).status_code == 404, url
    assert names(session) == ["Theirs"]


def test_competitors_pages_share_theirs(browse: Browse, people: People, page: Page, session: Session) -> None:
    rival, other = add_page(session, None, "rival"), add_page(session, None, "other")
    session.commit()
    assert browse(people.specialist).post_form(address(rival), {"name": "Sales"}).status_code == 303
    assert "Sales" in browse(people.outsider).get(address(other)).text
    assert "Sales" not in browse(people.manager).get(address(page)).text
    again = browse(people.manager).post_form(address(other), {"name": "sales"})
    assert again.status_code == 422
    assert browse(people.client).get(address(rival)).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Say what the rubric is called."),
        ("x" * 61, "Use at most 60 characters."),
        (" REELS ", "There is a rubric “REELS” already. Choose another name."),
    ],
)
def test_a_bad_name_is_told_beside_its_field(  # noqa: PLR0917 - fixtures
    browse: Browse, people: People, page: Page, reels: Rubric, session: Session, typed: str, sentence: str
) -> None:
    browser = browse(people.manager)
    answer = browser.post_form(address(page), {"name": typed})
    assert answer.status_code == 422
    assert sentence in text_of(answer.text)
    assert f'value="{typed}"' in answer.text
    other = service.create(session, people.client_row.id, "Other")
    session.commit()
    answer = browser.post_form(address(page, other.id), {"name": typed})
    assert answer.status_code == 422
    assert sentence in text_of(answer.text)
    assert f'value="{typed}"' in answer.text
    assert names(session) == [reels.name, "Other"]


def test_a_rubric_may_be_written_otherwise(browse: Browse, people: People, page: Page, reels: Rubric) -> None:
    assert browse(people.manager).post_form(address(page, reels.id), {"name": "REELS"}).status_code == 303


def test_a_rule_is_tried_before_it_is_added(  # noqa: PLR0917 - fixtures
    browse: Browse, people: People, page: Page, reels: Rubric, session: Session, context: Context
) -> None:
    browser = browse(people.specialist)
    form = {"kind": "post_kind:image", "action": "preview"}
    tried = browser.post_form(address(page, reels.id, "rules"), form)
    assert tried.status_code == 200
    assert "It matches 3 of 4 posts. 3 of them would get the rubric." in text_of(tried.text)
    assert having(session, reels) == []
    assert session.scalars(select(RubricRule)).all() == []
    added = browser.post_form(address(page, reels.id, "rules"), {**form, "action": "add"}, follow_redirects=True)
    assert "The rules gave a rubric to 3 posts." in text_of(added.text)
    assert having(session, reels) == [(1, True), (3, True), (4, True)]
    tried = browser.post_form(address(page, reels.id, "rules"), form)
    assert "None of them would get it" in text_of(tried.text)
    twice = browser.post_form(address(page, reels.id, "rules"), {**form, "action": "add"})
    assert twice.status_code == 422
    assert "This rubric has this rule already." in text_of(twice.text)
    assert giving.apply_to_page(context, page.id) == 0
    rule = session.scalars(select(RubricRule)).one()
    removal = address(page, reels.id, "rules", rule.id, "removal")
    for _ in range(2):
        assert browser.post_form(removal).status_code == 303
    assert session.scalars(select(RubricRule)).all() == []
    assert len(having(session, reels)) == 3, "what a rule gave stays"


@pytest.mark.parametrize("form", [{"kind": "word", "pattern": " "}, {"kind": "smell", "pattern": "x"}, {}])
def test_a_bad_rule_is_told_and_kept(
    browse: Browse, people: People, page: Page, reels: Rubric, form: dict[str, str]
) -> None:
    for action in ("preview", "add"):
        answer = browse(people.manager).post_form(address(page, reels.id, "rules"), {**form, "action": action})
        assert answer.status_code == 422
        assert f'id="rule-{reels.id}-error"' in answer.text
        assert f'name="pattern" value="{form.get("pattern", "")}"' in answer.text


def test_no_rule_gives_again_what_a_person_took_away(  # noqa: PLR0917 - fixtures
    browse: Browse, people: People, page: Page, reels: Rubric, session: Session, context: Context
) -> None:
    service.add_rule(session, reels, "word", "хлеб")
    service.add_rule(session, reels, "hashtag", "#Утро")
    session.commit()
    assert giving.apply_to_page(context, page.id) == 2
    assert having(session, reels) == [(1, True), (2, True)]
    assert giving.take_away(session, reels, [1, 3]) == 1
    session.commit()
    answer = browse(people.manager).post_form(address(page, "application"), follow_redirects=True)
    assert "no post got another rubric" in text_of(answer.text)
    assert having(session, reels) == [(2, True)]
    assert giving.assign(session, reels, [1, 2]) == 1, "a person may give it again"
    assert giving.assign(session, reels, [1, 2]) == 0
    session.commit()
    assert having(session, reels) == [(1, False), (2, True)]
    assert giving.counts(session, people.client_row.id) == {reels.id: 2}


def test_new_posts_get_theirs_after_a_reading(  # noqa: PLR0917 - fixtures
    session: Session, page: Page, reels: Rubric, people: People, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    from promo.collection import run  # noqa: PLC0415 - replaced below

    service.add_rule(session, reels, "post_kind", "image")
    elsewhere = add_page(session, people.client_row, "elsewhere")
    untouched = add_post(session, elsewhere, local(ago(1)))
    session.commit()

    class Done:
        posts_read = 1

    def read(*_args: object) -> Done:
        add_post(session, page, local(ago(1)), kind="image", caption="new")
        return Done()

    monkeypatch.setattr(run, "collect_page", read)
    collect(context, page)
    assert [post for post, _ in having(session, reels)] == [1, 3, 4, untouched.id + 1]


def test_a_reading_without_posts_or_of_no_page_gives_nothing(
    session: Session, page: Page, reels: Rubric, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    from promo.collection import run  # noqa: PLC0415 - replaced below

    service.add_rule(session, reels, "post_kind", "image")
    session.commit()
    monkeypatch.setattr(run, "collect_page", lambda *_args: None)
    collect(context, page)
    assert having(session, reels) == []
    assert giving.apply_to_page(context, page.id + 99) == 0


def test_rules_have_an_end(session: Session, reels: Rubric) -> None:
    for number in range(service.MOST_RULES):
        service.add_rule(session, reels, "word", f"word{number}")
    with pytest.raises(Invalid, match="at most"):
        service.add_rule(session, reels, "word", "one more")


def test_many_posts_at_once(session: Session, page: Page, reels: Rubric) -> None:
    posts = [add_post(session, page, local(ago(1))).id for _ in range(3)]
    giving.AT_ONCE, before = 2, giving.AT_ONCE
    try:
        assert giving.assign(session, reels, posts) == 3
        assert giving.take_away(session, reels, posts) == 3
    finally:
        giving.AT_ONCE = before
    session.commit()
    assert having(session, reels) == []
