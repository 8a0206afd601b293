"""Numbers as people and programs write them, a whole column at once, exactly: in ten-thousandths. Pure.

``1234.5``, ``1 234,50`` (with any space), ``1,234.50``, ``1.234,50``, ``1'234.50``. What has one divider and three
digits behind it, such as ``1,234``, may be two numbers; how the other cells are written says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

DECIMALS = 4
SCALE = 10**DECIMALS
"""Numbers are kept as so many parts of one: 12.5 is 125,000."""
LARGEST = 10**10
"""Numbers below this are believed."""
DIGITS = 18
"""As many digits as a 64-bit integer surely holds."""
POWERS = 10 ** np.arange(DIGITS + 1)
GROUP = 3
NOTHING = frozenset({"", "-", "n/a", "na", "none", "null", "н/д", "нет данных"})
"""What says that there is no number."""
TYPED = "\x1f"
"""Divides whole and part in a number that was no text in its file, so that nothing has to be guessed."""
SPELLINGS = (
    ("\xa0", " "), ("\u202f", " "), ("\u2009", " "), ("\u2007", " "), ("’", "'"), ("−", "-"), ("–", "-"), ("—", "-"),
)  # fmt: skip
POINT, COMMA, APART, MINUS, ZERO = b".,\x1f-0"
NUMERALS, DIVIDERS = b"0123456789", b".,' \x1f"
IS_DIVIDER, IS_ODD = np.zeros(256, bool), np.ones(256, bool)
IS_DIVIDER[list(DIVIDERS)] = True
IS_ODD[[0, *DIVIDERS, *NUMERALS]] = False
SPACED = bytes.maketrans(b"\0", b" ")
NO_NUMERALS = bytes(letter for letter in range(1, 256) if letter not in NUMERALS)

Texts: TypeAlias = "NDArray[np.object_]"
Bools: TypeAlias = "NDArray[np.bool_]"
Integers: TypeAlias = "NDArray[np.int64]"


class Trouble(IntEnum):
    """Why a cell is no number that can be used."""

    NONE = 0
    UNREADABLE = 1
    AMBIGUOUS = 2
    NEGATIVE = 3
    PART = 4
    LARGE = 5


@dataclass(frozen=True, slots=True)
class Written:
    """How each cell of a column is written.

    ``digits`` are all its digits as one number, ``head`` and ``tail`` count those before the first and behind the last
    divider; ``last`` is that divider and ``before`` the one before it, 0 where there is none. A ``sound`` cell is built
    like a number; one that is ``either`` may be two.
    """

    digits: Integers
    head: Integers
    tail: Integers
    last: NDArray[np.uint8]
    before: NDArray[np.uint8]
    filled: Bools
    sound: Bools
    negative: Bools
    either: Bools
    long: Bools


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers in ``parts``, ten-thousandths, 0 where it is not ``known``; the `Trouble` of each cell."""

    parts: Integers
    known: Bools
    troubles: NDArray[np.int8]

    def of(self, rows: Integers) -> Numbers:
        """Return these rows alone."""
        return Numbers(self.parts[rows], self.known[rows], self.troubles[rows])


def look(cells: Sequence[str] | Texts) -> Written:
    """Return how the cells of a column are written."""
    text = _joined(cells)
    letters = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(letters == 0)
    starts = np.concatenate((np.zeros(min(len(ends), 1), np.int64), ends[:-1] + 1))
    numerals = (b"0" + text[:-1].replace(b"\0", b"\x000")).translate(SPACED, NO_NUMERALS)
    digits = np.fromstring(numerals if len(ends) else b"", np.int64, sep=" ")
    many, head, tail = ends - starts, ends - starts, np.zeros(len(ends), np.int64)
    last, before = np.zeros(len(ends), np.uint8), np.zeros(len(ends), np.uint8)
    sound, negative = np.ones(len(ends), bool), np.zeros(len(ends), bool)
    places = np.flatnonzero(IS_DIVIDER[letters])
    rows = np.searchsorted(ends, places)
    if len(places):
        marks, gaps = letters[places], np.diff(places) - 1
        later = rows[1:] == rows[:-1]
        first, final = np.concatenate(([True], ~later)), np.concatenate((~later, [True]))
        head[rows[first]] = places[first] - starts[rows[first]]
        tail[rows[final]] = ends[rows[final]] - places[final] - 1
        last[rows[final]] = marks[final]
        following = np.flatnonzero(later) + 1
        before[rows[following]] = marks[following - 1]
        sound[rows[following[gaps[following - 1] != GROUP]]] = False
        inner = following[~final[following] & (marks[following] != marks[following - 1])]
        sound[rows[inner]] = False
        many -= np.bincount(rows, minlength=len(ends))
    odd = np.flatnonzero(IS_ODD[letters])
    if len(odd):
        rows = np.searchsorted(ends, odd)
        minus = (letters[odd] == MINUS) & (odd == starts[rows])
        negative[rows[minus]] = True
        sound[rows[~minus]] = False
        many -= np.bincount(rows, minlength=len(ends))
    opening = letters[np.minimum(starts, len(letters) - 1)] if len(ends) else last
    either = ((last == POINT) | (last == COMMA)) & (before == 0) & (tail == GROUP)
    either &= (head > 0) & (head <= GROUP) & (opening != ZERO) & ~negative
    return Written(
        digits, head, tail, last, before, ends > starts, sound & (many > 0), negative, either & sound, many > DIGITS
    )


