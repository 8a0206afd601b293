"""The numbers of an export's lines: how the file writes them, and what its results are. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from babel.numbers import get_currency_precision

from promo.campaigns.transfer import headings, numbers
from promo.campaigns.transfer.numbers import Numbers
from promo.campaigns.words import METRICS, MONEY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from promo.campaigns.transfer.headings import Heading
    from promo.campaigns.transfer.numbers import Bools, Texts, Written

COUNTED = "results"


@dataclass(frozen=True, slots=True)
class Facts:
    """The numbers by what they are, the column each comes from, and the indicators whose results are kept nowhere."""

    numbers: dict[str, Numbers]
    sources: dict[str, Heading]
    results: tuple[tuple[str, int], ...]


def read(
    columns: Mapping[str, Texts],
    taken: Mapping[str, Heading],
    currency: str | None,
    others: Callable[[], Sequence[Texts]],
    lines: Bools,
) -> Facts:
    """Return the facts of the columns that were ``taken``; ``lines`` are those of campaigns.

    ``others`` gives columns of computed numbers, which are looked at only for how the file writes its numbers.
    """
    written = {name: numbers.look(columns[name]) for name in (*METRICS, COUNTED) if name in taken}
    marks = {name: numbers.evidence(one, whole=name not in MONEY) for name, one in written.items()}
    found = {
        name: numbers.read(columns[name], one, _mark(name, written, marks, currency, others), whole=name not in MONEY)
        for name, one in written.items()
    }
    sources = {name: taken[name] for name in found}
    results = found.pop(COUNTED, None)
    left: tuple[tuple[str, int], ...] = ()
    if results is not None:
        indicators = columns.get("indicator")
        made, left = _results(results, indicators, lines)
        for name, one in made.items():
            if name not in found:
                found[name], sources[name] = one, taken[COUNTED]
        del sources[COUNTED]
    return Facts({name: found[name] for name in METRICS if name in found}, sources, left)


def _mark(
    name: str,
    written: Mapping[str, Written],
    marks: Mapping[str, str],
    currency: str | None,
    others: Callable[[], Sequence[Texts]],
) -> str:
    """Return what divides whole and part in a column: as it says, or the file's other columns, or the currency."""
    if marks[name] or name not in MONEY or not written[name].either.any():
        return marks[name]
    found = numbers.agreed(marks.values())
    found = found or numbers.agreed(numbers.evidence(numbers.look(one), whole=False) for one in others())
    dividers = {chr(mark) for mark in np.unique(written[name].last[written[name].either])}
    if not found and currency and len(dividers) == 1 and get_currency_precision(currency) == 0:
        return {",": ".", ".": ","}[dividers.pop()]
    return found


def _results(
    results: Numbers, indicators: Texts | None, lines: Bools
) -> tuple[dict[str, Numbers], tuple[tuple[str, int], ...]]:
    """Return the results as leads, sales and calls where their indicator says so, and the indicators of the others."""
    some = lines & (results.known | (results.troubles > 0))
    if indicators is None:
        return {}, (("", int(some.sum())),) if some.any() else ()
    codes, texts = pd.factorize(indicators)
    meanings = [headings.result_of(text) for text in texts]
    made = {}
    for meaning in sorted(set(meanings) - {""}):
        here = np.array([one == meaning for one in meanings])[codes]
        made[meaning] = Numbers(
            np.where(here, results.parts, 0), results.known & here, np.where(here, results.troubles, 0)
        )
    many = np.bincount(codes[some], minlength=len(texts))
    left = tuple(
        (text.strip(), int(many[place])) for place, text in enumerate(texts) if many[place] and not meanings[place]
    )
    return made, left
