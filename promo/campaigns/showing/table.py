"""The columns of a campaign's results by week or month: the screen and the files show the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from promo.campaigns.results.telling import KEYS
from promo.campaigns.words import METRIC_NAMES
from promo.speech import N_

if TYPE_CHECKING:
    from promo.campaigns.showing.screens import Row
    from promo.sheets import Kind

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the name of its fact or rate, how it is called (a message id), its metric's key and its unit."""

    key: str
    name: str
    metric: str
    unit: Literal["money", "count", "fraction", "factor"]

    @property
    def file_kind(self) -> Kind:
        """What its cells are in a file."""
        kinds: dict[str, Kind] = {"money": "number", "count": "count", "fraction": "fraction", "factor": "number"}
        return kinds[self.unit]

    def value(self, row: Row) -> Decimal | int | None:
        """Return what it shows of ``row``, quotients to six digits behind the point."""
        found: Decimal | int | None = getattr(row.facts if self.key in KEYS else row.rates, self.key)
        return round(found, DIGITS) if isinstance(found, Decimal) else found


COLUMNS = (
    Column("spend", METRIC_NAMES["spend"], KEYS["spend"], "money"),
    Column("impressions", METRIC_NAMES["impressions"], KEYS["impressions"], "count"),
    Column("cpm", "CPM", "cpm", "money"),
    Column("clicks", METRIC_NAMES["clicks"], KEYS["clicks"], "count"),
    Column("ctr", "CTR", "ctr", "fraction"),
    Column("cpc", "CPC", "cpc", "money"),
    Column("leads", METRIC_NAMES["leads"], KEYS["leads"], "count"),
    Column("cpl", "CPL", "cpl", "money"),
    Column("calls", METRIC_NAMES["calls"], KEYS["calls"], "count"),
    Column("sales", METRIC_NAMES["sales"], KEYS["sales"], "count"),
    Column("cost_per_sale", N_("Cost per sale"), "cost_per_sale", "money"),
    Column("value", METRIC_NAMES["value"], KEYS["value"], "money"),
    Column("roas", "ROAS", "roas", "factor"),
)
