"""The form of a campaign's ERID, label and removal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext
from wtforms import DateField, HiddenField, StringField
from wtforms.validators import Length, Optional

from promo.campaigns.law.service import LawFields
from promo.forms import Form, version_of

if TYPE_CHECKING:
    from promo.campaigns.models import Campaign


class LawForm(Form):
    """What is kept of a campaign for the law."""

    erid = StringField(lazy_gettext("ERID"), [Length(max=400)])
    marked_on = DateField(lazy_gettext("Labelled as advertising on"), [Optional()])
    removed_on = DateField(lazy_gettext("Gone since"), [Optional()])
    version = HiddenField(default="1")

    def show(self, campaign: Campaign) -> None:
        """Fill the form with what is kept."""
        values = {name: getattr(campaign, name) for name in LawFields.__slots__}
        self.process(data={**values, "version": str(campaign.version)})

    def fields(self) -> LawFields:
        """Return what was typed."""
        return LawFields(self.erid.data or "", self.marked_on.data, self.removed_on.data)

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which no campaign has, where that was lost."""
        return version_of(self.version)
