"""What is told of a campaign's lift, or why nothing can be told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from promo.analytics.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from promo.analytics.periods import Period

Key = TypeVar("Key")


class Verdict(StrEnum):
    """What the 95 % interval says, as a message id."""

    GAIN = N_("It brought followers.")
    LOSS = N_("It cost followers.")
    NOISE = N_("Its effect cannot be told from noise.")


class Comparison(StrEnum):
    """Whether the other pages were compared with, and why not, as a message id."""

    PAGES = N_("Other pages show what the same days brought without the campaign.")
    FEW = N_("Fewer than four other pages can be compared with: the pages are compared with their own past alone.")
    SHRINKING = N_("Without campaigns the pages gain no followers: they are compared with their own past alone.")


class LeftOut(StrEnum):
    """Why another page is not compared with, as a message id."""

    CAMPAIGN = N_("a campaign of its own in these days")
    UNKNOWN = N_("too few counts")
    NOISY = N_("its usual gains do not stand out of its noise")


class Reason(StrEnum):
    """Why there is no lift, as a message id."""

    CANCELLED = N_("It was cancelled: there is nothing to measure.")
    EARLY = N_("Nothing has been counted in these days yet.")
    NO_START = N_("There is no count in the week before it began: what was gained in it is not known.")
    HISTORY = N_("Before it there are fewer than 28 known days without a campaign: what is usual is not known.")
    WINDOWS = N_("There are too few earlier weeks without a campaign: how much gains vary by themselves is not known.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing can be told, and why."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high`` followers."""

    low: float
    high: float

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int | float) and self.low <= value <= self.high


@dataclass(frozen=True, slots=True, eq=False)
class Lift(Generic[Key]):
    """The lift of a campaign: what was ``gained`` from the count of ``before`` to that of ``end``, less ``expected``.

    ``followers`` is the count of ``before``; ``is_complete`` says whether the days of the campaign, its tail included,
    are over. ``noise`` is what the estimate misses by usually, in followers: a robust standard deviation over
    ``windows`` earlier windows without a campaign. ``used`` and ``left_out`` are the other pages; ``shock`` is what
    they show of these days, as a fraction of the usual gains. ``busy_days`` of the eight weeks before were kept out,
    being those of other campaigns; those that share days with this one are ``overlapping``: its lift is theirs too.

    ``table`` has a row a day: ``day``, ``gain``, ``expected_gain``, and since ``before`` ``gained``, ``expected`` with
    its bands ``low95``, ``low80``, ``high80``, ``high95``. What was not counted is NaN.
    """

    before: date
    end: date
    is_complete: bool
    followers: int
    gained: int
    expected: float
    within80: Interval
    within95: Interval
    noise: float
    windows: int
    comparison: Comparison
    shock: float
    used: tuple[Key, ...]
    left_out: Mapping[Key, LeftOut]
    busy_days: int
    overlapping: tuple[Period, ...]
    table: pd.DataFrame

    @property
    def effect(self) -> float:
        """The followers it brought: the estimate."""
        return self.gained - self.expected

    @property
    def verdict(self) -> Verdict:
        """What can be said for sure: only an interval without 0 tells the lift from noise."""
        if self.within95.low > 0:
            return Verdict.GAIN
        return Verdict.LOSS if self.within95.high < 0 else Verdict.NOISE
