"""What a follower cost by the lift: the spend over it, and over the ends of its interval."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from promo.analytics.lift.results import Verdict

if TYPE_CHECKING:
    from promo.analytics.lift.results import Lift


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a follower in 95 of 100 cases: from ``low`` to ``high`` (``None``: no end can be given).

    ``middle`` is that of the estimate, ``None`` where the lift cannot be told from noise. Without a ``low`` none can be
    told at all: the campaign brought no followers.
    """

    middle: Decimal | None
    low: Decimal | None
    high: Decimal | None


def cost_of(spend: Decimal | None, lift: Lift[Any] | None) -> Cost | None:
    """Return what a follower cost by ``lift``; ``None`` where the spend or the lift is not known."""
    if spend is None or lift is None:
        return None
    middle = _each(spend, lift.effect) if lift.verdict == Verdict.GAIN else None
    return Cost(middle, _each(spend, lift.within95.high), _each(spend, lift.within95.low))


def _each(spend: Decimal, followers: float) -> Decimal | None:
    return spend / Decimal(followers) if followers > 0 else None
