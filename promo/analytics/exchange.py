"""Amounts in another currency, by rates that somebody entered: none is fetched, averaged or guessed.

All arithmetic is decimal. A product is exact; a quotient, which may have no end, keeps `PRECISION` digits. Only what
is shown is rounded, to the digits of its currency.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

PRECISION = 60
EXACT = Context(prec=PRECISION, rounding=ROUND_HALF_EVEN)
"""Enough for any amount (19 digits) times any rate (19 digits), and for their sums."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One ``base`` was worth ``rate`` (above 0) in ``quote`` on ``day``."""

    base: str
    quote: str
    day: date
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Converted:
    """An amount in ``currency``, and by which rate; ``None``: it was in that currency already.

    The amount was multiplied by the rate, or (``is_inverse``) divided by it. Neither is rounded.
    """

    amount: Decimal
    currency: str
    rate: Rate | None = None
    is_inverse: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """The rates that are known, found by currencies and day."""

    _known: Mapping[tuple[str, str], Sequence[Rate]] = field(default_factory=dict)

    @classmethod
    def of(cls, rates: Iterable[Rate]) -> Exchange:
        """Return the exchange with these rates, at most one a pair and day."""
        known: dict[tuple[str, str], list[Rate]] = defaultdict(list)
        for rate in sorted(rates, key=_day):
            known[rate.base, rate.quote].append(rate)
        return cls(dict(known))

    def rate(self, currency: str, to: str, day: date) -> Rate | None:
        """Return the newest rate between the two, written either way, on or before ``day``; ``None`` without one.

        Of two of one day it is the one from ``currency``. Nothing is reckoned by way of a third currency.
        """
        direct, inverse = self._newest(currency, to, day), self._newest(to, currency, day)
        if direct is None or inverse is None:
            return direct or inverse
        return direct if direct.day >= inverse.day else inverse

    def convert(self, amount: Decimal, currency: str, to: str, day: date) -> Converted | None:
        """Return ``amount`` of ``currency`` in ``to`` by the `rate` of ``day``; ``None`` where nobody entered one."""
        if currency == to:
            return Converted(amount, to)
        rate = self.rate(currency, to, day)
        if rate is None:
            return None
        is_inverse = rate.base != currency
        value = EXACT.divide(amount, rate.rate) if is_inverse else EXACT.multiply(amount, rate.rate)
        return Converted(value, to, rate, is_inverse)

    def _newest(self, base: str, quote: str, day: date) -> Rate | None:
        rates = self._known.get((base, quote), ())
        place = bisect_right(rates, day, key=_day)
        return rates[place - 1] if place else None


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum of amounts of one currency, without rounding."""
    found = Decimal(0)
    for amount in amounts:
        found = EXACT.add(found, amount)
    return found


def _day(rate: Rate) -> date:
    return rate.day
