"""Texts and figures in a language of their own: without a request, in reports and messages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from promo.wording import wording

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_unknown_is_said_to_be(language: str) -> None:
    words = wording(language)
    assert wording(language) is words
    unknown = {"en": "n/a", "ru": "н/д"}[language]
    told = [words.number(None), words.signed(float("nan")), words.percent(None), words.signed_percent(None)]
    told += [words.amount(None, "RUB"), words.weekday(None)]
    told += [words.compact(None), words.money(None, "RUB"), words.day(None), words.short_day(None)]
    assert {*told, words.moment(None, "UTC")} == {unknown}


def test_each_language_writes_its_own_way() -> None:
    english, russian = wording("en"), wording("ru")
    assert (english.number(1234567), russian.number(1234567)) == ("1,234,567", f"1{NBSP}234{NBSP}567")
    assert (english.signed(5), english.signed(-5), english.signed(0)) == ("+5", "−5", "0")
    assert (english.signed_percent(0.0123), russian.percent(0.5, 0)) == ("+1.23%", f"50{NBSP}%")
    assert (english.money(Decimal("1234.5"), "USD"), english.money(5, "RUB")) == ("$1,234.50", f"RUB{NBSP}5.00")
    amounts = [Decimal(text) for text in ("0", "12", "12.5", "0.0345", "1234.56", "-5000")]
    assert [english.amount(one, "USD") for one in amounts] == ["$0", "$12", "$12.50", "$0.0345", "$1,235", "−$5,000"]
    assert (english.amount(amounts[1], "RUB"), russian.amount(amounts[1], "RUB")) == (f"RUB{NBSP}12", f"12{NBSP}₽")
    assert (english.weekday("2026-11-24"), russian.weekday(date(2026, 11, 24))) == ("Tue, Nov 24", "вт, 24 нояб.")
    assert english.day("2026-11-24") == english.day(date(2026, 11, 24)) == "Nov 24, 2026"
    assert russian.short_day(date(2026, 11, 24)).startswith("24")
    assert english.days("2026-10-01", "2026-10-31") == "October 2026"
    assert english.days(date(2024, 2, 1), date(2024, 2, 28)) == "Feb 1 – 28, 2024"
    assert russian.days("2026-11-16", "2026-11-22").startswith("16–22 нояб. 2026")
    moment = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
    assert english.moment(moment, "Europe/Moscow") == english.moment(moment.isoformat(), "Europe/Moscow")
    assert english.moment(moment, "Europe/Moscow").startswith("Nov 25, 2026")


def test_texts_and_their_plurals() -> None:
    russian = wording("ru")
    assert russian.say("Growth") == "Рост"
    assert russian.say("Page %(page)s of %(pages)s", page=1, pages=3) == "Страница 1 из 3"
    told = [russian.count("%(num)s file before", "%(num)s files before", num) for num in (1, 2, 5)]
    assert len(set(told)) == 3
    assert wording("en").count("%(num)s file before", "%(num)s files before", 2) == "2 files before"
    assert set(russian.filters()) >= {"number", "money", "day"}
