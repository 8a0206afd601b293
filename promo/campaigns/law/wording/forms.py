"""The form of a text about the law."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import HiddenField, TextAreaField

from promo.forms import Form


class TextForm(Form):
    """One text in one language; ``opened`` tells which wording was seen."""

    text = TextAreaField(lazy_gettext("Text"))
    opened = HiddenField(default="")
