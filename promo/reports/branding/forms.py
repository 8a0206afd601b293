"""The form of a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext
from wtforms import BooleanField, FileField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from promo.forms import Form, version_of
from promo.reports.branding.service import BrandingFields

if TYPE_CHECKING:
    from promo.reports.models import Branding


class BrandingForm(Form):
    """Logo, colour, note at the foot, and the name that messages are sent under."""

    name = StringField(lazy_gettext("Name on reports"), [Length(max=120)])
    logo = FileField(lazy_gettext("Logo"))
    no_logo = BooleanField(lazy_gettext("Remove the logo"))
    accent = StringField(lazy_gettext("Colour"), [Length(max=7)])
    footer = TextAreaField(lazy_gettext("Note at the foot of each page"), [Length(max=500)])
    meta_note = BooleanField(lazy_gettext("Add the note on Meta's status"))
    sender = StringField(lazy_gettext("Sender's name"), [Length(max=120)])
    version = HiddenField(default="1")

    def show(self, branding: Branding | None) -> None:
        """Fill the form with what was set."""
        if branding is not None:
            self.process(obj=branding, version=str(branding.version))

    def fields(self) -> BrandingFields:
        """Return what was typed."""
        texts = {name: " ".join((self[name].data or "").split()) for name in ("name", "accent", "footer", "sender")}
        return BrandingFields(**texts, meta_note=bool(self.meta_note.data))

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which nothing has, where that was lost."""
        return version_of(self.version)
