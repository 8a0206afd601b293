"""How far a placement with a blogger is, what is to be done about it next, and whether the agreed was kept to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

GRACE = timedelta(hours=1)
"""What is published at most so much later than agreed, or earlier, is on time."""


class State(StrEnum):
    """How far a placement is, in the order in which a checklist shows them."""

    OVERDUE = "overdue"
    UNPLANNED = "unplanned"
    UPCOMING = "upcoming"
    LIVE = "live"
    REMOVED = "removed"
    CANCELLED = "cancelled"


class Detail(StrEnum):
    """What there is to say of a state beside its name."""

    NONE = ""
    DUE_DOWN = "due_down"
    FADED = "faded"
    EARLY = "early"


class Step(StrEnum):
    """What somebody should do about a placement next."""

    CHOOSE_BLOGGER = "choose_blogger"
    AGREE_TIME = "agree_time"
    GIVE_LINK = "give_link"
    ASK_WHEN = "ask_when"
    ASK_PROOF = "ask_proof"
    TYPE_REACH = "type_reach"
    ENTER_RESULTS = "enter_results"
    NOTE_COST = "note_cost"
    SET_LAST_DAY = "set_last_day"
    CHECK_REMOVAL = "check_removal"


@dataclass(frozen=True, slots=True)
class Deal:
    """What was agreed with a blogger and what became of it.

    ``agreed_at`` and ``published_at`` are moments; ``keep_until`` is the last day on which it is to stay and
    ``removed_on`` the one on which it went, both in the client's time zone. ``fades`` says that it goes by itself
    after a day, as stories do.
    """

    agreed_at: datetime | None = None
    published_at: datetime | None = None
    keep_until: date | None = None
    removed_on: date | None = None
    fades: bool = False
    is_cancelled: bool = False

    @property
    def late(self) -> timedelta | None:
        """How much later than agreed it was published; below zero: earlier. Unknown without both times."""
        if self.agreed_at is None or self.published_at is None:
            return None
        return self.published_at - self.agreed_at

    @property
    def stayed(self) -> bool | None:
        """Whether it stayed as long as was agreed; unknown where no day was agreed or its going was not noted."""
        if self.published_at is None or self.keep_until is None or self.removed_on is None:
            return None
        return self.removed_on >= self.keep_until

    def on_time(self, now: datetime) -> bool | None:
        """Return whether it was published at most `GRACE` later than agreed.

        ``None`` while that cannot be said: no time was agreed, it still has time, or it was cancelled. What was
        published without an agreed time is not judged either.
        """
        if self.is_cancelled or self.agreed_at is None:
            return None
        if self.published_at is not None:
            return self.published_at - self.agreed_at <= GRACE
        return None if now - self.agreed_at <= GRACE else False


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a placement is."""

    state: State
    detail: Detail = Detail.NONE


FADES_AFTER = timedelta(days=1)
"""Stories are gone a day after they were published, unless they are kept as a highlight."""


def standing(deal: Deal, now: datetime, today: date) -> Standing:
    """Return how far ``deal`` is at ``now``, which is ``today`` in the client's time zone.

    What is past the last day on which it was to stay counts as removed, with a detail that nobody has looked.
    """
    if deal.is_cancelled:
        return Standing(State.CANCELLED)
    if deal.removed_on is not None:
        return Standing(State.REMOVED, Detail.EARLY if deal.stayed is False else Detail.NONE)
    if deal.published_at is not None:
        if deal.keep_until is not None:
            return Standing(State.REMOVED, Detail.DUE_DOWN) if today > deal.keep_until else Standing(State.LIVE)
        faded = deal.fades and now - deal.published_at >= FADES_AFTER
        return Standing(State.REMOVED, Detail.FADED) if faded else Standing(State.LIVE)
    if deal.agreed_at is None:
        return Standing(State.UNPLANNED)
    return Standing(State.UPCOMING if now <= deal.agreed_at else State.OVERDUE)


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of a placement. ``has_results`` says that clicks, leads, calls or sales are."""

    has_blogger: bool
    has_cost: bool
    has_way: bool
    has_proof: bool
    has_reach: bool
    has_results: bool
    has_last_day: bool


def steps(now: Standing, known: Known) -> tuple[Step, ...]:
    """Return what is to be done next, the most pressing first; nothing for what was cancelled.

    ``has_way`` of ``known``: a link or a promo code, without which no click or sale can be told to be the blogger's.
    """
    state = now.state
    if state == State.CANCELLED:
        return ()
    is_ahead = state in {State.UNPLANNED, State.UPCOMING}
    was_published = state in {State.LIVE, State.REMOVED}
    wanted = (
        (Step.ASK_WHEN, state == State.OVERDUE),
        (Step.CHECK_REMOVAL, now.detail == Detail.DUE_DOWN),
        (Step.CHOOSE_BLOGGER, not known.has_blogger),
        (Step.AGREE_TIME, state == State.UNPLANNED),
        (Step.NOTE_COST, not known.has_cost),
        (Step.GIVE_LINK, is_ahead and not known.has_way),
        (Step.ASK_PROOF, was_published and not known.has_proof),
        (Step.TYPE_REACH, was_published and not known.has_reach),
        (Step.ENTER_RESULTS, was_published and not known.has_results),
        (Step.SET_LAST_DAY, was_published and not known.has_last_day),
    )
    return tuple(step for step, is_due in wanted if is_due)
