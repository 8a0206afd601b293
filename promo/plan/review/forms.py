"""The forms of review links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
    widgets,
)
from wtforms.validators import DataRequired, Length

from promo.forms import Form, version_of
from promo.links.forms import SecretLinkForm
from promo.plan.approvals.flow import REASON
from promo.plan.comments.service import LENGTH
from promo.plan.review.service import LinkFields

if TYPE_CHECKING:
    from collections.abc import Sequence


class LinkForm(SecretLinkForm):
    """A new link."""

    kind = RadioField(lazy_gettext("What it shows"), default="standing")
    items = SelectMultipleField(
        lazy_gettext("Items"),
        coerce=int,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    may_decide = BooleanField(lazy_gettext("May approve and ask for changes"), default=True)
    message = TextAreaField(lazy_gettext("Message"), [Length(max=1000)])

    def offer(self, items: Sequence[tuple[int, str]]) -> None:
        """Let one choose among the kinds, the client's ``items``, languages and days."""
        self.kind.choices = [
            ("standing", gettext("Standing: all that waits for the client, now and later")),
            ("batch", gettext("A batch: the items chosen here")),
        ]
        self.items.choices = list(items)
        self.offer_usual()

    def fields(self) -> LinkFields:
        """Return what was typed."""
        return LinkFields(
            name=self.named(),
            is_standing=self.kind.data != "batch",
            may_decide=bool(self.may_decide.data),
            language=self.language.data,
            message=(self.message.data or "").replace("\r\n", "\n"),
            days=int(self.days.data),
            password=self.password.data or "",
            items=tuple(self.items.data or ()) if self.kind.data == "batch" else (),
        )


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
