"""The words of placements: states, what there is to say of them, and next steps."""

from __future__ import annotations

from promo.analytics.placements import Detail, State, Step
from promo.campaigns.words import Format
from promo.speech import N_

TITLE = N_("Placements")
FADING = frozenset({Format.STORY, Format.STORIES})
"""Formats that are gone after a day."""
STATE_NAMES = {
    State.OVERDUE: N_("Overdue"),
    State.UNPLANNED: N_("No time agreed"),
    State.UPCOMING: N_("Upcoming"),
    State.LIVE: N_("Published"),
    State.REMOVED: N_("Gone"),
    State.CANCELLED: N_("Called off"),
}
STATE_TONES = {
    State.OVERDUE: "danger",
    State.UNPLANNED: "warning",
    State.UPCOMING: "info",
    State.LIVE: "success",
    State.REMOVED: "secondary",
    State.CANCELLED: "secondary",
}
STATE_ICONS = {
    State.OVERDUE: "alert-triangle",
    State.UNPLANNED: "calendar-question",
    State.UPCOMING: "clock",
    State.LIVE: "broadcast",
    State.REMOVED: "eye-off",
    State.CANCELLED: "circle-x",
}
# icons: alert-triangle, calendar-question, clock, broadcast, eye-off, circle-x
DETAIL_NAMES = {
    Detail.NONE: "",
    Detail.DUE_DOWN: N_("should be down by now"),
    Detail.FADED: N_("stories go by themselves after a day"),
    Detail.EARLY: N_("earlier than agreed"),
}
STEP_NAMES = {
    Step.ASK_WHEN: N_("Ask the blogger when it comes, or note that it went live"),
    Step.CHECK_REMOVAL: N_("Look whether it is down, and note it"),
    Step.CHOOSE_BLOGGER: N_("Choose the blogger"),
    Step.AGREE_TIME: N_("Agree on a time"),
    Step.NOTE_COST: N_("Write down what it costs"),
    Step.GIVE_LINK: N_("Give the blogger a link or a promo code"),
    Step.ASK_PROOF: N_("Ask for the proof"),
    Step.TYPE_REACH: N_("Ask for the reach and type it"),
    Step.ENTER_RESULTS: N_("Enter clicks and sales"),
    Step.SET_LAST_DAY: N_("Give the campaign a last day: growth is held against its days"),
}
FACT_STEPS = frozenset({Step.ASK_WHEN, Step.CHECK_REMOVAL, Step.ASK_PROOF, Step.TYPE_REACH, Step.ENTER_RESULTS})
"""Steps that are done with the form of what came of it; the others, but for the last day, with that of the terms."""
