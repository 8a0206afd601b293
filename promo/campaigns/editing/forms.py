"""The form of a campaign."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import get_locale, gettext, lazy_gettext
from wtforms import (
    DateField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from promo.campaigns.editing.service import CampaignFields
from promo.campaigns.words import CHANNEL_NAMES, KIND_NAMES, TARGET_NAMES
from promo.clients import choices as known
from promo.forms import AmountField, CountField, Form, uid_of, version_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from promo.campaigns.editing.screens import Choices


class CurrencyForm(Form):
    """A form of something whose amounts are in one currency."""

    currency = StringField(lazy_gettext("Currency"), [DataRequired(lazy_gettext("Choose the campaign's currency."))])

    def validate_currency(self, field: StringField) -> None:
        """Accept what is in the list, in either case."""
        if (field.data or "").upper() not in known.currency_codes():
            raise ValidationError(gettext("This currency is not known. Choose one from the list, such as RUB."))

    def currencies(self) -> tuple[tuple[str, str], ...]:
        """Return the currencies to suggest, named in the reader's language."""
        return known.currencies(str(get_locale()))


class CampaignForm(CurrencyForm):
    """Everything a person may set of a campaign."""

    kind = SelectField(lazy_gettext("What it is"))
    name = StringField(
        lazy_gettext("Name"), [DataRequired(lazy_gettext("Say what the campaign is called.")), Length(max=160)]
    )
    series = StringField(lazy_gettext("Belongs to"), [Length(max=80)])
    channel = SelectField(lazy_gettext("Channel"))
    objective = StringField(lazy_gettext("Objective"), [Length(max=200)])
    target = SelectField(lazy_gettext("Target"), default="")
    target_value = CountField(lazy_gettext("How many"))
    budget = AmountField(lazy_gettext("Budget"))
    fee = AmountField(lazy_gettext("Fee"))
    product_cost = AmountField(lazy_gettext("Products and prizes"))
    start_day = DateField(lazy_gettext("First day"), [DataRequired(lazy_gettext("Choose the day, like 2026-10-01."))])
    end_day = DateField(lazy_gettext("Last day"), [Optional()])
    page_ids = SelectMultipleField(
        lazy_gettext("Pages"),
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    owner_id = SelectField(lazy_gettext("Who looks after it"), default="")
    contractor = StringField(lazy_gettext("Contractor"), [Length(max=160)])
    terms = TextAreaField(lazy_gettext("Agreed terms"), [Length(max=10_000)])
    note = TextAreaField(lazy_gettext("Note"), [Length(max=10_000)])
    external_id = StringField(lazy_gettext("Campaign ID in Ads Manager"), [Length(max=40)])
    version = HiddenField(default="1")
    uid = HiddenField()

    def offer(self, choices: Choices) -> None:
        """Let one choose among the client's pages and team."""
        self.kind.choices = [SelectChoice(kind.value, gettext(name)) for kind, name in KIND_NAMES.items()]
        self.channel.choices = [SelectChoice(channel.value, gettext(name)) for channel, name in CHANNEL_NAMES.items()]
        self.target.choices = _with_none(
            [(name, gettext(text)) for name, text in TARGET_NAMES.items()], gettext("No target")
        )
        self.page_ids.choices = [SelectChoice(ident, name) for ident, name in choices.pages]
        self.owner_id.choices = _with_none([(str(ident), name) for ident, name in choices.people], gettext("Nobody"))

    def show(self, fields: CampaignFields, version: int) -> None:
        """Fill the form with a campaign's fields."""
        values = {name: getattr(fields, name) for name in CampaignFields.__slots__}
        values |= {
            "target": fields.target or "",
            "target_value": None,
            "budget": None,
            "fee": None,
            "product_cost": None,
            "owner_id": str(fields.owner_id or ""),
            "page_ids": list(fields.page_ids),
        }
        self.process(data={**values, "version": str(version), "uid": str(uuid.uuid4())})
        self.target_value.show(None if fields.target_value is None else Decimal(fields.target_value))
        for field in (self.budget, self.fee, self.product_cost):
            field.show(getattr(fields, field.name))

    def fields(self) -> CampaignFields:
        """Return what was typed."""
        start: date = self.start_day.data  # type: ignore[assignment]  # required
        return CampaignFields(
            kind=self.kind.data,
            name=_one(self.name.data),
            series=_one(self.series.data),
            channel=self.channel.data,
            objective=_one(self.objective.data),
            target=self.target.data or None,
            target_value=self.target_value.count,
            budget=self.budget.amount,
            currency=(self.currency.data or "").upper(),
            fee=self.fee.amount,
            product_cost=self.product_cost.amount,
            start_day=start,
            end_day=self.end_day.data,
            page_ids=tuple(self.page_ids.data or ()),
            owner_id=int(self.owner_id.data) if self.owner_id.data else None,
            contractor=_one(self.contractor.data),
            terms=_lines(self.terms.data),
            note=_lines(self.note.data),
            external_id=self.external_id.data or None,
        )

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which no campaign has, where that was lost."""
        return version_of(self.version)

    def token(self) -> str:
        """Return what makes a second click the same new campaign; a new one where that was lost."""
        return uid_of(self.uid)


def _with_none(found: Sequence[tuple[str, str]], none: str) -> list[SelectChoice]:
    return [SelectChoice("", none), *(SelectChoice(value, name) for value, name in found)]


def _one(text: str | None) -> str:
    return " ".join((text or "").split())


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")
