"""The forms of sources."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from promo.collection.service import SourceFields
from promo.forms import Form

REQUESTS = NumberRange(1, 200, lazy_gettext("Choose a whole number from 1 to 200."))
DAYS = NumberRange(1, 365, lazy_gettext("Choose a whole number from 1 to 365."))
WANTED = InputRequired(lazy_gettext("Enter a whole number."))


class SourceForm(Form):
    """A source's pace and reach, and (pasted, never shown again) its cookies."""

    requests_per_hour = IntegerField(lazy_gettext("Requests an hour"), [WANTED, REQUESTS], default=30)
    post_days = IntegerField(lazy_gettext("Read the posts of the last days"), [WANTED, DAYS], default=90)
    enabled = BooleanField(lazy_gettext("Use this source"), default=True)
    cookies = TextAreaField(lazy_gettext("New cookies"))

    def fields(self) -> SourceFields:
        """Return what was typed."""
        return SourceFields(
            self.requests_per_hour.data or 0, self.post_days.data or 0, bool(self.enabled.data), self.cookies.data or ""
        )


class NewSourceForm(SourceForm):
    """A signed-in source."""

    own_account = BooleanField(
        lazy_gettext("This is an account of our own, not a client's"),
        [
            DataRequired(
                lazy_gettext("Never use a client's account: Instagram may suspend it. Confirm that it is yours.")
            )
        ],
    )
    cookies = TextAreaField(
        lazy_gettext("Cookies"), [DataRequired(lazy_gettext("Paste the cookies of instagram.com."))]
    )
