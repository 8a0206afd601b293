"""Conversion: exact, by the newest rate entered on or before the day, either way round, and by no other."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.exchange import PRECISION, Exchange, Rate, total

DAY = date(2026, 10, 1)
CURRENCIES = ("RUB", "USD", "EUR")
days = st.integers(-5, 5).map(lambda step: DAY + timedelta(days=step))
amounts = st.decimals(min_value=0, max_value=10**12, places=4)
values = st.decimals(min_value=Decimal("0.0000000001"), max_value=10**8, places=10)
rates = st.builds(Rate, st.sampled_from(CURRENCIES), st.sampled_from(CURRENCIES), days, values)


@st.composite
def entered(draw: st.DrawFn) -> list[Rate]:
    """Rates as the database keeps them: one for each pair, written one way, and day."""
    drawn = draw(st.lists(rates.filter(lambda rate: rate.base != rate.quote), max_size=12))
    return list({(rate.base, rate.quote, rate.day): rate for rate in drawn}.values())


@given(entered(), amounts, st.sampled_from(CURRENCIES), st.sampled_from(CURRENCIES), days)
def test_the_newest_rate_of_the_two_counts(
    known: list[Rate], amount: Decimal, currency: str, to: str, day: date
) -> None:
    found = Exchange.of(known).convert(amount, currency, to, day)
    if currency == to:
        assert found is not None
        assert (found.amount, found.rate, found.is_inverse) == (amount, None, False)
        return
    usable = [rate for rate in known if {rate.base, rate.quote} == {currency, to} and rate.day <= day]
    if not usable:
        assert found is None
        return
    assert found is not None
    assert found.rate is not None
    assert found.currency == to
    assert found.rate in usable
    assert found.rate.day == max(rate.day for rate in usable), "never an older one than there is"
    same_day = [rate for rate in usable if rate.day == found.rate.day]
    assert found.rate.base == currency or len(same_day) == 1, "of two of one day the direct one"
    assert found.is_inverse == (found.rate.base == to)
    rate = Fraction(found.rate.rate)
    if found.is_inverse:
        exact = Fraction(amount) / rate
        assert abs(Fraction(found.amount) - exact) <= exact / 10 ** (PRECISION - 1)
    else:
        assert Fraction(found.amount) == Fraction(amount) * rate


@given(amounts, values)
def test_there_and_back_is_the_same(amount: Decimal, value: Decimal) -> None:
    exchange = Exchange.of([Rate("USD", "RUB", DAY, value)])
    there = exchange.convert(amount, "RUB", "USD", DAY)
    assert there is not None
    back = exchange.convert(there.amount, "USD", "RUB", DAY)
    assert back is not None
    assert back.amount.quantize(Decimal("1e-10")) == amount


@given(st.lists(amounts, max_size=30), values)
def test_the_sum_of_parts_is_the_whole_converted(parts: list[Decimal], value: Decimal) -> None:
    exchange = Exchange.of([Rate("USD", "RUB", DAY, value)])
    converted = [exchange.convert(part, "USD", "RUB", DAY) for part in parts]
    whole = exchange.convert(total(parts), "USD", "RUB", DAY)
    assert whole is not None
    assert total(one.amount for one in converted if one) == whole.amount


@pytest.mark.parametrize(
    ("currency", "to", "day", "amount"),
    [
        ("USD", "RUB", DAY, "8140.00"),
        ("RUB", "USD", DAY, "1.2285012285"),
        ("USD", "RUB", DAY - timedelta(days=1), None),
        ("USD", "EUR", DAY, None),  # by way of roubles it could be reckoned, and is not
    ],
)
def test_examples(currency: str, to: str, day: date, amount: str | None) -> None:
    exchange = Exchange.of([Rate("USD", "RUB", DAY, Decimal("81.40")), Rate("EUR", "RUB", DAY, Decimal("90.10"))])
    found = exchange.convert(Decimal(100), currency, to, day)
    assert (found and f"{found.amount:.{len((amount or '.').partition('.')[2])}f}") == amount
