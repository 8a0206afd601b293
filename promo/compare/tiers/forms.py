"""The form of the tiers: a row a tier, empty ones are left out, all of it judged with sentences beside the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext
from wtforms import FieldList, FormField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import Length

from promo.analytics.benchmark import Tier
from promo.forms import Form

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wtforms import Field

MOST = 12
SPARE = 2
LARGEST = 1_000_000_000
FIRST_YEAR = 2010
PERCENT = 100
SPACES = str.maketrans("", "", " ,\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'")
"""What people put between thousands."""


class TierRow(PlainForm):
    """A tier as it is typed."""

    lower = StringField(lazy_gettext("From followers"))
    median = StringField(lazy_gettext("Published median ER in percent"))
    source = StringField(lazy_gettext("Source"), [Length(max=160, message=lazy_gettext("Use at most 160 characters."))])
    year = StringField(lazy_gettext("Year"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any((field.data or "").strip() for field in self)


class TiersForm(Form):
    """All tiers. After `validate`, ``tiers`` holds them."""

    rows = FieldList(FormField(TierRow), min_entries=0, max_entries=MOST)
    tiers: tuple[Tier, ...] = ()

    def show(self, tiers: Sequence[Tier]) -> None:
        """Fill the form with ``tiers``."""
        for tier in tiers[:MOST]:
            median = "" if tier.median is None else f"{tier.median * PERCENT:.6g}"
            self.rows.append_entry(
                {"lower": str(tier.lower), "median": median, "source": tier.source, "year": str(tier.year or "")}
            )
        self.spare()

    def spare(self) -> None:
        """Add empty rows to type in."""
        empty = sum(row.form.is_empty for row in self.rows)
        for _ in range(min(SPARE - empty, MOST - len(self.rows))):
            self.rows.append_entry()

    def judge(self, today: date) -> bool:
        """Return whether the rows make tiers; what is wrong stands beside its field."""
        typed = [row.form for row in self.rows if not row.form.is_empty]
        found = [_tier(row, today) for row in typed]
        if not typed:
            self.form_errors.append(gettext("Give at least one tier, or go back to the usual ones."))
        for place, row in enumerate(typed):
            if any(other.lower == found[place].lower for other in found[:place]) and not row.lower.errors:
                _wrong(row.lower, gettext("Another tier begins with so many followers too. Change one of them."))
        if typed and not any(row.errors for row in typed) and min(tier.lower for tier in found) != 0:
            lowest = min(range(len(found)), key=lambda place: found[place].lower)
            _wrong(typed[lowest].lower, gettext("The first tier begins with 0, so that each page has one."))
        self.tiers = tuple(sorted(found, key=lambda tier: tier.lower))
        return not self.form_errors and not any(field.errors for row in typed for field in row)


def _tier(row: TierRow, today: date) -> Tier:
    source, year = (row.source.data or "").strip(), _year(row, today)
    median = _median(row)
    if median is not None and not source:
        _wrong(row.source, gettext("Say where this median was published."))
    if median is not None and year is None and not row.year.errors:
        _wrong(row.year, gettext("Say in which year this median was published."))
    return Tier(_lower(row), median, source, year)


def _lower(row: TierRow) -> int:
    text = (row.lower.data or "").translate(SPACES)
    if text.isascii() and text.isdigit() and int(text[:12]) <= LARGEST:
        return int(text)
    _wrong(row.lower, gettext("Type a whole number of followers, such as 10000."))
    return -1


def _median(row: TierRow) -> float | None:
    text = (row.median.data or "").replace(",", ".").replace("%", "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if 0 < value <= PERCENT:
        return round(value / PERCENT, 8)
    _wrong(row.median, gettext("Type a percentage above 0, such as 1.78, or leave it empty."))
    return None


def _year(row: TierRow, today: date) -> int | None:
    text = (row.year.data or "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:6]) <= today.year:
        return int(text)
    _wrong(row.year, gettext("Type a year from %(first)s to %(last)s.", first=FIRST_YEAR, last=today.year))
    return None


def _wrong(field: Field, message: str) -> None:
    field.errors = [*field.errors, message]
