"""The words of clients: under whose law they advertise."""

from __future__ import annotations

from promo.speech import N_

RUSSIA = "ru"
JURISDICTION_NAMES = {
    "": N_("Nobody said"),
    RUSSIA: N_("Russia"),
    "by": N_("Belarus"),
    "kz": N_("Kazakhstan"),
    "eu": N_("European Union"),
    "gb": N_("United Kingdom"),
    "us": N_("United States"),
    "other": N_("Another country"),
}
"""Where a client advertises. `promo.campaigns.law.rules` has rules of some of these places only, and says so."""