def evidence(written: Written, *, whole: bool) -> str:
    """Return what divides whole and part in this column: ``.``, ``,``, ``""`` where nothing says, ``?`` where both do.

    In a column of ``whole`` numbers what stands before three digits divides thousands.
    """
    last, before = written.last, written.before
    found = set()
    for mark, other in ((POINT, COMMA), (COMMA, POINT)):
        says = (last == mark) & (before != mark) & ~written.either
        says |= (last == other) & (before == other)
        if whole:
            says |= written.either & (last == other)
        if (says & written.sound).any():
            found.add(chr(mark))
    return agreed(found)


def agreed(marks: Iterable[str]) -> str:
    """Return what several columns say together, as `evidence` does."""
    found = set(marks) - {""}
    return "?" if len(found) > 1 else "".join(found)


def read(cells: Sequence[str] | Texts, written: Written, mark: str, *, whole: bool) -> Numbers:
    """Return the numbers of a column whose parts stand behind ``mark`` (``""``, ``?``: unknown).

    None of ``whole`` numbers may have a part. Digits of a part behind the fourth are rounded, halves up.
    """
    last, before, tail = written.last, written.before, written.tail
    grouped = (last == before) | ~((last == POINT) | (last == COMMA) | (last == APART))
    if whole:
        grouped |= written.either
    elif mark in {".", ","}:
        grouped |= written.either & (last != ord(mark))
    parted = (last != 0) & ~grouped
    opened = (written.head > 0) & (written.head <= GROUP)
    sound = written.sound & (before != APART)
    sound &= np.where(parted, (tail > 0) & ((before == 0) | opened), (last == 0) | ((tail == GROUP) & opened))
    parts = np.where(parted, np.minimum(tail, DIGITS), 0)
    large = written.long | (written.digits // POWERS[parts] >= LARGEST)
    values = np.where(large | ~sound, 0, written.digits) * POWERS[np.maximum(DECIMALS - parts, 0)]
    finer = np.flatnonzero(parts > DECIMALS)
    divisor = POWERS[parts[finer] - DECIMALS]
    values[finer] = (values[finer] + divisor // 2) // divisor
    large |= values >= LARGEST * SCALE
    troubles = np.zeros(len(values), np.int8)
    if whole:
        troubles[values % SCALE != 0] = Trouble.PART
    elif mark not in {".", ","}:
        troubles[written.either] = Trouble.AMBIGUOUS
    troubles[large] = Trouble.LARGE
    troubles[written.negative & (written.digits > 0)] = Trouble.NEGATIVE
    troubles[~sound & written.filled] = Trouble.UNREADABLE
    filled = written.filled.copy()
    for row in np.flatnonzero(troubles == Trouble.UNREADABLE).tolist():
        if cells[row].strip().casefold().strip("–—−") in NOTHING:
            troubles[row], filled[row] = Trouble.NONE, False
    known = filled & (troubles == Trouble.NONE)
    return Numbers(np.where(known, values, 0), known, troubles)


def _joined(cells: Sequence[str] | Texts) -> bytes:
    """Return the cells one behind the other, each ended by a zero: trimmed, in plain letters."""
    joined = "\0".join(cells)
    if not joined.isascii():
        for spelling, plain in SPELLINGS:
            joined = joined.replace(spelling, plain)
    text = joined.encode("ascii", "replace")
    if b" " in text or b"\t" in text or b"\n" in text:
        text = b"\0".join(cell.strip() for cell in text.split(b"\0"))
    return text + b"\0" if len(cells) else b""
