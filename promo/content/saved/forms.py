"""The form of a saved view."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from promo.forms import Form


class ViewForm(Form):
    """Naming the present state of the list."""

    name = StringField(lazy_gettext("Name"), [DataRequired(lazy_gettext("Name the view.")), Length(max=60)])
    is_shared = BooleanField(lazy_gettext("The whole team may open it"))
