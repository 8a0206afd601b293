"""Texts, figures, days and money in a given language.

Screens have their reader's language; reports and messages have their own.

Unknown (``None`` or NaN) is said to be unknown, never 0. Screens hold thousands of figures, so the common cases are
written by hand with the locale's symbols; Babel does the rest, and its answers are kept.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, format_time
from babel.numbers import format_compact_decimal, format_currency
from babel.support import NullTranslations, Translations

from promo import clock
from promo.analytics.periods import Period, unit
from promo.speech import N_

CATALOGUES = Path(__file__).parent / "translations"
UNKNOWN = N_("n/a")
MINUS = "\N{MINUS SIGN}"
THOUSAND, TENTH = 1000, Decimal("0.1")
LETTER_THEN_DIGIT = re.compile(r"(?<=[A-Z])(?=\d)")


class Symbols(NamedTuple):
    """How a language writes figures."""

    group: str
    decimal: str
    percent: str


@lru_cache(maxsize=8)
def symbols(language: str) -> Symbols:
    """Return the signs of ``language``, e.g. ``","``, ``"."``, ``"%"`` for ``"en"``."""
    locale = Locale.parse(language)
    signs = locale.number_symbols["latn"]
    return Symbols(signs["group"], signs["decimal"], locale.percent_formats[None].suffix[0])


@lru_cache(maxsize=8)
def catalogue(language: str) -> NullTranslations:
    """Return the texts in ``language``; English ones are the messages themselves."""
    return Translations.load(str(CATALOGUES), [language])


def missing(value: object) -> bool:
    """Return whether ``value`` is unknown: ``None`` or NaN."""
    return value is None or value != value  # noqa: PLR0124 - NaN is the one value unlike itself


def written(value: float, digits: int | None, signs: Symbols) -> str:
    """Return a known number; without ``digits`` a fraction keeps one."""
    if digits is None:
        digits = 0 if float(value).is_integer() else 1
    text = f"{value:,.{digits}f}" if digits else f"{round(value):,}"
    whole, dot, rest = text.partition(".")
    if not text.strip("-0.,"):
        whole = whole.lstrip("-")
    whole = whole.replace("-", MINUS).replace(",", signs.group)
    return f"{whole}{signs.decimal}{rest}" if dot else whole


def plus(value: float) -> str:
    """Return the sign that a gain is written with."""
    return "+" if value > 0 else ""


def money(value: Decimal | float, currency: str, language: str) -> str:
    """Return ``RUB 1,234.50`` as ``language`` writes it."""
    return LETTER_THEN_DIGIT.sub("\N{NO-BREAK SPACE}", format_currency(value, currency, locale=language))


@lru_cache(maxsize=4096)
def amount(value: Decimal, currency: str, language: str) -> str:
    """Return ``RUB 1,234`` or ``RUB 12.50``: as exact as one reads it, without the cents of large or whole amounts."""
    size = abs(value)
    digits = 0 if size >= THOUSAND or value == int(value) else 2 if size >= TENTH else 4
    form = Locale.parse(language).currency_formats["standard"].pattern.replace("0.00", f"0.{'0' * digits}".rstrip("."))
    text = format_currency(value, currency, form, locale=language, currency_digits=False)
    return LETTER_THEN_DIGIT.sub("\N{NO-BREAK SPACE}", text).replace("-", MINUS)


@lru_cache(maxsize=4096)
def day(value: date, language: str) -> str:
    """Return ``Nov 24, 2026``."""
    return format_date(value, "medium", locale=language)


@lru_cache(maxsize=4096)
def short_day(value: date, language: str) -> str:
    """Return ``Nov 24``."""
    return format_skeleton("MMMd", value, locale=language)


@lru_cache(maxsize=4096)
def month(value: date, language: str) -> str:
    """Return ``November 2026``."""
    return format_date(value, "LLLL yyyy", locale=language)


@lru_cache(maxsize=4096)
def days(start: date, end: date, language: str) -> str:
    """Return ``Nov 16 … 22, 2026``, or ``November 2026`` for a whole month."""
    if Period(start, end) == unit("month", start):
        return month(start, language)
    told = format_interval(start, end, "yMMMd", locale=language)
    return str(told).replace("\N{EM DASH}", "\N{EN DASH}").replace("\N{THIN SPACE}", " ")


@lru_cache(maxsize=4096)
def weekday(value: date, language: str) -> str:
    """Return ``Tue, Nov 24``."""
    return format_skeleton("MMMEd", value, locale=language)


@lru_cache(maxsize=4096)
def _clock(hour: int, minute: int, language: str) -> str:
    return format_time(time(hour, minute), "short", locale=language)


@lru_cache(maxsize=4096)
def compact(value: float, language: str) -> str:
    """Return ``12.4K``."""
    return format_compact_decimal(value, fraction_digits=1, locale=language).replace("-", MINUS)


class Wording:
    """Everything that is written in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._signs = symbols(language)
        self._texts = catalogue(language)

    def say(self, message: str, **values: object) -> str:
        """Return a message, with ``values`` put in."""
        text = str(self._texts.ugettext(message))
        return text % values if values else text

    def count(self, one: str, many: str, num: int, **values: object) -> str:
        """Return a message in the form that ``num`` of something take."""
        return self.form(one, many, num) % {"num": self.number(num), **values}

    def form(self, one: str, many: str, num: int) -> str:
        """Return the form of a message that ``num`` of something take, with nothing put in yet."""
        return str(self._texts.ungettext(one, many, num))

    @property
    def unknown(self) -> str:
        """What stands for an unknown value."""
        return self.say(UNKNOWN)

    def number(self, value: float | None, digits: int | None = None) -> str:
        """Return ``12,345``; a fraction keeps ``digits`` decimals (one, when they are not given)."""
        return self.unknown if missing(value) else written(value or 0, digits, self._signs)

    def signed(self, value: float | None, digits: int | None = None) -> str:
        """Return ``+12``, ``0``, or ``3`` after a true minus sign."""
        return self.unknown if missing(value) else plus(value or 0) + written(value or 0, digits, self._signs)

    def percent(self, value: float | None, digits: int = 2) -> str:
        """Return ``1.23%`` for the fraction 0.0123."""
        if missing(value):
            return self.unknown
        return written((value or 0) * 100, digits, self._signs) + self._signs.percent

    def signed_percent(self, value: float | None, digits: int = 2) -> str:
        """Return ``+1.23%`` for the fraction 0.0123."""
        if missing(value):
            return self.unknown
        return plus(round((value or 0) * 100, digits)) + self.percent(value, digits)

    def compact(self, value: float | None) -> str:
        """Return ``12.4K``."""
        return self.unknown if missing(value) else compact(value or 0, self.language)

    def money(self, value: Decimal | float | None, currency: str) -> str:
        """Return ``RUB 1,234.50``."""
        return self.unknown if value is None else money(value, currency, self.language)

    def amount(self, value: Decimal | None, currency: str) -> str:
        """Return ``RUB 1,234`` or ``RUB 12.50``: as exact as one reads it."""
        return self.unknown if value is None else amount(value, currency, self.language)

    def day(self, value: date | str | None) -> str:
        """Return ``Nov 24, 2026``; a day may come in ISO format."""
        return self.unknown if value is None else day(_date(value), self.language)

    def days(self, start: date | str, end: date | str) -> str:
        """Return ``Nov 16 … 22, 2026``, or ``November 2026`` for a whole month; days may come in ISO format."""
        return days(_date(start), _date(end), self.language)

    def short_day(self, value: date | str | None) -> str:
        """Return ``Nov 24``; a day may come in ISO format."""
        return self.unknown if value is None else short_day(_date(value), self.language)

    def weekday(self, value: date | str | None) -> str:
        """Return ``Tue, Nov 24``; a day may come in ISO format."""
        return self.unknown if value is None else weekday(_date(value), self.language)

    def month(self, value: date | str | None) -> str:
        """Return ``November 2026``; a day may come in ISO format."""
        return self.unknown if value is None else month(_date(value), self.language)

    def moment(self, value: datetime | str | None, time_zone: str) -> str:
        """Return ``Nov 24, 2026, 3:05 PM`` as it was in ``time_zone``; a moment may come in ISO format."""
        if value is None:
            return self.unknown
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        local = moment.astimezone(clock.zone(time_zone))
        return f"{day(local.date(), self.language)}, {_clock(local.hour, local.minute, self.language)}"

    def filters(self) -> dict[str, Any]:
        """Return what templates write with, by name."""
        figures = ("number", "signed", "percent", "signed_percent", "compact", "money", "amount")
        names = (*figures, "day", "short_day", "weekday", "month", "moment")
        return {name: getattr(self, name) for name in names}


@lru_cache(maxsize=8)
def wording(language: str) -> Wording:
    """Return how ``language`` writes."""
    return Wording(language)


def _date(value: date | str) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value.date() if isinstance(value, datetime) else value
