"""What an export was understood as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from promo.campaigns.transfer.headings import Heading


@dataclass(frozen=True, slots=True)
class Named:
    """A campaign as the file calls it; ``external_id`` is ``""`` where the file has none."""

    name: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence about a line of the file, with what is ``said`` in it."""

    line: int
    text: str
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """Lines of the file: those of campaigns, those of totals, those not understood, and those added to another one."""

    lines: int = 0
    totals: int = 0
    refused: int = 0
    added: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read.

    ``frame`` has a row for each campaign and span of days: ``line`` (its first in the file), ``campaign`` (the place in
    ``campaigns``), ``first`` and ``last`` (as `date.toordinal` counts; the same for a day), and the numbers that the
    file has, in ten-thousandths, NA where it says none. ``missing`` names what the file lacks to be of use:
    ``campaign``, ``day``, ``numbers``; the frame is empty then. ``results`` counts the lines by each indicator whose
    results are kept nowhere. ``are_ids_lost`` says that a spreadsheet has cut campaigns' IDs, so that names are used.
    """

    frame: pd.DataFrame
    campaigns: tuple[Named, ...]
    currency: str | None
    headings: tuple[Heading, ...]
    problems: tuple[Problem, ...]
    counts: Counts
    missing: tuple[str, ...] = ()
    results: tuple[tuple[str, int], ...] = ()
    are_ids_lost: bool = False

    def heading(self, meaning: str) -> Heading | None:
        """Return the column that was taken for ``meaning``."""
        return next((one for one in self.headings if one.fate == "taken" and one.meaning == meaning), None)
