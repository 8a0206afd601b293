"""The form of a rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import get_locale, gettext, lazy_gettext
from wtforms import DateField, StringField, ValidationError
from wtforms.validators import DataRequired

from promo.campaigns.rates.service import DIGITS, MOST, RateFields
from promo.clients import choices as known
from promo.forms import AmountField, Form

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


class RateForm(Form):
    """One of a currency, in another one, on a day."""

    base = StringField(lazy_gettext("Currency"), [DataRequired(lazy_gettext("Choose a currency."))])
    rate = AmountField(
        lazy_gettext("Rate"), [DataRequired(lazy_gettext("Type the rate, like 81.40."))], digits=DIGITS, most=MOST
    )
    quote = StringField(lazy_gettext("In which currency"), [DataRequired(lazy_gettext("Choose a currency."))])
    day = DateField(lazy_gettext("Day"), [DataRequired(lazy_gettext("Choose the day, like 2026-10-01."))])

    def fields(self) -> RateFields:
        """Return what was typed."""
        day: date = self.day.data  # type: ignore[assignment]  # required
        rate: Decimal = self.rate.amount  # type: ignore[assignment]  # required
        return RateFields((self.base.data or "").upper(), (self.quote.data or "").upper(), day, rate)

    def validate_base(self, field: StringField) -> None:
        """Accept what is in the list, in either case."""
        if (field.data or "").upper() not in known.currency_codes():
            raise ValidationError(gettext("This currency is not known. Choose one from the list, such as RUB."))

    validate_quote = validate_base

    def currencies(self) -> tuple[tuple[str, str], ...]:
        """Return the currencies to suggest, named in the reader's language."""
        return known.currencies(str(get_locale()))
