"""The base of all forms: CSRF, trimmed text, and a place for what a service finds wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import get_locale, gettext
from flask_wtf import FlaskForm
from wtforms.i18n import get_translations

if TYPE_CHECKING:
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


def version_of(field: Field) -> int:
    """Return the version a form was opened with, from its hidden field; 0, which nothing has, where that was lost."""
    text = str(field.data)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0  # noqa: PLR2004 - fits the column


_WHOLE = frozenset({"FieldList", "FormField"})


def _trim(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
