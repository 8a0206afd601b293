"""The forms of a blogger: who it is, and what somebody says of working with them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from promo.campaigns.bloggers.service import BloggerFields
from promo.campaigns.bloggers.words import AGAIN_NAMES
from promo.forms import Form, version_of

if TYPE_CHECKING:
    from promo.campaigns.models import Blogger


class BloggerForm(Form):
    """Who a blogger is."""

    handle = StringField(
        lazy_gettext("Page"),
        [DataRequired(lazy_gettext("Say who it is: paste the page's address or its @name.")), Length(max=200)],
    )
    name = StringField(lazy_gettext("Name"), [Length(max=120)])
    contact = StringField(lazy_gettext("Contact"), [Length(max=200)])
    note = TextAreaField(lazy_gettext("Note"), [Length(max=10_000)])
    version = HiddenField(default="1")

    def show(self, blogger: Blogger) -> None:
        """Fill the form with a blogger."""
        values = {name: getattr(blogger, name) for name in ("name", "contact", "note")}
        self.process(data={**values, "handle": f"@{blogger.handle}", "version": str(blogger.version)})

    def fields(self) -> BloggerFields:
        """Return what was typed."""
        return BloggerFields(
            handle=self.handle.data or "",
            name=" ".join((self.name.data or "").split()),
            contact=self.contact.data or "",
            note=(self.note.data or "").replace("\r\n", "\n"),
        )

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which no blogger has, where that was lost."""
        return version_of(self.version)


class AgainForm(Form):
    """Whether somebody would work with a blogger again, and why."""

    again = RadioField(lazy_gettext("Work with again?"), default="")
    again_note = TextAreaField(lazy_gettext("Why"), [Length(max=10_000)])
    version = HiddenField(default="1")

    def offer(self) -> None:
        """Let one choose among the answers."""
        self.again.choices = [
            ("", gettext("Nobody said yet")),
            *((key, gettext(name)) for key, name in AGAIN_NAMES.items()),
        ]

    def show(self, blogger: Blogger) -> None:
        """Fill the form with what was said."""
        plain = {"again": blogger.again or "", "again_note": blogger.again_note, "version": str(blogger.version)}
        self.process(data=plain)

    def note(self) -> str:
        """Return why, as typed."""
        return (self.again_note.data or "").replace("\r\n", "\n")

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which no blogger has, where that was lost."""
        return version_of(self.version)
