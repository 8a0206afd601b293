"""What outcomes, states and triggers are called, what they mean and what to do: one table each."""

from __future__ import annotations

from typing import NamedTuple

from promo.collection import outcomes
from promo.speech import N_


class Text(NamedTuple):
    """A name, what it means, and what somebody should do (nothing, where that is empty)."""

    label: str
    explanation: str
    advice: str = ""


OUTCOMES: dict[str, Text] = {
    outcomes.OK: Text(N_("Collected"), N_("Everything that was due has been read.")),
    outcomes.PACED: Text(
        N_("Waits for its turn"),
        N_("The requests this source may send in an hour were used up. What was read by then is kept."),
        N_("Nothing: the rest follows by itself. With many pages, add a signed-in source or allow more requests."),
    ),
    outcomes.THROTTLED: Text(
        N_("Slowed down by Instagram"),
        N_("Instagram answered that there were too many requests from here."),
        N_("Wait: after three such answers the source rests by itself. If it happens often, allow fewer requests."),
    ),
    outcomes.LOGIN_WALL: Text(
        N_("Sign-in wanted"),
        N_("Instagram showed its sign-in page to the guest instead of the profile."),
        N_("Wait, or add a signed-in source: a spare account of your own, never a client's."),
    ),
    outcomes.NOT_FOUND: Text(
        N_("Not found"),
        N_("There is no page of this name at present, or the name now belongs to another account."),
        N_("Look on Instagram whether the page was renamed, and correct its name here. Its history stays."),
    ),
    outcomes.PRIVATE: Text(
        N_("Private page"),
        N_("The page is private: its counts can be read, its posts cannot."),
        N_("Ask the client to make it public, or add a signed-in source that follows it."),
    ),
    outcomes.CHALLENGE: Text(
        N_("Instagram asks to confirm"),
        N_("Instagram wants the person behind this account to confirm who they are. The source rests for 12 hours."),
        N_("Open Instagram in the browser with this account, confirm, then paste fresh cookies."),
    ),
    outcomes.PROTOCOL_CHANGED: Text(
        N_("Answer not understood"),
        N_("Instagram answered in a form that this version does not know. Nothing was written from it."),
        N_("Update the program. Until then the page is tried again from time to time."),
    ),
    outcomes.OFFLINE: Text(
        N_("Instagram not reached"),
        N_("There was no connection to Instagram, or it did not answer in time."),
        N_("Check this machine's internet connection. The reading is repeated by itself."),
    ),
    outcomes.SIGNED_OUT: Text(
        N_("Signed out"),
        N_("Instagram no longer accepts the cookies of this source."),
        N_("Sign in to Instagram in the browser again and paste fresh cookies."),
    ),
    outcomes.INTERRUPTED: Text(
        N_("Interrupted"),
        N_("The program was stopped while it was reading. What was read by then is kept."),
        N_("Nothing: the page is read again by itself."),
    ),
    outcomes.FAILED: Text(
        N_("Failed"),
        N_("Something went wrong in the program itself. It has been logged."),
        N_("Tell the owner: the log of the worker says what happened."),
    ),
}

RUN_STATES: dict[str, Text] = {
    "queued": Text(N_("Queued"), N_("It starts as soon as the page and a source are free.")),
    "running": Text(N_("Collecting"), N_("The page is being read right now.")),
}

SOURCE_STATES: dict[str, Text] = {
    "ready": Text(N_("Ready"), N_("It can be used right now.")),
    "at_work": Text(N_("At work"), N_("It is reading a page. One page at a time is read through each source.")),
    "waiting": Text(N_("Waits"), N_("This hour's requests are used up.")),
    "resting": Text(
        N_("Rests"), N_("Instagram slowed it down or could not be reached, so it is left alone for a while.")
    ),
    "signed_out": Text(N_("Signed out"), N_("Its cookies are no longer accepted. Paste fresh ones.")),
    "off": Text(N_("Switched off"), N_("Nothing is read through it.")),
}

SOURCE_TONES = {
    "ready": "success",
    "at_work": "primary",
    "waiting": "secondary",
    "resting": "warning",
    "signed_out": "danger",
    "off": "secondary",
}

TRIGGERS = {
    "schedule": N_("Timetable"),
    "manual": N_("By hand"),
    "command": N_("Command line"),
}
