"""An export understood: bytes to one frozen `Table`. Pure.

All is done a column at a time, since a year of a large account has a hundred thousand lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from promo.campaigns.transfer import cells, days, facts, headings, merging, naming
from promo.campaigns.transfer.days import DayTrouble
from promo.campaigns.transfer.headings import COMPUTED
from promo.campaigns.transfer.numbers import TYPED, Trouble
from promo.campaigns.transfer.table import Counts, Problem, Table
from promo.campaigns.words import METRICS
from promo.errors import Invalid
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from promo.campaigns.transfer.cells import Sheet
    from promo.campaigns.transfer.headings import Heading
    from promo.campaigns.transfer.naming import Naming
    from promo.campaigns.transfer.numbers import Bools, Integers, Texts

NUMBER_SENTENCES: dict[int, str] = {
    Trouble.UNREADABLE: N_("“%(text)s” in “%(column)s” is no number."),
    Trouble.AMBIGUOUS: N_("“%(text)s” in “%(column)s” may be thousands or a fraction: write it with two decimals."),
    Trouble.NEGATIVE: N_("“%(text)s” in “%(column)s” is less than nothing."),
    Trouble.PART: N_("“%(text)s” in “%(column)s” is no whole number."),
    Trouble.LARGE: N_("“%(text)s” in “%(column)s” is too large a number."),
}
DAY_SENTENCES: dict[int, str] = {
    DayTrouble.UNREADABLE: N_("“%(text)s” in “%(column)s” is no day: write it like 2026-11-24 or 24.11.2026."),
    DayTrouble.TWO: N_("“%(text)s” in “%(column)s” may be two days: write it like 2026-11-24 or 24.11.2026."),
}
SPAN = ("starts", "ends")
SPAN_SENTENCES = {1: N_("The line says no day."), 2: N_("The line ends before it begins.")}
BESIDE = {1: N_("Another line of the same campaign and day cannot be used.")}
TOO_LONG = {1: N_("The line has more cells than there are headings: a name may need quotation marks.")}
NO_NAME = {1: N_("A spreadsheet has cut the campaign's ID. Export the campaign's name as well.")}
CODE = re.compile("[A-Z]{3}")
MOST_SHOWN = 80
"""As many letters of a cell are told."""
MOST_PROBLEMS = 5_000
"""As many lines are told of one by one."""


def read(name: str, data: bytes, given: Mapping[str, str] | None = None) -> Table:
    """Return what a file says; raise `Invalid` for one that is no table of Ads Manager's kind, or too large.

    ``given`` says for a heading's key (`headings.key_of`) what it means, as a person did: one of `headings.GIVEN`, or
    ``""`` for a column that is to be left out.
    """
    sheet = cells.opened(name, data, given or {})
    found = headings.understood(sheet.heads, given or {})
    taken = {one.meaning: one for one in found if one.fate == "taken"}
    missing = _missing(taken)
    currency = headings.currency_of(sheet.heads)
    if missing:
        return Table(merging.empty(()), (), currency, found, (), Counts(), missing)
    behind = len(sheet.heads)
    needed = {name: one.place for name, one in taken.items() if "day" not in taken or name not in SPAN}
    columns = sheet.columns([*needed.values(), behind])
    if len(columns[behind]) > cells.MOST_ROWS:
        raise Invalid("file", N_("The file has more than %(most)s rows. Split it."), most=cells.MOST_ROWS)
    texts = {meaning: columns[place] for meaning, place in needed.items()}
    return _Reading(sheet, found, taken, texts, columns[behind]).table(currency)


def _missing(taken: Mapping[str, Heading]) -> tuple[str, ...]:
    found = []
    if not {"campaign", "external_id"} & taken.keys():
        found.append("campaign")
    if "day" not in taken and not {"starts", "ends"} <= taken.keys():
        found.append("day")
    if not {*METRICS, "results"} & taken.keys():
        found.append("numbers")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Complaint:
    """What is wrong with the cells of a column (or, without one, with whole lines): a sentence for each kind."""

    troubles: NDArray[np.int8]
    sentences: Mapping[int, str]
    heading: Heading | None = None
    texts: Texts | None = None

    def about(self, row: int) -> tuple[str, dict[str, str]]:
        """Return the sentence about a row, and what is put into it."""
        sentence = self.sentences[int(self.troubles[row])]
        if self.heading is None or self.texts is None:
            return sentence, {}
        text = self.texts[row].replace(TYPED, ".").strip()
        return sentence, {"text": text[:MOST_SHOWN], "column": self.heading.text}


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file on its way to a `Table`."""

    sheet: Sheet
    headings: tuple[Heading, ...]
    taken: Mapping[str, Heading]
    texts: Mapping[str, Texts]
    behind: Texts

    def table(self, currency: str | None) -> Table:
        """Return what the file says."""
        who = naming.named(self.texts.get("campaign"), self.texts.get("external_id"))
        lines = ~who.blank
        currency = self._currency(currency, lines)
        what = facts.read(self.texts, self.taken, currency, self._others, lines)
        first, last, complaints = self._days(lines)
        for name, numbers in what.numbers.items():
            heading = what.sources[name]
            texts = self.texts[heading.meaning]
            complaints.append(_Complaint(numbers.troubles, NUMBER_SENTENCES, heading, texts))
        complaints += self._whole(who)
        refused = lines & np.logical_or.reduce([one.troubles > 0 for one in complaints])
        keys = merging.spans(who.codes, first, last)
        beside = lines & ~refused & merging.sharing(keys, refused & (first > 0))
        complaints.append(_Complaint(beside.astype(np.int8), BESIDE))
        used = np.flatnonzero(lines & ~refused & ~beside)
        columns = {
            "line": used + self.sheet.first,
            "campaign": who.codes[used],
            "first": first[used],
            "last": last[used],
        }
        frame, added = merging.merged(keys[used], columns, {name: one.of(used) for name, one in what.numbers.items()})
        counts = Counts(int(lines.sum()), self._totals(who.blank), int((refused | beside).sum()), added)
        problems = self._told(complaints, np.flatnonzero(refused | beside))
        return Table(
            frame, who.campaigns, currency, self.headings, problems, counts, (), what.results, who.are_ids_lost
        )

    def _currency(self, marked: str | None, lines: Bools) -> str | None:
        """Return the currency of the headings' brackets or of the file's own column; raise `Invalid` for several."""
        said = {marked} if marked else set()
        if "currency" in self.texts:
            texts = {text.strip().upper() for text in pd.unique(self.texts["currency"][lines])}
            said |= {text for text in texts if CODE.fullmatch(text)}
        return headings.single(said)

    def _others(self) -> list[Texts]:
        places = [one.place for one in self.headings if one.fate == "left" and COMPUTED.search(one.key)]
        return list(self.sheet.columns(places).values()) if places else []

    def _days(self, lines: Bools) -> tuple[Integers, Integers, list[_Complaint]]:
        """Return the first and last day of each line, 0 where there is none, and what is wrong with them."""
        texts = {name: self.texts[name] for name in ("day", *SPAN) if name in self.texts}
        found = days.read(texts)
        nothing = np.zeros(len(self.behind), np.int64)
        day = found["day"].ordinals if "day" in found else nothing
        is_span = lines & (day == 0)
        if "day" in found and is_span.any() and self.taken.keys() >= {*SPAN}:
            places = {name: self.taken[name].place for name in SPAN}
            columns = self.sheet.columns(list(places.values()))
            texts |= {name: columns[place] for name, place in places.items()}
            found = days.read(texts)
        first, last = (np.where(is_span, found[name].ordinals if name in found else nothing, day) for name in SPAN)
        complaints = [
            _Complaint(np.where(is_span, one.troubles, 0).astype(np.int8), DAY_SENTENCES, self.taken[name], texts[name])
            for name, one in found.items()
        ]
        is_told = np.logical_or.reduce([one.troubles > 0 for one in complaints])
        wrong = np.where((first == 0) | (last == 0), 1, np.where(last < first, 2, 0))
        complaints.append(_Complaint(np.where(is_told, 0, wrong).astype(np.int8), SPAN_SENTENCES))
        return first, last, complaints

    def _whole(self, who: Naming) -> list[_Complaint]:
        """Return what is wrong with lines as such."""
        return [
            _Complaint((self.behind != "").astype(np.int8), TOO_LONG),
            _Complaint(who.lost.astype(np.int8), NO_NAME),
        ]

    def _totals(self, blank: Bools) -> int:
        """Return how many lines name no campaign and yet say something."""
        rows = np.flatnonzero(blank)
        filled = np.zeros(len(rows), bool)
        for texts in self.texts.values():
            filled |= texts[rows] != ""
        return int(filled.sum())

    def _told(self, complaints: Sequence[_Complaint], rows: Integers) -> tuple[Problem, ...]:
        return tuple(
            Problem(int(row) + self.sheet.first, *one.about(row))
            for row in rows[:MOST_PROBLEMS]
            for one in complaints
            if one.troubles[row]
        )
