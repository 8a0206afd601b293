"""Lifts against what was put in: campaigns at days where there was none, and known lifts on top."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eval import measure as forecasts
from promo.analytics.lift.measuring import measure
from promo.analytics.lift.results import Refusal
from promo.analytics.lift.windows import day_of
from promo.analytics.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promo.analytics.drift import History

LENGTHS = (7, 14)
LIFTS = (0.25, 0.5, 1.0, 2.0)
"""The lifts put in, as parts of the page's usual gains (the mean of 8 weeks, in absolute value)."""
USUAL = 56
CAMPAIGNS = 3
"""Campaigns of each length that are tried on each series."""
KNOWN = 90
"""Days that are known before the first of them, where the series is long enough."""
MOST_CONTROLS = 50
FARTHEST = 5.0
"""For the bias, an error counts at most like so many noise units."""
COLUMNS = [
    "group", "kind", "days", "controls", "effect", "noise", "low80", "high80", "low95", "high95", "usual",
]  # fmt: skip


def trials(frame: pd.DataFrame, seed: int, campaigns: int = CAMPAIGNS) -> pd.DataFrame:
    """Return a row for each campaign without a lift, with the other series of its group as controls and without.

    ``frame`` has the columns ``series``, ``date``, ``value``, and may have ``kind``, ``group`` and ``tested``. Columns:
    ``group``, ``kind``, ``days``, ``controls`` (whether compared with), ``effect`` (what is wrongly seen), ``noise``,
    the ends of the intervals, and ``usual``, the followers that a lift of 100 % would be.

    A lift need not be put in before measuring: what is expected is made of the other days, so that each follower put
    in moves the estimate and its intervals by one (``tests/analytics/test_lift.py`` holds it).
    """
    groups = frame.groupby("group", sort=False) if "group" in frame else [(0, frame)]
    rows = [(number, *row) for number, (_, group) in enumerate(groups) for row in _trials(group, seed, campaigns)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _trials(group: pd.DataFrame, seed: int, campaigns: int) -> Iterator[tuple[Any, ...]]:
    pages = list(forecasts.series(group))
    tested = set(group.loc[group["tested"], "series"] if "tested" in group else group["series"])
    for number, (kind, name, known) in enumerate(pages):
        if name not in tested:
            continue
        random = np.random.default_rng((seed, len(known.places), number))
        others = [other for place, (_, _, other) in enumerate(pages) if place != number]
        picked = [others[place] for place in random.permutation(len(others))[:MOST_CONTROLS]]
        for days in LENGTHS:
            for start in _starts(known, days, random, campaigns):
                for controls in (picked, []) if picked else ([],):
                    row = _tried(known, controls, start, days)
                    if row is not None:
                        yield (kind, days, bool(controls), *row)


def _starts(known: History, days: int, random: np.random.Generator, campaigns: int) -> list[int]:
    """Return the first days of campaigns, each at random in its part of the series; none in a short one."""
    if not len(known.places):
        return []
    end = known.first + int(known.places[-1]) - days
    edges = np.linspace(min(known.first + KNOWN, end), end, campaigns + 1)
    return [int(random.integers(int(low), int(high) + 1)) for low, high in pairwise(edges)]


def _tried(known: History, controls: list[History], start: int, days: int) -> tuple[float, ...] | None:
    campaign = Period(day_of(start), day_of(start + days - 1))
    made = measure(known, dict(enumerate(controls)), campaign)
    if isinstance(made, Refusal):
        return None
    place = start - known.first
    usual = abs(float(known.gains[max(0, place - 1 - USUAL) : place - 1].mean())) * days
    ends = (made.within80.low, made.within80.high, made.within95.low, made.within95.high)
    return (made.effect, made.noise, *ends, usual)


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Return by kind, and over ALL, by length, with controls and without, how the trials went.

    Columns: ``kind``, ``days``, ``controls``, ``n``, ``bias`` and its standard error ``unsure`` (in noise units),
    ``cover80``, ``cover95``, ``alarms``: the share in which a lift was seen where there was none; ``found25`` …: the
    share in which one of so many per cent was.
    """
    several = len(set(rows["kind"])) > 1
    rows = rows.sort_values(["kind", "days", "controls"], ascending=[True, True, False], kind="stable")
    both = pd.concat([rows, rows.assign(kind="ALL")], ignore_index=True) if several else rows
    made = []
    for (kind, days, controls), part in both.groupby(["kind", "days", "controls"], sort=False):
        units = (part["effect"] / part["noise"]).clip(-FARTHEST, FARTHEST)
        found = {f"found{lift * 100:.0f}": (part["low95"] + lift * part["usual"] > 0).mean() for lift in LIFTS}
        made.append(
            {
                "kind": kind,
                "days": days,
                "controls": controls,
                "n": len(part),
                "bias": units.mean(),
                "unsure": _unsure(units, part["group"]),
                "cover80": ((part["low80"] <= 0) & (part["high80"] >= 0)).mean(),
                "cover95": ((part["low95"] <= 0) & (part["high95"] >= 0)).mean(),
                "alarms": ((part["low95"] > 0) | (part["high95"] < 0)).mean(),
                **found,
            }
        )
    return pd.DataFrame(made)


def _unsure(units: pd.Series[float], groups: pd.Series[int]) -> float:
    """Return the standard error of the mean of ``units``, where those of a group may err together."""
    sums = (units - units.mean()).groupby(groups).sum()
    return float(np.sqrt((sums**2).sum())) / len(units)
