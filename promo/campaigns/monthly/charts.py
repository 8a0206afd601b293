"""What the months draw: the spend of each by kind, and what was planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo.campaigns.words import KIND_NAMES, Kind
from promo.charts.costs import by_month
from promo.charts.figures import encode
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from promo.campaigns.monthly.months import Ledger
    from promo.wording import Wording


def spend(ledger: Ledger, wording: Wording, month: Callable[[date], str]) -> str | None:
    """Return the figure as JSON; ``None`` where nothing was spent or planned. ``month`` names a month."""
    months = [one for one in reversed(ledger.months) if one.month]
    kinds = [kind for kind in Kind if any(kind in one.by_kind for one in months)]
    if not kinds and all(one.planned is None for one in months):
        return None
    return encode(
        by_month(
            [month(one.month) for one in months if one.month],
            {wording.say(KIND_NAMES[kind]): [_float(one.by_kind.get(kind)) for one in months] for kind in kinds},
            [_float(one.planned) for one in months],
            wording.say(N_("Planned")),
            ledger.currency,
        )
    )


def _float(amount: object) -> float | None:
    return None if amount is None else float(amount)  # type: ignore[arg-type]  # a Decimal
