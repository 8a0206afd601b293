"""What the forms of all secret links have, and the one that asks for a password."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import DataRequired, Length

from promo.config import LANGUAGES
from promo.forms import Form
from promo.links.service import DAYS


class SecretLinkForm(Form):
    """A new link: for whom, in which language, how long, with which password."""

    name = StringField(
        lazy_gettext("Person"), [DataRequired(lazy_gettext("Say for whom the link is.")), Length(max=120)]
    )
    language = SelectField(lazy_gettext("Language"))
    days = SelectField(lazy_gettext("Works for"), default="0")
    password = PasswordField(lazy_gettext("Password"), [Length(max=200)])

    def offer_usual(self) -> None:
        """Let one choose among languages and days."""
        self.language.choices = [SelectChoice(code, name) for code, name in LANGUAGES.items()]
        self.days.choices = [
            SelectChoice(str(days), ngettext("%(num)s day", "%(num)s days", days) if days else gettext("Until revoked"))
            for days in DAYS
        ]

    def named(self) -> str:
        """Return for whom the link is."""
        return " ".join((self.name.data or "").split())


class PasswordForm(Form):
    """The password of a link."""

    password = PasswordField(lazy_gettext("Password"), [DataRequired(lazy_gettext("Enter the password."))])
