"""The form that a file is sent with."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import FileField

from promo.forms import Form


class FileForm(Form):
    """An export of Ads Manager."""

    file = FileField(lazy_gettext("CSV or XLSX file"))
