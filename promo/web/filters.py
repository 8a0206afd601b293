"""What templates can do: figures, days and moments in the reader's language, and addresses of assets.

Unknown (``None`` or NaN) is shown as “n/a” by each of them, never as 0. Growth tables hold thousands of figures, so
the common cases are formatted by hand with the locale's symbols; Babel does the rest, and its answers are kept.
"""

from __future__ import annotations

import re
import zlib
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast
from uuid import uuid4

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.numbers import format_compact_decimal, format_currency, format_decimal
from flask import current_app, g, request, url_for
from flask_babel import get_locale, get_translations, gettext

from promo import clock
from promo.analytics.metrics import METRICS
from promo.analytics.periods import BEGINNING, COMPARISONS, KINDS
from promo.plan import words as plan_words
from promo.plan.items import differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from babel.support import Translations
    from flask import Flask

    from promo.analytics.metrics import Metric
    from promo.analytics.periods import Choice, Problem

MINUS = "\N{MINUS SIGN}"
MINUTE = 60
LINE = 90
UNIT_FORMATS = {"month": "LLLL yyyy", "quarter": "QQQ yyyy", "year": "yyyy"}
EXACT = "#,##0.00########"
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


def missing(value: object) -> bool:
    """Return whether ``value`` is unknown: ``None`` or NaN."""
    return value is None or value != value  # noqa: PLR0124 - NaN is the one value unlike itself


def unknown() -> str:
    """Return what stands for an unknown value."""
    return str(gettext("n/a"))


def language() -> str:
    """Return the reader's language."""
    found: str | None = g.get("language")  # one look-up: a table asks for it thousands of times
    if found is None:
        found = g.language = str(get_locale() or "en")
    return found


def number(value: float | None, digits: int | None = None) -> str:
    """Return ``12,345``; a fraction keeps ``digits`` decimals (one, when they are not given)."""
    return unknown() if missing(value) else _figure(value or 0, digits)


def signed(value: float | None, digits: int | None = None) -> str:
    """Return ``+12``, ``0``, or ``3`` after a true minus sign."""
    return unknown() if missing(value) else _plus(value or 0) + _figure(value or 0, digits)


def percent(value: float | None, digits: int = 2) -> str:
    """Return ``1.23%`` for the fraction 0.0123."""
    return unknown() if missing(value) else _percent(value or 0, digits)


def signed_percent(value: float | None, digits: int = 2) -> str:
    """Return ``+1.23%`` for the fraction 0.0123."""
    return unknown() if missing(value) else _plus(round((value or 0) * 100, digits)) + _percent(value or 0, digits)


def compact(value: float | None) -> str:
    """Return ``12.4K``."""
    return unknown() if missing(value) else _compact(value or 0, language())


def day(value: date | None) -> str:
    """Return ``Nov 24, 2026``."""
    return unknown() if value is None else _day(_date(value), language())


def short_day(value: date | None) -> str:
    """Return ``Nov 24``."""
    return unknown() if value is None else _short_day(_date(value), language())


def moment(value: datetime | None, time_zone: str) -> str:
    """Return ``Nov 24, 2026, 3:05 PM`` as it was in ``time_zone``."""
    if value is None:
        return unknown()
    local = value.astimezone(clock.zone(time_zone))
    return f"{_day(local.date(), language())}, {format_time(local.time(), 'short', locale=language())}"


def iso_moment(text: str, time_zone: str) -> str:
    """Return a moment written in ISO format, as `moment` does."""
    return moment(datetime.fromisoformat(text), time_zone)


def ago(value: datetime | None) -> str:
    """Return ``3 hr ago``, or ``in 3 hr`` for what is to come."""
    if value is None:
        return unknown()
    passed = value - clock.now()
    if abs(passed.total_seconds()) < MINUTE:
        return str(gettext("just now"))
    return format_timedelta(passed, format="short", threshold=1.2, add_direction=True, locale=language())


def span(value: timedelta | None) -> str:
    """Return ``4 min`` for a length of time, whichever way it goes."""
    return unknown() if value is None else format_timedelta(abs(value), format="short", locale=language())


def money(value: Decimal | float | None, currency: str) -> str:
    """Return ``RUB 1,234.50`` as the reader writes it."""
    if value is None:
        return unknown()
    text = format_currency(value, currency, locale=language())
    return LETTER_THEN_DIGIT.sub("\N{NO-BREAK SPACE}", text)


def exact(value: Decimal | None) -> str:
    """Return a rate of exchange with all of its digits, two at least: ``81.40``, ``0.012285``."""
    if value is None:
        return unknown()
    return format_decimal(value, EXACT, locale=language(), decimal_quantization=False)


def first_line(text: str) -> str:
    """Return the first line of ``text``, at most 90 characters of it."""
    line = text.strip().partition("\n")[0]
    return f"{line[:LINE].rstrip()}…" if len(line) > LINE else line


def translated(message: str) -> str:
    """Return ``message``, a message id, in the reader's language."""
    return str(gettext(message))


def asset(name: str) -> str:
    """Return the address of ``static/<name>``, which changes when the file does: browsers keep it for a year."""
    try:
        stamp = (Path(str(current_app.static_folder)) / name).stat().st_mtime_ns
    except OSError:
        stamp = 0
    return url_for("static", filename=name, v=f"{stamp // 1_000_000:x}")


