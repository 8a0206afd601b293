"""What an address of the months asks for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from promo.analytics.campaign_months import month_of
from promo.analytics.periods import BEGINNING, Problem
from promo.campaigns.comparing.selection import Filters, first, one_of
from promo.clients.choices import currency_codes
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SPANS = {"6": N_("6 months"), "12": N_("12 months"), "24": N_("24 months"), "36": N_("36 months")}
USUAL = "12"
LATEST = date(2100, 1, 1)
NO_MONTH = N_("“%(value)s” is not a month like 2026-10, so the newest ones are shown.")


@dataclass(frozen=True, slots=True)
class Selection:
    """The state: which campaigns, how many months (``span``) up to ``until`` (its first day; ``None``: this month).

    ``currency`` is the one that all amounts are converted to; empty: each keeps its own.
    """

    filters: Filters = field(default_factory=Filters)
    span: str = USUAL
    until: date | None = None
    currency: str = ""
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, args: Mapping[str, Sequence[str]]) -> Selection:
        """Return what the query ``args`` asks for; what is wrong becomes problems."""
        problems: list[Problem] = []
        filters = replace(Filters.of(args), start=None, end=None)
        return cls(
            filters=filters,
            span=one_of(args, "span", SPANS, problems) or USUAL,
            until=_month(first(args, "until"), problems),
            currency=one_of(args, "in", currency_codes(), problems),
            problems=(*(one for one in filters.problems if one.field not in {"from", "to"}), *problems),
        )

    def query(self) -> dict[str, str]:
        """Return the state as an address holds it; what is usual is left out."""
        return {**self.filters.query(), **self.view()}

    def view(self) -> dict[str, str]:
        """Return the part of `query` that says which months are shown and how."""
        found = {
            "span": self.span if self.span != USUAL else "",
            "until": f"{self.until:%Y-%m}" if self.until else "",
            "in": self.currency,
        }
        return {name: value for name, value in found.items() if value}


def _month(text: str, problems: list[Problem]) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = LATEST
    if month_of(BEGINNING) <= found < LATEST:
        return found
    problems.append(Problem("until", NO_MONTH, {"value": text[:40]}))
    return None
