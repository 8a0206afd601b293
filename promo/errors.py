"""What can go wrong in a way that a person should be told. `promo.web` maps each to an answer, in one place."""

from __future__ import annotations

from typing import ClassVar

from promo.speech import N_


class PromoError(Exception):
    """Base of all. ``message`` is the sentence a person reads (translated where shown, with ``values`` put in)."""

    status: ClassVar[int] = 400
    message: str = N_("That did not work.")

    def __init__(self, message: str | None = None, **values: object) -> None:
        self.message = message or type(self).message
        self.values = values
        super().__init__(self.message % values if values else self.message)


class NotFound(PromoError):
    """There is no such thing, or it is not theirs to see: the answer is the same."""

    status = 404
    message = N_("This page does not exist, or you have no access to it.")


class Forbidden(PromoError):
    """They may see it, but not change it."""

    status = 403
    message = N_("You can see this, but not change it. Ask the client's manager or the owner.")


class Conflict(PromoError):
    """Somebody else changed it in the meantime, or it is already done."""

    status = 409
    message = N_("Somebody else changed this in the meantime. Look at the current state and save again.")


class Throttled(PromoError):
    """Too many attempts."""

    status = 429
    message = N_("Too many attempts. Wait a few minutes and try again.")


class Invalid(PromoError):
    """A value that a form's own checks could not judge; ``field`` names the field it belongs to."""

    status = 422
    message = N_("This value cannot be used.")

    def __init__(self, field: str, message: str, **values: object) -> None:
        self.field = field
        super().__init__(message, **values)


class SettingsError(PromoError):
    """A setting that the program cannot start with; the message says what is wrong and what to do."""
