"""Made-up groups of pages that common shocks move together: the same kinds as in `eval.series`, but not each alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eval import series

if TYPE_CHECKING:
    from eval.series import FloatArray

TESTED = 3
"""Pages of a group whose lifts are measured, in turn: shocks that all share must not count too often."""
DAYS = 400
STRENGTH, HOLIDAY = 0.4, 0.4
"""How strong shocks are at most, in logarithms: those that come and go slowly, and those of some days."""
MEMORY = (0.8, 0.93, 0.98)
"""What is left of a shock a day later."""
SHARE = (0.4, 1.4)
"""By how much a shock moves a page."""


def made(seed: int, groups: int, days: int = DAYS) -> pd.DataFrame:
    """Return ``groups`` of 9 pages, one of each kind, the same for a seed.

    Columns: ``group``, ``kind``, ``series``, ``tested`` (whether its lifts are to be measured), ``date``, ``value``.
    """
    frames = []
    for group in range(groups):
        shock = _shock(np.random.default_rng((seed, group)), days)
        for page, (kind, maker) in enumerate(series.KINDS.items()):
            random = np.random.default_rng((seed, group, page))
            draw = series.Draw(random, days)
            gains = maker(random, draw)
            moved = np.where(gains > 0, gains * np.exp(random.uniform(*SHARE) * shock), gains)
            level = np.maximum(np.rint(draw.level + np.cumsum(moved)), 0)
            seen = series.seen(random, days, kind)
            tested = page // TESTED == group % (len(series.KINDS) // TESTED)
            columns = {"group": group, "kind": kind, "series": f"{kind}-{group}", "tested": tested}
            frames.append(pd.DataFrame({**columns, "date": series.START + seen, "value": level[seen]}))
    return pd.concat(frames, ignore_index=True)


def _shock(random: np.random.Generator, days: int) -> FloatArray:
    """Return by day what moves all pages of a group, in logarithms: a slow wave, and some odd weeks."""
    strength, memory = random.uniform(0, STRENGTH), random.choice(MEMORY)
    steps = random.normal(0, strength * np.sqrt(1 - memory**2), days)
    made = np.zeros(days)
    for day in range(1, days):
        made[day] = memory * made[day - 1] + steps[day]
    for _ in range(random.integers(0, 4)):
        start = int(random.integers(0, days))
        made[start : start + int(random.integers(4, 21))] += random.normal(0, HOLIDAY)
    return made
