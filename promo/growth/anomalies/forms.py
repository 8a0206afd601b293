"""The form with which an anomaly is dismissed."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import Length

from promo.forms import Form


class DismissForm(Form):
    """Why it needs nobody's attention."""

    note = StringField(
        lazy_gettext("Note"), [Length(max=500, message=lazy_gettext("A note has at most 500 characters."))]
    )
