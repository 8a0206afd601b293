"""The form of a media kit: what it shows, texts, and the formats that can be booked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext, lazy_gettext
from wtforms import FieldList, FormField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from promo import money
from promo.campaigns.editing.forms import CurrencyForm
from promo.config import LANGUAGES
from promo.forms import version_of
from promo.reports.kit import parts
from promo.reports.kit.service import MOST_OFFERS, KitFields, Offer

if TYPE_CHECKING:
    from wtforms import Field

SPARE = 3


def _choices(label: Any) -> SelectMultipleField:  # noqa: ANN401 - a lazy text
    return SelectMultipleField(label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())


class OfferRow(PlainForm):
    """A format and its price, as they are typed; a row without a name is left out."""

    name = StringField(lazy_gettext("Format"), [Length(max=120, message=lazy_gettext("Use at most 120 characters."))])
    price = StringField(lazy_gettext("Price"))


class KitForm(CurrencyForm):
    """A media kit."""

    language = SelectField(lazy_gettext("Language"))
    title = StringField(lazy_gettext("Name"), [Length(max=120)])
    text = TextAreaField(lazy_gettext("About the page"))
    contact = StringField(lazy_gettext("Contact"), [Length(max=200)])
    figures = _choices(lazy_gettext("Figures over 90 days"))
    parts = _choices(lazy_gettext("Parts"))
    offers = FieldList(FormField(OfferRow), max_entries=MOST_OFFERS)
    version = HiddenField(default="0")

    def offer(self) -> None:
        """Let one choose, and leave empty rows to type in."""
        self.language.choices = [SelectChoice(code, name) for code, name in LANGUAGES.items()]
        self.figures.choices = [SelectChoice(key, gettext(name)) for key, name in parts.FIGURES.items()]
        self.parts.choices = [SelectChoice(key, gettext(name)) for key, name in parts.PARTS.items()]

    def show(self, fields: KitFields, version: int) -> None:
        """Fill the form with what is kept."""
        texts = {name: getattr(fields, name) for name in ("language", "title", "text", "contact", "currency")}
        rows = [{"name": one.name, "price": money.written(one.price)} for one in fields.offers]
        chosen = {
            "figures": [key for key in parts.FIGURES if key in fields.shown],
            "parts": [key for key in parts.PARTS if key in fields.shown],
        }
        self.process(None, **texts, **chosen, offers=rows, version=str(version))

    def spare(self) -> None:
        """Leave some empty rows to type in."""
        empty = sum(not row.form.name.data for row in self.offers)
        for _ in range(min(SPARE - empty, MOST_OFFERS - len(self.offers))):
            self.offers.append_entry()

    def validate(self, extra_validators: object = None) -> bool:
        """Return whether all of it can be used; what is wrong with a price stands beside it."""
        good = bool(super().validate(extra_validators))
        for row in self.offers:
            if (row.form.name.data or "").strip():
                good = _judge(row.form.price) and good
            elif (row.form.price.data or "").strip():
                row.form.name.errors = [gettext("Say what this price is for.")]
                good = False
        return good

    def fields(self) -> KitFields:
        """Return what was typed."""
        offers = [
            Offer(name, money.decimal(price) if (price := (row.form.price.data or "").strip()) else None)
            for row in self.offers
            if (name := " ".join((row.form.name.data or "").split()))
        ]
        return KitFields(
            language=self.language.data,
            title=" ".join((self.title.data or "").split()),
            text=(self.text.data or "").replace("\r\n", "\n"),
            contact=" ".join((self.contact.data or "").split()),
            currency=(self.currency.data or "").upper(),
            shown=(*(self.figures.data or ()), *(self.parts.data or ())),
            offers=tuple(offers),
        )

    def version_number(self) -> int:
        """Return the version the form was opened with; 0 where there was none."""
        return version_of(self.version)


def _judge(field: Field) -> bool:
    text = (field.data or "").strip()
    wrong = money.fault(text) if text else None
    if wrong:
        field.errors = [gettext(wrong, most=money.DIGITS)]
    return not wrong
