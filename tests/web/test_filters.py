"""Figures, days and moments as people of both languages read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale

from promo import clock
from promo.web import filters

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.sqlite_only
NBSP = "\N{NO-BREAK SPACE}"


def plain(text: str) -> str:
    """Return ``text`` with plain spaces: which narrow one a language takes is Babel's business."""
    return " ".join(text.split())


@pytest.fixture(params=["en", "ru"])
def language(request: pytest.FixtureRequest, app: Flask) -> object:
    with app.test_request_context("/"), force_locale(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("value", "en", "ru"),
    [
        (0, "0", "0"),
        (1234567, "1,234,567", f"1{NBSP}234{NBSP}567"),
        (-48, "−48", "−48"),
        (12.34, "12.3", "12,3"),
        (12.0, "12", "12"),
        (-0.01, "0.0", "0,0"),
    ],
)
def test_number(language: str, value: float, en: str, ru: str) -> None:
    assert filters.number(value) == {"en": en, "ru": ru}[language]


@pytest.mark.parametrize(
    "made",
    [
        filters.number,
        filters.signed,
        filters.percent,
        filters.signed_percent,
        filters.compact,
        filters.day,
        filters.short_day,
        filters.ago,
    ],
)
def test_unknown_is_never_zero(language: str, made: object) -> None:
    assert language
    assert callable(made)
    assert made(None) == filters.unknown() != "0"


def test_nan_is_unknown(language: str) -> None:
    assert language
    assert filters.number(float("nan")) == filters.unknown()


@pytest.mark.parametrize(("value", "shown"), [(12, "+12"), (-3, "−3"), (0, "0")])
def test_signed(language: str, value: int, shown: str) -> None:
    assert language
    assert filters.signed(value) == shown


@pytest.mark.parametrize(
    ("value", "en", "ru"),
    [
        (0.0123, "+1.23%", f"+1,23{NBSP}%"),
        (-0.5, "−50.00%", f"−50,00{NBSP}%"),
        (0.0, "0.00%", f"0,00{NBSP}%"),
        (0.000001, "0.00%", f"0,00{NBSP}%"),
        (-0.000001, "0.00%", f"0,00{NBSP}%"),
    ],
)
def test_signed_percent(language: str, value: float, en: str, ru: str) -> None:
    assert filters.signed_percent(value) == {"en": en, "ru": ru}[language]


def test_days_and_moments(language: str) -> None:
    moment = datetime(2026, 11, 23, 22, 5, tzinfo=UTC)
    shown = {
        "en": ["Nov 24, 2026", "Nov 24", "Nov 24, 2026, 1:05 AM"],
        "ru": ["24 нояб. 2026 г.", "24 нояб.", "24 нояб. 2026 г., 01:05"],
    }[language]
    day = date(2026, 11, 24)
    texts = (filters.day(day), filters.short_day(day), filters.moment(moment, "Europe/Moscow"))
    assert [plain(text) for text in texts] == shown


def test_ago(language: str) -> None:
    now = clock.now()
    texts = [plain(filters.ago(now + timedelta(hours=hours, seconds=5))) for hours in (-3, 3)]
    assert texts == {"en": ["3 hr. ago", "in 3 hr."], "ru": ["3 ч назад", "через 3 ч"]}[language]


def test_compact_and_money(language: str) -> None:
    shown = (filters.compact(12_400), filters.money(1234.5, "RUB"))
    assert (
        shown
        == {
            "en": ("12.4K", f"RUB{NBSP}1,234.50"),
            "ru": (f"12,4{NBSP}тыс.", f"1{NBSP}234,50{NBSP}₽"),
        }[language]
    )


def test_the_query_is_kept_and_changed(app: Flask) -> None:
    with app.test_request_context("/clients/7/pages?q=a&page=3"):
        assert filters.here(page=None, sort="name") == "/clients/7/pages?q=a&sort=name"


def test_ids_differ_within_and_between_answers(app: Flask) -> None:
    with app.test_request_context("/"):
        whole = {filters.unique("m"), filters.unique("m")}
    with app.test_request_context("/collection/live", headers={"HX-Request": "true"}):
        part = {filters.unique("m"), filters.unique("m")}
    assert len(whole | part) == 4


def test_the_address_of_an_asset_changes_with_it(app: Flask) -> None:
    with app.test_request_context("/"):
        known, missing = filters.asset("css/tokens.css"), filters.asset("css/nowhere.css")
    assert known.startswith("/static/css/tokens.css?v=")
    assert not known.endswith("v=0")
    assert missing.endswith("v=0")


@pytest.mark.sqlite_only
def test_a_template_is_everybodys_whoever_asked_for_it_first(app: Flask) -> None:
    said = []
    with app.test_request_context(headers={"Accept-Language": "ru"}):
        template = app.jinja_env.from_string("{{ None | number }} {{ 1234.5 | number }}")
        said.append(template.render())
    with app.test_request_context(headers={"Accept-Language": "en"}):
        said.append(template.render())
    assert said == ["н/д 1\N{NO-BREAK SPACE}234,5", "n/a 1,234.5"]
