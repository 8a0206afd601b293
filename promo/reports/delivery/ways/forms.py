"""The form of the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import Length

from promo.forms import Form, version_of
from promo.reports.delivery.ways.service import SECURITY, WayFields

if TYPE_CHECKING:
    from promo.reports.delivery.ways.models import Ways

LONGEST_PORT = 5


class WaysForm(Form):
    """The mail server, the bot, the address in links. Secrets are never shown: empty ones keep what is stored."""

    base_url = StringField(lazy_gettext("Address of this program"), [Length(max=200)])
    host = StringField(lazy_gettext("Mail server"), [Length(max=255)])
    port = StringField(lazy_gettext("Port"), default="587")
    security = SelectField(lazy_gettext("Encryption"), default="starttls")
    user = StringField(lazy_gettext("User name"), [Length(max=200)])
    password = PasswordField(lazy_gettext("Password"), [Length(max=500)])
    sender = StringField(lazy_gettext("Sender's address"), [Length(max=200)])
    telegram_token = PasswordField(lazy_gettext("Token of the bot"), [Length(max=100)])
    no_bot = BooleanField(lazy_gettext("Remove the bot"))
    version = HiddenField(default="1")

    def offer(self) -> None:
        """Let one choose how the connection is encrypted."""
        self.security.choices = [SelectChoice(key, gettext(name)) for key, name in SECURITY.items()]

    def show(self, known: Ways | None, base_url: str) -> None:
        """Fill the form with what is set; ``base_url`` is suggested where nothing is."""
        if known is None:
            self.process(None, base_url=base_url)
            return
        names = ("host", "security", "user", "sender")
        kept = {name: getattr(known, name) for name in names}
        self.process(
            data={
                **kept,
                "port": str(known.port),
                "base_url": known.base_url or base_url,
                "version": str(known.version),
            }
        )

    def fields(self) -> WayFields:
        """Return what was typed."""
        port = self.port.data or ""
        return WayFields(
            base_url=self.base_url.data or "",
            host=(self.host.data or "").lower(),
            port=int(port) if port.isascii() and port.isdigit() and len(port) <= LONGEST_PORT else 0,
            security=self.security.data,
            user=self.user.data or "",
            password=self.password.data or "",
            sender=self.sender.data or "",
            telegram_token=(self.telegram_token.data or "").strip(),
            no_bot=self.no_bot.data,
        )

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which nothing has, where that was lost."""
        return version_of(self.version)
