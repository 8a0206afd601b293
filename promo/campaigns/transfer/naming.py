"""Which campaign each line is of: by its ID, or by its name where the file has no ID. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from promo.campaigns.transfer.numbers import TYPED
from promo.campaigns.transfer.table import Named
from promo.tables import text_of

if TYPE_CHECKING:
    from promo.campaigns.transfer.numbers import Bools, Integers, Texts

EXACT = 15
"""As many digits of a number a spreadsheet keeps."""
MOST = 64
NOBODY = -1
SHORTENED = re.compile(r"\d+([.,]\d+)?e\+?\d+", re.IGNORECASE)
PREFIX = re.compile(r"^[a-z]{1,2}:(?=\d)")


@dataclass(frozen=True, slots=True)
class Naming:
    """The campaigns of a file, the place among them of each line's, where a line names none, where its ID is cut.

    The place is -1 where a campaign cannot be known.
    """

    campaigns: tuple[Named, ...]
    codes: Integers
    blank: Bools
    lost: Bools
    are_ids_lost: bool


def named(names: Texts | None, idents: Texts | None) -> Naming:
    """Return which campaign each line is of. At least one of the columns is there."""
    name_codes, all_names = _distinct(names, idents)
    ident_codes, all_idents = _distinct(idents, names)
    clean_names = [_name(text) for text in all_names]
    clean_idents = [_ident(text) for text in all_idents]
    long = [one for one in clean_idents if one and len(one) > EXACT]
    if long and all(one[EXACT:].strip("0") == "" for one in long):
        clean_idents = [None if one in set(long) else one for one in clean_idents]
    pairs, distinct = pd.factorize(name_codes.astype(np.int64) * len(all_idents) + ident_codes)
    places: dict[tuple[str, str], int] = {}
    found: list[Named] = []
    place_of, blank, lost = [], [], []
    for pair in distinct:
        name, ident = clean_names[pair // len(all_idents)], clean_idents[pair % len(all_idents)]
        blank.append(not name and ident == "")
        lost.append(not name and ident is None)
        if blank[-1] or lost[-1]:
            place_of.append(NOBODY)
            continue
        place = places.setdefault(("", ident) if ident else (name, ""), len(found))
        if place == len(found):
            found.append(Named(name, ident or ""))
        elif name and not found[place].name:
            found[place] = Named(name, ident or "")
        place_of.append(place)
    return Naming(
        tuple(found),
        np.array(place_of, np.int64)[pairs],
        np.array(blank, bool)[pairs],
        np.array(lost, bool)[pairs],
        None in clean_idents,
    )


def _distinct(column: Texts | None, other: Texts | None) -> tuple[Integers, list[str]]:
    if column is None:
        return np.zeros(len(other) if other is not None else 0, np.int64), [""]
    codes, values = pd.factorize(column)
    return codes, list(values)


def _name(text: str) -> str:
    return " ".join(text_of(text.replace(f"{TYPED}0000", "").replace(TYPED, ".")).split())


def _ident(text: str) -> str | None:
    """Return a campaign's ID as it is, ``""`` for none, ``None`` for one whose last digits a spreadsheet has lost."""
    plain = text.strip().strip("='\"").strip()
    if TYPED in plain:
        whole, _divider, part = plain.partition(TYPED)
        return whole if len(whole) <= EXACT and not part.strip("0") else None
    if SHORTENED.fullmatch(plain):
        return None
    return PREFIX.sub("", plain)[:MOST].strip("-—")
