"""The rules about advertising that are kept here, as a pure function. They warn; they are no legal advice.

Known of Russia: advertising on Instagram is banned since `BAN` (72-FZ); on platforms where it is allowed, advertising
needs a label and an ERID. Nothing is known of other countries, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from promo.campaigns.words import Channel, Kind, Status
from promo.clients.words import RUSSIA
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

BAN = date(2025, 9, 1)
"""The first day on which advertising on Instagram was banned in Russia (72-FZ)."""
BANNED = frozenset({Channel.INSTAGRAM})
LABELLED = (Channel.TELEGRAM, Channel.VK, Channel.YOUTUBE, Channel.TIKTOK, Channel.SEARCH)
"""Where, if advertising is allowed there, a label and an ERID are due."""
RULED = frozenset({RUSSIA})
"""The jurisdictions whose rules are kept here."""
STAYING = frozenset({Kind.PLACEMENT, Kind.GIVEAWAY, Kind.COLLABORATION})
"""What is published as posts: it can be seen after it is done, until somebody takes it down."""
CERTAIN = frozenset({Kind.ADVERTISING, Kind.PLACEMENT})
"""What is advertising without doubt; of the rest a person has to judge."""


class Severity(IntEnum):
    """How much a finding matters: a note is said where one looks for it, the others wherever the campaign is shown."""

    NOTE = 1
    WARNING = 2
    DANGER = 3


class State(StrEnum):
    """What can be seen of a campaign."""

    AHEAD = "ahead"
    LIVE = "live"
    OVER = "over"


class Code(StrEnum):
    """What a finding is."""

    BANNED = "banned"
    ADVERTISED = "advertised"
    STILL_LIVE = "still_live"
    TAKE_DOWN = "take_down"
    ERID = "erid"
    LABEL = "label"
    META = "meta"
    NO_RULE = "no_rule"
    NO_RULES = "no_rules"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at. Days are the client's.

    ``first_day`` is the first on which it was, or will be, seen; ``last_day`` the last one where it goes by itself
    (``None``: not known, or until it is taken down). ``is_published`` says whether a placement was published (``None``:
    it is no placement, and the status tells).
    """

    jurisdiction: str
    channel: str
    kind: str
    status: str
    first_day: date
    last_day: date | None = None
    is_published: bool | None = None
    erid: str = ""
    marked_on: date | None = None
    removed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What is the matter: ``text`` and ``due`` (what is to be done, ``""`` for nothing) are message ids.

    They may speak of the day ``ban``, which is `BAN`.
    """

    code: Code
    severity: Severity

    @property
    def text(self) -> str:
        """The sentence that says what is the matter."""
        return TEXTS[self.code][0]

    @property
    def due(self) -> str:
        """The sentence that says what is to be done."""
        return TEXTS[self.code][1]


TEXTS: Mapping[Code, tuple[str, str]] = {
    Code.BANNED: (
        N_("Since %(ban)s advertising on Instagram is banned in Russia."),
        N_("Choose another channel, or cancel it."),
    ),
    Code.ADVERTISED: (N_("After the ban of %(ban)s it was shown on Instagram."), ""),
    Code.STILL_LIVE: (N_("It began before the ban of %(ban)s and can still be seen on Instagram."), ""),
    Code.TAKE_DOWN: (N_("It is live where advertising is banned."), N_("Take it down and note the day.")),
    Code.ERID: (N_("No ERID is noted."), N_("Get an ERID and note it.")),
    Code.LABEL: (
        N_("No label as advertising is noted."),
        N_("Label it as advertising and note the day."),
    ),
    Code.META: (
        N_("Facebook belongs to Meta, as Instagram does, and no rule for it is kept here."),
        N_("Ask a lawyer before it is shown."),
    ),
    Code.NO_RULE: (N_("No rule for this channel is kept here: nothing was checked."), ""),
    Code.NO_RULES: (N_("No rules of this country are kept here: nothing was checked."), ""),
    Code.UNSAID: (
        N_("Nobody said under whose law this client advertises: nothing was checked."),
        N_("Say it in the client's form."),
    ),
}


def state(facts: Facts, today: date) -> State | None:
    """Return what can be seen of it ``today``; ``None`` for what never came to be.

    An advertisement is live while it runs or is paused: its status alone says that it ended. A post stays after its
    campaign is done. A placement is what was said of its publication, whatever its status.
    """
    if facts.removed_on is not None and facts.removed_on <= today:
        return State.OVER
    running = facts.status in {Status.ACTIVE, Status.PAUSED}
    is_out = facts.is_published
    if is_out is None:
        is_out = running or (facts.status == Status.DONE and facts.kind in STAYING)
    if is_out and facts.first_day <= today:
        gone = facts.kind in STAYING and facts.last_day is not None and facts.last_day < today
        return State.OVER if gone else State.LIVE
    if running or facts.status == Status.PLANNED:
        return State.AHEAD
    was_out = facts.status == Status.DONE and facts.is_published is None and facts.first_day <= today
    return State.OVER if was_out else None


def findings(facts: Facts, today: date) -> tuple[Finding, ...]:
    """Return what is the matter with a campaign ``today``, the worst first."""
    now = state(facts, today)
    if now is None:
        return ()
    if facts.jurisdiction not in RULED:
        return (Finding(Code.NO_RULES if facts.jurisdiction else Code.UNSAID, Severity.NOTE),)
    if facts.channel in BANNED:
        return _banned(facts, now)
    return _allowed(facts, now)


def _banned(facts: Facts, now: State) -> tuple[Finding, ...]:
    if now == State.AHEAD:
        return (Finding(Code.BANNED, _weight(facts)),)
    if now == State.LIVE:
        since = Code.STILL_LIVE if facts.first_day < BAN else Code.ADVERTISED
        return (Finding(Code.TAKE_DOWN, _weight(facts)), Finding(since, _weight(facts)))
    last = facts.removed_on or facts.last_day or facts.first_day
    return (Finding(Code.ADVERTISED, Severity.NOTE),) if last >= BAN else ()


def _allowed(facts: Facts, now: State) -> tuple[Finding, ...]:
    if facts.channel not in LABELLED:
        if facts.channel == Channel.FACEBOOK and now != State.OVER:
            return (Finding(Code.META, Severity.WARNING),)
        return (Finding(Code.NO_RULE, Severity.NOTE),)
    if now == State.OVER:
        return ()
    missing = [code for code, kept in ((Code.ERID, facts.erid), (Code.LABEL, facts.marked_on)) if not kept]
    weight = _weight(facts) if now == State.LIVE else Severity.WARNING
    return tuple(Finding(code, weight) for code in missing)


def _weight(facts: Facts) -> Severity:
    return Severity.DANGER if facts.kind in CERTAIN else Severity.WARNING
