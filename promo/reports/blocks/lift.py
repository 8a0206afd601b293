"""What campaigns really brought, for the block on campaigns: the lift with its interval, never more than it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promo.campaigns.lift.costs import cost_of
from promo.campaigns.lift.reading import lifts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from promo.campaigns.lift.reading import Measured
    from promo.campaigns.models import Campaign
    from promo.campaigns.results.reading import Result
    from promo.reports.blocks import Scope

DIGITS = 4


def told(
    session: Session, found: Sequence[Campaign], results: Mapping[int, Result], scope: Scope
) -> dict[int, dict[str, Any]]:
    """Return what is told of the lift of each campaign, by its id, as of the moment of ``scope``.

    ``verdict`` is ``gain``, ``loss`` or ``noise``, ``said`` it in words; ``effect`` the estimate and ``low`` … ``high``
    where it lies in 95 of 100 cases, in followers; ``until`` the day it is counted up to while it goes on; ``cost``
    that of a follower. ``shared``: other campaigns of the pages ran in these days. Unmeasured ones have a ``reason``.
    """
    lifts = lifts_of(session, found, scope.now)
    return {one.id: _told(lifts[one.id], results[one.id].facts.spend, scope) for one in found}


def _told(measured: Measured, spend: Decimal | None, scope: Scope) -> dict[str, Any]:
    lift, say = measured.lift, scope.words.say
    if lift is None:
        return {"verdict": None, "reason": say(str(getattr(measured.found, "reason", "")))}
    cost = cost_of(spend, lift)
    ends = ("middle", "low", "high")
    return {
        "verdict": lift.verdict.name.lower(),
        "said": say(lift.verdict),
        "effect": round(lift.effect),
        "low": round(lift.within95.low),
        "high": round(lift.within95.high),
        "until": None if lift.is_complete else lift.end.isoformat(),
        "shared": bool(measured.overlapping),
        "cost": {name: _amount(getattr(cost, name)) for name in ends} if cost else None,
    }


def _amount(value: Decimal | None) -> float | None:
    return None if value is None else float(round(value, DIGITS))
