"""The lift of a campaign: its days against what was expected, other pages as controls, earlier windows as placebos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple

import numpy as np
import pandas as pd

from promo.analytics.lift.noise import noise
from promo.analytics.lift.results import Comparison, Interval, Key, LeftOut, Lift, Reason, Refusal
from promo.analytics.lift.shock import FEWEST, ratios, shocks
from promo.analytics.lift.usual import BEFORE, LONGER, tamed, usual
from promo.analytics.lift.windows import counted, day_of, free, gains, window, windows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promo.analytics.drift import History
    from promo.analytics.growth import FloatArray
    from promo.analytics.lift.noise import Noise
    from promo.analytics.lift.usual import Usual
    from promo.analytics.lift.windows import Window, Windows
    from promo.analytics.periods import Period

FEWEST_WINDOWS = 5
HISTORY = 450
"""Days before a campaign that are worth reading."""


class _Others(NamedTuple, Generic[Key]):
    """Of the other pages: the ``logs`` of their ratios by page and window; why one is left out, or ``None``."""

    logs: FloatArray
    out: Mapping[Key, LeftOut | None]


def measure(
    target: History,
    controls: Mapping[Key, History],
    campaign: Period,
    *,
    busy: Sequence[Period] = (),
    control_busy: Mapping[Key, Sequence[Period]] | None = None,
    tail: int = 0,
) -> Lift[Key] | Refusal:
    """Return what ``campaign`` brought to the page whose counts are ``target``, or why nothing can be told.

    ``controls`` are the counts of other pages. ``busy`` are the other campaigns of the target, ``control_busy`` those
    of the controls: their days, and ``tail`` days after each, are kept out of what is usual, and a control is left out
    when they touch the campaign's. Followers that come in the ``tail`` days after the campaign count as its own.
    While it runs, its days up to the last count are told.
    """
    own = window(target, campaign, tail)
    if isinstance(own, Reason):
        return Refusal(own)
    every = windows(target, own)
    mine = every.of(gains(target, every.days, busy, tail))
    found = usual(tamed(mine[:, :BEFORE]), every.of(counted(target, every.days))[:, :BEFORE])
    if np.isnan(found.base[0]):
        return Refusal(Reason.HISTORY)
    others = _others(controls, every, own, control_busy or {}, tail)
    comparison, moved = _compared(others, found)
    expected = (found.base + np.maximum(found.base, 0.0) * moved)[:, None] + found.away(every.length)
    errors = np.cumsum(mine[:, BEFORE:] - expected, axis=1)
    placebos = np.flatnonzero(~np.isnan(errors[1:, -1])) + 1
    if len(placebos) < FEWEST_WINDOWS:
        return Refusal(Reason.WINDOWS)
    missed = noise(errors[placebos], found.scale[placebos], float(found.scale[0]), every.step)
    table = _table(target, own, np.cumsum(expected[0]), missed)
    at_end = table.iloc[-1]
    gained = int(at_end["gained"])
    before = np.arange(own.start - LONGER, own.start)
    return Lift(
        before=day_of(own.before),
        end=day_of(own.last),
        is_complete=own.is_complete,
        followers=int(target.counts[own.at]),
        gained=gained,
        expected=float(at_end["expected"]),
        within80=Interval(gained - float(at_end["high80"]), gained - float(at_end["low80"])),
        within95=Interval(gained - float(at_end["high95"]), gained - float(at_end["low95"])),
        noise=float(missed.spread[-1]),
        windows=len(placebos),
        comparison=comparison,
        shock=float(moved[0]),
        used=tuple(key for key, out in others.out.items() if out is None),
        left_out={key: out for key, out in others.out.items() if out is not None},
        busy_days=int((~free(before, busy, tail)).sum()),
        overlapping=tuple(period for period in busy if own.shares(period, tail)),
        table=table,
    )


def _others(
    controls: Mapping[Key, History], every: Windows, own: Window, busy: Mapping[Key, Sequence[Period]], tail: int
) -> _Others[Key]:
    """Return the ratios of the other pages by window, and why one has none for the campaign's."""
    found = np.full((len(controls), len(every.days)), np.nan)
    for row, (key, known) in enumerate(controls.items()):
        found[row] = gains(known, every.days, busy.get(key, ()), tail)
    logs, known_days = ratios(every.of(found), every.length)
    out: dict[Key, LeftOut | None] = {}
    for row, key in enumerate(controls):
        if any(own.shares(period, tail) for period in busy.get(key, ())):
            out[key] = LeftOut.CAMPAIGN
        elif not known_days[row, 0]:
            out[key] = LeftOut.UNKNOWN
        else:
            out[key] = LeftOut.NOISY if np.isnan(logs[row, 0]) else None
    return _Others(logs, out)


def _compared(others: _Others[Key], found: Usual) -> tuple[Comparison, FloatArray]:
    """Return whether other pages are compared with, and what they show of each window."""
    nothing = np.zeros(len(found.base))
    if sum(out is None for out in others.out.values()) < FEWEST:
        return Comparison.FEW, nothing
    if found.base[0] <= 0:
        return Comparison.SHRINKING, nothing
    return Comparison.PAGES, shocks(others.logs)


def _table(target: History, own: Window, expected: FloatArray, missed: Noise) -> pd.DataFrame:
    """Return the days of the window; ``expected`` are the gains since its start before what is missed usually."""
    gained = np.full(own.length + 1, np.nan)
    seen = slice(own.at, own.until + 1)
    gained[target.places[seen] - target.places[own.at]] = target.counts[seen] - target.counts[own.at]
    middle = expected + missed.middle
    columns = {
        "day": (np.datetime64(own.before, "D") + np.arange(1, own.length + 1)).astype("datetime64[s]"),
        "gain": np.diff(gained),
        "expected_gain": np.diff(middle, prepend=0.0),
        "gained": gained[1:],
        "expected": middle,
        "low95": middle - missed.half95,
        "low80": middle - missed.half80,
        "high80": middle + missed.half80,
        "high95": middle + missed.half95,
    }
    return pd.DataFrame(columns, copy=False)
