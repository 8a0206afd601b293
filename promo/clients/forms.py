"""The form of a client. What it was opened with travels in it, so that a stale save can tell who changed what."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask_babel import get_locale, gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import DataRequired, Length, ValidationError

from promo import clock
from promo.analytics.engagement import AVERAGES, USUAL, VARIANTS
from promo.clients import choices
from promo.clients.service import ClientFields, split_labels
from promo.clients.words import JURISDICTION_NAMES
from promo.errors import Invalid
from promo.forms import Form, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promo.users.models import User


class ClientForm(Form):
    """Everything a person may set of a client."""

    name = StringField(
        lazy_gettext("Client's name"),
        [DataRequired(lazy_gettext("Say what the client is called.")), Length(max=120)],
    )
    industry = StringField(lazy_gettext("Industry"), [Length(max=120)])
    time_zone = StringField(lazy_gettext("Time zone"), [DataRequired(lazy_gettext("Choose the client's time zone."))])
    currency = StringField(lazy_gettext("Currency"), [DataRequired(lazy_gettext("Choose the client's currency."))])
    manager_id = SelectField(lazy_gettext("Manager"), coerce=int, default=0)
    labels = StringField(lazy_gettext("Labels"), [Length(max=1300)])
    is_key_account = BooleanField(lazy_gettext("Key account"))
    key_account_reason = TextAreaField(lazy_gettext("Why it is a key account"), [Length(max=2000)])
    note = TextAreaField(lazy_gettext("Note"), [Length(max=10000)])
    jurisdiction = SelectField(lazy_gettext("Advertises under the law of"), default="")
    er_variant = SelectField(lazy_gettext("Engagement rate"), default=USUAL.variant)
    er_average = SelectField(lazy_gettext("Average of the posts"), default=USUAL.average)
    version = HiddenField(default="1")
    opened = HiddenField()

    def offer(self, managers: list[User], current: User | None = None) -> None:
        """Let one choose among ``managers``; ``current`` stays possible though they may no longer be among them."""
        people = managers if current is None or current in managers else [*managers, current]
        choices = [SelectChoice(person.id, person.name) for person in people]
        self.manager_id.choices = [SelectChoice(0, gettext("Nobody yet")), *choices]
        self.jurisdiction.choices = _named(JURISDICTION_NAMES)
        self.er_variant.choices = _named(VARIANTS)
        self.er_average.choices = _named(AVERAGES)

    def show(self, fields: ClientFields) -> None:
        """Fill the form with ``fields``."""
        for name, value in asdict(fields).items():
            self[name].data = value
        self.labels.data = ", ".join(fields.labels)
        self.manager_id.data = fields.manager_id or 0

    def open_with(self, fields: ClientFields, version: int) -> None:
        """Remember what the form was opened with."""
        self.version.data = str(version)
        self.opened.data = json.dumps(asdict(fields))

    def opened_with(self) -> ClientFields | None:
        """Return what the form was opened with; ``None`` where that was lost on the way."""
        try:
            values: Mapping[str, Any] = json.loads(self.opened.data or "")
            return ClientFields(**{**values, "labels": tuple(values["labels"])})
        except (ValueError, TypeError, KeyError):
            return None

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which no client has, where that was lost."""
        return version_of(self.version)

    def fields(self) -> ClientFields:
        """Return what was typed."""
        return ClientFields(
            name=" ".join((self.name.data or "").split()),
            time_zone=self.time_zone.data or "",
            currency=(self.currency.data or "").upper(),
            industry=self.industry.data or "",
            manager_id=self.manager_id.data or None,
            labels=split_labels(self.labels.data or ""),
            is_key_account=bool(self.is_key_account.data),
            key_account_reason=_lines(self.key_account_reason.data),
            note=_lines(self.note.data),
            jurisdiction=self.jurisdiction.data or "",
            er_variant=self.er_variant.data or USUAL.variant,
            er_average=self.er_average.data or USUAL.average,
        )

    def validate_time_zone(self, field: StringField) -> None:
        """Accept what is in the list."""
        if field.data not in clock.zone_names():
            raise ValidationError(
                gettext("This time zone is not known. Choose one from the list, such as Europe/Moscow.")
            )

    def validate_currency(self, field: StringField) -> None:
        """Accept what is in the list, in either case."""
        if (field.data or "").upper() not in choices.currency_codes():
            raise ValidationError(gettext("This currency is not known. Choose one from the list, such as RUB."))

    def validate_labels(self, field: StringField) -> None:
        """Accept what `split_labels` does."""
        try:
            split_labels(field.data or "")
        except Invalid as error:
            raise ValidationError(gettext(error.message, **error.values)) from error

    def validate_key_account_reason(self, field: TextAreaField) -> None:
        """Ask for the reason: a mark without it helps nobody."""
        if self.is_key_account.data and not field.data:
            raise ValidationError(gettext("Say why this is a key account, so that others know it too."))

    def currencies(self) -> tuple[tuple[str, str], ...]:
        """Return the currencies to suggest, named in the reader's language."""
        return choices.currencies(str(get_locale()))


class TeamForm(Form):
    """Adding a person to a client's team."""

    person = SelectField(lazy_gettext("Person"), coerce=int, validate_choice=False)

    def offer(self, people: list[User]) -> None:
        """Let one choose among ``people``."""
        self.person.choices = [SelectChoice(one.id, f"{one.name} · {one.email}") for one in people]


def _named(words: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, gettext(name)) for value, name in words.items()]


def _lines(text: str | None) -> str:
    """Return ``text`` with the line ends that a browser sends made plain, so that an untouched text stays equal."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")
