"""The form of a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import Length, Optional

from promo.forms import Form
from promo.plan.tasks.service import TaskFields
from promo.plan.words import SPECIALITY_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence


class TaskForm(Form):
    """A new task."""

    speciality = SelectField(lazy_gettext("What"))
    title = StringField(lazy_gettext("In a few words"), [Length(max=160)])
    assignee_id = SelectField(lazy_gettext("Who"))
    due = DateField(lazy_gettext("Until"), [Optional()])

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        """Let one choose among the specialities and ``people``."""
        self.speciality.choices = [SelectChoice(key.value, gettext(name)) for key, name in SPECIALITY_NAMES.items()]
        self.assignee_id.choices = [
            SelectChoice("", gettext("Nobody yet")),
            *(SelectChoice(str(ident), name) for ident, name in people),
        ]

    def fields(self) -> TaskFields:
        """Return what was typed."""
        return TaskFields(
            speciality=self.speciality.data,
            title=" ".join((self.title.data or "").split()),
            assignee_id=int(self.assignee_id.data) if self.assignee_id.data else None,
            due=self.due.data,
        )
