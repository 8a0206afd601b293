"""The form by which a published report is sent by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, SelectMultipleField, TextAreaField, widgets
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version

from promo.forms import Form
from promo.reports.delivery.schedules.forms import read_recipients

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promo.reports.delivery.recipients import Recipients
    from promo.reports.delivery.sending.screens import Choice


class SendForm(Form):
    """Who gets a report: ``known`` are ``<channel>:<address>``, others are typed. ``number`` is the version seen."""

    known = SelectMultipleField(
        lazy_gettext("Recipients"),
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        validate_choice=False,
    )
    mails = TextAreaField(lazy_gettext("More by e-mail"))
    chats = TextAreaField(lazy_gettext("More by Telegram"))
    message = TextAreaField(lazy_gettext("Message"))
    with_pdf = BooleanField(lazy_gettext("Attach the PDF"), default=True)
    number = HiddenField(default="0")

    def offer(self, choices: Sequence[Choice]) -> None:
        """Let one choose among those who may get it."""
        self.open = {one.key for one in choices if one.is_open}
        self.known.choices = [SelectChoice(key, key) for key in sorted(self.open)]

    def recipients(self) -> Recipients | None:
        """Return who was chosen and typed; ``None`` where one is no address, with a sentence beside the field."""
        found = read_recipients(self)
        if found is None:
            return None
        for key in self.known.data or ():
            channel, _colon, address = key.partition(":")
            if key in self.open and address not in found[channel]:
                found[channel] = [address, *found[channel]]
        return found

    def said(self) -> str:
        """Return the message."""
        return (self.message.data or "").replace("\r\n", "\n")
