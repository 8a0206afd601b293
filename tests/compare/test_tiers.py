from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from promo.analytics.benchmark import DEFAULT_TIERS, Tier
from promo.compare.tiers import service
from tests.compare.agency import pages
from tests.growth.agency import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
URL = "/settings/tiers"


def form(*rows: tuple[str, str, str, str]) -> dict[str, str]:
    names = ("lower", "median", "source", "year")
    return {
        f"rows-{place}-{name}": value
        for place, row in enumerate(rows)
        for name, value in zip(names, row, strict=True)
    }  # fmt: skip


GOOD = form(("50 000", "0,9", "Our own survey", "2025"), ("", "", "", ""), ("0", "", "", ""))


def in_use(session: Session) -> tuple[Tier, ...]:
    session.expire_all()
    return service.tiers(session)


@pytest.mark.parametrize("name", ["owner", "manager", "teammate", "outsider"])
def test_owners_and_managers_change_them(browse: Browse, people: People, session: Session, name: str) -> None:
    browser = browse(getattr(people, name))
    shown = browser.get(URL).text
    assert 'value="1.78"' in shown
    assert "Back to the usual tiers" not in shown
    for _ in range(2):  # sent twice: the same
        assert browser.post_form(URL, GOOD).status_code == 303
    assert in_use(session) == (Tier(0), Tier(50_000, 0.009, "Our own survey", 2025))
    assert "Back to the usual tiers" in browser.get(URL).text
    for _ in range(2):
        assert browser.post_form(f"{URL}/reset").status_code == 303
    assert in_use(session) == DEFAULT_TIERS


@pytest.mark.parametrize("name", ["specialist", "client"])
def test_others_may_not(browse: Browse, people: People, session: Session, name: str) -> None:
    browser = browse(getattr(people, name))
    assert browser.get(URL).status_code == 403
    assert browser.post_form(URL, GOOD).status_code == 403
    assert browser.post_form(f"{URL}/reset").status_code == 403
    assert in_use(session) == DEFAULT_TIERS


def test_saving_the_usual_ones_keeps_them_usual(browse: Browse, people: People, session: Session) -> None:
    browser = browse(people.owner)
    fields = dict(re.findall(r'name="(rows-[^"]+)"[^>]*value="([^"]*)"', browser.get(URL).text))
    assert browser.post_form(URL, fields).status_code == 303
    assert in_use(session) == DEFAULT_TIERS
    assert not service.are_own(session)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("", "", "", "")], "Give at least one tier"),
        ([("many", "", "", "")], "Type a whole number of followers"),
        ([("", "1", "x", "2025")], "Type a whole number of followers"),
        ([("-5", "", "", "")], "Type a whole number of followers"),
        ([("9999999999999", "", "", "")], "Type a whole number of followers"),
        ([("10", "", "", "")], "The first tier begins with 0"),
        ([("0", "", "", ""), ("0", "", "", "")], "Another tier begins with so many followers too"),
        ([("0", "a lot", "x", "2025")], "Type a percentage above 0"),
        ([("0", "0", "x", "2025")], "Type a percentage above 0"),
        ([("0", "101", "x", "2025")], "Type a percentage above 0"),
        ([("0", "nan", "x", "2025")], "Type a percentage above 0"),
        ([("0", "1", "", "2025")], "Say where this median was published."),
        ([("0", "1", "x", "")], "Say in which year this median was published."),
        ([("0", "1", "x", "1999")], "Type a year from 2010 to"),
        ([("0", "1", "x", "soon")], "Type a year from 2010 to"),
        ([("0", "1", "x" * 161, "2025")], "Use at most 160 characters."),
    ],
)
def test_bad_input_is_told_beside_the_field(
    browse: Browse, people: People, session: Session, rows: list[tuple[str, str, str, str]], sentence: str
) -> None:
    answer = browse(people.manager).post_form(URL, form(*rows))
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 1
    assert all(value in answer.text for value in form(*rows).values())
    assert in_use(session) == DEFAULT_TIERS


def test_the_comparison_uses_them(browse: Browse, people: People, session: Session) -> None:
    made = pages(session, people)
    browser = browse(people.manager)
    browser.post_form(URL, form(("0", "2", "Our survey", "2026"), ("1500", "", "", "")))
    with time_machine.travel(NOW, tick=False):
        html = browser.get(made.url("bread", "cakes")).text
    assert "1.5K+" in html
    assert "&lt;1.5K" in html
    assert "Our survey, 2026" in html
