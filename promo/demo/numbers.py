"""How many followers a made-up page has on each day: growth with a weekly rhythm, losses, a purge, a viral post.

Deterministic: the same seed gives the same numbers on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from promo.demo import adverts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from promo.demo.cast import DemoPage

DAYS = 730
WEEK = np.array([1.1, 1.05, 1.0, 0.95, 0.85, 0.9, 1.15])
"""How growth is spread over the week, Monday first."""
PURGE_BACK = 238
"""So many days before the end Instagram removed bots everywhere: two days of loss on every page."""
LEAVING = 14
VIRAL_BACK = 96
"""So many days before the end one page's reel went round."""
VIRAL = (0.07, 0.16, 0.09, 0.05, 0.03, 0.018, 0.01)
"""What the viral reel brought on its first days, as parts of the followers."""


def generator(number: int, part: int) -> np.random.Generator:
    """Return the random numbers of a page's ``part``: the same in every fill, whatever the other parts draw."""
    return np.random.default_rng((20_260_101, number, part))


def followers(page: DemoPage, number: int, first_weekday: int) -> NDArray[np.int64]:
    """Return the page's followers at the end of each of `DAYS` days; the first is a ``first_weekday`` (0: Monday)."""
    rng = generator(number, 1)
    usual = (1 + page.monthly) ** (1 / 30) - 1
    rates = usual * WEEK[(np.arange(DAYS) + first_weekday) % 7]
    rates = rates * _waves(rng) + _good_weeks(rng) + _losses(rng) + _events(page, rng) + _boosts(page)
    rates[: int(rng.integers(1, 3))] = 0.0
    noise = rng.normal(0, 0.35, DAYS)
    found = np.empty(DAYS, dtype=np.int64)
    count = float(page.start)
    for day in range(DAYS):
        count = max(count * (1 + rates[day]) + noise[day] * np.sqrt(count) * 0.4, 1.0)
        found[day] = round(count)
    return found


def following(number: int) -> NDArray[np.int64]:
    """Return how many pages it follows on each day: it follows some more now and then, and tidies up twice."""
    rng = generator(number, 2)
    steps = rng.choice(np.array([0, 0, 0, 0, 1, 1, 2, -1]), DAYS)
    steps[rng.integers(60, DAYS, 2)] -= rng.integers(20, 60, 2)
    found: NDArray[np.int64] = np.maximum(int(rng.integers(180, 900)) + np.cumsum(steps), 12)
    return found


def gaps(page: DemoPage, number: int) -> NDArray[np.bool_]:
    """Return for each day whether it was read: single days and short runs are missing, one page misses two weeks."""
    rng = generator(number, 3)
    read = np.ones(DAYS, dtype=np.bool_)
    for start in rng.integers(20, DAYS - 6, 9):
        read[start : start + int(rng.choice([1, 1, 1, 2, 3, 5]))] = False
    if number % 9 == 4:  # noqa: PLR2004 - some of the pages
        read[300:314] = False
    if page.fate == "young":
        read[: DAYS - 260] = False
    if page.fate == "broken":
        read[DAYS - 4 :] = False
    if page.fate == "paused":
        read[DAYS - 40 :] = False
    return read


def _waves(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return slow changes of mood around 1: good and bad months."""
    level, found = 0.0, np.empty(DAYS)
    for day, shock in enumerate(rng.normal(0, 0.16, DAYS)):
        level = 0.96 * level + shock
        found[day] = 1 + level
    return found


def _boosts(page: DemoPage) -> NDArray[np.float64]:
    """Return what the page's campaigns added while they ran; a fifth of those leave over the two weeks after."""
    found = np.zeros(DAYS)
    for days, strength in adverts.boosts(page.username, DAYS - 1):
        found[days.start : days.stop] += strength
        found[days.stop : days.stop + LEAVING] -= strength * len(days) / 5 / LEAVING
    return found


def _good_weeks(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return what luck and friends added: a few stretches, each followed by some who leave again."""
    found = np.zeros(DAYS)
    for start in rng.integers(30, DAYS - 60, int(rng.integers(3, 7))):
        length = int(rng.integers(8, 20))
        strength = float(rng.uniform(0.0012, 0.0045))
        found[start : start + length] += strength
        found[start + length : start + 2 * length] -= strength / 6
    return found


def _losses(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return stretches in which more people leave than come."""
    found = np.zeros(DAYS)
    for start in rng.integers(40, DAYS - 30, 4):
        found[start : start + int(rng.integers(5, 16))] -= float(rng.uniform(0.0006, 0.0022))
    return found


def _events(page: DemoPage, rng: np.random.Generator) -> NDArray[np.float64]:
    found = np.zeros(DAYS)
    purge = DAYS - PURGE_BACK
    found[purge : purge + 2] -= float(rng.uniform(0.012, 0.026)) * np.array([0.65, 0.35])
    if page.fate == "viral":
        start = DAYS - VIRAL_BACK
        found[start : start + len(VIRAL)] += VIRAL
        found[start + len(VIRAL) : start + 45] -= 0.0011
    return found
