"""The form of a saved set."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, Length

from promo.forms import Form


class SetForm(Form):
    """Saving what is compared."""

    name = StringField(
        lazy_gettext("Name of the set"),
        [
            DataRequired(lazy_gettext("Give the set a name.")),
            Length(max=60, message=lazy_gettext("Use at most 60 characters.")),
        ],
    )
    is_shared = BooleanField(lazy_gettext("Share with the team"))
    overwrite = BooleanField(lazy_gettext("Overwrite my set of this name"))
    query = HiddenField()
