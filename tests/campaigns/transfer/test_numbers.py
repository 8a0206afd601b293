"""Columns of numbers: every style, exactly, and never guessed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo import money
from promo.campaigns.transfer import numbers
from promo.campaigns.transfer.numbers import LARGEST, SCALE, TYPED, Trouble


def column(cells: list[str], *, whole: bool = False, mark: str | None = None) -> list[Decimal | Trouble | None]:
    """Return the numbers of a column, or their trouble."""
    written = numbers.look(cells)
    found = numbers.read(cells, written, numbers.evidence(written, whole=whole) if mark is None else mark, whole=whole)
    return [
        Trouble(int(trouble)) if trouble else Decimal(int(parts)) / SCALE if known else None
        for parts, known, trouble in zip(found.parts, found.known, found.troubles, strict=True)
    ]


def test_styles() -> None:
    assert column(["1 234,50", "1\xa0234\u202f567,5", "12", "", "—", "n/a", "0,123", ",5"]) == [
        Decimal("1234.5"),
        Decimal("1234567.5"),
        12,
        None,
        None,
        None,
        Decimal("0.123"),
        Decimal("0.5"),
    ]
    assert column(["1,234,567.89", "1,234", " 5.5 ", "1'234.5"]) == [
        Decimal("1234567.89"),
        1234,
        Decimal("5.5"),
        Decimal("1234.5"),
    ]
    assert column(["1.234.567,89", "1.234", "5,5"]) == [Decimal("1234567.89"), 1234, Decimal("5.5")]
    assert column(["1,234", "0,5"]) == [Decimal("1.234"), Decimal("0.5")]
    assert column(["1,234", "2.345", "3 456", "7.0"], whole=True) == [1234, 2345, 3456, 7], (
        "nothing is counted in parts"
    )
    assert column([f"1234{TYPED}5000", f"1{TYPED}2340"]) == [Decimal("1234.5"), Decimal("1.234")]
    assert column([]) == []


def test_what_is_no_number() -> None:
    wrong = ["abc", "12%", "1,23,456.5", "12 34", "1.2.3", "5.", "1-2", "1 234 56,7", "٣"]
    assert column(wrong, mark=".") == [Trouble.UNREADABLE] * len(wrong)
    assert column(["1,234", "5,678"]) == [Trouble.AMBIGUOUS] * 2
    assert column(["1,234", "5.5", "6,5"]) == [Trouble.AMBIGUOUS, Decimal("5.5"), Decimal("6.5")]
    assert column(["-5", "−0.5", "-0"]) == [Trouble.NEGATIVE, Trouble.NEGATIVE, 0]
    assert column(["2.5"], whole=True) == [Trouble.PART]
    assert column([str(LARGEST), "9" * 40, "9999999999.99996"]) == [Trouble.LARGE] * 3
    assert column(["1.00004", "1.00005"]) == [1, Decimal("1.0001")], "finer than money is, and rounded as decimals are"


AMOUNTS = st.lists(st.integers(0, LARGEST * SCALE - 1), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("group", "point"), [("", "."), ("", ","), (",", "."), (".", ","), (" ", ","), ("\xa0", ","), ("'", ".")]
)
@given(parts=AMOUNTS)
def test_numbers_come_back_exactly(group: str, point: str, parts: list[int]) -> None:
    def written(number: int) -> str:
        whole, part = divmod(number, SCALE)
        digits = f"{part:04}" if part % 100 else f"{part // 100:02}"
        return f"{whole:,}".replace(",", group) + point + digits

    assert column([written(number) for number in parts]) == [Decimal(number) / SCALE for number in parts]


@given(cell=st.text(st.sampled_from("0123456789.,' -x\xa0"), max_size=14))
def test_one_cell_is_read_as_a_form_would_read_it(cell: str) -> None:
    (found,) = column([cell])
    if isinstance(found, Decimal):
        assert found == money.decimal(cell).quantize(Decimal(1) / SCALE, ROUND_HALF_UP)
    elif found is None:
        assert not cell.strip(" \xa0-")
    else:
        assert found != Trouble.AMBIGUOUS or column([cell], mark=".") != column([cell], mark=",")
