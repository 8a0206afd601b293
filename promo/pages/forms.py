"""The forms of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import DataRequired, Length, ValidationError

from promo.clients.service import split_labels
from promo.errors import Invalid
from promo.forms import Form, version_of
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promo.clients.models import Client

COMPETITORS = 0
"""The choice that stands for no client."""
TOO_MANY_LABELS = N_("A page has at most %(most)s labels. Remove some.")


class AddForm(Form):
    """Pasting pages."""

    pasted = TextAreaField(
        lazy_gettext("Pages to add"),
        [DataRequired(lazy_gettext("Paste at least one name or address.")), Length(max=20_000)],
    )


class PageForm(Form):
    """Renaming a page by hand and moving it."""

    username = StringField(
        lazy_gettext("Name on Instagram"),
        [DataRequired(lazy_gettext("Say what the page is called on Instagram.")), Length(max=200)],
    )
    client_id = SelectField(lazy_gettext("Belongs to"), coerce=int)
    labels = StringField(lazy_gettext("Labels"), [Length(max=1300)])
    version = HiddenField()

    def offer(self, clients: Iterable[Client]) -> None:
        """Let one choose among ``clients``, or no client at all."""
        choices = [SelectChoice(client.id, client.name) for client in clients]
        self.client_id.choices = [SelectChoice(COMPETITORS, gettext("No client: a competitor's page")), *choices]

    def label_names(self) -> tuple[str, ...]:
        """Return the labels that were typed; raise `Invalid` for what cannot be one."""
        return split_labels(self.labels.data or "", TOO_MANY_LABELS)

    def validate_labels(self, _field: StringField) -> None:
        """Accept what can be labels."""
        try:
            self.label_names()
        except Invalid as error:
            raise ValidationError(gettext(error.message, **error.values)) from error

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which no page has, where that was lost."""
        return version_of(self.version)
