"""The base of all forms: CSRF, trimmed text, and a place for what a service finds wrong."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask_babel import get_locale, gettext
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, StringField, ValidationError
from wtforms.i18n import get_translations
from wtforms.validators import Optional

from promo import money, times

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from wtforms import Field

    from promo.errors import Invalid


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose text fields are trimmed (but for passwords) and which speaks the reader's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How fields are bound."""

        def get_translations(self, _form: object) -> Any:  # noqa: ANN401 - WTForms' signature
            """Return WTForms' own catalogue in the reader's language; our messages are translated already."""
            return get_translations((str(get_locale()),))

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:  # noqa: ANN401 - WTForms' signature
            """Return the field, with a filter that trims what was typed."""
            filters = list(unbound_field.kwargs.get("filters", ()))
            if "Password" not in unbound_field.field_class.__name__ and "Field" in unbound_field.field_class.__name__:
                filters.append(_trim)
            options["filters"] = filters if unbound_field.field_class.__name__ not in _WHOLE else []
            unbound_field.kwargs.pop("filters", None)
            return unbound_field.bind(form=form, **options)

    def take(self, error: Invalid) -> None:
        """Put what a service found wrong beside the field it is about (or above the form)."""
        message = gettext(error.message, **error.values)
        field = getattr(self, error.field, None)
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]


class AmountField(StringField):
    """A decimal number as people write it, with spaces or either decimal sign. What was typed stays in ``data``."""

    whole = False

    def __init__(
        self,
        label: Any,  # noqa: ANN401 - a lazy text
        validators: Sequence[Any] = (),
        *,
        digits: int = money.DIGITS,
        most: Decimal = money.MOST,
        **options: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        options.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label, [*validators, self._check], **options)
        self.digits, self.most = digits, most

    @property
    def amount(self) -> Decimal | None:
        """The number; ``None`` where nothing was typed. Only for a form that validated."""
        return money.decimal(self.data) if self.data else None

    def show(self, amount: Decimal | None) -> None:
        """Fill the field."""
        self.data = money.written(amount)

    @staticmethod
    def _check(_form: object, field: AmountField) -> None:
        if field.data:
            wrong = money.fault(field.data, digits=field.digits, most=field.most, whole=field.whole)
            if wrong:
                raise ValidationError(gettext(wrong, most=field.digits))


class CountField(AmountField):
    """A whole number as people write it; ``count`` is it."""

    whole = True

    @property
    def count(self) -> int | None:
        """The number; ``None`` where nothing was typed. Only for a form that validated."""
        return None if self.amount is None else int(self.amount)


class MomentField(DateTimeLocalField):
    """A time on a clock: ``data`` is what that clock shows, without a zone."""

    def __init__(self, label: Any, validators: Sequence[Any] = (), **options: Any) -> None:  # noqa: ANN401 - WTForms' own
        formats = [times.FORM, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(label, [Optional(), *validators], format=formats, **options)

    def moment(self, time_zone: str) -> datetime | None:
        """Return the moment (UTC) that was typed; ``None`` where nothing was. Only for a form that validated."""
        return None if self.data is None else times.utc(self.data, time_zone)

    def show(self, moment: datetime | None, time_zone: str) -> None:
        """Fill the field."""
        self.data = None if moment is None else times.local(moment, time_zone)

    def is_skipped(self, time_zone: str) -> bool:
        """Return whether the clock never shows this time, as it is put forward then."""
        return self.data is not None and not times.occurs(self.data, time_zone)


def version_of(field: Field) -> int:
    """Return the version a form was opened with, from its hidden field; 0, which nothing has, where that was lost."""
    text = str(field.data)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0  # noqa: PLR2004 - fits the column


def uid_of(field: Field) -> str:
    """Return the id that a form was given, which makes a second click harmless; a new one where that was lost."""
    try:
        return str(uuid.UUID(str(field.data or "")))
    except ValueError:
        return str(uuid.uuid4())


_WHOLE = frozenset({"FieldList", "FormField"})


def _trim(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
