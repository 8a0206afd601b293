"""The form of a campaign's totals, and the days as they come from the grid."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext
from wtforms import HiddenField

from promo.analytics.periods import BEGINNING
from promo.campaigns.days.entering import Typed, understood
from promo.campaigns.words import COUNTS, METRIC_NAMES, METRICS
from promo.forms import AmountField, CountField, Form, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promo.campaigns.days.entering import Fact
    from promo.campaigns.models import Campaign

CARRIED = "was-"
MOST_DAYS = 31
LETTERS = 40
"""What is kept of what was typed into a cell."""


class TotalsForm(Form):
    """What was told for the campaign as a whole."""

    reach = CountField(lazy_gettext(METRIC_NAMES["reach"]))
    spend = AmountField(lazy_gettext(METRIC_NAMES["spend"]))
    impressions = CountField(lazy_gettext(METRIC_NAMES["impressions"]))
    clicks = CountField(lazy_gettext(METRIC_NAMES["clicks"]))
    leads = CountField(lazy_gettext(METRIC_NAMES["leads"]))
    calls = CountField(lazy_gettext(METRIC_NAMES["calls"]))
    sales = CountField(lazy_gettext(METRIC_NAMES["sales"]))
    value = AmountField(lazy_gettext(METRIC_NAMES["value"]))
    version = HiddenField()

    def show(self, campaign: Campaign) -> None:
        """Fill the fields."""
        for name in METRICS:
            self[name].show(getattr(campaign, f"total_{name}"))
        self.version.data = str(campaign.version)

    def facts(self) -> dict[str, Fact]:
        """Return what was typed, by metric. Only for a form that validated."""
        return {name: self[name].count if name in COUNTS else self[name].amount for name in METRICS}

    def version_number(self) -> int:
        """Return the version of the campaign that the form was opened with."""
        return version_of(self.version)


def typed_days(sent: Mapping[str, str], today: date) -> list[Typed]:
    """Return the days that were sent, up to ``today``; ``remove`` names one that is to be emptied."""
    gone = sent.get("remove", "")
    found = []
    for key in sent:
        day = _day(key.removeprefix(CARRIED)) if key.startswith(CARRIED) else None
        if day is not None and day <= today:
            kept = day.isoformat() != gone
            texts = {name: sent.get(f"{name}-{day}", "").strip()[:LETTERS] if kept else "" for name in METRICS}
            found.append(Typed(day, texts, understood(sent[key])))
    return found[:MOST_DAYS]


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found >= BEGINNING else None