def here(**changes: object) -> str:
    """Return the address of this page with ``changes`` in its query; ``None`` leaves a value out."""
    return url_for(request.endpoint or "home.portfolio", **_query(**changes))  # type: ignore[arg-type]


def files(endpoint: str, **values: object) -> dict[str, str]:
    """Return the addresses of a table's CSV and XLSX files at ``endpoint``, with this page's query and ``values``."""
    query = _query(**values)
    return {ending: url_for(endpoint, **{**query, "ending": ending}) for ending in ("csv", "xlsx")}  # type: ignore[arg-type]


def unique(prefix: str) -> str:
    """Return an id that occurs once in the document, also when this answer is a part swapped into it."""
    g.ids = g.get("ids", 0) + 1
    part = f"{zlib.crc32(request.path.encode()):x}-" if request.headers.get("HX-Request") else ""
    return f"{prefix}-{part}{g.ids}"


def metric_definition(key: str) -> Metric:
    """Return the definition of the metric ``key``; raise `KeyError` for one that the registry lacks."""
    return METRICS[key]


def calendar_unit(choice: Choice) -> str:
    """Return the name of the calendar's unit that ``choice`` shows: ``October 2026``, ``Week 47, 2026``."""
    start = choice.period.start
    if choice.kind == "week":
        year, week, _ = start.isocalendar()
        return str(gettext("Week %(week)s, %(year)s", week=week, year=year))
    return format_date(start, UNIT_FORMATS[choice.kind], locale=language())


def month_name(value: date) -> str:
    """Return ``November 2026``."""
    return format_date(value, UNIT_FORMATS["month"], locale=language())


def translated_words(names: Mapping[str, str]) -> dict[str, str]:
    """Return a table of message ids, such as the names of statuses, in the reader's language."""
    return {str(key): str(gettext(name)) for key, name in names.items()}


def field_names(names: str) -> str:
    """Return the names of an item's fields (``caption, planned_at``) in the reader's language."""
    return ", ".join(str(gettext(differences.NAMES.get(one, one))) for one in names.split(", "))


def problem_texts(problems: Iterable[Problem]) -> list[str]:
    """Return what cannot be used of an address, in the reader's language."""
    return [
        str(
            gettext(
                one.message,
                **{name: day(value) if isinstance(value, date) else value for name, value in one.values.items()},
            )
        )
        for one in problems
    ]


def register(app: Flask) -> None:
    """Give the filters and functions to the templates of ``app``."""
    for made in (
        number,
        signed,
        percent,
        signed_percent,
        compact,
        day,
        short_day,
        moment,
        iso_moment,
        ago,
        span,
        money,
        exact,
        calendar_unit,
        month_name,
        first_line,
        translated,
    ):
        app.jinja_env.filters[made.__name__] = made
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of Jinja's own extension
        gettext=lambda message: _catalogue().ugettext(message),
        ngettext=lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
    app.jinja_env.globals.update(
        asset=asset, here=here, files=files, unique=unique, metric_definition=metric_definition
    )
    app.jinja_env.globals.update(
        plan_words=plan_words,
        field_names=field_names,
        new_uid=lambda: str(uuid4()),
        translated_words=translated_words,
        problem_texts=problem_texts,
        period_kinds=KINDS,
        period_comparisons=COMPARISONS,
        first_day=BEGINNING,
    )


def _query(**changes: object) -> dict[str, object]:
    """Return what this page's address holds, with ``changes``; ``url_for``'s own words are left out."""
    query: dict[str, object] = {**request.args.to_dict(flat=False), **(request.view_args or {}), **changes}
    return {key: value for key, value in query.items() if value is not None and key != "endpoint" and key[:1] != "_"}


def _catalogue() -> Translations:
    """Return the reader's catalogue, looked up once a request: a screen asks for some 200 texts."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return cast("Translations", g.catalogue)


def _plus(value: float) -> str:
    return "+" if value > 0 else ""


def _figure(value: float, digits: int | None) -> str:
    return _written(value, digits, symbols(language()))


def _written(value: float, digits: int | None, signs: Symbols) -> str:
    if digits is None:
        digits = 0 if float(value).is_integer() else 1
    text = f"{value:,.{digits}f}" if digits else f"{round(value):,}"
    whole, dot, rest = text.partition(".")
    if not text.strip("-0.,"):
        whole = whole.lstrip("-")
    whole = whole.replace("-", MINUS).replace(",", signs.group)
    return f"{whole}{signs.decimal}{rest}" if dot else whole


def _percent(value: float, digits: int) -> str:
    signs = symbols(language())
    return _written(value * 100, digits, signs) + signs.percent


def _date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


@lru_cache(maxsize=4096)
def _day(value: date, language: str) -> str:
    return format_date(value, "medium", locale=language)


@lru_cache(maxsize=4096)
def _short_day(value: date, language: str) -> str:
    return format_skeleton("MMMd", value, locale=language)


@lru_cache(maxsize=4096)
def _compact(value: float, language: str) -> str:
    return format_compact_decimal(value, fraction_digits=1, locale=language).replace("-", MINUS)
