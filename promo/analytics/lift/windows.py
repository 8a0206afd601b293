"""The days of a campaign, the windows before it that are as long, and the gains of pages in them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from promo.analytics.growth import EPOCH
from promo.analytics.lift.results import Reason
from promo.analytics.lift.usual import BEFORE, NEEDED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from promo.analytics.drift import History
    from promo.analytics.growth import FloatArray, IntArray
    from promo.analytics.periods import Period

BoolArray = np.ndarray[Any, np.dtype[np.bool_]]
GAP = 14
"""A gain over more days than these is not spread over them."""
NEAR = 7
"""Days that the counts at both ends of a window may be away from those of the campaign."""
MOST = 40
"""Earlier windows that are looked at."""


class Window(NamedTuple):
    """A campaign's days between two counts: their places in the history, and the days (since 1970) they are of."""

    at: int
    until: int
    before: int
    last: int
    is_complete: bool

    @property
    def length(self) -> int:
        """The days in which followers are gained."""
        return self.last - self.before

    @property
    def start(self) -> int:
        """The first of them."""
        return self.before + 1

    def shares(self, period: Period, tail: int) -> bool:
        """Return whether ``period`` and the ``tail`` days after it share days with the window."""
        return number(period.start) <= self.last and number(period.end) + tail > self.before


class Windows(NamedTuple):
    """Windows as long as a campaign's, its own first, each with the days before it, on the calendar of ``days``.

    ``places`` are where those days before begin; neighbouring windows start ``step`` days apart.
    """

    days: IntArray
    places: IntArray
    length: int
    step: int

    def of(self, gains: FloatArray) -> FloatArray:
        """Return ``gains`` (last dimension: `days`) by window, in each `BEFORE` days before it and then its own."""
        made: FloatArray = sliding_window_view(gains, BEFORE + self.length, axis=-1)[..., self.places, :]
        return made


def window(target: History, campaign: Period, tail: int) -> Window | Reason:
    """Return the window of a campaign between counts of its page, or why there is none.

    It begins with the last count before the campaign, and ends with that of its last day, ``tail`` included, or the
    next one within a week; without one, with the last count there is.
    """
    numbers = target.first + target.places
    start, end = number(campaign.start), number(campaign.end) + tail
    at = int(np.searchsorted(numbers, start)) - 1
    until = int(np.searchsorted(numbers, end))
    is_complete = bool(until < len(numbers) and numbers[until] <= end + NEAR)
    if not is_complete:
        until -= 1
    if until < 0 or numbers[until] < start:
        return Reason.EARLY
    if at < 0 or numbers[at] < start - NEAR:
        return Reason.NO_START
    return Window(at, until, int(numbers[at]), int(numbers[until]), is_complete)


def windows(target: History, own: Window) -> Windows:
    """Return the window ``own`` and those before it that begin and end with a count, as far back as is known."""
    step = max(own.length // 2, 1)
    numbers = target.first + target.places
    starts = numbers[np.isin(numbers + own.length, numbers)] + 1
    first, picked = target.first + NEEDED, [own.start]
    latest = own.start - own.length
    while len(picked) <= MOST:
        place = int(np.searchsorted(starts, latest, side="right")) - 1
        if place < 0 or starts[place] <= first:
            break
        picked.append(int(starts[place]))
        latest = picked[-1] - step
    days = np.arange(picked[-1] - BEFORE, own.last + 1)
    return Windows(days, np.array(picked) - picked[-1], own.length, step)


def counted(known: History, days: IntArray) -> FloatArray:
    """Return 1 for each of ``days`` with a count, and 0 for the others."""
    return np.isin(days, known.first + known.places).astype(np.float64)


def gains(known: History, days: IntArray, busy: Sequence[Period] = (), tail: int = 0) -> FloatArray:
    """Return the gain of each of ``days``, NaN where it is not known or lies in a ``busy`` period or its ``tail``."""
    made = np.full(len(days), np.nan)
    shift = known.first + 1 - int(days[0])
    start, end = max(shift, 0), min(shift + len(known.gains), len(days))
    if start < end:
        made[start:end] = known.gains[start - shift : end - shift]
    for place in np.flatnonzero(np.diff(known.places) > GAP):
        first, last = (max(shift + int(known.places[one]), 0) for one in (place, place + 1))
        made[first:last] = np.nan
    made[~free(days, busy, tail)] = np.nan
    return made


def free(days: IntArray, busy: Sequence[Period], tail: int) -> BoolArray:
    """Return which of ``days`` lie neither in a ``busy`` period nor in the ``tail`` days after it."""
    made = np.ones(len(days), dtype=np.bool_)
    for period in busy:
        made[slice(*np.searchsorted(days, (number(period.start), number(period.end) + tail + 1)))] = False
    return made


def number(day: date) -> int:
    """Return ``day`` in days since 1970."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Return the day with this ``number`` since 1970."""
    return EPOCH + timedelta(days=number)
