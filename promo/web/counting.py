"""“How we count”: every metric of the registry on one page, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template

from promo.analytics.metrics import GROUPS
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promo.analytics.metrics import Metric


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the page: its anchor, its name (a message id) and its metrics."""

    anchor: str
    name: str
    metrics: Sequence[Metric]


RULES = (
    (
        N_("Days are the client's"),
        N_("A day begins and ends in the client's time zone; a competitor's in the installation's."),
    ),
    (
        N_("Only complete days count"),
        N_("Today is left out until it is over. Only on a page's very first day is it shown."),
    ),
    (
        N_("Unknown is not zero"),
        N_("What was not seen is shown as “n/a” or as a gap. It is never filled in, spread or guessed."),
    ),
    (
        N_("Periods are compared alike"),
        N_(
            "The previous period is the equally long one right before. A week, month, quarter or year that still runs "
            "is compared with the first days of the one before."
        ),
    ),
)
"""What holds for all metrics: a heading and a sentence each."""


def groups() -> list[Group]:
    """Return the metrics by subject."""
    return [Group(f"group-{number}", name, metrics) for number, (name, metrics) in enumerate(GROUPS.items(), 1)]


def show() -> str:
    """Return the page."""
    return render_template("counting/page.html", groups=groups(), rules=RULES)
