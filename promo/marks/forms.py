"""The form of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import DataRequired, Length, Optional

from promo.forms import Form, version_of
from promo.marks.models import MarkKind
from promo.marks.service import MarkFields
from promo.speech import N_

if TYPE_CHECKING:
    from datetime import date

    from promo.marks.models import EventMark

KINDS = {
    MarkKind.VIRAL: N_("Viral post"),
    MarkKind.GIVEAWAY: N_("Giveaway"),
    MarkKind.PRESS: N_("Press"),
    MarkKind.COLLABORATION: N_("Collaboration"),
    MarkKind.ADVERTISING: N_("Advertising"),
    MarkKind.CHANGE: N_("Change on the page"),
    MarkKind.OTHER: N_("Other"),
}


class MarkForm(Form):
    """An event on the time line."""

    title = StringField(
        lazy_gettext("What happened"),
        [DataRequired(lazy_gettext("Say in a few words what happened.")), Length(max=80)],
    )
    kind = SelectField(lazy_gettext("Kind"))
    day = DateField(lazy_gettext("Day"), [DataRequired(lazy_gettext("Choose the day, like 2026-10-01."))])
    end_day = DateField(lazy_gettext("Last day"), [Optional()])
    note = TextAreaField(lazy_gettext("Note"), [Length(max=2000)])
    all_pages = BooleanField(lazy_gettext("About all pages of this client"))
    version = HiddenField(default="1")

    def offer(self) -> None:
        """Let one choose among the kinds."""
        self.kind.choices = [SelectChoice(kind.value, gettext(name)) for kind, name in KINDS.items()]

    def show(self, mark: EventMark) -> None:
        """Fill the form with an event."""
        self.process(obj=mark, all_pages=mark.page_id is None, version=str(mark.version))

    def fields(self) -> MarkFields:
        """Return what was typed."""
        day: date = self.day.data  # type: ignore[assignment]  # required
        return MarkFields(
            kind=self.kind.data,
            day=day,
            end_day=self.end_day.data if self.end_day.data != day else None,
            title=" ".join((self.title.data or "").split()),
            note=(self.note.data or "").replace("\r\n", "\n"),
            all_pages=bool(self.all_pages.data),
        )

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which no event has, where that was lost."""
        return version_of(self.version)
