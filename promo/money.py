"""Amounts of money and other decimal numbers as people write them."""

from __future__ import annotations

import re
from decimal import Decimal

from promo.speech import N_

DIGITS = 4
MOST = Decimal(10) ** 12
SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'’]")
PLAIN = re.compile(r"-?\d*\.?\d+|-?\d+\.")
GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
GROUPED_BY_POINTS = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
NOT_A_NUMBER = N_("This is not a number. Write it like 1234.50 or 1 234,50.")
BELOW_ZERO = N_("This cannot be less than nothing. Leave out the minus.")
TOO_LARGE = N_("This number is too large. Check its zeros.")
TOO_EXACT = N_("At most %(most)s digits behind the decimal sign.")
NOT_WHOLE = N_("This is counted: write a whole number.")


def decimal(text: str) -> Decimal:
    """Return the number that ``text`` says: ``1234.5``, ``1 234,50``, ``1,234.50``, ``1.234,50``.

    A single comma or point is the decimal sign (``1,234`` is a little over one) unless the other one, or a second of
    its kind, tells otherwise. Raises ``ValueError`` for anything else.
    """
    plain = SPACES.sub("", text)
    commas, points = plain.count(","), plain.count(".")
    if (commas > 1 or (commas and points)) and GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif (points > 1 or (commas and points)) and GROUPED_BY_POINTS.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif commas == 1 and not points:
        plain = plain.replace(",", ".")
    if not plain.isascii() or not PLAIN.fullmatch(plain):
        raise ValueError(f"{text!r} is no number")
    return Decimal(plain)


def fault(text: str, *, digits: int = DIGITS, most: Decimal = MOST, whole: bool = False) -> str | None:
    """Return what is wrong with an amount as it was typed, as a message id (with ``most``); ``None`` if nothing is."""
    try:
        amount = decimal(text)
    except ValueError:
        return NOT_A_NUMBER
    if amount < 0:
        return BELOW_ZERO
    if amount >= most:
        return TOO_LARGE
    if whole and amount != int(amount):
        return NOT_WHOLE
    return TOO_EXACT if amount != round(amount, digits) else None


def written(amount: Decimal | None) -> str:
    """Return ``amount`` for a field of a form: ``1234.5``, without needless zeros; empty for none."""
    if amount is None:
        return ""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
