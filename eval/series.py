"""Made-up daily follower counts of several kinds. Each series is its own draw of level, pace and noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Maker = Callable[[np.random.Generator, "Draw"], np.ndarray[Any, np.dtype[np.float64]]]

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
LENGTH = 730
START = np.datetime64("2024-01-01", "D")


class Draw:
    """What a series is drawn from: ``days``, ``level`` at the start, ``pace`` (gain a day) and ``wide``, its noise."""

    def __init__(self, random: np.random.Generator, days: int) -> None:
        self.days = days
        self.level = 10 ** random.uniform(2.7, 6.3)
        self.pace = self.level * 10 ** random.uniform(-4.2, -2.2)
        self.wide = random.uniform(0.15, 1.2) * self.pace + np.sqrt(self.pace)


def noise(random: np.random.Generator, draw: Draw) -> FloatArray:
    """Return a day's noise: heavy tails, and a little of yesterday's in it."""
    shocks = random.standard_t(4, draw.days) / np.sqrt(2) * draw.wide
    echo = random.uniform(0, 0.5)
    made = np.empty(draw.days)
    made[0] = shocks[0]
    for day in range(1, draw.days):
        made[day] = echo * made[day - 1] + shocks[day]
    return made


def steady(random: np.random.Generator, draw: Draw) -> FloatArray:
    """Return the gains of a steady drift."""
    return draw.pace + noise(random, draw)


def weekly(random: np.random.Generator, draw: Draw) -> FloatArray:
    """Return a drift with a week in it."""
    week = random.dirichlet(np.full(7, 2.0)) * 7
    return draw.pace * week[np.arange(draw.days) % 7] + 0.5 * noise(random, draw)


def turning(random: np.random.Generator, draw: Draw) -> FloatArray:
    """Return a pace that changes now and then, for good."""
    paces, day = np.empty(draw.days), 0
    while day < draw.days:
        length = int(random.integers(60, 300))
        paces[day : day + length] = draw.pace * random.lognormal(0, 0.7)
        day += length
    return paces + noise(random, draw)


def bursts(random: np.random.Generator, draw: Draw) -> FloatArray:
    """Return viral posts: a jump that dies away within days, a dozen a year."""
    made = 0.5 * draw.pace + 0.5 * noise(random, draw)
    for day in np.flatnonzero(random.random(draw.days) < random.uniform(0.01, 0.06)):
        size = draw.pace * random.pareto(1.6) * 6
        tail = size * np.exp(-np.arange(draw.days - day) / random.uniform(0.6, 4))
        made[day:] += np.minimum(tail, draw.level)
    return made


def decline(random: np.random.Generator, draw: Draw) -> FloatArray:
    """Return the losses of a page that shrinks slower and slower."""
    fading = np.exp(-np.arange(draw.days) / random.uniform(300, 1500))
    return -0.5 * draw.pace * fading + 0.5 * noise(random, draw)


def saturation(random: np.random.Generator, draw: Draw) -> FloatArray:
    """Return a logistic curve: quick growth that runs into its limit."""
    middle, width = random.uniform(0.1, 0.9) * draw.days, random.uniform(60, 250)
    top = draw.pace * width * random.uniform(2, 5)
    level = top / (1 + np.exp(-(np.arange(draw.days + 1) - middle) / width))
    made: FloatArray = np.diff(level) + 0.4 * noise(random, draw)
    return made


def wandering(random: np.random.Generator, draw: Draw) -> FloatArray:
    """Return a pace that wanders slowly up and down."""
    drift = np.cumsum(random.normal(0, random.uniform(0.005, 0.06), draw.days))
    made: FloatArray = draw.pace * np.exp(drift - drift[draw.days // 2]).clip(0, 20) + noise(random, draw)
    return made


def plateau(random: np.random.Generator, draw: Draw) -> FloatArray:
    """Return a page where hardly anything happens: counts come and go around the same level."""
    return random.normal(0, 0.15 * draw.wide, draw.days) + random.normal(0, 0.02) * draw.pace


def irregular(random: np.random.Generator, draw: Draw) -> FloatArray:
    """Return a changing pace; many days of it are not observed (see `made`)."""
    return turning(random, draw) if random.random() < 1 / 2 else wandering(random, draw)


KINDS: Mapping[str, Maker] = {
    maker.__name__: maker
    for maker in (steady, weekly, turning, bursts, decline, saturation, wandering, plateau, irregular)
}


def made(seed: int, each: int, days: int = LENGTH) -> pd.DataFrame:
    """Return ``each`` series of every kind: columns ``kind``, ``series``, ``date``, ``value``; the same for a seed."""
    frames = []
    for number, (kind, maker) in enumerate(KINDS.items()):
        for index in range(each):
            random = np.random.default_rng((seed, number, index))
            draw = Draw(random, days)
            level = np.maximum(np.rint(draw.level + np.cumsum(maker(random, draw))), 0)
            days_seen = seen(random, days, kind)
            columns = {"kind": kind, "series": f"{kind}-{index}", "date": START + days_seen, "value": level[days_seen]}
            frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)


def seen(random: np.random.Generator, days: int, kind: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the days on which a page was read: all, but of ``irregular`` ones few, with a hole of some weeks."""
    if kind != irregular.__name__:
        return np.arange(days)
    keep = random.random(days) < random.uniform(0.25, 0.9)
    hole = int(random.integers(0, days - 40))
    keep[hole : hole + int(random.integers(5, 40))] = False
    keep[[0, -1]] = True
    return np.flatnonzero(keep)
