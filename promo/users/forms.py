"""Forms of accounts: what is typed to come in, to invite, and to change oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from flask_babel import get_locale, lazy_gettext
from wtforms import (
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from promo.clock import zone_names
from promo.config import LANGUAGES
from promo.forms import Form
from promo.users.invitations import DAYS, USUAL_DAYS
from promo.users.models import ROLE_NAMES, Role, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promo.users.access import ClientName

NAME = (
    DataRequired(lazy_gettext("Enter a name.")),
    Length(max=120, message=lazy_gettext("Use at most 120 characters.")),
)
THEMES = (
    SelectChoice(Theme.AUTO.value, lazy_gettext("As the system")),
    SelectChoice(Theme.LIGHT.value, lazy_gettext("Light")),
    SelectChoice(Theme.DARK.value, lazy_gettext("Dark")),
)
DAYS_NAMES = {
    1: lazy_gettext("One day"),
    3: lazy_gettext("Three days"),
    7: lazy_gettext("A week"),
    30: lazy_gettext("30 days"),
}


class _OneOf:
    """Says in our own words that what was sent is not on a field's list."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, _form: object, field: SelectField) -> None:
        if field.data not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError(lazy_gettext("Choose one from the list."))


def _choose() -> dict[str, Any]:
    return {"validate_choice": False, "validators": [_OneOf()]}


def _email(**render: str) -> EmailField:
    return EmailField(
        lazy_gettext("E-mail"),
        [InputRequired(lazy_gettext("Enter an e-mail address."))],
        render_kw={"maxlength": 254, **render},
    )


def _name(**render: str) -> StringField:
    return StringField(lazy_gettext("Name"), NAME, render_kw={"autocomplete": "name", **render})


def _password(label: Any, autocomplete: str) -> PasswordField:  # noqa: ANN401 - a lazy string
    return PasswordField(
        label, [InputRequired(lazy_gettext("Enter a password."))], render_kw={"autocomplete": autocomplete}
    )


def _repeat() -> PasswordField:
    return PasswordField(
        lazy_gettext("Password again"),
        [
            InputRequired(lazy_gettext("Enter the password a second time.")),
            EqualTo("password", lazy_gettext("The two passwords differ. Enter the same one twice.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


def _language() -> SelectField:
    return SelectField(
        lazy_gettext("Language"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        default=_readers_language,
        **_choose(),
    )


def _readers_language() -> str:
    locale = get_locale()
    return locale.language if locale is not None else "en"


def _time_zone() -> SelectField:
    choices = [SelectChoice(name, name.replace("_", " ")) for name in zone_names()]
    return SelectField(lazy_gettext("Time zone"), choices=choices, **_choose())


class _Checkboxes(SelectMultipleField):
    """Any number of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SignInForm(Form):
    """Who asks to come in."""

    email = _email(autocomplete="username", autofocus="autofocus")
    password = _password(lazy_gettext("Password"), "current-password")


class FirstStartForm(Form):
    """The first owner."""

    name = _name(autofocus="autofocus")
    email = _email(autocomplete="username")
    password = _password(lazy_gettext("Password"), "new-password")
    repeat = _repeat()
    language = _language()
    time_zone = _time_zone()


class AcceptForm(Form):
    """What an invited person adds to their invitation."""

    name = _name()
    password = _password(lazy_gettext("Password"), "new-password")
    repeat = _repeat()
    language = _language()
    time_zone = _time_zone()


class ResetForm(Form):
    """A new password, by a link."""

    password = _password(lazy_gettext("New password"), "new-password")
    repeat = _repeat()


class PasswordForm(Form):
    """A new password, by who knows the present one."""

    current_password = _password(lazy_gettext("Current password"), "current-password")
    password = _password(lazy_gettext("New password"), "new-password")
    repeat = _repeat()


class ProfileForm(Form):
    """A person's own name and e-mail. The e-mail opens the account, so that changing it asks for the password."""

    name = _name()
    email = _email(autocomplete="username")
    current_password = PasswordField(
        lazy_gettext("Current password"), [Optional()], render_kw={"autocomplete": "current-password"}
    )


class PreferencesForm(Form):
    """How the screens speak and look; what is not sent stays."""

    language = _language()
    time_zone = _time_zone()
    theme = SelectField(lazy_gettext("Theme"), choices=list(THEMES), **_choose())


class InviteForm(Form):
    """Whom to invite to what."""

    email = _email(autocomplete="off", autofocus="autofocus")
    name = _name(autocomplete="off")
    role = RadioField(lazy_gettext("Role"), **_choose())
    clients = _Checkboxes(lazy_gettext("Clients they have access to"), coerce=int, validate_choice=False)
    days = SelectField(
        lazy_gettext("The link works for"),
        choices=[SelectChoice(days, DAYS_NAMES[days]) for days in DAYS],
        coerce=int,
        default=USUAL_DAYS,
        **_choose(),
    )

    def offer(self, roles: Sequence[Role], clients: Sequence[ClientName]) -> None:
        """Set what may be chosen from."""
        self.role.choices = [SelectChoice(role.value, lazy_gettext(ROLE_NAMES[role])) for role in roles]
        self.clients.choices = [SelectChoice(client.id, client.name) for client in clients if not client.is_archived]


class PersonForm(Form):
    """A person's role and clients. ``seen`` is what both were when the form was opened."""

    role = RadioField(lazy_gettext("Role"), **_choose())
    clients = _Checkboxes(lazy_gettext("Clients they have access to"), coerce=int)
    seen = HiddenField()

    def offer(self, clients: Sequence[ClientName]) -> None:
        """Set what may be chosen from."""
        self.role.choices = [SelectChoice(role.value, lazy_gettext(ROLE_NAMES[role])) for role in Role]
        archived = lazy_gettext("archived")
        self.clients.choices = [
            SelectChoice(client.id, f"{client.name} ({archived})" if client.is_archived else client.name)
            for client in clients
        ]
