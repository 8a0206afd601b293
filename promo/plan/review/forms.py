"""The forms of review links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import DataRequired, Length

from promo.config import LANGUAGES
from promo.forms import Form, version_of
from promo.plan.approvals.flow import REASON
from promo.plan.comments.service import LENGTH
from promo.plan.review.service import DAYS, LinkFields

if TYPE_CHECKING:
    from collections.abc import Sequence


class LinkForm(Form):
    """A new link."""

    name = StringField(
        lazy_gettext("Person"), [DataRequired(lazy_gettext("Say for whom the link is.")), Length(max=120)]
    )
    kind = RadioField(lazy_gettext("What it shows"), default="standing")
    items = SelectMultipleField(
        lazy_gettext("Items"),
        coerce=int,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    may_decide = BooleanField(lazy_gettext("May approve and ask for changes"), default=True)
    language = SelectField(lazy_gettext("Language"))
    message = TextAreaField(lazy_gettext("Message"), [Length(max=1000)])
    days = SelectField(lazy_gettext("Works for"), default="0")
    password = PasswordField(lazy_gettext("Password"), [Length(max=200)])

    def offer(self, items: Sequence[tuple[int, str]]) -> None:
        """Let one choose among the kinds, the client's ``items``, languages and days."""
        self.kind.choices = [
            ("standing", gettext("Standing: all that waits for the client, now and later")),
            ("batch", gettext("A batch: the items chosen here")),
        ]
        self.items.choices = list(items)
        self.language.choices = [SelectChoice(code, name) for code, name in LANGUAGES.items()]
        self.days.choices = [
            SelectChoice(str(days), ngettext("%(num)s day", "%(num)s days", days) if days else gettext("Until revoked"))
            for days in DAYS
        ]

    def fields(self) -> LinkFields:
        """Return what was typed."""
        return LinkFields(
            name=" ".join((self.name.data or "").split()),
            is_standing=self.kind.data != "batch",
            may_decide=bool(self.may_decide.data),
            language=self.language.data,
            message=(self.message.data or "").replace("\r\n", "\n"),
            days=int(self.days.data),
            password=self.password.data or "",
            items=tuple(self.items.data or ()) if self.kind.data == "batch" else (),
        )


class PasswordForm(Form):
    """The password of a link."""

    password = PasswordField(lazy_gettext("Password"), [DataRequired(lazy_gettext("Enter the password."))])


class AnswerForm(Form):
    """What the person says of an item."""

    reason = TextAreaField(lazy_gettext("What should be changed"), [Length(max=REASON)])
    revision = HiddenField(default="0")

    def revision_number(self) -> int:
        """Return the revision that the person saw; 0, which no item has, where that was lost."""
        return version_of(self.revision)


class RemarkForm(Form):
    """A comment on an item."""

    text = TextAreaField(
        lazy_gettext("Comment"), [DataRequired(lazy_gettext("Write something first.")), Length(max=LENGTH)]
    )
