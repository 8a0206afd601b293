"""Which follower counts no page can have. They are held for a person to decide, and not written.

Instagram now and then shows 0, another page's number or a rounded one. The bounds are wide on purpose: a viral post
or one of Instagram's purges stays inside, because a true number that has to wait does more harm than a rare glitch.

* 0 after at least 1,000: a page does not lose everybody; Instagram shows 0 when it does not want to tell.
* A gain above 5,000 **and** above 100 % a day: small pages double overnight and large ones win tens of thousands, but
  both at once is another page's number.
* A loss above 1,000 **and** above 50 % a day, compounded: the largest purges took a few per cent. Three days and more
  count as three, so that a long silence does not excuse a loss of seven eighths.
"""

from __future__ import annotations

ZERO_AFTER = 1_000
GAIN_A_DAY = 5_000
GAIN_RATIO_A_DAY = 1.0
LOSS_LEAST = 1_000
LOSS_RATIO_A_DAY = 0.5
LOSS_DAYS = 3


def is_plausible(previous: int | None, seen: int | None, days: int) -> bool:
    """Return whether a page can have gone from ``previous`` to ``seen`` followers within ``days`` (less than 1 is 1).

    Unknown counts are plausible: there is nothing to compare.
    """
    if seen is not None and seen < 0:
        return False
    if previous is None or seen is None:
        return True
    days = max(days, 1)
    change = seen - previous
    if seen == 0 and previous >= ZERO_AFTER:
        return False
    if change > 0:
        return change <= GAIN_A_DAY * days or change <= previous * GAIN_RATIO_A_DAY * days
    return -change <= LOSS_LEAST or seen >= previous * (1 - LOSS_RATIO_A_DAY) ** min(days, LOSS_DAYS)
