"""How far chance alone moves a count."""

from __future__ import annotations

import math

Z95 = 1.959964


def counted(count: int) -> tuple[float, float]:
    """Return the 95 % interval of the number to be expected where ``count`` (0 or more) were counted.

    Byar's approximation of the exact Poisson interval (Rothman and Boice 1979; Breslow and Day 1987), within a percent
    of it from 5 on and wider below. It tells what chance does when events come one by one; what comes in bursts moves
    further.
    """
    lower = count * (1 - 1 / (9 * count) - Z95 / (3 * math.sqrt(count))) ** 3 if count else 0.0
    above = count + 1
    return max(lower, 0.0), above * (1 - 1 / (9 * above) + Z95 / (3 * math.sqrt(above))) ** 3
