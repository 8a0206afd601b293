"""What templates can do: figures, days and moments in the reader's language, and addresses of assets.

How things are written in a language stands in `promo.wording`; here it is the reader's.
"""

from __future__ import annotations

import re
import zlib
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal
from flask import current_app, g, request, url_for
from flask_babel import get_locale, get_translations, gettext
from jinja2 import nodes
from jinja2.compiler import CodeGenerator

from promo import clock
from promo.analytics.metrics import METRICS
from promo.analytics.periods import BEGINNING, COMPARISONS, KINDS
from promo.campaigns import words as campaign_words
from promo.campaigns.results import telling
from promo.plan import words as plan_words
from promo.plan.items import differences
from promo.reports.delivery import words as delivery_words
from promo.wording import UNKNOWN, Wording, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from babel.support import Translations
    from flask import Flask
    from jinja2.compiler import Frame

    from promo.analytics.metrics import Metric
    from promo.analytics.periods import Choice, Problem

MINUS = "\N{MINUS SIGN}"
MINUTE = 60
FEW_MINUTES = 5 * MINUTE
"""From so long ago on, whole minutes are enough to tell how long ago something was."""
LINE = 90
UNIT_FORMATS = {"month": "LLLL yyyy", "quarter": "QQQ yyyy", "year": "yyyy"}
EXACT = "#,##0.00########"
LETTER_THEN_DIGIT = re.compile(r"(?<=[A-Z])(?=\d)")


def unknown() -> str:
    """Return what stands for an unknown value."""
    return str(gettext(UNKNOWN))


def language() -> str:
    """Return the reader's language."""
    return _reader().language


def _reader() -> Wording:
    """Return how the reader's language writes: one look-up, as a table asks for it thousands of times."""
    found: Wording | None = g.get("wording")
    if found is None:
        found = g.wording = wording(str(get_locale() or "en"))
    return found


def number(value: float | None, digits: int | None = None) -> str:
    """Return ``12,345``; a fraction keeps ``digits`` decimals (one, when they are not given)."""
    return _reader().number(value, digits)


def signed(value: float | None, digits: int | None = None) -> str:
    """Return ``+12``, ``0``, or ``3`` after a true minus sign."""
    return _reader().signed(value, digits)


def percent(value: float | None, digits: int = 2) -> str:
    """Return ``1.23%`` for the fraction 0.0123."""
    return _reader().percent(value, digits)


def signed_percent(value: float | None, digits: int = 2) -> str:
    """Return ``+1.23%`` for the fraction 0.0123."""
    return _reader().signed_percent(value, digits)


def compact(value: float | None) -> str:
    """Return ``12.4K``."""
    return _reader().compact(value)


def day(value: date | None) -> str:
    """Return ``Nov 24, 2026``."""
    return _reader().day(value)


def short_day(value: date | None) -> str:
    """Return ``Nov 24``."""
    return _reader().short_day(value)


def weekday(value: date | None) -> str:
    """Return ``Tue, Nov 24``."""
    return _reader().weekday(value)


def moment(value: datetime | None, time_zone: str) -> str:
    """Return ``Nov 24, 2026, 3:05 PM`` as it was in ``time_zone``."""
    return _reader().moment(value, time_zone)


def iso_moment(text: str, time_zone: str) -> str:
    """Return a moment written in ISO format, as `moment` does."""
    return moment(datetime.fromisoformat(text), time_zone)


def ago(value: datetime | None) -> str:
    """Return ``3 hr ago``, or ``in 3 hr`` for what is to come."""
    if value is None:
        return unknown()
    seconds = (value - clock.now()).total_seconds()
    if abs(seconds) < MINUTE:
        return str(gettext("just now"))
    return _ago(round(seconds / MINUTE) * MINUTE if abs(seconds) > FEW_MINUTES else seconds, language())


@lru_cache(maxsize=4096)
def _ago(seconds: float, reader: str) -> str:
    passed = timedelta(seconds=seconds)
    return format_timedelta(passed, format="short", threshold=1.2, add_direction=True, locale=reader)


def span(value: timedelta | None) -> str:
    """Return ``4 min`` for a length of time, whichever way it goes."""
    return unknown() if value is None else format_timedelta(abs(value), format="short", locale=language())


def money(value: Decimal | float | None, currency: str) -> str:
    """Return ``RUB 1,234.50`` as the reader writes it."""
    return _reader().money(value, currency)


def exact(value: Decimal | None) -> str:
    """Return a rate of exchange with all of its digits, two at least: ``81.40``, ``0.012285``."""
    if value is None:
        return unknown()
    return format_decimal(value, EXACT, locale=language(), decimal_quantization=False)


def amount(value: Decimal | None, currency: str) -> str:
    """Return ``RUB 1,234`` or ``RUB 12.50``: as exact as one reads it, without the cents of large or whole amounts."""
    return _reader().amount(value, currency)


def first_line(text: str) -> str:
    """Return the first line of ``text``, at most 90 characters of it."""
    line = text.strip().partition("\n")[0]
    return f"{line[:LINE].rstrip()}…" if len(line) > LINE else line


def translated(message: str) -> str:
    """Return ``message``, a message id, in the reader's language."""
    return str(gettext(message))


def asset(name: str) -> str:
    """Return the address of ``static/<name>``, which changes when the file does: browsers keep it for a year."""
    return url_for("static", filename=name, v=_stamp(str(current_app.static_folder), name))


@lru_cache(maxsize=256)
def _stamp(folder: str, name: str) -> str:
    """Read once a process, like the templates: a page names twenty files."""
    try:
        return f"{(Path(folder) / name).stat().st_mtime_ns // 1_000_000:x}"
    except OSError:
        return "0"


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


def until(start: date, end: date) -> str:
    """Return the days from ``start`` to ``end``: ``Nov 16 … 22, 2026``, or ``November 2026`` for a whole month."""
    return _reader().days(start, end)


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
    app.jinja_env.code_generator_class = _EachTime
    app.jinja_env.optimized = False
    for made in (
        number,
        signed,
        percent,
        signed_percent,
        compact,
        day,
        short_day,
        weekday,
        moment,
        iso_moment,
        ago,
        span,
        money,
        amount,
        exact,
        calendar_unit,
        month_name,
        until,
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
        campaign_words=campaign_words,
        delivery_words=delivery_words,
        verdict_names=telling.VERDICT_NAMES,
        field_names=field_names,
        new_uid=lambda: str(uuid4()),
        translated_words=translated_words,
        problem_texts=problem_texts,
        period_kinds=KINDS,
        period_comparisons=COMPARISONS,
        first_day=BEGINNING,
    )


class _EachTime(CodeGenerator):
    """Writes templates that call filters each time.

    Of a literal, Jinja would keep the answer for all who come later, in the language of who asked first.
    """

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:  # noqa: ANN401 - Jinja's
        if isinstance(node, nodes.TemplateData):
            return super()._output_child_to_const(node, frame, finalize)
        raise nodes.Impossible


def _query(**changes: object) -> dict[str, object]:
    """Return what this page's address holds, with ``changes``; ``url_for``'s own words are left out."""
    query: dict[str, object] = {**request.args.to_dict(flat=False), **(request.view_args or {}), **changes}
    return {key: value for key, value in query.items() if value is not None and key != "endpoint" and key[:1] != "_"}


def _catalogue() -> Translations:
    """Return the reader's catalogue, looked up once a request: a screen asks for some 200 texts."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return cast("Translations", g.catalogue)
