"""What the states of reports and messages are called, and what can be the matter with a message."""

from __future__ import annotations

from enum import StrEnum

from promo.speech import N_


class Channel(StrEnum):
    """By which way a message goes."""

    MAIL = "mail"
    TELEGRAM = "telegram"


class State(StrEnum):
    """Where a message stands. ``unclear`` was cut off in the middle: nobody knows whether it arrived."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"
    UNSUBSCRIBED = "unsubscribed"


class Awaits(StrEnum):
    """What a report that a schedule made waits for."""

    DATA = "data"
    REVIEW = "review"


CHANNEL_NAMES = {Channel.MAIL: N_("E-mail"), Channel.TELEGRAM: N_("Telegram")}
EVERY = {"week": N_("Every week"), "month": N_("Every month"), "quarter": N_("Every quarter")}
"""How often a schedule makes a report: each is one of `promo.analytics.periods.UNITS`."""
STATES = {
    State.QUEUED: N_("waits"),
    State.SENDING: N_("is being sent"),
    State.SENT: N_("sent"),
    State.FAILED: N_("failed"),
    State.UNCLEAR: N_("may have been sent"),
    State.UNSUBSCRIBED: N_("unsubscribed"),
}
AWAITED = {Awaits.DATA: N_("Waits for data"), Awaits.REVIEW: N_("Waits for your look")}
PROBLEMS = {
    "mail_off": N_("Mail is not set up. The owner does it in Settings, under “Mail and Telegram”."),
    "telegram_off": N_("The Telegram bot is not set up. The owner does it in Settings, under “Mail and Telegram”."),
    "no_address": N_(
        "The address of this program is not known, so no link can be made. The owner sets it in Settings."
    ),
    "secret": N_("A stored password or token cannot be read with the present secret key. The owner enters it again."),
    "unreachable": N_("The server cannot be reached. It is tried again."),
    "no_tls": N_("The mail server offers no encryption, or its certificate is not valid. Check the settings of mail."),
    "login": N_("The mail server refuses the user name or the password. Check the settings of mail."),
    "sender": N_("The mail server does not let this sender's address send. Check the settings of mail."),
    "recipient": N_("The mail server does not accept this recipient. Check the address."),
    "refused": N_("The mail server refuses the message."),
    "too_large": N_("The message with its PDF is larger than the mail server takes. Send it without the PDF."),
    "later": N_("The server asks to try again later. It is tried again."),
    "bot_token": N_("Telegram does not know this bot. Check its token in the settings."),
    "bot_blocked": N_("This person has blocked the bot. Ask them to open it and press “Start”."),
    "bot_unknown": N_("This person has not written to the bot yet, and a bot may not write first."),
    "bot_kicked": N_("The bot is not in this group any more. Add it again."),
    "chat_gone": N_("There is no chat with this number, or its person has left Telegram. Check the number."),
    "chat_moved": N_("This group has a new number since it became a supergroup. Use that one."),
    "telegram_refused": N_("Telegram refuses the message."),
    "link_revoked": N_("The link made for this person was revoked. Try again: then they get a new one."),
    "unclear": N_("The connection broke, or the program stopped, while this was being sent. It may have arrived."),
    "no_pdf": N_("Sent without the PDF: it cannot be made on this machine."),
    "archived": N_("The client is archived. Nothing is sent about it."),
    "broken": N_("The message could not be made. It is tried again; the program's log says more."),
    "gave_up": N_("It was tried for a day without success."),
}
"""By the key that a message keeps; what the server itself said stands beside it."""
