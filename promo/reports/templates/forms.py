"""The form of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from promo.reports.templates.service import NAME, TemplateFields
from promo.reports.writing.forms import BlocksForm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from promo.reports.models import ReportTemplate

NEEDED = lazy_gettext("Give the template a name, by which it is chosen for a report.")


class TemplateForm(BlocksForm):
    """A template: its name, its blocks with their standing texts, what the period is compared with."""

    name = StringField(lazy_gettext("Name of the template"), [DataRequired(NEEDED), Length(max=NAME)])
    is_usual = BooleanField(lazy_gettext("New reports begin with it"))
    for_agency = BooleanField(lazy_gettext("Keep it for all clients of the agency"))

    def begin(self, blocks: Sequence[dict[str, Any]], against: str, name: str = "") -> None:
        """Fill the form of a new template."""
        self.process(None, against=against, name=name, version="1")
        self.shown = blocks

    def show(self, template: ReportTemplate) -> None:
        """Fill the form with what a template says."""
        said = {"name": template.name, "against": template.against, "is_usual": template.is_usual}
        self.process(None, **said, version=str(template.version))
        self.shown = template.blocks

    def fields(self) -> TemplateFields:
        """Return what was typed."""
        return TemplateFields(
            name=" ".join((self.name.data or "").split()),
            against=self.against.data,
            blocks=self.chosen(),
            is_usual=bool(self.is_usual.data),
        )
